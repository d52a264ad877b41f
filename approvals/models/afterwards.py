"""After the governor: the plan sent on, what each source of money answered, and the plan proclaimed for use."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from proposals.models import Line, Plan
from proposals.money import MoneyField


class Stage(models.Model):
    """What a province did with an endorsed plan later on, each once. Only ever inserted.

    *Forwarded* to the region and the nation, to a recipient (N01); *proclaimed* as the plan in use, after every source
    of money has answered. ``day`` is the legal date of it.
    """

    class Kind(models.TextChoices):
        FORWARDED = "forwarded", _("ส่งแผนต่อภาคและประเทศ")
        PROCLAIMED = "proclaimed", _("ประกาศใช้แผน")

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="stages")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    day = models.DateField()
    recipient = models.CharField(max_length=200, blank=True)
    office = models.ForeignKey("directory.Office", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "kind"], name="a_plan_comes_to_each_stage_once"),
            models.CheckConstraint(
                condition=~Q(kind="forwarded") | ~Q(recipient=""), name="a_forwarding_names_its_recipient"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.kind}"


class FundingResult(models.TextChoices):
    """What a source of money answered."""

    FUNDED = "funded", _("ได้รับจัดสรรตามที่เสนอ")
    PARTLY = "partly", _("ได้รับจัดสรรบางส่วน")
    NOT_FUNDED = "not_funded", _("ไม่ได้รับจัดสรร")


class FundingOutcome(models.Model):
    """What a source of money answered on one line of an endorsed plan. Only ever inserted: the latest counts.

    ``amount`` is what was allocated (baht); ``decided_by`` and ``letter`` say in words who decided it and by what.
    """

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="funding_outcomes")
    funding_source = models.CharField(max_length=12)
    result = models.CharField(max_length=10, choices=FundingResult.choices)
    amount = MoneyField()
    reason = models.CharField(max_length=300, blank=True)
    decided_by = models.CharField(max_length=200)
    decided_on = models.DateField()
    letter = models.CharField(max_length=200, blank=True)
    office = models.ForeignKey("directory.Office", on_delete=models.PROTECT, related_name="+")
    event = models.ForeignKey("workflow.Event", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["line_id", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(result="not_funded", amount=0) | (~Q(result="not_funded") & Q(amount__gt=0)),
                name="only_what_was_allocated_has_an_amount",
            ),
            models.CheckConstraint(
                condition=Q(result="funded") | ~Q(reason=""), name="less_than_was_proposed_has_a_reason"
            ),
            models.CheckConstraint(condition=~Q(decided_by=""), name="an_outcome_names_who_decided"),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.result} {self.amount}"
