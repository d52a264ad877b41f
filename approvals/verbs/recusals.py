"""Standing back: a person says that they have a stake in a proposal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from django.db.models import Q
from django.utils.translation import gettext as _

from approvals.approvers import is_approver
from approvals.conflicts import Kind, conflicts_of
from approvals.models import Recusal, RecusalWithdrawal
from approvals.scorers import lets_score
from approvals.stakes import stakes_in
from directory import clock
from directory.acting import Acting
from directory.errors import Invalid, Problem, Refused
from directory.powers import Power
from proposals.drafts import text_problems
from proposals.models import Line, Plan, PlanState
from workflow import door
from workflow.law import can_see

LONGEST = 500
OPEN = (
    PlanState.SUBMITTED,
    PlanState.IN_REVIEW,
    PlanState.GATHERING,
    PlanState.COMPILING,
    PlanState.RETURNED,
    PlanState.ADOPTED,
)


def lines_in_reach(plan: Plan, line_ids: Sequence[int]) -> set[int]:
    """Of these lines, those that stand in a plan or on its worksheet."""
    reached = Q(plan=plan) | Q(worksheet_item__worksheet__plan=plan)
    return set(Line.objects.filter(reached, pk__in=line_ids).values_list("pk", flat=True))


def stand_back(*, plan: Plan, line_ids: Sequence[int], reason: str, by: Acting) -> list[Recusal]:
    """Stand back from lines of a plan, or from all of it where no line is named.

    Whoever sees the plan may, and its scorers and approvers.

    Where the records show the stake already, its kind is kept with the declaration. A line from which the person stands
    back already is passed over, so that repeating it changes nothing. It holds until it is taken back with a reason.

    Raises:
        NotHere, Stale: as the door does.
        Invalid: a line that is not in the plan, or no reason.
    """
    with door.act(plan, "stand_back", by=by, power=Power.VIEW_PLAN, states=OPEN, also=_may_declare(plan)) as act:
        known = lines_in_reach(plan, line_ids)
        problems = text_problems("reason", reason, most=LONGEST, required=True)
        problems += [Problem("lines", str(pk), _("ไม่มีรายการนี้ในแผนนี้")) for pk in line_ids if pk not in known]
        if problems:
            raise Invalid(problems)
        wanted: list[int | None] = sorted(known) if line_ids else [None]  # type: ignore[assignment]  # a list of either
        own = Recusal.objects.filter(plan=plan, user=by.user)
        already = set(own.holding().values_list("line_id", flat=True))
        turns: Counter[int | None] = Counter(own.values_list("line_id", flat=True))
        parts = stakes_in(by.user, plan.version_on_desk)
        shown = {pk: each.kind for each in parts for pk in (each.line, each.below)}
        shown |= conflicts_of(by.user, plan, known)
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
                    turn=turns[pk] + 1,
                )
                for pk in wanted
                if pk not in already
            ]
        )
        act.items = [(each.line_id or 0, "", each.kind) for each in made]
    return made


def take_recusal_back(*, plan: Plan, recusal: Recusal, reason: str, by: Acting) -> RecusalWithdrawal:
    """Decide again where one stood back, with the reason. The declaration stays on record, and what the records show.

    Raises:
        NotHere, Stale: as the door does.
        Refused: somebody else declared it.
        Invalid: it was taken back already, is of another plan, or no reason.
    """
    with door.act(plan, "take_recusal_back", by=by, power=Power.VIEW_PLAN, states=OPEN, also=_may_declare(plan)) as act:
        if recusal.plan_id != plan.pk:
            raise Invalid.of("recusal", str(recusal.pk), _("ไม่มีการแจ้งนี้ในแผนนี้"))
        if recusal.user_id != by.user.pk:
            raise Refused(_("ผู้แจ้งเท่านั้นที่ถอนการแจ้งของตนได้"))
        problems = text_problems("reason", reason, most=LONGEST, required=True)
        if RecusalWithdrawal.objects.filter(recusal=recusal).exists():
            problems.append(Problem("recusal", str(recusal.get_kind_display()), _("ถอนการแจ้งนี้ไปแล้ว")))
        if problems:
            raise Invalid(problems)
        act.note = reason.strip()
        act.items = [(recusal.line_id or 0, recusal.kind, "")]
        return RecusalWithdrawal.objects.create(
            recusal=recusal, office=by.office, reason=reason.strip(), withdrawn_at=clock.now()
        )


def _may_declare(plan: Plan) -> Callable[[Acting], bool]:
    lets, approves = lets_score(plan), is_approver(plan)

    def may_declare(asking: Acting) -> bool:
        return can_see(asking, plan) or lets(asking) or approves(asking)

    return may_declare
