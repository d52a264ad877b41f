"""What a writer hands in, checked as a whole before anything is written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal

from django.utils.translation import gettext as _

from directory.errors import Problem
from directory.models import Village
from proposals.models import (
    Affiliation,
    Attendance,
    BudgetLine,
    CalledMeeting,
    Cycle,
    Meeting,
    MeetingSeries,
    ProposalVersion,
    WorkClass,
)
from proposals.models.proposal import EAST, NORTH, SOUTH, WEST, cost_of
from proposals.money import MOST_BAHT, SATANG

LONGEST_TEXT = 5_000
_TITLES = re.compile(r"^(?:นางสาว|นาง|นาย|น\.ส\.|ด\.ช\.|ด\.ญ\.|คุณ)\s*")
MOST_ITEMS = 60
MOST_OF_ONE = Decimal("9999999999.99")
MILLIONTH = Decimal("0.000001")
_LIMITED: dict[str, int] = {
    f.name: f.max_length for f in ProposalVersion._meta.concrete_fields if isinstance(f.max_length, int)
}
_TEXTS = (
    "title",
    "strategy",
    "programme",
    "rationale",
    "objective",
    "target_output",
    "expected_result",
    "place",
    "lead_agency",
    "beneficiary_group",
)


@dataclass(frozen=True, slots=True)
class BudgetDraft:
    """Baht for one budget year (พ.ศ.) from one source."""

    year: int
    source: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class ItemDraft:
    """So many units of something at a price, in one budget year from one source."""

    item: str
    unit: str
    quantity: Decimal
    unit_price: Decimal
    year: int
    source: str

    @property
    def amount(self) -> Decimal:
        """What it costs, to the satang."""
        return cost_of(self.quantity, self.unit_price)


def sums_of(items: Iterable[ItemDraft]) -> list[BudgetDraft]:
    """The budget lines that items add up to, by year and source."""
    sums: dict[tuple[int, str], Decimal] = {}
    for item in items:
        sums[item.year, item.source] = sums.get((item.year, item.source), Decimal(0)) + item.amount
    return [BudgetDraft(year, source, amount) for (year, source), amount in sorted(sums.items())]


@dataclass(frozen=True, slots=True)
class IndicatorDraft:
    """A measure and its target."""

    name: str
    target: str


@dataclass(frozen=True, slots=True)
class ProposalDraft:
    """A proposal as it is written, in the fields of form ผ.02. With items, its budget is what they add up to."""

    title: str
    budget: Sequence[BudgetDraft] = ()
    indicators: Sequence[IndicatorDraft] = ()
    strategy: str = ""
    programme: str = ""
    rationale: str = ""
    objective: str = ""
    target_output: str = ""
    expected_result: str = ""
    place: str = ""
    village: Village | None = None
    lead_agency: str = ""
    beneficiaries: int = 0
    work_class: str = WorkClass.TOGETHER
    beneficiary_group: str = ""
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    items: Sequence[ItemDraft] = ()

    @property
    def village_id(self) -> int | None:
        """The key of its village."""
        return self.village.pk if self.village else None

    @property
    def asked(self) -> Decimal:
        """All that it asks, over years and sources."""
        return sum((line.amount for line in self.budget), Decimal(0)).quantize(SATANG)

    def problems(self, where: str, cycle: Cycle, area_code: str) -> list[Problem]:
        """Everything wrong with it; ``where`` stands before each field's name."""
        found = [
            problem
            for name in _TEXTS
            for problem in text_problems(f"{where}{name}", getattr(self, name), most=_LIMITED.get(name, LONGEST_TEXT))
        ]
        if not self.title.strip():
            found.append(Problem(f"{where}title", self.title, _("ต้องมีชื่อโครงการ")))
        if self.work_class not in WorkClass.values:
            found.append(Problem(f"{where}work_class", self.work_class, _("ต้องเป็น ทำเอง ทำร่วม หรือ ส่งต่อ")))
        if self.beneficiaries < 0:
            found.append(Problem(f"{where}beneficiaries", str(self.beneficiaries), _("จำนวนผู้รับประโยชน์ต้องไม่ติดลบ")))
        if self.village is not None and self.village.area_id != area_code:
            found.append(Problem(f"{where}village", str(self.village), _("หมู่บ้านนี้ไม่อยู่ในตำบลของแผน")))
        for i, indicator in enumerate(self.indicators):
            found += text_problems(f"{where}indicators[{i}].name", indicator.name, most=300, required=True)
            found += text_problems(f"{where}indicators[{i}].target", indicator.target, most=200)
        found += point_problems(where, self.latitude, self.longitude)
        of_items = self._item_problems(where, cycle)
        return found + self._budget_problems(where, cycle) + (of_items or self._sum_problems(where))

    def _item_problems(self, where: str, cycle: Cycle) -> list[Problem]:
        found: list[Problem] = []
        if len(self.items) > MOST_ITEMS:
            found.append(Problem(f"{where}items", str(len(self.items)), _("มีได้ไม่เกิน %s รายการ") % MOST_ITEMS))
        for i, item in enumerate(self.items):
            at = f"{where}items[{i}]."
            found += text_problems(f"{at}item", item.item, most=300, required=True)
            found += text_problems(f"{at}unit", item.unit, most=60, required=True)
            found += _year_and_source_problems(at, item.year, item.source, cycle)
            found += _amount_problems(f"{at}unit_price", item.unit_price)
            if not item.quantity.is_finite() or not 0 < item.quantity <= MOST_OF_ONE:
                found.append(Problem(f"{at}quantity", str(item.quantity), _("จำนวนต้องมากกว่าศูนย์")))
            elif item.quantity != item.quantity.quantize(SATANG):
                found.append(Problem(f"{at}quantity", str(item.quantity), _("จำนวนมีทศนิยมได้ไม่เกินสองตำแหน่ง")))
            elif not found and not 0 < item.amount <= MOST_BAHT:
                found.append(Problem(f"{at}unit_price", str(item.amount), _("ผลคูณต้องไม่เกินหนึ่งล้านล้านบาท")))
        return found

    def _sum_problems(self, where: str) -> list[Problem]:
        """Items and budget lines that say different things."""
        if not self.items:
            return []
        items = {(line.year, line.source): line.amount for line in sums_of(self.items)}
        if items == {(line.year, line.source): line.amount for line in self.budget}:
            return []
        total = sum(items.values(), Decimal(0))
        expected = (
            _("งบประมาณรายปีและแหล่งต้องเท่ากับผลรวมของรายการค่าใช้จ่าย (รวม %s บาท) ให้แก้ที่รายการค่าใช้จ่าย") % f"{total:,.2f}"
        )
        return [Problem(f"{where}budget", f"{self.asked:,.2f}", expected)]

    def _budget_problems(self, where: str, cycle: Cycle) -> list[Problem]:
        found: list[Problem] = []
        seen: set[tuple[int, str]] = set()
        for i, line in enumerate(self.budget):
            at = f"{where}budget[{i}]."
            found += _year_and_source_problems(at, line.year, line.source, cycle)
            found += _amount_problems(f"{at}amount", line.amount)
            if (line.year, line.source) in seen:
                found.append(Problem(f"{at}year", f"{line.year} {line.source}", _("ปีและแหล่งงบประมาณซ้ำกัน")))
            seen.add((line.year, line.source))
        return found


