"""An uploaded list of the desk on its way back: kept, checked, confirmed or dropped.

Checking reads seconds and tries the verbs in a transaction that is taken back: it is done before the transaction that
carries a form out begins.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from approvals.models import DeskSheet
from approvals.sheets.catalogue import table_named
from approvals.sheets.judging import Judged, Passed, judged, returning, tried
from approvals.sheets.reading import Reading, list_in, read_list
from approvals.sheets.tables import ALL, Asked, Table
from directory import clock
from directory.acting import Acting
from directory.errors import NotHere, Stale
from directory.models import User
from directory.shelf import Shelf
from proposals.exchange.grids import read_grids
from proposals.models import Plan
from workflow import desk

Stage = DeskSheet.Stage
KEPT: Final = timedelta(days=7)
SHELF: Final = Shelf("desk-sheets", 7 * 24 * 3600)
SHOWN: Final = 200


@dataclass(frozen=True, slots=True)
class Checked:
    """An uploaded list with what was read of it and what it would do now."""

    shelved: str
    sha256: str
    name: str
    reading: Reading
    judged: Judged
    found: dict[str, Any]


def check_list(*, plan: Plan, table: Table, content: bytes, name: str, by: Acting) -> Checked:
    """Keep an uploaded list and find out what it would do. Changes nothing; call it outside of a transaction.

    Raises:
        Invalid: at ``file``: no workbook, a hostile one, or another one than this list of this plan; or what it asks
            for is refused as a whole.
        Refused, Stale: it is not this office's work, or not its time.
    """
    shelved = SHELF.put(content)
    try:
        reading, result = _examined(plan, table, shelved, name, by)
    except BaseException:
        SHELF.remove(shelved)
        raise
    return Checked(shelved, hashlib.sha256(content).hexdigest(), name[:200], reading, result, told(result))


def check_again(*, own: DeskSheet, by: Acting) -> Checked:
    """What an uploaded list would do now. Changes nothing; call it outside of a transaction.

    Raises:
        Stale: it was confirmed or dropped meanwhile.
        NotHere: its file is gone.
        Invalid, Refused: as `check_list`.
    """
    if own.stage != Stage.CHECKED:
        raise Stale(_("สมุดงานนี้บันทึกแล้วหรือเลิกใช้แล้ว"))
    reading, result = _examined(own.plan, table_named(own.table), own.shelved, own.name, by)
    return Checked(own.shelved, own.sha256, own.name, reading, result, told(result))


def _examined(plan: Plan, table: Table, shelved: str, name: str, by: Acting) -> tuple[Reading, Judged]:
    path = SHELF.path_of(shelved)
    if path is None:
        raise NotHere(_("ไม่พบสมุดงานนี้แล้ว กรุณาอัปโหลดใหม่"))
    returning(table)
    columns = list(table.columns(Asked(plan, by)))
    reading = read_list(path, name=name, plan=plan, table=table, columns=columns)
    asked = _asked(plan, by, reading)
    result = judged(table, asked, columns, reading)
    tried(table, asked, result)
    return reading, result


def _asked(plan: Plan, by: Acting, reading: Reading) -> Asked:
    return Asked(plan, by, ALL, frozenset(row.key for row in reading.typed))


def told(result: Judged) -> dict[str, Any]:
    """What a list would do, for its page: counts, and the first rows of each kind."""
    changed = [_changed(key, result) for key in list(result.drafts)[:SHOWN]]
    passed = sorted(result.passed, key=lambda each: (each.number == 0, each.number))
    return {
        "changes": len(result.drafts),
        "unchanged": result.unchanged,
        "passed_count": len(result.passed),
        "changed": changed,
        "passed": [_passed(each) for each in passed[:SHOWN]],
        "digest": digest_of(result),
        "said": {str(each.number): _in_words(each) for each in passed if each.number},
        "gone": [_in_words(each) for each in passed if not each.number],
    }


def _in_words(each: Passed) -> str:
    about = f"{each.heading}: " if each.heading else ""
    return f"{each.key} {about}{each.why}" if not each.number else f"{about}{each.why}"


def _changed(key: str, result: Judged) -> dict[str, Any]:
    cells = result.changes[key].row.cells
    return {"row": result.lines[key], "key": key, "title": str(cells.get("title", cells.get("text", "")))[:120]}


def _passed(each: Passed) -> dict[str, Any]:
    return {"row": each.number, "key": each.key, "heading": each.heading, "value": each.value, "why": each.why}


def rows_in(own: DeskSheet) -> dict[int, list[Any]]:
    """The rows of an uploaded list as they came, by their numbers.

    Raises:
        NotHere: its file is gone.
    """
    path = SHELF.path_of(own.shelved)
    if path is None:
        raise NotHere(_("ไม่พบสมุดงานนี้แล้ว กรุณาอัปโหลดใหม่"))
    return list_in(read_grids(path, own.name), own.name).rows


def digest_of(result: Judged) -> str:
    """The hash of what a list would change, and to what."""
    said = [
        (key, sorted((name, repr(value)) for name, value in result.changes[key].values.items()))
        for key in sorted(result.drafts)
    ]
    return hashlib.sha256(repr(said).encode()).hexdigest()


def upload_list(*, plan: Plan, table: Table, checked: Checked, by: Acting) -> DeskSheet:
    """Remember a checked list for its person. Their older ones go; nothing of the plan changes."""
    DeskSheet.objects.filter(user=by.user, uploaded_at__lt=clock.now() - KEPT).delete()
    return DeskSheet.objects.create(
        plan=plan,
        table=table.name,
        shelved=checked.shelved,
        sha256=checked.sha256,
        name=checked.name,
        user=by.user,
        office=by.office,
        stage=Stage.CHECKED,
        found=checked.found,
        uploaded_at=clock.now(),
    )


@transaction.atomic
def confirm_list(*, own: DeskSheet, checked: Checked, by: Acting, more: Mapping[str, Any]) -> int:
    """Do what a checked list says, by the same verbs as by hand; answers how many rows changed. All or nothing.

    Side effects: those of the verbs. The plan is held and its rows are compared once more, so that what changed between
    the check and now is never written over. The file stays for the marked copy until it is a week old.

    Raises:
        Stale: it was confirmed or dropped meanwhile, or one of its rows changed after ``checked``.
        NotHere, Refused, Invalid: as the verbs.
    """
    locked = DeskSheet.objects.select_for_update().get(pk=own.pk)
    if locked.stage != Stage.CHECKED:
        raise Stale(_("สมุดงานนี้บันทึกแล้วหรือเลิกใช้แล้ว"))
    table = table_named(own.table)
    desk.hold(own.plan)
    list(Plan.objects.filter(pk=own.plan_id).select_for_update(no_key=True).values_list("pk"))
    asked = _asked(own.plan, by, checked.reading)
    now = judged(table, asked, list(table.columns(asked)), checked.reading)
    drafts = {key: now.drafts[key] for key in checked.judged.drafts if key in now.drafts}
    if drafts.keys() != checked.judged.drafts.keys():
        raise Stale(_("มีแถวเปลี่ยนไปหลังตรวจ ให้เปิดหน้านี้ใหม่แล้วตรวจอีกครั้ง"))
    if drafts:
        changes = {key: now.changes[key] for key in drafts}
        returning(table).carry_out(asked, changes, drafts, {**more, "workbook": locked.sha256})
    locked.stage, locked.found = Stage.DONE, checked.found
    locked.save(update_fields=["stage", "found"])
    return len(drafts)


@transaction.atomic
def drop_list(*, own: DeskSheet) -> None:
    """Give a list up; its file goes. Repeating it, or dropping what was confirmed meanwhile, changes nothing."""
    locked = DeskSheet.objects.select_for_update().get(pk=own.pk)
    if locked.stage != Stage.CHECKED:
        return
    shelved, locked.shelved, locked.stage = locked.shelved, "", Stage.DROPPED
    locked.save(update_fields=["shelved", "stage"])
    transaction.on_commit(lambda: SHELF.remove(shelved))


def lists_of(user: User, plan: Plan, table: Table) -> Any:
    """The lists of this kind that a person uploaded for a plan and that still wait to be confirmed. One query."""
    return DeskSheet.objects.filter(user=user, plan=plan, table=table.name, stage=Stage.CHECKED).order_by("-pk")
