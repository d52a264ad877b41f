"""The law: what may ever happen to a plan, and who may do it."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin, transition

from directory.models import Body
from directory.powers import Power
from proposals import rules
from workflow.law import holds
from workflow.models import Journaled


class Level(models.TextChoices):
    """Whose plan it is; a level's plan takes in those of the level below."""

    SUBDISTRICT = "subdistrict", _("ตำบล")
    DISTRICT = "district", _("อำเภอ")
    PROVINCE = "province", _("จังหวัด")


class PlanState(models.TextChoices):
    """The states of a plan of any level; no page shows these words, it says whose desk the plan is on."""

    DRAFT = "draft", _("กำลังจัดทำ")
    GATHERING = "gathering", _("รอรวบรวมแผน")
    COMPILING = "compiling", _("กำลังจัดลำดับและบูรณาการ")
    ADOPTED = "adopted", _("ที่ประชุมรับรองแล้ว")
    SUBMITTED = "submitted", _("เสนอแล้ว")
    IN_REVIEW = "in_review", _("อยู่ระหว่างตรวจ")
    RETURNED = "returned", _("ขอให้ปรับปรุง")
    ACCEPTED = "accepted", _("รับแผนแล้ว")
    ENDORSED = "endorsed", _("ผู้ว่าราชการจังหวัดเห็นชอบ")
    ANSWERED = "answered", _("ตอบองค์กรเจ้าของแผนแล้ว")
    CLOSED = "closed", _("ทุกโครงการได้ข้อยุติแล้ว")
    WITHDRAWN = "withdrawn", _("ถอนแผนแล้ว")


STATES_ABOVE_SUBMISSION = (
    PlanState.SUBMITTED,
    PlanState.IN_REVIEW,
    PlanState.RETURNED,
    PlanState.ACCEPTED,
)
REVIEWER = {"district": Power.VET_PLAN}