def _year_and_source_problems(at: str, year: int, source: str, cycle: Cycle) -> list[Problem]:
    found: list[Problem] = []
    if year not in cycle.years:
        limits = {"first": cycle.years[0], "last": cycle.years[-1]}
        expected = _("ต้องเป็นปีงบประมาณในรอบแผน พ.ศ. %(first)s–%(last)s") % limits
        found.append(Problem(f"{at}year", str(year), expected))
    if source not in BudgetLine.Source.values:
        found.append(Problem(f"{at}source", source, _("ไม่รู้จักแหล่งงบประมาณนี้")))
    return found


def _amount_problems(name: str, amount: Decimal) -> list[Problem]:
    if not amount.is_finite() or amount <= 0 or amount > MOST_BAHT:
        return [Problem(name, str(amount), _("จำนวนเงินต้องมากกว่าศูนย์และไม่เกินหนึ่งล้านล้านบาท"))]
    if amount != amount.quantize(SATANG):
        return [Problem(name, str(amount), _("จำนวนเงินมีทศนิยมได้ไม่เกินสองตำแหน่ง"))]
    return []


def work_class_for(source: str) -> str:
    """Who carries out what is asked of a source, until the writer says otherwise: the first sorting of a short form."""
    return {
        BudgetLine.Source.COMMUNITY: WorkClass.SELF,
        BudgetLine.Source.LAO: WorkClass.TOGETHER,
        "": WorkClass.TOGETHER,
    }.get(source, WorkClass.HAND_UP)


