"""The law: what may ever happen to a plan, and who may do it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django_fsm import FSMField, FSMModelMixin, transition

from directory.models import Body
from directory.powers import BodyKind, Power
from proposals import rules
from proposals.models.asked import AskedByFlows
from proposals.models.stages import REVIEWER, STATES_ABOVE_SUBMISSION, Level, PlanKind, PlanState
from workflow.law import holds
from workflow.models import Journaled

if TYPE_CHECKING:
    from proposals.models.version import PlanVersion


class Plan(AskedByFlows, FSMModelMixin, Journaled):
    """One body's plan of one cycle. ``parent`` is the plan of the level above that expects it.

    ``current_version`` is the version on the desk; ``gathered_at`` says that the level above has taken it in, so that
    a plan accepted without it is late.
    """

    reference = models.CharField(max_length=24, unique=True)
    cycle = models.ForeignKey("proposals.Cycle", on_delete=models.PROTECT, related_name="plans")
    owner = models.ForeignKey("directory.Body", on_delete=models.PROTECT, related_name="plans")
    level = models.CharField(max_length=12, choices=Level.choices)
    kind = models.CharField(max_length=9, choices=PlanKind.choices, default=PlanKind.AREA)
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
            models.UniqueConstraint(
                fields=["cycle", "owner", "level", "kind", "theme"],
                condition=~Q(kind=PlanKind.AMENDMENT) & ~Q(state=PlanState.DROPPED),
                name="one_plan_per_body_kind_and_theme",
            ),
            models.CheckConstraint(
                condition=~Q(kind=PlanKind.THEMATIC) | ~Q(theme=""), name="a_thematic_plan_names_its_theme"
            ),
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

    @property
    def assembly(self) -> Body | None:
        """The provincial meeting of the councils of its province, where the register has one. One query."""
        found = Body.objects.filter(kind=BodyKind.ASSEMBLY, area=self.province_code, ended_on__isnull=True)
        return found.order_by("code").first()

    @property
    def notice_days(self) -> tuple[int, int]:
        """How many days before a due date people are reminded, and after it the level above is told."""
        return self.cycle.remind_days, self.cycle.escalate_days

    def is_at(self, seen: object) -> bool:
        """Whether what somebody saw is still on the desk: a version of the plan, or a revision number."""
        if isinstance(seen, int):
            return self.revision == seen
        return getattr(seen, "pk", None) == self.current_version_id

    # The owner --------------------------------------------------------------------------------------------------

    @transition(
        state,
        source=[PlanState.DRAFT, PlanState.RETURNED, PlanState.COMPILING],
        target=PlanState.ADOPTED,
        conditions=[
            rules.has_lines,
            rules.is_adopted_by_a_quorate_resolution,
            rules.every_line_below_has_a_fate,
            rules.every_replacement_differs,
            rules.the_councils_have_decided,
        ],
        permission=holds(Power.ADOPT_PLAN),
    )
    def adopt(self) -> None:
        """A quorate meeting resolved on exactly this version."""

    @transition(
        state,
        source=PlanState.ADOPTED,
        target=PlanState.DRAFT,
        conditions=[rules.is_a_subdistrict_plan, rules.is_no_numbered_amendment, rules.no_agency_was_asked],
        permission=holds(Power.WRITE_PLAN),
    )
    def reopen(self) -> None:
        """Changed once more before it is submitted; the next version needs a resolution of its own."""

    @transition(
        state,
        source=PlanState.ADOPTED,
        target=PlanState.SUBMITTED,
        conditions=[
            rules.has_a_level_above,
            rules.is_adopted_by_a_quorate_resolution,
            rules.readiness_is_answered,
        ],
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
        conditions=[rules.the_level_above_is_open, rules.no_amendment_of_it_went_up],
        permission=holds(Power.SUBMIT_PLAN),
    )
    def withdraw(self) -> None:
        """Withdrawn by its owner with all its lines, until the level above closes."""

    # The owner, with a plan that is gathered by nobody --------------------------------------------------------------

    @transition(
        state,
        source=PlanState.DRAFT,
        target=PlanState.DROPPED,
        conditions=[rules.is_gathered_by_nobody, rules.keeps_no_appeal],
        permission=holds(Power.WRITE_PLAN),
    )
    def drop(self) -> None:
        """Given up before any meeting adopted it."""

    @transition(
        state,
        source=PlanState.ADOPTED,
        target=PlanState.SENT,
        conditions=[rules.goes_sideways],
        permission=holds(Power.SUBMIT_PLAN),
    )
    def send_sideways(self) -> None:
        """The first extract of it lies with an agency."""

    @transition(
        state,
        source=PlanState.SENT,
        target=PlanState.ADOPTED,
        permission=holds(Power.SUBMIT_PLAN),
        custom={"system": ("extracts",)},
    )
    def bring_back(self) -> None:
        """Every agency has answered, and what was declined is its owner's again."""

    @transition(
        state,
        source=[PlanState.ADOPTED, PlanState.SENT],
        target=PlanState.CLOSED,
        conditions=[rules.goes_sideways, rules.every_line_has_a_fate],
        permission=holds(Power.SUBMIT_PLAN),
        custom={"system": ("extracts",)},
    )
    def conclude(self) -> None:
        """Each line was taken by an agency, or kept or withdrawn by its owner."""

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
        source=PlanState.ADOPTED,
        target=PlanState.ACCEPTED,
        conditions=[rules.amends_an_accepted_plan, rules.its_place_above_is_open, rules.what_it_replaces_went_up],
        permission=holds(Power.DECIDE_PLAN, **REVIEWER),
        custom={"system": ("gathering",)},
    )
    def take_in(self, *, at: datetime | None) -> None:
        """An amendment goes up where the plan that it amends did; ``at`` says that the gathering there has ended."""
        self.parent, self.gathered_at = self.amendment.amends.parent, at

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
        source=[PlanState.COMPILING, PlanState.RETURNED],
        target=None,
        conditions=[rules.is_decided_by_councils],
        permission=holds(Power.ADOPT_PLAN, party="assembly"),
    )
    def assemble(self) -> None:
        """The councils' provincial meeting resolved on exactly this version, before ก.บ.จ. does."""

    @transition(
        state,
        source=[PlanState.COMPILING, PlanState.RETURNED],
        target=None,
        conditions=[rules.is_decided_by_councils],
        permission=holds(Power.ADOPT_PLAN),
    )
    def refer_back(self) -> None:
        """ก.บ.จ. asks the councils' provincial meeting to think again, with its reason."""

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

    # What the councils' provincial meeting proposes to the governor ------------------------------------------------

    @transition(
        state,
        source=PlanState.ADOPTED,
        target=PlanState.SENT,
        conditions=[rules.is_a_petition],
        permission=holds(Power.SUBMIT_PLAN),
    )
    def send_petition(self) -> None:
        """Handed to the governor, as the meeting resolved it."""

    @transition(
        state,
        source=PlanState.SENT,
        target=PlanState.SENT,
        conditions=[rules.is_a_petition],
        permission=holds(Power.ANSWER_COUNCILS),
    )
    def receive_petition(self, *, at: datetime) -> None:
        """Received by the governor's office; the days until the answer count from here."""
        self.received_at = at

    @transition(
        state,
        source=PlanState.SENT,
        target=PlanState.ANSWERED,
        conditions=[rules.is_a_petition],
        permission=holds(Power.ENDORSE_PLAN),
    )
    def answer_petition(self) -> None:
        """The governor has answered, and every council is told."""
