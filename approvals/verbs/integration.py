"""Where in the province's strategy tree a worksheet's entries stand: a district proposes it, the province decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from approvals.chosen_below import agreed_below, tree_in_use
from approvals.models import Entry, Worksheet
from approvals.verbs.worksheet import working_on
from directory.acting import Acting
from directory.errors import Invalid, Problem
from proposals.models import Plan
from proposals.strategy import programmes_in
from workflow.sets import write_columns


def place_entries(*, plan: Plan, numbers: Sequence[int], programme_id: int | None, by: Acting) -> int:
    """Place entries of a worksheet, by number, below a programme of the province's tree; None takes their place away.

    What is laid afterwards says the programme and the strategy above it, and the annexes are grouped by it; what a
    district lays so, the province reads as its choice. The words of the lines from below stay as they are. Idempotent.

    Raises:
        NotHere, Refused, Stale: as the door does.
        Invalid: no entry, an unknown one, or no programme that the province uses now.
    """
    with working_on(plan, "place_entries", by) as (worksheet, act):
        entries, problems = _entries(worksheet, numbers)
        known = {branch.node.pk for branch in programmes_in(tree_in_use(plan))} if programme_id is not None else set()
        if programme_id is not None and programme_id not in known:
            problems.append(Problem("programme", str(programme_id), _("ต้องเป็นแผนงานที่จังหวัดใช้อยู่")))
        if problems:
            raise Invalid(problems)
        _place(entries, {entry.pk: programme_id for entry in entries})
        act.data = {"programme": programme_id}
        act.items = [(entry.pk, "", "") for entry in entries]
    return len(entries)


def place_as_below(*, plan: Plan, numbers: Sequence[int], by: Acting) -> int:
    """Confirm for entries, by number, the programme that their lines from below chose; answers for how many.

    One whose lines chose none, or several, stays where it is. What was chosen below is read and never changed.
    Idempotent.

    Raises:
        NotHere, Refused, Stale: as the door does.
        Invalid: no entry, an unknown one, or none of them has one programme that was chosen below.
    """
    with working_on(plan, "place_as_below", by) as (worksheet, act):
        entries, problems = _entries(worksheet, numbers)
        agreed = agreed_below(plan, entries, tree_in_use(plan)) if not problems else {}
        if not agreed and not problems:
            problems.append(Problem("entries", "", _("ระดับล่างไม่ได้เลือกแผนงานเดียวกันไว้ให้รายการที่เลือก")))
        if problems:
            raise Invalid(problems)
        placed = [entry for entry in entries if entry.pk in agreed]
        _place(placed, agreed)
        act.data = {"programmes": {str(entry.number): agreed[entry.pk] for entry in placed}}
        act.items = [(entry.pk, "", "") for entry in placed]
    return len(placed)


def _entries(worksheet: Worksheet, numbers: Sequence[int]) -> tuple[list[Entry], list[Problem]]:
    entries = list(Entry.objects.filter(worksheet=worksheet, number__in=numbers).order_by("number"))
    known = {entry.number for entry in entries}
    problems = [Problem("entries", str(n), _("ไม่มีรายการนี้ในตารางงาน")) for n in numbers if n not in known]
    if not numbers:
        problems.append(Problem("entries", "", _("ต้องเลือกอย่างน้อยหนึ่งรายการ")))
    return entries, problems


def _place(entries: Sequence[Entry], programmes: Mapping[int, int | None]) -> None:
    for entry in entries:
        entry.programme_id = programmes[entry.pk]
    write_columns(list(entries), ["programme"])