class Plan(FSMModelMixin, Journaled):
    """One body's plan of one cycle. ``parent`` is the plan of the level above that expects it.

    ``current_version`` is the version on the desk; ``gathered_at`` says that the level above has taken it in, so that
    a plan accepted without it is late.
    """

    reference = models.CharField(max_length=24, unique=True)
    cycle = models.ForeignKey("proposals.Cycle", on_delete=models.PROTECT, related_name="plans")
    owner = models.ForeignKey("directory.Body", on_delete=models.PROTECT, related_name="plans")
    level = models.CharField(max_length=12, choices=Level.choices)
    theme = models.CharField(max_length=100, blank=True)
    area = models.ForeignKey("directory.Area", on_delete=models.PROTECT, related_name="plans", db_index=False)
    district_code = models.CharField(max_length=4, blank=True)
    province_code = models.CharField(max_length=2)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    flow = models.CharField(max_length=24)
    state = FSMField(max_length=12, choices=PlanState.choices, default=PlanState.DRAFT, protected=True)
    revision = models.PositiveIntegerField(default=0)
    current_version = models.ForeignKey(
        "proposals.PlanVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    last_line_number = models.PositiveIntegerField(default=0)
    received_at = models.DateTimeField(null=True, blank=True)
    gathered_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["cycle", "district_code", "state", "id"], name="plan_district"),
            models.Index(fields=["cycle", "province_code", "state", "id"], name="plan_province"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "owner", "level", "theme"], name="one_plan_per_body_and_theme")
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def area_code(self) -> str:
        """Where it lies."""
        return str(self.area_id)

    @property
    def version_on_desk(self) -> PlanVersion:
        """The version on the desk. Every plan that a cycle opened has one."""
        if self.current_version is None:
            raise LookupError(f"plan {self.reference} has no version")
        return self.current_version

    @property
    def closing_body(self) -> Body | None:
        """Whose resolution closes this plan: the owner of the plan above."""
        return self.parent.owner if self.parent else None

    def is_at(self, seen: object) -> bool:
        """Whether what somebody saw is still on the desk: a version of the plan, or a revision number."""
        if isinstance(seen, int):
            return self.revision == seen
        return getattr(seen, "pk", None) == self.current_version_id

    # What the flows ask -----------------------------------------------------------------------------------------

    def awaits_receipt(self) -> bool:
        """Whether ก.บ.ต. has yet to receive it (its own plans need no receipt)."""
        return rules.needs_receipt(self)

    def awaits_opinions(self) -> bool:
        """Whether a line still lacks the opinion of a local administrative organization in whose territory it lies."""
        return rules.lacks_opinions(self)

    def is_accepted(self) -> bool:
        """Whether the level above has taken it."""
        return bool(self.state == PlanState.ACCEPTED)

    def is_endorsed(self) -> bool:
        """Whether the governor has endorsed it."""
        return bool(self.state == PlanState.ENDORSED)

    # The owner --------------------------------------------------------------------------------------------------

    @transition(
        state,
        source=[PlanState.DRAFT, PlanState.RETURNED, PlanState.COMPILING],
        target=PlanState.ADOPTED,
        conditions=[rules.has_lines, rules.is_adopted_by_a_quorate_resolution, rules.every_line_below_has_a_fate],
        permission=holds(Power.ADOPT_PLAN),
    )
    def adopt(self) -> None:
        """A quorate meeting resolved on exactly this version."""

    @transition(
        state,
        source=PlanState.ADOPTED,
        target=PlanState.DRAFT,
        conditions=[rules.is_a_subdistrict_plan],
        permission=holds(Power.WRITE_PLAN),
    )
    def reopen(self) -> None:
        """Changed once more before it is submitted; the next version needs a resolution of its own."""

    @transition(
        state,
        source=PlanState.ADOPTED,
        target=PlanState.SUBMITTED,
        conditions=[rules.has_a_level_above, rules.is_adopted_by_a_quorate_resolution],
        permission=holds(Power.SUBMIT_PLAN),
    )
    def submit(self) -> None:
        """Handed to the level above."""

    @transition(state, source=PlanState.SUBMITTED, target=PlanState.ADOPTED, permission=holds(Power.SUBMIT_PLAN))
    def recall(self) -> None:
        """Taken back before the level above has opened it."""
        self.received_at = None

    @transition(
        state,
        source=STATES_ABOVE_SUBMISSION,
        target=PlanState.WITHDRAWN,
        conditions=[rules.the_level_above_is_open],
        permission=holds(Power.SUBMIT_PLAN),
    )
    def withdraw(self) -> None:
        """Withdrawn by its owner with all its lines, until the level above closes."""

    # The level above --------------------------------------------------------------------------------------------

    @transition(
        state,
        source=PlanState.SUBMITTED,
        target=PlanState.SUBMITTED,
        permission=holds(Power.RECEIVE_PLAN),
        custom={"system": ("deadline",)},
    )
    def receive(self, *, at: datetime) -> None:
        """Received by ก.บ.ต., with its answer per line (or its silence recorded)."""
        self.received_at = at

    @transition(
        state,
        source=PlanState.SUBMITTED,
        target=PlanState.IN_REVIEW,
        conditions=[rules.is_received],
        permission=holds(Power.REVIEW_PLAN, **REVIEWER),
    )
    def open_review(self) -> None:
        """Opened at the desk above; from here on its owner can no longer recall it."""

    @transition(
        state,
        source=[PlanState.SUBMITTED, PlanState.IN_REVIEW],
        target=None,
        permission=holds(Power.GIVE_OPINION),
        custom={"system": ("deadline",)},
    )
    def finish_opinions(self) -> None:
        """All local administrative organizations have answered, or their silence is recorded."""

    @transition(
        state,
        source=PlanState.IN_REVIEW,
        target=PlanState.IN_REVIEW,
        permission=holds(Power.REVIEW_PLAN, **REVIEWER),
        conditions=[rules.is_screened],
    )
    def finish_screening(self) -> None:
        """The district's technical review is done."""

    @transition(
        state,
        source=PlanState.IN_REVIEW,
        target=PlanState.RETURNED,
        conditions=[rules.has_open_remarks],
        permission=holds(Power.DECIDE_PLAN, **REVIEWER),
    )
    def return_for_revision(self) -> None:
        """Back to its owner, with numbered remarks and a due date."""

    @transition(
        state,
        source=PlanState.IN_REVIEW,
        target=PlanState.ACCEPTED,
        conditions=[rules.no_remark_is_unanswered],
        permission=holds(Power.DECIDE_PLAN, **REVIEWER),
    )
    def accept(self) -> None:
        """Taken by the level above."""

    @transition(
        state,
        source=[*STATES_ABOVE_SUBMISSION],
        target=PlanState.CLOSED,
        conditions=[rules.every_line_has_a_fate],
        permission=holds(Power.ADOPT_PLAN, party="closing_body"),
    )
    def close(self) -> None:
        """The level above has resolved: each line has its fate. A late plan closes with its lines deferred."""

    # The plan that gathers ---------------------------------------------------------------------------------------

    @transition(
        state,
        source=PlanState.GATHERING,
        target=PlanState.COMPILING,
        permission=holds(Power.WRITE_PLAN),
        custom={"system": ("deadline", "gathering")},
    )
    def gather(self) -> None:
        """The gathering ends: all in, the deadline, or the coordinator's decision."""

    @transition(state, source=PlanState.COMPILING, target=PlanState.COMPILING, permission=holds(Power.WRITE_PLAN))
    def hear(self) -> None:
        """The public hearing has been held."""

    @transition(
        state,
        source=PlanState.ADOPTED,
        target=PlanState.ENDORSED,
        conditions=[rules.is_a_provincial_plan],
        permission=holds(Power.ENDORSE_PLAN),
    )
    def endorse(self) -> None:
        """Endorsed by the governor, in exactly this version."""

    @transition(
        state,
        source=PlanState.ADOPTED,
        target=PlanState.RETURNED,
        conditions=[rules.is_a_provincial_plan],
        permission=holds(Power.ENDORSE_PLAN),
    )
    def send_back(self) -> None:
        """Back to the provincial committee, with the governor's reason."""

    @transition(state, source=PlanState.ENDORSED, target=PlanState.ANSWERED, permission=holds(Power.ANSWER_COUNCILS))
    def answer(self) -> None:
        """Each submitting body has its first reply."""


