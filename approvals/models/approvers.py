"""Who must agree before a level's deciding act, from which day on; and what each of them said of which version."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from proposals.models import Decision, Plan, PlanVersion


class ApproverList(models.Model):
    """The approvers of one area's plan before one act, from a day on. Rows are only ever inserted.

    The area says the level: a district's or a province's own plan. One for a ``cycle`` comes before one for all cycles;
    one without approvers says that nobody need agree. ``answer_days`` is how many days each has from their turn on; 0
    sets no day.
    """

    class Act(models.TextChoices):
        ADOPT = Decision.Act.ADOPT.value, _("ก่อนบันทึกมติปิดระดับ")
        ENDORSE = Decision.Act.ENDORSE.value, _("ก่อนผู้ว่าราชการจังหวัดเห็นชอบ")

    area = models.ForeignKey("directory.Area", on_delete=models.PROTECT, related_name="approver_lists", db_index=False)
    act = models.CharField(max_length=8, choices=Act.choices)
    cycle = models.ForeignKey(
        "proposals.Cycle", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    valid_from = models.DateField()
    legal_reference = models.CharField(max_length=300, blank=True)
    answer_days = models.PositiveSmallIntegerField(default=0)
    set_by = models.ForeignKey("directory.Office", on_delete=models.PROTECT, related_name="+", db_index=False)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["area_id", "act", "valid_from", "pk"]
        indexes = [models.Index(fields=["area", "act", "valid_from"], name="approvers_in_force")]

    def __str__(self) -> str:
        return f"{self.area_id} {self.act} {self.valid_from}"


class Approver(models.Model):
    """An office on a list. Those of one step agree in any order; a step waits for the steps before it."""

    of = models.ForeignKey(ApproverList, on_delete=models.PROTECT, related_name="approvers", db_index=False)
    step = models.PositiveSmallIntegerField()
    office = models.ForeignKey("directory.Office", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["of_id", "step", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["of", "office"], name="an_office_stands_once_on_a_list"),
            models.CheckConstraint(condition=Q(step__gte=1), name="steps_of_approval_count_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.of_id} {self.step} {self.office_id}"


class Approval(models.Model):
    """What an approver said of exactly one state of a plan's contents. Only ever inserted: the latest counts.

    ``tenure`` says in which capacity the person spoke, for the holder perhaps. It holds for its hash alone: one that
    was given to an earlier version stays on record and counts no more.
    """

    class Answer(models.TextChoices):
        AGREE = "agree", _("เห็นชอบ")
        DISAGREE = "disagree", _("ไม่เห็นชอบ")
        TAKEN_BACK = "taken_back", _("ถอนความเห็น")

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="approvals")
    act = models.CharField(max_length=8, choices=ApproverList.Act.choices)
    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="+", db_index=False)
    version_hash = models.CharField(max_length=64)
    office = models.ForeignKey("directory.Office", on_delete=models.PROTECT, related_name="+", db_index=False)
    user = models.ForeignKey("directory.User", on_delete=models.PROTECT, related_name="+", db_index=False)
    tenure = models.ForeignKey("directory.Tenure", on_delete=models.PROTECT, related_name="+", db_index=False)
    answer = models.CharField(max_length=10, choices=Answer.choices)
    reason = models.TextField(blank=True)
    given_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(version_hash=""), name="an_approval_names_what_was_seen"),
            models.CheckConstraint(condition=Q(answer="agree") | ~Q(reason=""), name="only_agreeing_needs_no_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.office_id} {self.answer}"
