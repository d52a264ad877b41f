"""Lines: the permanent place of a proposal in a plan, the one fate by which it leaves, and where its money goes on."""

from __future__ import annotations

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from proposals.models.plan import Plan
from proposals.models.proposal import Proposal, ProposalVersion, WorkClass
from proposals.models.version import Decision, PlanVersion
from proposals.money import MoneyField


class Line(models.Model):
    """A proposal's place in one plan. Its number never changes and is never given again.

    In an amendment it may take the place of others: of one that was changed, or of several that an appeal put together
    again; and what an appeal took apart is replaced by several.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="lines", db_index=False)
    number = models.PositiveIntegerField()
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="lines")
    comes_back_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="came_back_as"
    )
    replaces = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="replaced_by")

    class Meta:
        ordering = ["plan_id", "number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="one_line_per_number_of_a_plan")]

    def __str__(self) -> str:
        return f"{self.plan_id}/{self.number}"


class PlanLine(models.Model):
    """What a line says in one version of its plan. *Asked* never changes above; *proposed* may, with a reason.

    The columns of the province's integration (agency, funding source, inside the ceiling) are used from there on.
    """

    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="plan_lines", db_index=False)
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="in_versions")
    proposal_version = models.ForeignKey(ProposalVersion, on_delete=models.PROTECT, related_name="+", db_index=False)
    rank = models.PositiveIntegerField(null=True, blank=True)
    work_class = models.CharField(max_length=8, choices=WorkClass.choices)
    asked = MoneyField()
    proposed = MoneyField()
    proposed_reason = models.CharField(max_length=300, blank=True)
    agency = models.ForeignKey(
        "directory.Body", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    funding_source = models.CharField(max_length=12, blank=True)
    within_ceiling = models.BooleanField(null=True, blank=True)

    class Meta:
        ordering = ["version_id", F("rank").asc(nulls_last=True), "line_id"]
        constraints = [
            models.UniqueConstraint(fields=["version", "line"], name="one_plan_line_per_version"),
            models.CheckConstraint(
                condition=Q(asked__gte=0) & Q(proposed__gte=0), name="a_line_asks_no_negative_amount"
            ),
            models.CheckConstraint(
                condition=Q(asked=F("proposed")) | ~Q(proposed_reason=""), name="another_amount_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id}: {self.line_id}"


class FateKind(models.TextChoices):
    """The ways in which a line leaves its plan."""

    CARRIED = "carried", _("เสนอต่อ")
    MERGED = "merged", _("รวมกับโครงการอื่น")
    SPLIT = "split", _("แยกเป็นหลายโครงการ")
    KEPT = "kept", _("ชุมชนดำเนินการเอง")
    REFERRED = "referred", _("หน่วยงานรับไปดำเนินการ")
    RETURNED = "returned", _("คืนเจ้าของเพื่อปรับปรุง")
    DEFERRED = "deferred", _("นำเข้าพิจารณารอบถัดไป")
    REFUSED = "refused", _("ไม่รับ")
    WITHDRAWN = "withdrawn", _("เจ้าของถอน")


LIVES_ON = (FateKind.CARRIED, FateKind.MERGED, FateKind.SPLIT)
NEEDS_NO_REASON = (FateKind.CARRIED, FateKind.KEPT)


class Fate(models.Model):
    """How a line left its plan, and why. One for each line; a later revision points at the one that it revises."""

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="fates")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="fates", db_index=False)
    kind = models.CharField(max_length=10, choices=FateKind.choices)
    reason_code = models.CharField(max_length=40, blank=True)
    reason = models.TextField(blank=True)
    asked = MoneyField()
    referred_to = models.ForeignKey(
        "directory.Body", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    referred_plan = models.CharField(max_length=300, blank=True)
    revises = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="revised_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line"], condition=Q(revises__isnull=True), name="one_fate_per_line"),
            models.CheckConstraint(
                condition=Q(kind__in=NEEDS_NO_REASON) | (~Q(reason_code="") & ~Q(reason="")),
                name="a_fate_has_its_reason",
            ),
            models.CheckConstraint(
                condition=~Q(kind=FateKind.REFERRED) | ~Q(referred_plan=""), name="a_referral_names_the_plan"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.kind}"


class ShareQuerySet(models.QuerySet["Share"]):
    """Which shares count."""

    def standing(self) -> ShareQuerySet:
        """Those whose fate no later one revises: where the baht are now."""
        return self.filter(fate__revised_by__isnull=True)

    def first_told(self) -> ShareQuerySet:
        """Each pair of lines once, as it was first written: a revision says again what it leaves as it was."""
        before = Share.objects.filter(source=OuterRef("source"), target=OuterRef("target"), pk__lt=OuterRef("pk"))
        return self.exclude(Exists(before))


class Share(models.Model):
    """What part of a line's asked baht lives on in a line of the plan above.

    It stands as long as its fate does: what a revised fate gave away stays as it was written, and counts no more.
    """

    fate = models.ForeignKey(Fate, on_delete=models.PROTECT, related_name="shares", db_index=False)
    source = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="shares_out")
    target = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="shares_in")
    asked = MoneyField()
    objects = ShareQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "target", "fate"], name="one_share_per_pair_of_lines_and_fate"),
            models.CheckConstraint(condition=Q(asked__gte=0), name="a_share_is_not_negative"),
            models.CheckConstraint(condition=~Q(source=F("target")), name="a_line_does_not_feed_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} → {self.target_id}: {self.asked}"


class Remark(models.Model):
    """A numbered request on a plan, a line or one of its fields; answered by the owner, or waived with a reason."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="remarks", db_index=False)
    number = models.PositiveSmallIntegerField()
    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="remarks")
    line = models.ForeignKey(Line, on_delete=models.PROTECT, null=True, blank=True, related_name="remarks")
    field = models.CharField(max_length=40, blank=True)
    text = models.TextField()
    due = models.DateField()
    asked_by = models.ForeignKey("directory.Office", on_delete=models.PROTECT, related_name="+", db_index=False)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    waived_reason = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        "directory.Office", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["plan_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="one_remark_per_number_of_a_plan"),
            models.CheckConstraint(condition=~Q(text=""), name="a_remark_has_words"),
            models.CheckConstraint(
                condition=Q(closed_by__isnull=True) | Q(closed_at__isnull=False), name="who_closed_a_remark_closed_it"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} #{self.number}"


class Opinion(models.Model):
    """What a body said about one line in one version: ก.บ.ต. on receipt, an LAO for the part in its territory."""

    class Kind(models.TextChoices):
        SUPPORTS = "supports", _("เห็นด้วย")
        OBJECTS = "objects", _("มีข้อสังเกต")
        TAKES_IN = "takes_in", _("บรรจุในแผนขององค์กรปกครองส่วนท้องถิ่น")
        BEYOND_CAPACITY = "beyond_capacity", _("เกินศักยภาพ")
        DECLINES = "declines", _("ไม่รับ")
        SILENT = "silent", _("ไม่ได้รับความเห็นภายในกำหนด")

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="opinions", db_index=False)
    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="opinions")
    body = models.ForeignKey("directory.Body", on_delete=models.PROTECT, related_name="opinions", db_index=False)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    reason = models.TextField(blank=True)
    plan_name = models.CharField(max_length=200, blank=True)
    plan_year = models.PositiveSmallIntegerField(null=True, blank=True)
    plan_item = models.CharField(max_length=60, blank=True)
    given_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["line", "version", "body"], name="one_opinion_per_body_and_version"),
            models.CheckConstraint(
                condition=~Q(kind="takes_in") | (~Q(plan_name="") & Q(plan_year__isnull=False) & ~Q(plan_item="")),
                name="taking_in_names_plan_year_and_item",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["declines", "beyond_capacity", "objects"]) | ~Q(reason=""),
                name="an_objection_has_its_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.kind}"
