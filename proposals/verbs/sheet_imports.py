"""An uploaded sheet on its way into a plan: kept, checked, its columns chosen, confirmed or dropped.

Reading takes seconds and holds no lock: it is done before a transaction begins, or by a job where the file is large.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from directory import clock
from directory.acting import Acting, OnBehalf
from directory.errors import Answer, Invalid, NotHere, Problem, Stale
from directory.models import Body, Office, User
from directory.shelf import Shelf
from proposals.exchange.columns import is_half_a_point, is_known
from proposals.exchange.grids import FILE, SheetProblem
from proposals.exchange.matching import Matched, matched
from proposals.exchange.reading import Reading, Workbook, open_workbook, read_workbook, villages_of
from proposals.models import BudgetLine, ColumnMapping, Plan, SheetImport
from proposals.verbs.exchange import Imported, import_proposals
from workflow import jobs

Stage = SheetImport.Stage
LARGE: Final = 400 * 1024
"""Files above this size are read by a job, while their page says so."""
SHOWN: Final = 200
KEPT: Final = timedelta(days=7)
SHELF: Final = Shelf("sheets", 7 * 24 * 3600)
CHECK, IMPORT = "check_sheet", "import_sheet"


@dataclass(frozen=True, slots=True)
class Looked:
    """A shelved file and, unless it is left to a job, what reading it said."""

    shelved: str
    sha256: str
    size: int
    name: str
    stage: str
    found: dict[str, Any]


def look_at(*, plan: Plan, content: bytes, name: str) -> Looked:
    """Keep an uploaded file and read it, if it is not large. Call it before the transaction of `upload_sheet`.

    Raises:
        Invalid: at ``file``: no workbook that is read here, or without a table.
    """
    shelved = SHELF.put(content)
    stage: str = Stage.CHECKING
    found: dict[str, Any] = {}
    if len(content) <= LARGE:
        try:
            stage, found = _looked(plan, shelved, name, None, "")
        except BaseException:
            SHELF.remove(shelved)
            raise
    return Looked(shelved, hashlib.sha256(content).hexdigest(), len(content), name, stage, found)


def upload_sheet(*, plan: Plan, looked: Looked, by: Acting) -> SheetImport:
    """Remember an uploaded sheet for its person. Their older ones go; nothing of the plan changes."""
    sweep(by.user)
    own = SheetImport.objects.create(
        plan=plan,
        shelved=looked.shelved,
        sha256=looked.sha256,
        size=looked.size,
        name=looked.name[:200],
        user=by.user,
        office=by.office,
        stage=looked.stage,
        found=looked.found,
        uploaded_at=clock.now(),
    )
    if own.stage == Stage.CHECKING:
        jobs.enqueue(CHECK, key=f"{own.pk}:0", payload={"import": own.pk})
    return own


def choose_columns(*, own: SheetImport, chosen: Mapping[int, str], source: str) -> SheetImport:
    """Say what the columns of a sheet mean; remembered for every sheet of this body with the same headings.

    Reads the sheet anew: call it outside of a transaction, or let it be done by a job where the file is large.

    Raises:
        Stale: the sheet was confirmed or dropped meanwhile.
        Invalid: a column or source that does not exist, or none for the names of the projects.
    """
    if own.stage not in {Stage.COLUMNS, Stage.CHECKED}:
        raise Stale(_("สมุดงานนี้นำเข้าแล้วหรือเลิกนำเข้าแล้ว"))
    wrong = [key for key in chosen.values() if not is_known(key)]
    if wrong or source not in BudgetLine.Source.values:
        raise Invalid.of("columns", ", ".join(wrong) or source, _("ต้องเลือกจากรายการ"))
    if is_half_a_point(chosen.values()):
        raise Invalid.of("columns", "", _("เลือกละติจูดแล้วต้องเลือกลองจิจูดด้วย ถ้ามีพิกัดในคอลัมน์เดียวให้เลือก “พิกัด”"))
    own.columns, own.source = {str(column): key for column, key in chosen.items()}, source
    workbook = opened(own)
    if not workbook.table.has_title:
        raise Invalid.of("columns", "", _("ต้องเลือกว่าคอลัมน์ใดเป็นชื่อโครงการ"))
    ColumnMapping.objects.update_or_create(
        body_id=own.plan.owner_id,
        signature=workbook.table.signature,
        defaults={"columns": own.columns, "source": source, "chosen_at": clock.now()},
    )
    if is_large(own):
        own.stage, own.found = Stage.CHECKING, {}
        own.save(update_fields=["stage", "found", "columns", "source"])
        jobs.enqueue(CHECK, key=f"{own.pk}:{clock.now().timestamp()}", payload={"import": own.pk})
        return own
    own.stage, own.found = Stage.CHECKED, told(own.plan, workbook)
    own.save(update_fields=["stage", "found", "columns", "source"])
    return own


def confirm_sheet(*, own: SheetImport, reading: Reading | None, by: Acting) -> Imported | None:
    """Take a checked sheet into its plan; a large one by a job, and then None is answered.

    Side effects: as `import_proposals`; the file goes. ``reading`` comes from `reread`, before the transaction.

    Raises:
        Stale: it was confirmed or dropped meanwhile.
        NotHere, Refused, Invalid: as `import_proposals`.
    """
    locked = SheetImport.objects.select_for_update().get(pk=own.pk)
    if locked.stage != Stage.CHECKED:
        raise Stale(_("สมุดงานนี้นำเข้าแล้วหรือเลิกนำเข้าแล้ว"))
    if reading is None:
        locked.stage, locked.behalf = Stage.IMPORTING, _behalf_of(by)
        locked.save(update_fields=["stage", "behalf"])
        jobs.enqueue(IMPORT, key=f"{own.pk}:{clock.now().timestamp()}", payload={"import": own.pk})
        return None
    if reading.problems:
        raise Invalid(reading.problems)
    done = import_proposals(plan=own.plan, records=reading.records, by=by, workbook=locked.sha256)
    counts = {"created": done.created, "updated": done.updated, "unchanged": done.unchanged}
    finish(locked, Stage.DONE, {"rows": len(reading.records), **counts})
    return done


def drop_sheet(*, own: SheetImport) -> None:
    """Give a sheet up; its file goes. Repeating it changes nothing."""
    if own.stage in {Stage.COLUMNS, Stage.CHECKED}:
        finish(own, Stage.DROPPED, {})


def finish(own: SheetImport, stage: str, found: dict[str, Any]) -> None:
    """End a sheet's way: what it held goes."""
    shelved, own.shelved = own.shelved, ""
    own.stage, own.found, own.behalf = stage, found, None
    own.save(update_fields=["shelved", "stage", "found", "behalf"])
    transaction.on_commit(lambda: SHELF.remove(shelved))