def point_problems(where: str, latitude: Decimal | None, longitude: Decimal | None) -> list[Problem]:
    """What is wrong with a place on the map: half of it missing, or one that is not in Thailand."""
    if latitude is None and longitude is None:
        return []
    if latitude is None or longitude is None:
        missing = "latitude" if latitude is None else "longitude"
        return [Problem(f"{where}{missing}", "", _("ต้องมีทั้งละติจูดและลองจิจูด"))]
    found = []
    for name, value, least, most in (
        ("latitude", latitude, SOUTH, NORTH),
        ("longitude", longitude, WEST, EAST),
    ):
        if not value.is_finite() or not least <= value <= most:
            limits = {"least": least, "most": most}
            found.append(Problem(f"{where}{name}", str(value), _("ต้องอยู่ในประเทศไทย คือ %(least)s ถึง %(most)s") % limits))
        elif value != value.quantize(MILLIONTH):
            found.append(Problem(f"{where}{name}", str(value), _("มีทศนิยมได้ไม่เกินหกตำแหน่ง")))
    return found


def text_problems(name: str, value: str, *, most: int, required: bool = False) -> list[Problem]:
    """What is wrong with a text: too long, empty where it must not be, or holding control characters.

    Markup is no problem: it is only ever drawn as text.
    """
    if required and not value.strip():
        return [Problem(name, value, _("ต้องไม่เว้นว่าง"))]
    if len(value) > most:
        return [Problem(name, value[:40] + "…", _("ยาวเกินไป ต้องไม่เกิน %(most)s ตัวอักษร") % {"most": most})]
    if any(unicodedata.category(c) in {"Cc", "Cs"} and c not in "\n\t" for c in value):
        return [Problem(name, repr(value)[:60], _("มีอักขระควบคุมที่มองไม่เห็น กรุณาพิมพ์ใหม่"))]
    return []


@dataclass(frozen=True, slots=True)
class AttendanceDraft:
    """A name on the roster; with the id of their tenure where they hold an office of the body."""

    name: str
    position: str = ""
    presence: str = Attendance.Presence.PRESENT
    remark: str = ""
    tenure: int | None = None

    @property
    def person(self) -> str:
        """The name without its title and its spaces, by which somebody is known again on the same roster."""
        return "".join(_TITLES.sub("", unicodedata.normalize("NFC", self.name).strip()).split())


@dataclass(frozen=True, slots=True)
class AgendaDraft:
    """An item of the agenda: what was said, on what people agreed, where they still differ, and what was resolved."""

    heading: str
    text: str = ""
    resolution: str = ""
    agreed: str = ""
    differences: str = ""

    def problems(self, where: str) -> list[Problem]:
        """Everything wrong with it; ``where`` stands before each field's name."""
        found = text_problems(f"{where}heading", self.heading, most=300, required=True)
        for name in ("text", "agreed", "differences", "resolution"):
            found += text_problems(f"{where}{name}", getattr(self, name), most=LONGEST_TEXT)
        return found


