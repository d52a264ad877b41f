"""What a writer hands in, checked as a whole before anything is written."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal

from django.utils.translation import gettext as _

from directory.errors import Problem
from directory.models import Village
from proposals.models import Attendance, BudgetLine, Cycle, Meeting, ProposalVersion, WorkClass
from proposals.money import MOST_BAHT, SATANG

LONGEST_TEXT = 5_000
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
)


@dataclass(frozen=True, slots=True)
class BudgetDraft:
    """Baht for one budget year (พ.ศ.) from one source."""

    year: int
    source: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class IndicatorDraft:
    """A measure and its target."""

    name: str
    target: str


@dataclass(frozen=True, slots=True)
class ProposalDraft:
    """A proposal as it is written, in the fields of form ผ.02."""

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
        return found + self._budget_problems(where, cycle)

    def _budget_problems(self, where: str, cycle: Cycle) -> list[Problem]:
        found: list[Problem] = []
        seen: set[tuple[int, str]] = set()
        for i, line in enumerate(self.budget):
            at = f"{where}budget[{i}]."
            if line.year not in cycle.years:
                expected = _("ต้องเป็นปีงบประมาณในรอบแผน พ.ศ. %(first)s–%(last)s") % {
                    "first": cycle.years[0],
                    "last": cycle.years[-1],
                }
                found.append(Problem(f"{at}year", str(line.year), expected))
            if line.source not in BudgetLine.Source.values:
                found.append(Problem(f"{at}source", line.source, _("ไม่รู้จักแหล่งงบประมาณนี้")))
            if not line.amount.is_finite() or line.amount <= 0 or line.amount > MOST_BAHT:
                found.append(Problem(f"{at}amount", str(line.amount), _("จำนวนเงินต้องมากกว่าศูนย์และไม่เกินหนึ่งล้านล้านบาท")))
            elif line.amount != line.amount.quantize(SATANG):
                found.append(Problem(f"{at}amount", str(line.amount), _("จำนวนเงินมีทศนิยมได้ไม่เกินสองตำแหน่ง")))
            if (line.year, line.source) in seen:
                found.append(Problem(f"{at}year", f"{line.year} {line.source}", _("ปีและแหล่งงบประมาณซ้ำกัน")))
            seen.add((line.year, line.source))
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
    """A name on the roster."""

    name: str
    position: str = ""
    presence: str = Attendance.Presence.PRESENT
    remark: str = ""


@dataclass(frozen=True, slots=True)
class AgendaDraft:
    """An item of the agenda, with what was said and resolved."""

    heading: str
    text: str = ""
    resolution: str = ""


@dataclass(frozen=True, slots=True)
class MeetingDraft:
    """A sitting as its secretary records it."""

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
    recorded_by: str = ""
    checked_by: str = ""

    def problems(self, today: date) -> list[Problem]:
        """Everything wrong with it."""
        found = text_problems("title", self.title, most=200, required=True)
        found += text_problems("place", self.place, most=200, required=True)
        if self.kind not in Meeting.Kind.values:
            found.append(Problem("kind", self.kind, _("ไม่รู้จักการประชุมประเภทนี้")))
        if self.residents_present < 0:
            found.append(Problem("residents_present", str(self.residents_present), _("จำนวนผู้เข้าร่วมต้องไม่ติดลบ")))
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
        for i, item in enumerate(self.agenda):
            found += text_problems(f"agenda[{i}].heading", item.heading, most=300, required=True)
            found += text_problems(f"agenda[{i}].text", item.text, most=LONGEST_TEXT)
            found += text_problems(f"agenda[{i}].resolution", item.resolution, most=LONGEST_TEXT)
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
