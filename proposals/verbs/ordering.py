"""The council's own order of its projects, whoever or whatever made it: a hand, a keyboard or a ballot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.utils.translation import gettext as _

from directory.acting import Acting
from directory.errors import Invalid, Problem, Stale
from directory.powers import Power
from proposals import contents, rules
from proposals.models import Plan, PlanLine, PlanVersion
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
    with door.act(
        plan,
        "order_lines",
        by=by,
        power=Power.WRITE_PLAN,
        states=WRITABLE,
        seen=seen,
        conditions=[rules.is_a_subdistrict_plan],
    ) as act:
        version = contents.open_next_version(plan)
        rows: dict[int, PlanLine] = {row.line_id: row for row in contents.lines_of(version)}
        _check(lines, rows)
        if before is not None and _common(before, rows) != _common(list(rows), before):
            raise Stale(door.who_changed(plan))
        ordered = [*lines, *(line for line in rows if line not in set(lines))]
        for rank, line in enumerate(ordered, 1):
            rows[line].rank = rank
        write_columns([rows[line] for line in ordered], ["rank"])
        act.data = {"version": version.pk, "lines": len(ordered), "order": digest(ordered)}
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