@dataclass(frozen=True, slots=True)
class MeetingDraft:
    """A sitting as its secretary records it; ``called`` is what it was called as, ``headcounts`` are by affiliation."""

    kind: str
    title: str
    held_on: date
    place: str
    attendances: Sequence[AttendanceDraft]
    agenda: Sequence[AgendaDraft] = ()
    starts_at: time = time(9)
    ends_at: time = time(12)
    members_count: int | None = None
    residents_present: int = 0
    headcounts: Mapping[str, int] = field(default_factory=dict)
    recorded_by: str = ""
    checked_by: str = ""
    called: CalledMeeting | None = None
    series: MeetingSeries | None = None

    @property
    def residents(self) -> int:
        """Everybody who came besides the members: the sum of the headcounts where there are any."""
        return sum(self.headcounts.values()) or self.residents_present

    def problems(self, today: date) -> list[Problem]:
        """Everything wrong with it."""
        found = text_problems("title", self.title, most=200, required=True)
        found += text_problems("place", self.place, most=200, required=True)
        if self.kind not in Meeting.Kind.values:
            found.append(Problem("kind", self.kind, _("ไม่รู้จักการประชุมประเภทนี้")))
        found += self._problems_of_headcounts()
        found += text_problems("recorded_by", self.recorded_by, most=200)
        found += text_problems("checked_by", self.checked_by, most=200)
        if self.held_on > today:
            found.append(Problem("held_on", self.held_on.isoformat(), _("วันประชุมต้องไม่อยู่ในอนาคต")))
        if self.ends_at <= self.starts_at:
            found.append(Problem("ends_at", str(self.ends_at), _("ต้องเลิกประชุมหลังเริ่มประชุม")))
        for i, attendance in enumerate(self.attendances):
            found += text_problems(f"attendances[{i}].name", attendance.name, most=200, required=True)
            found += text_problems(f"attendances[{i}].position", attendance.position, most=200)
            found += text_problems(f"attendances[{i}].remark", attendance.remark, most=200)
            if attendance.presence not in Attendance.Presence.values:
                found.append(Problem(f"attendances[{i}].presence", attendance.presence, _("ไม่รู้จักสถานะการมาประชุมนี้")))
        found += self._counted_twice()
        for i, item in enumerate(self.agenda):
            found += item.problems(f"agenda[{i}].")
        return found

    def _problems_of_headcounts(self) -> list[Problem]:
        if self.residents_present < 0:
            return [Problem("residents_present", str(self.residents_present), _("จำนวนผู้เข้าร่วมต้องไม่ติดลบ"))]
        found = [
            Problem(f"headcounts[{name}]", str(people), _("จำนวนผู้เข้าร่วมต้องไม่ติดลบ และต้องเป็นกลุ่มที่รู้จัก"))
            for name, people in self.headcounts.items()
            if people < 0 or name not in Affiliation.values
        ]
        if self.residents_present not in (0, self.residents):
            expected = _("ต้องเท่ากับผลรวมตามกลุ่ม คือ %(sum)s คน") % {"sum": self.residents}
            found.append(Problem("residents_present", str(self.residents_present), expected))
        return found

    def _counted_twice(self) -> list[Problem]:
        """Nobody stands on a roster twice, whether by name or by tenure."""
        found: list[Problem] = []
        places: dict[object, int] = {}
        for i, attendance in enumerate(self.attendances):
            marks = [mark for mark in (attendance.person, attendance.tenure) if mark]
            earlier = next((places[mark] for mark in marks if mark in places), None)
            if earlier is not None:
                expected = _("ซ้ำกับรายชื่อที่ %(place)s ถ้าเป็นคนละคนให้เขียนชื่อให้ต่างกัน เช่น ต่อท้ายด้วยหมู่ที่") % {"place": earlier}
                found.append(Problem(f"attendances[{i}].name", attendance.name, expected))
            for mark in marks:
                places.setdefault(mark, i + 1)
        return found


@dataclass(frozen=True, slots=True)
class FateDraft:
    """The fate of one line, before it is written."""

    line_id: int
    kind: str
    asked: Decimal
    reason_code: str = ""
    reason: str = ""
    referred_to_id: int | None = None
    referred_plan: str = ""
    shares: Sequence[tuple[int, Decimal]] = field(default_factory=tuple)
