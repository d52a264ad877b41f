"""Many proposals at once, one line each: typed with bars between, pasted from Excel, or read from a workbook.

Everything here turns words into drafts and names what is wrong with each cell; nothing is written. Columns are known
by their headings where the first line has headings, else by their order. Thai digits, commas, บาท and พ.ศ. are read.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal, TypeVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory import cells
from directory.models import Village
from pages.reading import arabic, cleaned
from proposals.drafts import BudgetDraft, ProposalDraft, work_class_for
from proposals.exchange import values
from proposals.models import BudgetLine, Cycle

MOST_ROWS = 300
LONGEST_PASTE = 120_000

Value = TypeVar("Value")

COLUMNS = {
    "title": gettext_lazy("ชื่อโครงการ"),
    "village": gettext_lazy("หมู่ที่หรือสถานที่"),
    "amount": gettext_lazy("จำนวนเงิน (บาท)"),
    "year": gettext_lazy("ปีงบประมาณ พ.ศ."),
    "source": gettext_lazy("แหล่งงบประมาณ"),
    "beneficiaries": gettext_lazy("จำนวนผู้รับประโยชน์"),
    "rationale": gettext_lazy("ปัญหา"),
}
IN_ORDER = ("title", "village", "amount", "year")
NUMBERING, UNKNOWN = "numbering", "unknown"

# What columns are called in the tables that councils keep, without spaces, dots and what stands in brackets.
_HEADINGS = {
    **dict.fromkeys(("ชื่อโครงการ", "โครงการ", "ชื่อ", "รายการ", "โครงการกิจกรรม", "project", "title"), "title"),
    **dict.fromkeys(("หมู่ที่", "หมู่", "ม", "หมู่บ้าน", "หมู่ที่หรือสถานที่", "สถานที่", "พื้นที่", "พื้นที่ดำเนินการ", "village"), "village"),
    **dict.fromkeys(("บาท", "งบประมาณ", "จำนวนเงิน", "วงเงิน", "ราคา", "งบ", "งบประมาณบาท", "amount"), "amount"),
    **dict.fromkeys(("ปี", "ปีงบประมาณ", "พศ", "ปีพศ", "ปีงบประมาณพศ", "year"), "year"),
    **dict.fromkeys(("แหล่งงบประมาณ", "แหล่งงบ", "แหล่งเงิน", "source"), "source"),
    **dict.fromkeys(("จำนวนผู้รับประโยชน์", "ผู้รับประโยชน์", "ผู้ได้รับประโยชน์", "คน", "จำนวนคน"), "beneficiaries"),
    **dict.fromkeys(("ปัญหา", "เหตุผล", "หลักการและเหตุผล", "เหตุผลความจำเป็น", "สภาพปัญหา"), "rationale"),
    **dict.fromkeys(("ลำดับ", "ลำดับที่", "ที่", "ข้อ", "no"), NUMBERING),
}
_TOTALS = frozenset({"รวม", "รวมทั้งสิ้น", "รวมเป็นเงิน", "รวมงบประมาณ", "ยอดรวม", "รวมทั้งหมด"})
_BLANK = frozenset({"", "-", "–", "—"})


@dataclass(frozen=True, slots=True)
class Reader:
    """What a row is read against: the years of the round, the villages of the subdistrict, and what is meant unsaid."""

    cycle: Cycle
    area_code: str
    villages: Sequence[Village]
    year: int
    source: str = BudgetLine.Source.LAO


@dataclass(slots=True)
class QuickRow:
    """One line: what was typed in each column, the draft that it means, and what is wrong, by column."""

    number: int
    typed: dict[str, str]
    draft: ProposalDraft | None = None
    problems: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def faults(self) -> list[tuple[Any, str]]:
        """What is wrong, by the names of the columns."""
        return [(COLUMNS[name], said) for name, said in self.problems.items()]


@dataclass(slots=True)
class QuickRows:
    """All lines that were read, and what was passed over with the reason."""

    columns: list[str] = field(default_factory=list)
    rows: list[QuickRow] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)

    @property
    def drafts(self) -> list[ProposalDraft]:
        """The drafts of the lines that are right."""
        return [row.draft for row in self.rows if row.draft is not None and not row.problems]

    @property
    def wrong(self) -> int:
        """How many lines are wrong."""
        return sum(bool(row.problems) for row in self.rows)

    @property
    def asked(self) -> Decimal:
        """What the right lines ask together."""
        return sum((draft.asked for draft in self.drafts), Decimal(0))


def read_text(text: str, reader: Reader) -> QuickRows:
    """Every line of a typed or pasted text. Blank lines and lines of totals are passed over."""
    lines = list(_lines(text))
    found = QuickRows()
    if not lines:
        return found
    columns = _headings(lines[0][1])
    if columns:
        lines = lines[1:]
    else:
        columns = _columns_by_order([cut for _number, cut in lines])
    found.columns = [name for name in columns if name in COLUMNS]
    unknown = sum(name == UNKNOWN for name in columns)
    if unknown:
        found.passed_over.append(_("ไม่ใช้ %d คอลัมน์ที่ไม่รู้จักชื่อ") % unknown)
    for number, cut in lines:
        typed = {name: value for name, value in zip(columns, cut, strict=False) if name in COLUMNS}
        if is_total(typed.get("title", "")):
            found.passed_over.append(_("บรรทัดที่ %d เป็นยอดรวม จึงไม่ใช้") % number)
            continue
        row = read_row(number, typed, reader)
        extra = [value for value in cut[len(columns) :] if value not in _BLANK]
        if extra:
            row.problems["title"] = _("มีช่องเกินมา %(count)d ช่อง เริ่มที่ “%(text)s”") % {
                "count": len(extra),
                "text": cells.as_typed(extra[0]),
            }
        found.rows.append(row)
    _note_repetitions(found.rows)
    return found


def is_total(title: str) -> bool:
    """Whether a line only adds up the lines above it."""
    return _bare(title) in _TOTALS


def read_row(number: int, typed: Mapping[str, str], reader: Reader) -> QuickRow:
    """One line, from what stands in each of its known columns: its draft, or what is wrong in which column."""
    row = QuickRow(number, {name: " ".join(str(value).split()) for name, value in typed.items()})
    title = _read(row, "title", values.text) or ""
    amount = _read(row, "amount", values.baht)
    year = _read(row, "year", lambda raw: values.year(raw, reader.cycle.years, row.notes.append)) or reader.year
    source = _read(row, "source", values.source) or reader.source
    village, place = _read(row, "village", lambda raw: _where(raw, reader.villages)) or (None, "")
    people = _read(row, "beneficiaries", values.people)
    rationale = _read(row, "rationale", lambda raw: values.text(raw, lines=True)) or ""
    if row.problems:
        return row
    row.draft = ProposalDraft(
        title=title,
        village=village,
        place=place,
        rationale=rationale,
        beneficiaries=people or 0,
        budget=[BudgetDraft(year, source, amount)] if amount else [],
        work_class=work_class_for(source if amount else ""),
    )
    for problem in row.draft.problems("", reader.cycle, reader.area_code):
        name = problem.field.rpartition(".")[2]
        row.problems.setdefault({"place": "village"}.get(name, name if name in COLUMNS else "title"), problem.message)
    return row


def _read(row: QuickRow, name: str, read: Callable[[str], Value]) -> Value | None:
    raw = row.typed.get(name, "")
    try:
        return read(raw)
    except cells.WrongValueError as wrong:
        row.problems[name] = str(wrong)
    return None


def _where(raw: str, villages: Sequence[Village]) -> tuple[Village | None, str]:
    """The village that a cell names by its number or name; other words are the place, and several villages are too."""
    typed = arabic(values.text(raw))
    if typed in _BLANK:
        return None, ""
    return values.village_at_the_beginning(typed, villages) or (None, values.text(raw))


# --- Lines and columns ---


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """The lines that hold something, with the number of each as people count them, cut into cells."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\t" in text:
        quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if text.count('"') % 2 == 0 else csv.QUOTE_NONE
        cut: Iterator[list[str]] = csv.reader(io.StringIO(text, newline=""), delimiter="\t", quoting=quoting)
    else:
        cut = (line.split("|") for line in text.split("\n"))
    for number, row in enumerate(cut, 1):
        stripped = [_visible(value) for value in row]
        while stripped and not stripped[-1]:
            stripped.pop()
        if stripped:
            yield number, stripped


