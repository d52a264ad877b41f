"""The worksheet on which a level is compiled: criteria, scores, what is taken in and what is answered."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from proposals.models import FateKind, Line, Plan, PlanVersion
from proposals.money import MoneyField


class Criterion(models.Model):
    """A criterion of a gathering plan's scoring, 0 to 4, with its weight; copied in when the worksheet opens."""

    worksheet = models.ForeignKey("approvals.Worksheet", on_delete=models.CASCADE, related_name="criteria")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    weight = models.PositiveSmallIntegerField()
    descriptors = models.JSONField(default=dict)
    place = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["worksheet_id", "place"]
        constraints = [
            models.UniqueConstraint(fields=["worksheet", "code"], name="one_criterion_per_code"),
            models.CheckConstraint(condition=Q(weight__gt=0), name="a_criterion_has_a_weight"),
        ]

    def __str__(self) -> str:
        return self.name


class Worksheet(models.Model):
    """How a level is compiled before it closes: mutable, every act on it evented. Closing writes fates and shares.

    ``tie_break`` names, in order, what decides between equal scores. ``laid_version`` is the version that was made from
    it for the committee; any later act on the worksheet clears it, so that nothing else is resolved on. ``scenario`` is
    the one by which a meeting resolved that the entries are ranked and cut; ``pairs_found_at`` says when its lines were
    last looked through for those that are alike.
    """

    plan = models.OneToOneField(Plan, on_delete=models.PROTECT, related_name="worksheet")
    ceiling = MoneyField(null=True, blank=True)
    tie_break = models.JSONField(default=list)
    opened_at = models.DateTimeField()
    ranked_at = models.DateTimeField(null=True, blank=True)
    laid_version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    scenario = models.ForeignKey(
        "approvals.Scenario", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    pairs_found_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.plan}"


class Entry(models.Model):
    """One line of the plan to come: of a single source, of several merged, or of a part of a split one.

    The words are its own (a merged project has a name of its own); ``rank`` and ``within_ceiling`` are set by ranking,
    ``line`` when the plan's version is laid before the committee.
    """

    worksheet = models.ForeignKey(Worksheet, on_delete=models.CASCADE, related_name="entries", db_index=False)
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=300)
    rank = models.PositiveIntegerField(null=True, blank=True)
    score = models.DecimalField(max_digits=7, decimal_places=4, null=True, blank=True)
    proposed = MoneyField(null=True, blank=True)
    proposed_reason = models.CharField(max_length=300, blank=True)
    within_ceiling = models.BooleanField(null=True, blank=True)
    agency = models.ForeignKey(
        "directory.Body", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    funding_source = models.CharField(max_length=12, blank=True)
    line = models.OneToOneField(Line, on_delete=models.SET_NULL, null=True, blank=True, related_name="worksheet_entry")

    class Meta:
        ordering = ["worksheet_id", "number"]
        constraints = [models.UniqueConstraint(fields=["worksheet", "number"], name="one_entry_per_number")]

    def __str__(self) -> str:
        return self.title


class Item(models.Model):
    """One source line on a worksheet: taken into entries by its shares, or answered otherwise with its reason."""

    class Answer(models.TextChoices):
        TAKE = "take", _("นำเข้าแผน")
        REFERRED = FateKind.REFERRED.value, FateKind.REFERRED.label
        RETURNED = FateKind.RETURNED.value, FateKind.RETURNED.label
        DEFERRED = FateKind.DEFERRED.value, FateKind.DEFERRED.label
        REFUSED = FateKind.REFUSED.value, FateKind.REFUSED.label
        KEPT = FateKind.KEPT.value, FateKind.KEPT.label

    worksheet = models.ForeignKey(Worksheet, on_delete=models.CASCADE, related_name="items", db_index=False)
    line = models.OneToOneField(Line, on_delete=models.PROTECT, related_name="worksheet_item")
    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="+", db_index=False)
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    reason_code = models.CharField(max_length=40, blank=True)
    reason = models.TextField(blank=True)
    referred_to = models.ForeignKey(
        "directory.Body", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    referred_plan = models.CharField(max_length=300, blank=True)
    asked = MoneyField()

    class Meta:
        ordering = ["worksheet_id", "line_id"]
        indexes = [models.Index(fields=["worksheet", "answer", "line"], name="item_worksheet_answer")]

    def __str__(self) -> str:
        return f"{self.line_id} {self.answer}"


class ItemShare(models.Model):
    """What part of a source line goes into an entry."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="shares", db_index=False)
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="shares")
    asked = MoneyField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "entry"], name="one_share_per_item_and_entry"),
            models.CheckConstraint(condition=Q(asked__gte=0), name="an_item_share_is_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} → {self.entry_id}: {self.asked}"


class Score(models.Model):
    """A score, 0 to 4, for one line in one version by one criterion; the consensus entered by the secretary."""

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="scores", db_index=False)
    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="+", db_index=False)
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="scores")
    value = models.PositiveSmallIntegerField()
    office = models.ForeignKey("directory.Office", on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "criterion"], name="one_score_per_line_and_criterion"),
            models.CheckConstraint(condition=Q(value__lte=4), name="a_score_is_0_to_4"),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.criterion_id}: {self.value}"