class PlanVersion(models.Model):
    """A state of a plan's contents. At most one is open; a frozen one carries the hash that decisions name."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField()
    frozen_at = models.DateTimeField(null=True, blank=True)
    hash = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["plan_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="one_version_per_number_of_a_plan"),
            models.UniqueConstraint(
                fields=["plan"], condition=Q(frozen_at__isnull=True), name="one_open_version_a_plan"
            ),
            models.CheckConstraint(
                condition=Q(frozen_at__isnull=True) | ~Q(hash=""), name="a_frozen_version_has_its_hash"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} v{self.number}"


class Decision(models.Model):
    """One act on one exact version: adopted, accepted, resolved, endorsed. Only ever inserted."""

    class Act(models.TextChoices):
        ADOPT = "adopt", _("มติรับรองแผน")
        ACCEPT = "accept", _("รับแผน")
        ENDORSE = "endorse", _("เห็นชอบแผน")
        WITHDRAW = "withdraw", _("ถอน")
        LATE = "late", _("แผนมาถึงหลังกำหนด")

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="decisions")
    act = models.CharField(max_length=8, choices=Act.choices)
    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="decisions")
    version_hash = models.CharField(max_length=64)
    resolution = models.ForeignKey(
        "proposals.Resolution", on_delete=models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    event = models.ForeignKey("workflow.Event", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    office = models.ForeignKey(
        "directory.Office", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    legal_basis = models.CharField(max_length=300, blank=True)
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.act}"
