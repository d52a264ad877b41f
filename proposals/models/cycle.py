"""The planning cycle of a province, and the counters of its public references."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from workflow.models import Dated, Published


class Mode(models.TextChoices):
    """Who decides on the province's plan first: its committee, or its councils' provincial meeting."""

    INTEGRATED = "integrated", _("จังหวัดบูรณาการ")
    SELF_MANAGED = "self_managed", _("จังหวัดจัดการตนเอง")


class Ways(models.Model):
    """Under which definitions plans run, and the days that they have: of a cycle, or of a province from a day on."""

    council_flow = models.CharField(max_length=24, default="council-1")
    district_flow = models.CharField(max_length=24, default="district-1")
    provincial_flow = models.CharField(max_length=24, default="provincial-1")
    receipt_days = models.PositiveSmallIntegerField(default=15)
    opinion_days = models.PositiveSmallIntegerField(default=30)
    revision_days = models.PositiveSmallIntegerField(default=30)
    remind_days = models.PositiveSmallIntegerField(default=7)
    escalate_days = models.PositiveSmallIntegerField(default=7)
    appeal_days = models.PositiveSmallIntegerField(default=30)
    appeal_answer_days = models.PositiveSmallIntegerField(default=30)
    petition_days = models.PositiveSmallIntegerField(default=60)

    class Meta:
        abstract = True


WAYS = tuple(field.name for field in Ways._meta.fields)


class ProvinceRules(Published, Dated, Ways):
    """How a province plans in one mode from a day on. Rows are only ever inserted, and cycles copy what held then.

    So a later row changes nothing of what is under way: running plans stay on the definition that they started under.
    """

    province = models.ForeignKey("directory.Area", on_delete=models.PROTECT, related_name="planning_rules")
    mode = models.CharField(max_length=12, choices=Mode.choices)
    legal_reference = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["province_id", "mode", "valid_from", "pk"]
        indexes = [models.Index(fields=["province", "mode", "valid_from"], name="province_rules")]

    def __str__(self) -> str:
        return f"{self.province_id} {self.mode} {self.valid_from}"


class Cycle(Ways):
    """One target fiscal year (พ.ศ.) of one province. Several run at once: eighteen months pass from forum to money.

    The order and the times before the district are data, since they differ by province and year.
    """

    Mode = Mode

    class Scoring(models.TextChoices):
        CONSENSUS = "consensus", _("คณะกรรมการตกลงคะแนนร่วมกัน เลขานุการบันทึก")
        ALONE = "alone", _("ผู้ให้คะแนนแต่ละคนให้เอง ไม่เห็นคะแนนของผู้อื่นจนกว่าจะปิด")

    province = models.ForeignKey("directory.Area", on_delete=models.PROTECT, related_name="cycles")
    target_year = models.PositiveSmallIntegerField()
    round_start = models.PositiveSmallIntegerField()
    round_years = models.PositiveSmallIntegerField(default=5)
    mode = models.CharField(max_length=12, choices=Mode.choices, default=Mode.INTEGRATED)
    requires_readiness = models.BooleanField(default=False)
    scoring = models.CharField(max_length=9, choices=Scoring.choices, default=Scoring.CONSENSUS)
    is_demo = models.BooleanField(default=False)
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["province", "target_year"], name="one_cycle_per_province_and_year"),
            models.CheckConstraint(
                condition=Q(target_year__gte=F("round_start")) & Q(target_year__lt=F("round_start") + F("round_years")),
                name="the_target_year_lies_in_the_round",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.province} {self.target_year}"

    @property
    def years(self) -> range:
        """The budget years (พ.ศ.) of the round; the columns of every form are made from them."""
        return range(self.round_start, self.round_start + self.round_years)


class ReferenceCounter(models.Model):
    """The last serial number given in an area of a cycle, for plans or for proposals."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey("directory.Area", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8)
    last_number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cycle", "area", "kind"], name="one_counter_per_cycle_area_and_kind")
        ]

    def __str__(self) -> str:
        return f"{self.cycle_id} {self.area_id} {self.kind}"
