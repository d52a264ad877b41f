"""Who is expected to review which line, and who stands back from a line and why. Neither gives any right."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from proposals.models import Line, Plan


class Assignment(models.Model):
    """The office that is expected to review one line of a plan, since when and until when.

    Rows end, they are not deleted: who was waited for before stays known.
    """

    class Rule(models.TextChoices):
        BY_HAND = "by_hand", _("มอบหมายเอง")
        IN_TURN = "in_turn", _("เวียนกันตามลำดับ")
        BY_VILLAGE = "by_village", _("เวียนกันตามหมู่บ้าน")
        BY_CLASS = "by_class", _("เวียนกันตามประเภทโครงการ")
        BY_LOAD = "by_load", _("เฉลี่ยตามงานที่ค้างอยู่")

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="assignments", db_index=False)
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="assignments", db_index=False)
    office = models.ForeignKey("directory.Office", on_delete=models.PROTECT, related_name="+", db_index=False)
    rule = models.CharField(max_length=10, choices=Rule.choices)
    assigned_by = models.ForeignKey("directory.Office", on_delete=models.PROTECT, related_name="+", db_index=False)
    since = models.DateTimeField()
    due_on = models.DateField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["plan_id", "pk"]
        indexes = [
            models.Index(
                fields=["office"],
                condition=Q(done_at__isnull=True, ended_at__isnull=True),
                name="assignment_waiting",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "line"], condition=Q(ended_at__isnull=True), name="one_reviewer_per_line"
            )
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.line_id} → {self.office_id}"


class RecusalQuerySet(models.QuerySet["Recusal"]):
    """Recusals, asked by whether they hold."""

    def holding(self) -> RecusalQuerySet:
        """Those that nobody has taken back."""
        return self.filter(withdrawal__isnull=True)


class Recusal(models.Model):
    """A person stands back from a line, or from all of a plan, in the decisions of one plan. Only ever inserted.

    ``turn`` counts a person's declarations on the same lines: another follows only one that was taken back.
    """

    class Kind(models.TextChoices):
        DECLARED = "declared", _("แจ้งเอง")
        AUTHOR = "author", _("เป็นผู้เขียนโครงการ")
        CO_AUTHOR = "co_author", _("ร่วมเขียนโครงการ")
        SAME_BODY = "same_body", _("อยู่ในองค์กรเจ้าของโครงการ")
        SCORER = "scorer", _("เป็นผู้ให้คะแนนโครงการ")

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="recusals", db_index=False)
    line = models.ForeignKey(Line, on_delete=models.PROTECT, null=True, blank=True, related_name="recusals")
    user = models.ForeignKey("directory.User", on_delete=models.PROTECT, related_name="+", db_index=False)
    office = models.ForeignKey("directory.Office", on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    reason = models.CharField(max_length=500)
    declared_at = models.DateTimeField()
    turn = models.PositiveSmallIntegerField(default=1)

    objects = RecusalQuerySet.as_manager()

    class Meta:
        ordering = ["plan_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "user", "line", "turn"],
                condition=Q(line__isnull=False),
                name="one_recusal_per_person_and_line",
            ),
            models.UniqueConstraint(
                fields=["plan", "user", "turn"],
                condition=Q(line__isnull=True),
                name="one_recusal_per_person_from_a_plan",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="a_recusal_has_its_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.line_id or '*'} {self.user_id}"


class RecusalWithdrawal(models.Model):
    """A declaration taken back by who made it, with the reason; what the records show stays. Only ever inserted."""

    recusal = models.OneToOneField(Recusal, on_delete=models.PROTECT, related_name="withdrawal")
    office = models.ForeignKey("directory.Office", on_delete=models.PROTECT, related_name="+", db_index=False)
    reason = models.CharField(max_length=500)
    withdrawn_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="taking_a_recusal_back_has_its_reason")]

    def __str__(self) -> str:
        return f"{self.recusal_id}"