def sweep(user: User) -> None:
    """Remove what a person left behind a week ago; the shelf sees to the files itself."""
    SheetImport.objects.filter(user=user, uploaded_at__lt=clock.now() - KEPT).delete()


# --- Reading ---


def is_large(own: SheetImport) -> bool:
    """Whether a job reads it."""
    return own.size > LARGE


def opened(own: SheetImport) -> Workbook:
    """The workbook of a sheet, with the columns that were chosen for it.

    Raises:
        NotHere: its file is gone.
        Invalid: as `open_workbook`.
    """
    chosen = None if own.columns is None else {int(column): key for column, key in own.columns.items()}
    return _opened(own.plan, own.shelved, own.name, chosen, own.source)


def reread(own: SheetImport) -> Reading | None:
    """The sheet as it is confirmed; None where a job will read it.

    Raises:
        Stale: it was confirmed or dropped meanwhile.
        NotHere: its file is gone.
    """
    if own.stage != Stage.CHECKED:
        raise Stale(_("สมุดงานนี้นำเข้าแล้วหรือเลิกนำเข้าแล้ว"))
    if is_large(own):
        return None
    return read_workbook(opened(own), own.plan, villages_of(own.plan))


def examined(own: SheetImport) -> tuple[Workbook, list[Problem]]:
    """The workbook of a sheet with everything that is wrong in it now, for the answer."""
    workbook = opened(own)
    villages = villages_of(own.plan)
    reading = read_workbook(workbook, own.plan, villages)
    return workbook, matched(own.plan, reading.records, villages, reading.problems).problems


def told(plan: Plan, workbook: Workbook) -> dict[str, Any]:
    """What importing a workbook would do, for its page: counts, the first problems, and what was passed over."""
    villages = villages_of(plan)
    reading = read_workbook(workbook, plan, villages)
    return in_short(matched(plan, reading.records, villages, reading.problems), reading)


def in_short(found: Matched, reading: Reading) -> dict[str, Any]:
    """The same of what was compared already."""
    return {
        "rows": len(reading.records),
        "created": len(found.created),
        "updated": len(found.updated),
        "unchanged": found.unchanged,
        "problems": [as_cell(problem) for problem in found.problems[:SHOWN]],
        "problems_count": len(found.problems),
        "notes": [note.message for note in reading.notes],
    }


