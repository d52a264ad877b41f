"""Standing back: a person says that they have a stake in a proposal."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q
from django.utils.translation import gettext as _

from approvals.conflicts import Kind, conflicts_of
from approvals.models import Recusal
from approvals.scorers import lets_score
from directory import clock
from directory.acting import Acting
from directory.errors import Invalid, Problem
from directory.powers import Power
from proposals.drafts import text_problems
from proposals.models import Line, Plan, PlanState
from workflow import door
from workflow.law import can_see

OPEN = (PlanState.SUBMITTED, PlanState.IN_REVIEW, PlanState.GATHERING, PlanState.COMPILING, PlanState.ADOPTED)


def lines_in_reach(plan: Plan, line_ids: Sequence[int]) -> set[int]:
    """Of these lines, those that stand in a plan or on its worksheet."""
    reached = Q(plan=plan) | Q(worksheet_item__worksheet__plan=plan)
    return set(Line.objects.filter(reached, pk__in=line_ids).values_list("pk", flat=True))


def stand_back(*, plan: Plan, line_ids: Sequence[int], reason: str, by: Acting) -> list[Recusal]:
    """Stand back from lines of a plan, or from all of it where no line is named.

    Whoever sees the plan may, and its scorers.

    Where the records show the stake already, its kind is kept with the declaration. A line from which the person stands
    back already is passed over, so that repeating it changes nothing. There is no way back in the same plan.

    Raises:
        NotHere, Stale: as the door does.
        Invalid: a line that is not in the plan, or no reason.
    """
    lets = lets_score(plan)

    def may_declare(asking: Acting) -> bool:
        return can_see(asking, plan) or lets(asking)

    with door.act(plan, "stand_back", by=by, power=Power.VIEW_PLAN, states=OPEN, also=may_declare) as act:
        known = lines_in_reach(plan, line_ids)
        problems = text_problems("reason", reason, most=500, required=True)
        problems += [Problem("lines", str(pk), _("ไม่มีรายการนี้ในแผนนี้")) for pk in line_ids if pk not in known]
        if problems:
            raise Invalid(problems)
        wanted: list[int | None] = sorted(known) if line_ids else [None]  # type: ignore[assignment]  # a list of either
        already = set(Recusal.objects.filter(plan=plan, user=by.user).values_list("line_id", flat=True))
        shown = conflicts_of(by.user, plan, known)
        made = Recusal.objects.bulk_create(
            [
                Recusal(
                    plan=plan,
                    line_id=pk,
                    user=by.user,
                    office=by.office,
                    kind=shown.get(pk or 0, Kind.DECLARED),
                    reason=reason.strip(),
                    declared_at=clock.now(),
                )
                for pk in wanted
                if pk not in already
            ]
        )
        act.items = [(each.line_id or 0, "", each.kind) for each in made]
    return made
