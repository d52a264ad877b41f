"""Which sheets and columns the workbook of a province has, and what each column may hold.

The same table reads a workbook, checks drafts that a program made, writes the template and explains it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date
from functools import cached_property
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from directory import cells
from directory.drafts import (
    SHEET_TITLES,
    BodyDraft,
    CellProblem,
    DateDraft,
    Draft,
    HolderDraft,
    ProvinceDraft,
    TerritoryDraft,
    VillageDraft,
)
from directory.models import AnnouncedDate, Body, Tenure, Village
from directory.powers import BodyKind, Role

AREAS_TITLE = "พื้นที่"
HELP_TITLE = "คำอธิบาย"
CHOICES_TITLE = "ตัวเลือก"
PROBLEMS_TITLE = "ปัญหา"


def thai_labels(choices: type[Any]) -> dict[str, str]:
    """The values of an enumeration with their Thai labels, whatever language the reader's pages are in."""
    with translation.override("th"):
        return {str(value): str(label) for value, label in choices.choices}


@dataclass(frozen=True)
class Column:
    """One column: ``key`` is the draft's field, ``labels`` the values among which one is chosen."""

    key: str
    heading: str
    read: cells.Reader
    needed: bool = False
    width: int = 18
    hint: str = ""
    labels: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Sheet:
    """One sheet and the drafts that its rows become."""

    key: str
    draft: type[Any]
    columns: tuple[Column, ...]
    hint: str = ""

    @property
    def title(self) -> str:
        """The Thai name on its tab."""
        return SHEET_TITLES[self.key]

    @cached_property
    def _defaults(self) -> dict[str, Any]:
        given = {f.name: f.default for f in fields(self.draft) if f.default is not MISSING}
        blank = {"number": 0, "target_year": 0, "due_on": date.min, "announced_on": date.min}
        return {column.key: given.get(column.key, blank.get(column.key, "")) for column in self.columns}

    def checked(self, values: Mapping[str, Any], row: int) -> tuple[Any, list[CellProblem]]:
        """A draft with clean values from raw ones, and what was wrong; a wrong value is left at its default."""
        found: dict[str, Any] = {}
        problems: list[CellProblem] = []
        for column in self.columns:
            raw = values.get(column.key)
            default = self._defaults[column.key]
            try:
                value = column.read(raw)
                if value is None or value == "":
                    value = default
                    if column.needed:
                        raise cells.WrongValueError(_("ต้องกรอก"))  # noqa: TRY301  # one way to say what is wrong
            except cells.WrongValueError as wrong:
                value = default
                problems.append(CellProblem(column.key, cells.as_typed(raw), str(wrong), self.key, row))
            found[column.key] = value
        return self.draft(**found, row=row), problems


def _choice(key: str, heading: str, choices: type[Any], **more: Any) -> Column:
    labels = thai_labels(choices)
    return Column(key, heading, cells.choice(labels), labels=labels, width=26, **more)


_AREA = "รหัสพื้นที่ 2, 4 หรือ 6 หลัก ตามแผ่น พื้นที่"
_DAY = "วว/ดด/ปปปป เป็น พ.ศ. หรือ ค.ศ. ก็ได้"
_BODY = "รหัสขององค์กรตามแผ่น องค์กร"