def as_cell(problem: Problem) -> dict[str, str]:
    """A problem with the cell where a person finds it."""
    sheet, cell = (problem.sheet, problem.cell) if isinstance(problem, SheetProblem) else ("", "")
    return {"sheet": sheet, "cell": cell, "value": str(problem.value)[:60], "message": str(problem.message)}


def _opened(plan: Plan, shelved: str, name: str, chosen: Mapping[int, str] | None, source: str) -> Workbook:
    path = SHELF.path_of(shelved)
    if path is None:
        raise NotHere(_("ไม่พบสมุดงานนี้แล้ว กรุณาอัปโหลดใหม่"))
    return open_workbook(path, name=name, plan=plan, chosen=chosen, source=source)


def _looked(
    plan: Plan, shelved: str, name: str, chosen: Mapping[int, str] | None, source: str
) -> tuple[str, dict[str, Any]]:
    workbook = _opened(plan, shelved, name, chosen, source)
    if not workbook.is_settled and chosen is None:
        return Stage.COLUMNS, {}
    return Stage.CHECKED, told(plan, workbook)


# --- Jobs ---


@jobs.job(CHECK)
def check_sheet(payload: dict[str, Any]) -> None:
    """Read a large sheet. Repeating it says the same again."""
    own = _waiting(payload, Stage.CHECKING)
    if own is None:
        return
    chosen = None if own.columns is None else {int(column): key for column, key in own.columns.items()}
    try:
        stage, found = _looked(own.plan, own.shelved, own.name, chosen, own.source)
    except Answer as wrong:
        stage, found = Stage.CHECKED, _refused(wrong)
    SheetImport.objects.filter(pk=own.pk, stage=Stage.CHECKING).update(stage=stage, found=found)


@jobs.job(IMPORT)
def import_sheet(payload: dict[str, Any]) -> None:
    """Take a large sheet in. What stands in its way is told on its page, and nothing is written."""
    own = _waiting(payload, Stage.IMPORTING)
    if own is None:
        return
    try:
        reading = read_workbook(opened(own), own.plan, villages_of(own.plan))
        with transaction.atomic():
            locked = SheetImport.objects.select_for_update().get(pk=own.pk)
            if locked.stage != Stage.IMPORTING:
                return
            locked.stage = Stage.CHECKED
            locked.save(update_fields=["stage"])
            confirm_sheet(own=own, reading=reading, by=_actor(own))
    except Answer as wrong:
        SheetImport.objects.filter(pk=own.pk, stage=Stage.IMPORTING).update(
            stage=Stage.CHECKED, found=_refused(wrong), behalf=None
        )


def _waiting(payload: dict[str, Any], stage: str) -> SheetImport | None:
    everything = ("plan__cycle", "plan__owner__secretariat", "plan__current_version", "user", "office__body")
    return SheetImport.objects.select_related(*everything).filter(pk=payload["import"], stage=stage).first()


def _refused(wrong: Answer) -> dict[str, Any]:
    problems = list(wrong.problems) if isinstance(wrong, Invalid) else [Problem(FILE, "", wrong.message)]
    shown = [as_cell(problem) for problem in problems[:SHOWN]]
    return {"rows": 0, "problems": shown, "problems_count": len(problems), "notes": []}


def _behalf_of(by: Acting) -> dict[str, Any] | None:
    if by.behalf is None:
        return None
    paper = by.behalf
    facts = {"body": paper.body.pk, "paper": paper.paper_id}
    return {**facts, "dated": paper.dated.isoformat(), "signed_by": paper.signed_by}


def _actor(own: SheetImport) -> Acting:
    """Who confirmed, in the same office, recording from the same paper.

    Raises:
        Refused: the person holds the office no more.
    """
    office: Office = own.office
    by = Acting.as_holder(own.user, office)
    if own.behalf is None:
        return by
    facts = own.behalf
    dated = date.fromisoformat(facts["dated"])
    body = Body.objects.get(pk=facts["body"])
    return by.recording(OnBehalf(body=body, paper_id=facts["paper"], dated=dated, signed_by=facts["signed_by"]))


def sheets_of(user: User, plan: Plan) -> Any:
    """The sheets of a person for a plan that still wait for something."""
    waiting = Q(stage__in=[Stage.COLUMNS, Stage.CHECKING, Stage.CHECKED, Stage.IMPORTING])
    return SheetImport.objects.filter(waiting, user=user, plan=plan).order_by("-pk")
