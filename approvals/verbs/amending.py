"""Taking an amendment in: its lines stand on the worksheet above in the place of those that they replace."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import translation

from approvals import undoing
from approvals.amending import (
    DECIDED,
    OPEN,
    desk_there,
    disturbs,
    hindrances_of,
    may_go_up,
    place_above,
    replaced_items,
)
from approvals.conflicts import refuse_the_partial
from approvals.models import Item, Worksheet
from approvals.taking_apart import led_elsewhere, tell_owners
from approvals.verbs.gathering import GATHERING, insert_items
from approvals.verbs.review import DECIDE
from directory import clock
from directory.acting import Acting, By
from directory.errors import Invalid, Stale
from directory.powers import Power
from proposals.amendments import adopted_amendments_of
from proposals.drafts import FateDraft
from proposals.fates import decide, revise_fate, write_fates
from proposals.graph import REPLACED
from proposals.models import Decision, FateKind, Line, Plan, PlanLine, PlanState
from proposals.queries import owner_of
from proposals.verbs.plan import ask_to_take_in, handed_up
from workflow import desk, door
from workflow.effects import effects
from workflow.jobs import job
from workflow.models import Notice

WAITS = "amendment_waits"
TOLD_OTHERS = "led_elsewhere"


@job("take_in_amendment")
def take_in_by_itself(payload: dict[str, Any]) -> None:
    """Take an adopted amendment in, unless that would undo what people did above: then the desk there is told once.

    Run twice, it does nothing the second time.
    """
    plan = Plan.objects.select_related("owner", "area", "cycle", "amendment__amends__parent__owner__secretariat").get(
        pk=payload["plan"]
    )
    if plan.state != PlanState.ADOPTED or not may_go_up(plan):
        return
    try:
        take_in_amendment(plan=plan, by=GATHERING)
    except Stale:
        return  # somebody was faster, or the level above has closed
    except Invalid:
        _tell_the_desk(plan)


def _tell_the_desk(plan: Plan) -> None:
    if not Notice.objects.filter(plan=plan, verb=WAITS).exists():
        moment = clock.now()
        Notice.objects.bulk_create([Notice(body=body, plan=plan, verb=WAITS, at=moment) for body in desk_there(plan)])


@effects(notifies=[owner_of, desk_there])
def take_in_amendment(*, plan: Plan, by: By) -> Plan:
    """Let an adopted amendment go in above, where the plan that it amends lies.

    Side effects, in this order: the amendment moves to ACCEPTED below the same plan above; each line that it replaces
    gets the fate *withdrawn* with the reason *replaced*, which names its successors; what lived on in one that an
    appeal took apart lives on in what is left of it, by a fate that revises the former, and its owner is told; where
    the gathering has ended, the replaced lines leave their entries, and each new line is on the worksheet, undecided;
    what was laid before the committee is no more. Amendments that wait for this one are asked again by a job. Its owner
    and the desk above are told. A repetition is refused with `Stale`.

    The machine does so by itself only where nobody has decided on a replaced line and no list was laid.

    Raises:
        NotHere, Refused, Stale: as the door does.
        Invalid: it amends nothing that lies above, or the level above has closed; it replaces a line of an amendment
            that was not taken in; a replaced line was merged, split or cut on the worksheet, each is named.
    """
    with transaction.atomic():
        if isinstance(by, Acting):
            door.admit(plan, DECIDE.over(plan), by)
        above = place_above(plan)
        if above is not None:  # parent first: the order in which closing locks
            desk.hold(above)
            door.lock(above)
            door.lock(plan.amendment.amends)
        door.fire(plan, "take_in", by=by, at=_gathered(plan, above))
        if above is None:
            raise LookupError(f"plan {plan.reference} amends nothing that lies above")
        _refuse_undoing(plan, above, by)
        with door.act(
            above, "take_in_amendment", by=by, power=Power.WRITE_PLAN, states=OPEN, system=(GATHERING.name,)
        ) as act:
            act.data = {"plan": plan.pk, "version_hash": plan.version_on_desk.hash}
            released = list(replaced_items(plan).values_list("pk", flat=True))
            _replace(plan, by)
            _lead_elsewhere(plan, by)
            act.items = [(line_id, "", "") for line_id in _renew(plan, above, released)]
        for waiting in adopted_amendments_of(plan.amendment.amends):
            ask_to_take_in(waiting, plan)
    return plan


def _refuse_undoing(plan: Plan, above: Plan, by: By) -> None:
    """Nobody undoes by this what was merged, split or cut; nor the machine anything, nor anybody with a stake in it."""
    if problems := hindrances_of(plan):
        raise Invalid(problems)
    if isinstance(by, Acting):
        refuse_the_partial(by, above, list(replaced_items(plan).values_list("line_id", flat=True)))
    elif disturbs(plan, above):
        raise Invalid.of("plan", plan.reference, str(DECIDED))


def _gathered(plan: Plan, above: Plan | None) -> datetime | None:
    """When it counts as gathered: at once where the gathering is over, unless the plan that it amends missed it."""
    if above is None or above.state != PlanState.COMPILING:
        return None
    return clock.now() if plan.amendment.amends.gathered_at is not None else None


def _replace(plan: Plan, by: By) -> None:
    """Give each line that is replaced its fate, by the plan it is of: the amended one, or an earlier amendment."""
    replaced = Line.objects.filter(replaced_by__in_versions__version=plan.current_version_id, fates__isnull=True)
    by_plan: dict[Plan, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    named = replaced.annotate(successor=F("replaced_by__proposal__reference")).select_related("plan")
    for old in named.filter(replaced_by__plan=plan).order_by("pk", "replaced_by__number"):
        by_plan[old.plan][old.pk].append(old.successor)
    for source, successors in sorted(by_plan.items(), key=lambda each: each[0].pk):
        states, system = (PlanState.ACCEPTED,), (GATHERING.name,)
        with door.act(source, "replace_lines", by=by, power=DECIDE, states=states, system=system) as act:
            act.data = {"plan": plan.pk}
            act.items = [(line_id, "", FateKind.WITHDRAWN.value) for line_id in successors]
        version = handed_up(source)
        decision = decide(source, Decision.Act.WITHDRAW, by=by, version=version, event=act.event)
        rows = PlanLine.objects.filter(version=version, line__in=list(successors)).order_by("line_id")
        write_fates(decision, [_fate(plan, row, successors[row.line_id]) for row in rows])


def _lead_elsewhere(plan: Plan, by: By) -> None:
    """Where this takes a merger apart, let the fates of those who stayed in it lead to what is left, and tell them.

    What their level decided on them stays on record, as the appeal's consequence revises it.
    """
    revisions = led_elsewhere(plan)
    if not revisions:
        return
    amended = plan.amendment.amends
    version = revisions[0][0].decision.version
    states, system = (PlanState.ACCEPTED,), (GATHERING.name,)
    with door.act(amended, "lead_elsewhere", by=by, power=DECIDE, states=states, system=system) as act:
        act.data = {"plan": plan.pk}
        act.items = [(before.line_id, before.kind, revision.kind) for before, revision in revisions]
    decision = decide(amended, Decision.Act.APPEAL, by=by, version=version, event=act.event)
    for before, revision in revisions:
        revise_fate(decision, before, revision)
    tell_owners([before.line for before, _revision in revisions], TOLD_OTHERS)


def _fate(plan: Plan, replaced: PlanLine, successors: Sequence[str]) -> FateDraft:
    with translation.override("th"):  # a record, in Thai for good
        reason = f"แทนด้วยโครงการ {' และ '.join(successors)} ตามฉบับ{plan.amendment} แผนรหัส {plan.reference}"
    return FateDraft(replaced.line_id, FateKind.WITHDRAWN, replaced.asked, reason_code=REPLACED, reason=reason)


def _renew(plan: Plan, above: Plan, released: list[int]) -> list[int]:
    """Take the replaced lines out of their entries and put the new ones on the worksheet; answers the latter."""
    worksheet = Worksheet.objects.filter(plan=above).first()
    if worksheet is None or plan.gathered_at is None:
        return []
    undoing.release(released)
    Worksheet.objects.filter(pk=worksheet.pk).update(laid_version=None)
    worksheet.plan = above
    items: list[Item] = insert_items(worksheet, Plan.objects.filter(pk=plan.pk))
    return [item.line_id for item in items]
