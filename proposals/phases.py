"""What each announced phase means for plans: while which it runs, who is waited for, and who is told when it lapses."""

from __future__ import annotations

from typing import Any

from directory import clock
from directory.models import Body
from proposals.models import Level, Meeting, Plan, PlanKind, PlanState
from proposals.queries import desk_above, desks_above, owner_of
from workflow import desk
from workflow.deadlines import Audience, on_deadline
from workflow.models import Notice, Phase
from workflow.phases import Question, declare

MISSED = "phase_missed"


def own_desk(plan: Any) -> list[Body]:
    """Audience: the office that does the paper work of the body whose plan it is."""
    return [plan.owner.desk]


def _while(*states: PlanState) -> Question:
    return lambda plan: plan.kind == PlanKind.AREA and plan.state in states


def _before_the_forum(plan: Plan) -> bool:
    drafting = plan.kind == PlanKind.AREA and plan.state == PlanState.DRAFT
    return drafting and not Meeting.objects.filter(plan=plan, kind=Meeting.Kind.FORUM).exists()


def _before_the_hearing(plan: Plan) -> bool:
    return plan.state == PlanState.COMPILING and desk.waiting_task(plan, "hear") is not None


def _before_the_proclamation(plan: Plan) -> bool:
    return plan.state == PlanState.ANSWERED and not plan.events.filter(verb="proclaim_plan").exists()


def _tell_who_is_late(waits_for: Audience) -> Any:
    """What happens on the day: whoever is waited for is told; the work stays due, and nothing is decided."""

    def tell(plan: Plan) -> None:
        moment = clock.now()
        late = {body.pk: body for body in waits_for(plan)}.values()
        Notice.objects.bulk_create([Notice(body=body, plan=plan, verb=MISSED, at=moment) for body in late])

    return tell


_REVIEWED = (PlanState.SUBMITTED, PlanState.IN_REVIEW)
_PHASES: tuple[tuple[Phase, Level, Question, Audience, Audience], ...] = (
    (Phase.FORUM, Level.SUBDISTRICT, _before_the_forum, owner_of, desk_above),
    (Phase.DRAFTING, Level.SUBDISTRICT, _while(PlanState.DRAFT), owner_of, desk_above),
    (Phase.SUBMISSION, Level.SUBDISTRICT, _while(PlanState.DRAFT, PlanState.ADOPTED), owner_of, desks_above),
    (Phase.REVIEW, Level.SUBDISTRICT, _while(*_REVIEWED), desk_above, desks_above),
    (Phase.CLOSING, Level.DISTRICT, _while(PlanState.COMPILING, PlanState.ADOPTED), own_desk, desk_above),
    (Phase.VETTING, Level.DISTRICT, _while(*_REVIEWED), desk_above, desk_above),
    (Phase.HEARING, Level.PROVINCE, _before_the_hearing, own_desk, owner_of),
    (Phase.DECISION, Level.PROVINCE, _while(PlanState.COMPILING), own_desk, owner_of),
    (Phase.REPLY, Level.PROVINCE, _while(PlanState.ADOPTED, PlanState.ENDORSED), own_desk, owner_of),
    (Phase.FUNDING, Level.PROVINCE, _before_the_proclamation, own_desk, owner_of),
)

for _phase, _level, _runs, _waits_for, _above in _PHASES:
    declare(_phase, level=_level, runs=_runs)
    on_deadline(_phase.value, title=_phase.label, waits_for=_waits_for, above=_above, stays=True)(
        _tell_who_is_late(_waits_for)
    )
# These have verbs of their own, which end what was due: silence is recorded, and the gathering ends.
declare(Phase.OPINIONS, level=Level.SUBDISTRICT, kind="opinion", runs=None)
declare(Phase.GATHER_DISTRICT, level=Level.DISTRICT, kind="gather", runs=_while(PlanState.GATHERING))
declare(Phase.GATHER_PROVINCE, level=Level.PROVINCE, kind="gather", runs=_while(PlanState.GATHERING))
