"""Appeals: a body asks once that what became of one of its lines be thought over, and is answered by a day."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin, transition

from directory.models import Body, Office
from directory.powers import Power
from proposals.models import Fate, Level, Line, Plan
from proposals.models.stages import REVIEWER
from workflow.law import holds


class AppealState(models.TextChoices):
    """An appeal waits for the office that decides on it until that has answered, or its owner takes it back."""

    FILED = "filed", _("รอคำตอบ")
    GRANTED = "granted", _("รับอุทธรณ์")
    DENIED = "denied", _("ยืนตามผลเดิม")
    DISMISSED = "dismissed", _("ไม่รับไว้พิจารณา")
    WITHDRAWN = "withdrawn", _("ผู้อุทธรณ์ถอน")


class AppealReason(models.TextChoices):
    """Why an appeal was answered as it was."""

    NEW_FACTS = "new_facts", _("มีข้อเท็จจริงหรือหลักฐานใหม่")
    MISTAKE = "mistake", _("ผลเดิมคลาดเคลื่อนจากข้อเท็จจริง")
    STANDS = "stands", _("เหตุผลเดิมยังใช้ได้")
    CEILING = "ceiling", _("วงเงินไม่เพียงพอ")
    BEYOND_POWERS = "beyond_powers", _("เกินอำนาจหน้าที่")
    NO_GROUNDS = "no_grounds", _("ไม่ได้ระบุเหตุแห่งการอุทธรณ์")
    NOT_HERE = "not_here", _("ไม่ใช่เรื่องที่พิจารณาได้ ณ ที่นี้")


REASONS_OF: Final[dict[str, tuple[str, ...]]] = {
    AppealState.GRANTED: (AppealReason.NEW_FACTS, AppealReason.MISTAKE),
    AppealState.DENIED: (AppealReason.STANDS, AppealReason.CEILING, AppealReason.BEYOND_POWERS),
    AppealState.DISMISSED: (AppealReason.NO_GROUNDS, AppealReason.NOT_HERE),
}
DECIDES = holds(Power.DECIDE_PLAN, **REVIEWER)


class Appeal(FSMModelMixin, models.Model):
    """What a plan's owner holds against the fate of one of its lines. Once for each line, whatever comes of it.

    ``fate`` is what is appealed: the line's own, or that of the line in which it lived on, one level or two above, and
    which was turned away there; or that by which the line was merged or split. ``above`` is the plan in which that was
    decided, and whose owner's desk answers. Granting leaves the fate as it was: another one revises it, and what was
    asked goes up in ``amendment``, an amendment of that plan.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="appeals", db_index=False)
    number = models.PositiveSmallIntegerField()
    line = models.OneToOneField(Line, on_delete=models.PROTECT, related_name="appeal")
    fate = models.ForeignKey(Fate, on_delete=models.PROTECT, related_name="appeals")
    above = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+", db_index=False)
    grounds = models.TextField()
    office = models.ForeignKey("directory.Office", on_delete=models.PROTECT, related_name="+", db_index=False)
    state = FSMField(max_length=9, choices=AppealState.choices, default=AppealState.FILED, protected=True)
    revision = models.PositiveIntegerField(default=0)
    filed_on = models.DateField()
    due_on = models.DateField()
    answered_on = models.DateField(null=True, blank=True)
    answered_by = models.ForeignKey(
        "directory.Office", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    reason_code = models.CharField(max_length=16, choices=AppealReason.choices, blank=True)
    reason = models.TextField(blank=True)
    amendment = models.ForeignKey(Plan, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["plan_id", "number"]
        indexes = [models.Index(fields=["due_on"], condition=Q(state="filed"), name="appeal_waiting")]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="one_appeal_per_number_of_a_plan"),
            models.CheckConstraint(condition=~Q(grounds=""), name="an_appeal_has_its_grounds"),
            models.CheckConstraint(
                condition=Q(state="filed", answered_on__isnull=True) | ~Q(state="filed") & Q(answered_on__isnull=False),
                name="an_answered_appeal_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["filed", "withdrawn"]) | (~Q(reason_code="") & ~Q(reason="")),
                name="an_answer_to_an_appeal_has_its_reason",
            ),
            models.CheckConstraint(
                condition=Q(state="granted", amendment__isnull=False)
                | (~Q(state="granted") & Q(amendment__isnull=True)),
                name="a_granted_appeal_amends_the_plan_above",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan} {self.number}"

    @property
    def owner(self) -> Body:
        """Who appeals."""
        return self.plan.owner

    @property
    def recipient(self) -> Body:
        """The body whose decision it is about."""
        return self.above.owner

    @property
    def area_code(self) -> str:
        """Where the plan lies."""
        return self.plan.area_code

    @property
    def level(self) -> str:
        """The level below the one that decided, by which it is told with what power its desk answers."""
        return Level.SUBDISTRICT if self.above.level == Level.DISTRICT else Level.DISTRICT

    def is_at(self, seen: object) -> bool:
        """Whether the revision that somebody saw is still the present one."""
        return self.revision == seen

    def _answer(self, on: date, office: Office | None, code: str, reason: str) -> None:
        self.answered_on, self.answered_by = on, office
        self.reason_code, self.reason = code, reason

    @transition(state, source=AppealState.FILED, target=AppealState.GRANTED, permission=DECIDES)
    def grant(self, *, on: date, office: Office | None, code: str, reason: str, amendment: Plan) -> None:
        """The fate is revised, and the line goes up in an amendment."""
        self._answer(on, office, code, reason)
        self.amendment = amendment

    @transition(state, source=AppealState.FILED, target=AppealState.DENIED, permission=DECIDES)
    def deny(self, *, on: date, office: Office | None, code: str, reason: str) -> None:
        """What was decided stands, and why."""
        self._answer(on, office, code, reason)

    @transition(state, source=AppealState.FILED, target=AppealState.DISMISSED, permission=DECIDES)
    def dismiss(self, *, on: date, office: Office | None, code: str, reason: str) -> None:
        """It is none that can be considered, and why."""
        self._answer(on, office, code, reason)

    @transition(state, source=AppealState.FILED, target=AppealState.WITHDRAWN, permission=holds(Power.SUBMIT_PLAN))
    def take_back(self, *, on: date, reason: str) -> None:
        """Its owner takes it back before it is answered."""
        self.answered_on, self.reason = on, reason


class AppealFile(models.Model):
    """A piece of evidence filed with an appeal. Only ever inserted."""

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="files")
    file = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
