"""What-if: other ceilings, weights and rules tried on a worksheet, kept with all that they were reckoned from."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from proposals.money import MoneyField


class Scenario(models.Model):
    """One way to rank and cut a worksheet, with its inputs and what came out. Only ever inserted.

    ``basis`` is the hash of what the worksheet said then; where the worksheet says something else now, it is stale.
    ``inputs`` are all that the rule looked at, so that anybody can reckon it again; ``outcome`` is the ranked list:
    the number of each entry, in order, and how many of them lie within the ceiling.
    """

    class Method(models.TextChoices):
        WEIGHTED = "weighted", _("เรียงตามคะแนน ตัดที่กรอบวงเงิน")
        EQUAL_PER_TAMBON = "equal_per_tambon", _("แบ่งวงเงินเท่ากันทุกพื้นที่")
        EQUAL_SHARES = "equal_shares", _("วิธีส่วนแบ่งเท่ากัน (Method of Equal Shares)")
        GREEDY = "greedy", _("คะแนนต่อบาทสูงสุดก่อน")
        AS_RESOLVED = "as_resolved", _("ลำดับที่คณะกรรมการกำหนดเอง")

    worksheet = models.ForeignKey("approvals.Worksheet", on_delete=models.PROTECT, related_name="scenarios")
    name = models.CharField(max_length=100)
    method = models.CharField(max_length=16, choices=Method.choices)
    ceiling = MoneyField()
    weights = models.JSONField()
    tie_break = models.JSONField()
    basis = models.CharField(max_length=64)
    inputs = models.JSONField()
    outcome = models.JSONField()
    office = models.ForeignKey("directory.Office", on_delete=models.PROTECT, related_name="+", db_index=False)
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["worksheet_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["worksheet", "name"], name="one_scenario_per_name"),
            models.CheckConstraint(condition=~Q(name=""), name="a_scenario_has_a_name"),
            models.CheckConstraint(condition=Q(ceiling__gte=0), name="a_scenario_has_a_ceiling"),
        ]

    def __str__(self) -> str:
        return self.name


class Adoption(models.Model):
    """A committee's resolution that a scenario is how its worksheet is ranked and cut. Only ever inserted."""

    scenario = models.ForeignKey(Scenario, on_delete=models.PROTECT, related_name="adoptions")
    meeting = models.ForeignKey("proposals.Meeting", on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    votes_for = models.PositiveSmallIntegerField()
    votes_against = models.PositiveSmallIntegerField(default=0)
    office = models.ForeignKey("directory.Office", on_delete=models.PROTECT, related_name="+", db_index=False)
    adopted_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["scenario", "meeting"], name="a_meeting_adopts_a_scenario_once"),
            models.CheckConstraint(condition=Q(votes_for__gt=F("votes_against")), name="an_adoption_has_a_majority"),
            models.CheckConstraint(condition=~Q(text=""), name="an_adoption_has_words"),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.scenario_id}"