def _visible(value: str) -> str:
    try:
        return cleaned(value, lines=True)
    except ValidationError:
        return value.strip()  # its reader names the character


def _bare(heading: str) -> str:
    return re.sub(r"\([^)]*\)|[\s.*:]", "", heading).lower()


def _headings(row: Sequence[str]) -> list[str]:
    """The columns that a line of headings names; nothing where it is no such line."""
    known = [_HEADINGS.get(_bare(value), UNKNOWN) for value in row]
    names = [name for name in known if name in COLUMNS]
    enough = len(names) >= 2 or (len(row) == 1 and bool(names))
    if not enough or "title" not in names:
        return []
    return [UNKNOWN if name in known[:place] else name for place, name in enumerate(known)]


def _columns_by_order(lines: Sequence[Sequence[str]]) -> list[str]:
    """The usual order, after a column that only counts the lines."""
    counts = len(lines) > 1 and all(len(row) > 1 and re.fullmatch(r"[0-9]{1,4}[.)]?", arabic(row[0])) for row in lines)
    return [NUMBERING, *IN_ORDER] if counts else list(IN_ORDER)


def _note_repetitions(rows: Sequence[QuickRow]) -> None:
    first: dict[tuple[str, str], int] = {}
    for row in rows:
        key = (row.typed.get("title", ""), row.typed.get("village", ""))
        if key in first:
            row.notes.append(_("ชื่อและสถานที่เหมือนบรรทัดที่ %d") % first[key])
        first.setdefault(key, row.number)
