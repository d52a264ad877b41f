"""The council's own order of its projects, whoever or whatever made it: a hand, a keyboard or a ballot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import AbstractContextManager

from django.utils.translation import gettext as _

from directory.acting import Acting
from directory.errors import Invalid, Problem, Stale
from directory.powers import Power
from proposals import contents, rules
from proposals.ballot_results import outcome_order
from proposals.models import Ballot, BallotState, Plan, PlanLine, PlanVersion
from proposals.verbs.drafting import WRITABLE
from workflow import door
from workflow.models.journal import digest
from workflow.sets import write_columns


def order_lines(
    *, plan: Plan, lines: Sequence[int], seen: PlanVersion, by: Acting, before: Sequence[int] | None = None
) -> list[int]:
    """Put a plan's projects into an order: the named lines first, as named, then all others as they stood.

    Ranks are part of the version's hash, so a resolution passed before no longer fits. ``before`` is the order that
    was on the screen; it guards against a colleague who ordered meanwhile, while projects written meanwhile do no harm.
    Returns the ids of all lines in their new order. A repetition changes nothing but is an event of its own.

    Raises:
        NotHere, Refused: the plan is not one that the actor may write.
        Stale: the plan has left its owner, ``seen`` is not on the desk, or somebody else ordered its lines since.
        Invalid: a line is not in the plan, or is named twice.
    """
    with _ordering(plan, "order_lines", seen, by) as act:
        rows = _rows_to_order(plan, before)
        _check(lines, rows)
        return _write(lines, rows, act)


def order_by_ballot(
    *, plan: Plan, ballot: Ballot, seen: PlanVersion, by: Acting, before: Sequence[int] | None = None
) -> list[int]:
    """Put a plan's projects into the order in which a closed ballot came out; those not on it follow as they stood.

    First stands what the rule chose that was fixed before the vote opened, then the ballot's others by what was counted
    for them. The event names the ballot. For the rest as `order_lines`.

    Raises:
        NotHere, Refused, Stale: as `order_lines`.
        Invalid: a ballot of another plan, one that is not closed and counted, or none of its projects is in the plan.
    """
    with _ordering(plan, "order_by_ballot", seen, by) as act:
        rows = _rows_to_order(plan, before)
        found = Ballot.objects.filter(plan=plan, pk=ballot.pk).first()
        if found is None:
            raise Invalid.of("ballot", ballot.title, _("เป็นการลงคะแนนของแผนอื่น"))
        if found.state != BallotState.CLOSED or not found.is_counted:
            raise Invalid.of("ballot", found.title, _("การลงคะแนนนี้ยังไม่ได้ปิดและนับผล"))
        lines = [line for line in outcome_order(found) if line in rows]
        if not lines:
            raise Invalid.of("ballot", found.title, _("ไม่มีโครงการใดในบัตรนี้อยู่ในแผนแล้ว"))
        act.data = {"ballot": found.pk}
        return _write(lines, rows, act)


def _ordering(plan: Plan, verb: str, seen: PlanVersion, by: Acting) -> AbstractContextManager[door.Act]:
    conditions = [rules.is_a_subdistrict_plan]
    return door.act(plan, verb, by=by, power=Power.WRITE_PLAN, states=WRITABLE, seen=seen, conditions=conditions)


def _rows_to_order(plan: Plan, before: Sequence[int] | None) -> dict[int, PlanLine]:
    """The rows of the open version by their lines, in the order that was on the screen."""
    version = contents.open_next_version(plan)
    rows: dict[int, PlanLine] = {row.line_id: row for row in contents.lines_of(version)}
    if before is not None and _common(before, rows) != _common(list(rows), before):
        raise Stale(door.who_changed(plan))
    return rows


def _write(lines: Sequence[int], rows: dict[int, PlanLine], act: door.Act) -> list[int]:
    first = set(lines)
    ordered = [*lines, *(line for line in rows if line not in first)]
    for rank, line in enumerate(ordered, 1):
        rows[line].rank = rank
    write_columns([rows[line] for line in ordered], ["rank"])
    version = rows[ordered[0]].version_id
    act.data = {**act.data, "version": version, "lines": len(ordered), "order": digest(ordered)}
    return ordered


def _check(lines: Sequence[int], rows: dict[int, PlanLine]) -> None:
    problems = [Problem("lines", str(line), _("ไม่มีโครงการนี้ในแผนฉบับปัจจุบัน")) for line in lines if line not in rows]
    problems += [
        Problem("lines", str(line), _("โครงการนี้ถูกจัดลำดับซ้ำ")) for line, count in Counter(lines).items() if count > 1
    ]
    if problems or not rows:
        raise Invalid(problems or [Problem("lines", "", _("แผนยังไม่มีโครงการ"))])


def _common(order: Sequence[int], among: Sequence[int] | dict[int, PlanLine]) -> list[int]:
    """An order without what the other does not hold."""
    known = set(among)
    return [line for line in order if line in known]
