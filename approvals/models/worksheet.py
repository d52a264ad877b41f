"""The worksheet on which a level is compiled: criteria, scores, what is taken in and what is answered."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from proposals.models import Cycle, FateKind, Line, Plan, PlanVersion
from proposals.money import MoneyField


class Criterion(models.Model):
    """A criterion of a gathering plan's scoring, 0 to 4, with its weight; copied in when the worksheet opens."""

    worksheet = models.ForeignKey("approvals.Worksheet", on_delete=models.CASCADE, related_name="criteria")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    weight = models.PositiveSmallIntegerField()
    descriptors = models.JSONField(default=dict)
    reference = models.CharField(max_length=300, blank=True)
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
    it for the committee; any later act on the worksheet clears it, so that nothing else is resolved on.
    ``criteria_list`` is the version from which its criteria were copied, as long as they are those; ``scoring`` is the
    cycle's at the time of opening, and ``scored_at`` says that scoring alone is closed. ``scenario`` is the one by
    which a meeting resolved that the entries are ranked and cut; ``pairs_found_at`` says when its lines were last
    looked through for those that are alike.
    """

    plan = models.OneToOneField(Plan, on_delete=models.PROTECT, related_name="worksheet")
    ceiling = MoneyField(null=True, blank=True)
    tie_break = models.JSONField(default=list)
    criteria_list = models.ForeignKey(
        "approvals.AssessmentList", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    scoring = models.CharField(max_length=9, choices=Cycle.Scoring.choices, default=Cycle.Scoring.CONSENSUS)
    scored_at = models.DateTimeField(null=True, blank=True)
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

    The title is its own; ``words`` holds what else was chosen or written for it, by field (`approvals.wording`); where
    it holds nothing, the words of the largest source that says something stand. ``rank`` and ``within_ceiling`` are set
    by ranking, ``line`` when the plan's version is laid before the committee. ``programme`` is its place in the
    province's strategy tree, where there is one: it then says what strategy and programme its line stands under.
    """

    worksheet = models.ForeignKey(Worksheet, on_delete=models.CASCADE, related_name="entries", db_index=False)
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=300)
    words = models.JSONField(default=dict, blank=True)
    rank = models.PositiveIntegerField(null=True, blank=True)
    score = models.DecimalField(max_digits=7, decimal_places=4, null=True, blank=True)
    proposed = MoneyField(null=True, blank=True)
    proposed_reason = models.CharField(max_length=300, blank=True)
    within_ceiling = models.BooleanField(null=True, blank=True)
    agency = models.ForeignKey(
        "directory.Body", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    funding_source = models.CharField(max_length=12, blank=True)
    programme = models.ForeignKey(
        "proposals.StrategyNode", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    line = models.OneToOneField(Line, on_delete=models.SET_NULL, null=True, blank=True, related_name="worksheet_entry")

    class Meta:
        ordering = ["worksheet_id", "number"]
        constraints = [models.UniqueConstraint(fields=["worksheet", "number"], name="one_entry_per_number")]

    def __str__(self) -> str:
        return self.title


class Item(models.Model):
    """One source line on a worksheet: taken into entries by its shares, or answered otherwise with its reason.

    Items are made in the order of their places, and a desk lists them so (`approvals.lines`). ``words`` is what a desk
    finds them by, the title and the reference of the frozen version, a line each: beside the item, so that filtering
    a province's worksheet looks up nothing else.
    """

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
    words = models.TextField()

    class Meta:
        ordering = ["worksheet_id", "line_id"]
        indexes = [
            models.Index(fields=["worksheet", "answer", "id", "line"], name="item_worksheet_answer"),
            models.Index(fields=["worksheet", "id"], name="item_worksheet_place"),
            models.Index(fields=["worksheet", "-asked", "id"], name="item_worksheet_asked"),
        ]

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


class Step(models.Model):
    """An act on a worksheet that can still be undone: how what it touched stood before (`approvals.undoing`).

    ``sequence`` is its event's place on the plan's chain. Undoing an act removes its step; closing removes them all.
    """

    worksheet = models.ForeignKey(Worksheet, on_delete=models.CASCADE, related_name="steps", db_index=False)
    sequence = models.PositiveIntegerField()
    verb = models.CharField(max_length=40)
    lines = models.PositiveIntegerField()
    before = models.JSONField()

    class Meta:
        ordering = ["worksheet_id", "sequence"]
        constraints = [models.UniqueConstraint(fields=["worksheet", "sequence"], name="one_step_per_event")]

    def __str__(self) -> str:
        return f"{self.worksheet_id}/{self.sequence} {self.verb}"


class Score(models.Model):
    """The score, 0 to 4, of one line in one version by one criterion, by which ranking goes.

    It is the consensus that the secretary entered, or the mean of those who scored alone.
    """

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="scores", db_index=False)
    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="+", db_index=False)
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="scores")
    value = models.DecimalField(max_digits=5, decimal_places=4)
    office = models.ForeignKey("directory.Office", on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "criterion"], name="one_score_per_line_and_criterion"),
            models.CheckConstraint(condition=Q(value__gte=0) & Q(value__lte=4), name="a_score_is_0_to_4"),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.criterion_id}: {self.value}"
