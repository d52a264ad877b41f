"""The strategy tree of a province and a five-year round: issue, strategy, programme; projects hang below."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class StrategyNode(models.Model):
    """A place in the tree, found by its code. It never changes; what it is called says its last `StrategyWords`."""

    class Kind(models.TextChoices):
        ISSUE = "issue", _("ประเด็นการพัฒนา")
        STRATEGY = "strategy", _("ยุทธศาสตร์/กลยุทธ์")
        PROGRAMME = "programme", _("แผนงาน")

    province = models.ForeignKey("directory.Area", on_delete=models.PROTECT, related_name="+", db_index=False)
    round_start = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=9, choices=Kind.choices)
    code = models.CharField(max_length=20)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")

    class Meta:
        ordering = ["province_id", "round_start", "code"]
        constraints = [
            models.UniqueConstraint(fields=["province", "round_start", "code"], name="one_strategy_node_per_code"),
            models.CheckConstraint(
                condition=Q(kind="issue", parent__isnull=True) | (~Q(kind="issue") & Q(parent__isnull=False)),
                name="only_an_issue_stands_below_nothing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.province_id} {self.round_start} {self.code}"


class StrategyWords(models.Model):
    """What a node of the tree is called from a day on, or that it is used no longer. Rows are only ever inserted."""

    node = models.ForeignKey(StrategyNode, on_delete=models.PROTECT, related_name="words")
    title_th = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    reference = models.CharField(max_length=300, blank=True)
    is_ended = models.BooleanField(default=False)
    valid_from = models.DateField()
    set_by = models.ForeignKey("directory.Office", on_delete=models.PROTECT, related_name="+", db_index=False)
    set_at = models.DateTimeField()

    class Meta:
        ordering = ["node_id", "valid_from", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(title_th=""), name="a_strategy_node_has_a_title")]

    def __str__(self) -> str:
        return self.title_th


class StrategyRule(models.Model):
    """Whether each project of a province's plan must stand below a programme before it is laid. Only ever inserted."""

    province = models.ForeignKey("directory.Area", on_delete=models.PROTECT, related_name="+")
    round_start = models.PositiveSmallIntegerField()
    is_required = models.BooleanField()
    reference = models.CharField(max_length=300, blank=True)
    set_by = models.ForeignKey("directory.Office", on_delete=models.PROTECT, related_name="+", db_index=False)
    set_at = models.DateTimeField()

    class Meta:
        ordering = ["province_id", "round_start", "pk"]

    def __str__(self) -> str:
        return f"{self.province_id} {self.round_start} {self.is_required}"
