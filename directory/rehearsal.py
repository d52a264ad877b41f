"""Opening a province from a workbook, first as a rehearsal: everything is tried, and all of it taken back."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from directory.acting import Acting
from directory.drafts import ProvinceOpened
from directory.errors import Invalid, Problem
from directory.models import Area
from directory.verbs.open_province import examine, open_province
from directory.workbook import Reading, read_workbook, write_annotated, write_workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What opening would do, or everything that stands in its way."""

    problems: Sequence[Problem]
    opened: ProvinceOpened | None


def rehearse(*, province: Area, workbook: Path, by: Acting) -> Rehearsal:
    """Try to open a province, and take all of it back. Changes nothing.

    Raises:
        Refused: the actor does not keep the register of this province.
        Invalid: the file is no workbook, too large once unpacked, or lacks a sheet or a column.
    """
    reading = read_workbook(workbook)
    if reading.problems:
        return Rehearsal(_examined(province, reading), None)
    try:
        with transaction.atomic():
            opened = open_province(province=province, drafts=reading.drafts, by=by)
            transaction.set_rollback(True)
    except Invalid as wrong:
        return Rehearsal(wrong.problems, None)
    return Rehearsal((), opened)


def open_from(*, province: Area, workbook: Path, by: Acting) -> ProvinceOpened:
    """Open a province from a workbook that was rehearsed; the workbook is done with then, and goes.

    Raises:
        Refused, Invalid: as `rehearse` and `open_province`.
    """
    opened = open_province(province=province, drafts=read_workbook(workbook).drafts, by=by)
    transaction.on_commit(lambda: workbook.unlink(missing_ok=True))
    return opened


def annotated(*, province: Area, workbook: Path) -> bytes:
    """The workbook again, each wrong cell coloured and commented, and all problems listed first."""
    reading = read_workbook(workbook)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "annotated.xlsx"
        write_annotated(path, reading, _examined(province, reading), province)
        return path.read_bytes()


def template_of(province: Area) -> bytes:
    """The workbook to fill in, with the province's areas."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "template.xlsx"
        write_workbook(path, None, province)
        return path.read_bytes()


def _examined(province: Area, reading: Reading) -> Sequence[Problem]:
    return examine(province=province, drafts=reading.typed, already=reading.problems)[2]
