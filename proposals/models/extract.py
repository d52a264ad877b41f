"""Extracts: lines of a plan that are sent sideways to an agency, and what it answers for each."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin, transition

from directory.models import Body, Office
from directory.powers import Power
from proposals.models.line import Line
from proposals.models.plan import Plan
from proposals.models.version import PlanVersion
from workflow.law import holds


class ExtractState(models.TextChoices):
    """An extract waits for its agency until it has answered."""

    SENT = "sent", _("รอหน่วยงานตอบ")
    ANSWERED = "answered", _("หน่วยงานตอบแล้ว")


class Extract(FSMModelMixin, models.Model):
    """Lines of one frozen version of a plan, sent to one agency. Numbered per plan."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="extracts", db_index=False)
    number = models.PositiveSmallIntegerField()
    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey("directory.Body", on_delete=models.PROTECT, related_name="extracts")
    purpose = models.TextField(blank=True)
    state = FSMField(max_length=8, choices=ExtractState.choices, default=ExtractState.SENT, protected=True)
    revision = models.PositiveIntegerField(default=0)
    sent_on = models.DateField()
    due_on = models.DateField()
    answered_on = models.DateField(null=True, blank=True)
    answered_by = models.ForeignKey(
        "directory.Office", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["plan_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="one_extract_per_number_of_a_plan"),
            models.CheckConstraint(
                condition=Q(state="sent", answered_on__isnull=True) | Q(state="answered", answered_on__isnull=False),
                name="an_answered_extract_has_its_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan} {self.number}"

    @property
    def owner(self) -> Body:
        """Whose plan it is taken from."""
        return self.plan.owner

    @property
    def recipient(self) -> Body:
        """Who is asked."""
        return self.agency

    @property
    def area_code(self) -> str:
        """Where the plan lies."""
        return self.plan.area_code

    def is_at(self, seen: object) -> bool:
        """Whether the revision that somebody saw is still the present one."""
        return self.revision == seen

    @transition(
        state,
        source=ExtractState.SENT,
        target=ExtractState.ANSWERED,
        permission=holds(Power.KEEP_PAPERS, party="recipient"),
    )
    def answer(self, *, on: date, office: Office | None) -> None:
        """The agency has answered for each line."""
        self.answered_on, self.answered_by = on, office


class ExtractLine(models.Model):
    """One line of an extract, and the agency's answer: accepted into which plan, or declined and why."""

    class Answer(models.TextChoices):
        ACCEPTED = "accepted", _("รับไปดำเนินการ")
        DECLINED = "declined", _("ไม่รับ")

    extract = models.ForeignKey(Extract, on_delete=models.PROTECT, related_name="lines", db_index=False)
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="in_extracts")
    answer = models.CharField(max_length=8, choices=Answer.choices, blank=True)
    reason = models.TextField(blank=True)
    agency_plan = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["extract_id", "line__number"]
        constraints = [
            models.UniqueConstraint(fields=["extract", "line"], name="one_line_per_extract"),
            models.CheckConstraint(condition=~Q(answer="declined") | ~Q(reason=""), name="a_decline_has_its_reason"),
            models.CheckConstraint(
                condition=~Q(answer="accepted") | ~Q(agency_plan=""), name="an_acceptance_names_the_plan"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.extract_id}: {self.line_id}"