SHEETS: dict[str, Sheet] = {
    sheet.key: sheet
    for sheet in (
        Sheet(
            "villages",
            VillageDraft,
            (
                Column("area_code", "รหัสตำบล", cells.area_code, needed=True, hint=_AREA),
                _choice("kind", "ประเภท", Village.Kind, hint="ว่างไว้หมายถึงหมู่บ้าน"),
                Column("number", "หมู่ที่", cells.whole(1, 999), needed=True, hint="ชุมชนให้ใส่ลำดับที่"),
                Column("name", "ชื่อ", cells.text(100), needed=True, width=30, hint="ไม่ต้องมีคำว่า บ้าน หรือ ชุมชน"),
            ),
        ),
        Sheet(
            "bodies",
            BodyDraft,
            (
                Column(
                    "code",
                    "รหัสองค์กร",
                    cells.slug,
                    needed=True,
                    width=24,
                    hint="ตั้งเอง ไม่ซ้ำกัน และไม่เปลี่ยนอีก เช่น council-370101",
                ),
                _choice("kind", "ชนิดองค์กร", BodyKind, needed=True),
                Column("name", "ชื่อองค์กร", cells.text(200), needed=True, width=44),
                Column("area_code", "รหัสพื้นที่ที่ตั้ง", cells.area_code, needed=True, hint=_AREA),
                Column("address", "ที่อยู่", cells.text(500, lines=True), width=40),
                Column("phone", "โทรศัพท์", cells.office_phone, hint="เช่น 045511234 ต่อ 12"),
                Column("letter_prefix", "เลขประจำหนังสือ", cells.text(40), hint="เช่น อจ 0018.1/"),
                _choice("register", "ทะเบียนหนังสือ", Body.Register, hint="ว่างไว้หมายถึงทะเบียนในระบบนี้"),
                Column("members_count", "จำนวนสมาชิก", cells.whole(0, cells.LARGEST_COUNT)),
                Column("quorum_numerator", "องค์ประชุม (เศษ)", cells.whole(1, 100), hint="ว่างไว้หมายถึง 1 ใน 2"),
                Column("quorum_denominator", "องค์ประชุม (ส่วน)", cells.whole(1, 100)),
                Column("quorum_legal_reference", "ข้อกฎหมายขององค์ประชุม", cells.text(200), width=30),
                _choice("substitutes", "ผู้แทนของสมาชิก", Body.Substitutes, hint="ว่างไว้หมายถึงนับเป็นองค์ประชุม"),
                Column("substitutes_legal_reference", "ข้อกฎหมายของผู้แทน", cells.text(200), width=30),
                Column(
                    "secretariat_code",
                    "รหัสหน่วยงานเลขานุการ",
                    cells.slug,
                    width=24,
                    hint="องค์กรที่ทำงานเอกสารให้ เช่น ที่ว่าการอำเภอของ ก.บ.อ.",
                ),
            ),
        ),
        Sheet(
            "territories",
            TerritoryDraft,
            (
                Column("body_code", "รหัสองค์กร", cells.slug, needed=True, width=24, hint=_BODY),
                Column("area_code", "รหัสพื้นที่", cells.area_code, needed=True, hint=_AREA),
                Column(
                    "village_numbers",
                    "เฉพาะหมู่ที่",
                    cells.numbers,
                    hint="เช่น 1,2,5-7 ว่างไว้หมายถึงทั้งพื้นที่",
                ),
                Column("community_numbers", "เฉพาะชุมชนลำดับที่", cells.numbers, hint="เช่น 1,2,5-7"),
            ),
            hint="หนึ่งแถวต่อหนึ่งพื้นที่ขององค์กร ตำบลหนึ่งมีได้หลายองค์กร",
        ),
        Sheet(
            "holders",
            HolderDraft,
            (
                Column("body_code", "รหัสองค์กร", cells.slug, needed=True, width=24, hint=_BODY),
                _choice("role", "บทบาท", Role, needed=True),
                Column("title", "ชื่อตำแหน่ง", cells.text(200), needed=True, width=36, hint="พิมพ์ใต้ลายมือชื่อ"),
                Column("full_name", "ชื่อและนามสกุล", cells.text(200), width=30, hint="ว่างไว้เมื่อยังไม่มีผู้ดำรงตำแหน่ง"),
                Column("phone", "โทรศัพท์", cells.phone, hint="ใช้จำบุคคล จึงห้ามซ้ำกันระหว่างสองคน"),
                Column("username", "ชื่อผู้ใช้", cells.account, hint="ต้องมีเมื่อไม่มีโทรศัพท์"),
                _choice("acting", "ดำรงตำแหน่งหรือทำการแทน", Tenure.Acting),
                Column("starts", "ตั้งแต่วันที่", cells.day, hint=_DAY),
                Column("ends", "ถึงก่อนวันที่", cells.day, hint=f"{_DAY} เป็นวันแรกที่ไม่ได้ดำรงตำแหน่งแล้ว"),
                Column("own_position", "ตำแหน่งของผู้ทำการแทน", cells.text(200), width=30),
                Column("order_number", "คำสั่งเลขที่", cells.text(60)),
                Column("order_date", "คำสั่งลงวันที่", cells.day, hint=_DAY),
                Column("scope", "ขอบเขตตามคำสั่ง", cells.text(200), width=30),
            ),
            hint="หนึ่งแถวต่อหนึ่งวาระ ผู้ทำการแทนอยู่อีกแถวหนึ่งโดยใช้ชื่อตำแหน่งเดียวกัน",
        ),
        Sheet(
            "dates",
            DateDraft,
            (
                Column("area_code", "รหัสพื้นที่", cells.area_code, needed=True, hint="อำเภอ หรือจังหวัดเมื่อใช้กับทุกอำเภอ"),
                Column("target_year", "แผนของปี พ.ศ.", cells.year, needed=True),
                _choice("step", "ขั้นตอน", AnnouncedDate.Step, needed=True),
                Column("due_on", "ภายในวันที่", cells.day, needed=True, hint=_DAY),
                Column("announced_by", "หนังสือเวียนเลขที่", cells.text(100), needed=True, width=26),
                Column("announced_on", "หนังสือเวียนลงวันที่", cells.day, needed=True, hint=_DAY),
            ),
        ),
    )
}


def checked_province(drafts: ProvinceDraft) -> tuple[ProvinceDraft, list[CellProblem]]:
    """The drafts with each value brought into its form (digits, spaces, eras), and every value that has none."""
    clean: dict[str, list[Draft]] = {}
    problems: list[CellProblem] = []
    for key, sheet in SHEETS.items():
        clean[key] = []
        for number, draft in enumerate(getattr(drafts, key), start=1):
            values = {column.key: getattr(draft, column.key) for column in sheet.columns}
            result, wrong = sheet.checked(values, draft.row or number)
            clean[key].append(result)
            problems += wrong
    return ProvinceDraft(**clean), problems  # type: ignore[arg-type]  # each list holds the drafts of its sheet
