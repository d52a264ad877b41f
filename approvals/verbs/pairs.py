"""Looking for lines that are alike, and deciding that two of them are not the same."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from approvals import pairs
from approvals.models import Item, NotSame, Pair, Worksheet
from directory import clock
from directory.acting import Acting
from directory.errors import Invalid, Problem
from directory.powers import Power
from proposals.drafts import text_problems
from proposals.models import Plan, PlanState
from workflow import door

A_BATCH = 500


def find_pairs(*, plan: Plan, by: Acting, found: Sequence[Pair] | None = None) -> int:
    """Look through a worksheet's lines for those that are alike; answers how many pairs there are.

    ``found`` is what `pairs.find` answered before, so that nobody waits for a lock while it looks. Pairs found earlier
    are replaced; what was decided about two proposals stays decided. Repeating it finds the same.

    Raises:
        NotHere, Refused, Stale: as the door does.
    """
    with door.act(plan, "find_pairs", by=by, power=Power.WRITE_PLAN, states=[PlanState.COMPILING]) as act:
        worksheet = Worksheet.objects.get(plan=plan)
        found = pairs.find(worksheet) if found is None else found
        Pair.objects.filter(worksheet=worksheet).delete()
        Pair.objects.bulk_create(found, batch_size=A_BATCH)
        worksheet.pairs_found_at = clock.now()
        worksheet.save(update_fields=["pairs_found_at"])
        act.data = {"pairs": len(found)}
    return len(found)


def tell_apart(*, plan: Plan, line_ids: tuple[int, int], reason: str, by: Acting) -> NotSame:
    """Decide that the proposals of two lines of a worksheet are not the same, because. They are offered no more.

    Raises:
        NotHere, Refused, Stale: as the door does.
        Invalid: a line is not on this worksheet, both are the same, there is no reason, or it was decided before.
    """
    with door.act(plan, "tell_apart", by=by, power=Power.WRITE_PLAN, states=[PlanState.COMPILING]) as act:
        known = dict(
            Item.objects.filter(worksheet__plan=plan, line__in=line_ids).values_list("line_id", "line__proposal_id")
        )
        problems = [
            Problem("lines", str(line), _("ไม่มีรายการนี้ในตารางงานของแผนนี้")) for line in line_ids if line not in known
        ]
        proposals = sorted(set(known.values()))
        if not problems and len(proposals) != 2:  # two lines of two proposals make a pair
            problems.append(Problem("lines", str(line_ids[0]), _("ต้องเป็นสองโครงการ")))
        problems += text_problems("reason", reason, most=300, required=True)
        if not problems and NotSame.objects.filter(first=proposals[0], second=proposals[1]).exists():
            problems.append(Problem("lines", ", ".join(map(str, line_ids)), _("ตัดสินไว้แล้วว่าไม่ใช่โครงการเดียวกัน")))
        if problems:
            raise Invalid(problems)
        decided = NotSame.objects.create(
            first_id=proposals[0],
            second_id=proposals[1],
            plan=plan,
            reason=reason.strip(),
            office=by.office,
            decided_at=clock.now(),
        )
        act.data = {"not_same": decided.pk}
        act.items = [(line, "", "not_same") for line in line_ids]
    return decided
