"""One act on many lines of a worksheet, after a look at what it will do."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from approvals.bulk import ANSWER, ASSIGN, DEEDS, MERGE, PLACE, REOPEN, TAKE, Change, Outlook, Selection, outlook
from approvals.models import Entry
from approvals.verbs.assignment import assign_lines, finish_lines
from approvals.verbs.integration import place_as_below, place_entries
from approvals.verbs.worksheet import answer_lines, merge_lines, reopen_lines, take_lines
from directory.acting import Acting
from directory.errors import Invalid, Problem, Stale
from directory.powers import Power
from proposals.drafts import text_problems
from proposals.models import Plan
from workflow import door


def look_ahead(*, plan: Plan, selection: Selection, change: Change, by: Acting) -> Outlook:
    """What `change_lines` would do now and what it would skip, each with why. Changes nothing.

    Raises:
        NotHere, Refused: as the door does.
        Invalid: nothing is selected, more than one act may change, or the act lacks what it needs.
    """
    door.admit(plan, Power.WRITE_PLAN, by)
    if problems := _problems(change):
        raise Invalid(problems)
    return outlook(plan, selection, change, by)


def change_lines(*, plan: Plan, selection: Selection, change: Change, seen: str, by: Acting) -> Outlook:
    """Do to many lines what was looked at before: take in, answer, open again, merge, place, assign, or say reviewed.

    In one transaction, with the plan locked: looks again, and where anything differs from what was ``seen`` (another
    line matches, one was decided or withdrawn, somebody stood back), refuses; else does the act by the verb of its
    own, as one event with an item for each line that changes. What became of lines can be undone as a whole
    (`approvals.verbs.undoing`) until the level closes; an assignment or a place is
    changed by another. Repeating it is refused,
    as the lines no longer stand as they did.

    Raises:
        NotHere, Refused: as the door does.
        Stale: something changed since the look, or the level has closed.
        Invalid: as `look_ahead`; nothing would change; or as the act's own verb.
    """
    with transaction.atomic():
        door.admit(plan, Power.WRITE_PLAN, by)
        door.lock(plan)
        found = look_ahead(plan=plan, selection=selection, change=change, by=by)
        if found.seen != seen:
            raise Stale(door.who_changed(plan))
        if not found.lines:
            raise Invalid.of("lines", "", _("ไม่มีรายการใดจะเปลี่ยน ดูเหตุผลของแต่ละรายการ"))
        _carry_out(plan, found.lines, change, by)
    return found


def _carry_out(plan: Plan, lines: list[int], change: Change, by: Acting) -> None:
    asked: dict[str, Any] = {"plan": plan, "by": by}
    if change.deed == TAKE:
        take_lines(line_ids=lines, **asked)
    elif change.deed == ANSWER and change.answer is not None:
        answer_lines(answers=dict.fromkeys(lines, change.answer), **asked)
    elif change.deed == REOPEN:
        reopen_lines(line_ids=lines, **asked)
    elif change.deed == MERGE:
        merge_lines(line_ids=lines, title=change.title, **asked)
    elif change.deed == PLACE:
        _place(plan, lines, change, by)
    elif change.deed == ASSIGN and change.office is not None:
        assign_lines(line_ids=lines, office=change.office, due_on=change.due_on, **asked)
    else:
        finish_lines(line_ids=lines, **asked)


def _place(plan: Plan, lines: list[int], change: Change, by: Acting) -> None:
    """Place the entries that the lines feed, all of them where one was split."""
    fed = Entry.objects.filter(worksheet__plan=plan, shares__item__line__in=lines).distinct().order_by("number")
    numbers = list(fed.values_list("number", flat=True))
    if change.programme is None:
        place_as_below(plan=plan, numbers=numbers, by=by)
    else:
        place_entries(plan=plan, numbers=numbers, programme_id=change.programme, by=by)


def _problems(change: Change) -> list[Problem]:
    if change.deed not in DEEDS:
        return [Problem("act", change.deed, _("ไม่รู้จักการทำงานนี้"))]
    if change.deed == ANSWER:
        if change.answer is None:
            return [Problem("answer", "", _("ต้องเลือกผลและเหตุผล"))]
        return change.answer.problems("answer")
    if change.deed == MERGE:
        return text_problems("title", change.title, most=300, required=True)
    if change.deed == ASSIGN and change.office is None:
        return [Problem("office", "", _("ต้องเลือกว่ามอบให้ตำแหน่งใด"))]
    return []
