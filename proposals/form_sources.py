"""What a column of a form may show: the known data of a plan's lines, each by the name that templates use."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from documents.thai import baht
from proposals.models import BudgetLine, FormTemplate, PlanLine


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of data: its name for people, how it is aligned, what it says of a row, and the baht to add up.

    ``by_year`` becomes one column for each year of the round. ``of_summary`` belongs to forms that count projects by
    strategy, the others to forms with a row for each project.
    """

    label: Any
    value: Callable[[Any, int], str]
    align: str = "left"
    by_year: bool = False
    of_summary: bool = False
    total: Callable[[Any, int], Decimal] | None = None


@dataclass(frozen=True, slots=True)
class Strategy:
    """The projects of one strategy, as a summary counts them."""

    name: str
    rows: Sequence[PlanLine]


def money(amount: Decimal) -> str:
    """An amount as tables show it: nothing asked is a dash."""
    return baht(amount) if amount else "-"


def _words(field: str) -> Callable[[Any, int], str]:
    return lambda row, _year: str(getattr(row.proposal_version, field))


Amount = Callable[[Any, int], Decimal]


def _sums(label: Any, amount: Amount, *, by_year: bool = False, of_summary: bool = False) -> Source:
    """A column of baht, which is added up below."""
    return Source(label, lambda row, year: money(amount(row, year)), "right", by_year, of_summary, amount)


def _of_year(row: PlanLine, year: int) -> Decimal:
    return sum((line.amount for line in row.proposal_version.budget.all() if line.year == year), Decimal(0))


def _from(*sources: str) -> Amount:
    def amount(row: PlanLine, _year: int) -> Decimal:
        budget = row.proposal_version.budget.all()
        return sum((line.amount for line in budget if line.source in sources), Decimal(0))

    return amount


def _indicators(row: PlanLine, _year: int) -> str:
    return "; ".join(f"{each.name} {each.target}".strip() for each in row.proposal_version.indicators.all())


def _funding(row: PlanLine, _year: int) -> str:
    return str(dict(BudgetLine.Source.choices).get(row.funding_source, "-"))


def _years_of(row: PlanLine, _year: int) -> str:
    return ", ".join(dict.fromkeys(str(line.year) for line in row.proposal_version.budget.all()))


def _ceiling(row: PlanLine, _year: int) -> str:
    return {True: "ในกรอบวงเงิน", False: "เกินกรอบวงเงิน", None: "-"}[row.within_ceiling]


def _count_of_year(strategy: Strategy, year: int) -> str:
    return str(sum(any(b.year == year for b in row.proposal_version.budget.all()) for row in strategy.rows))


def _asked_of_year(strategy: Strategy, year: int) -> Decimal:
    return sum((_of_year(row, year) for row in strategy.rows), Decimal(0))


def _asked_of(strategy: Strategy, _year: int) -> Decimal:
    return sum((row.asked for row in strategy.rows), Decimal(0))


_SOURCE: Final = BudgetLine.Source
SOURCES: Final[Mapping[str, Source]] = {
    "number": Source(_("ลำดับในแผน"), lambda row, _y: str(row.line.number), "center"),
    "rank": Source(_("ลำดับความสำคัญ"), lambda row, _y: str(row.rank or "-"), "center"),
    "reference": Source(_("รหัสโครงการ"), lambda row, _y: str(row.line.proposal.reference)),
    "title": Source(_("ชื่อโครงการ"), _words("title")),
    "strategy": Source(_("ยุทธศาสตร์"), _words("strategy")),
    "programme": Source(_("แผนงาน"), _words("programme")),
    "rationale": Source(_("เหตุผลความจำเป็น"), _words("rationale")),
    "objective": Source(_("วัตถุประสงค์"), _words("objective")),
    "target_output": Source(_("เป้าหมาย (ผลผลิต)"), _words("target_output")),
    "expected_result": Source(_("ผลที่คาดว่าจะได้รับ"), _words("expected_result")),
    "indicators": Source(_("ตัวชี้วัดและค่าเป้าหมาย"), _indicators),
    "place": Source(_("พื้นที่ดำเนินการ"), _words("place")),
    "beneficiaries": Source(_("ผู้ได้รับประโยชน์ (คน)"), lambda r, _y: f"{r.proposal_version.beneficiaries:,}", "right"),
    "work_class": Source(_("การดำเนินการ"), lambda row, _y: str(row.get_work_class_display()), "center"),
    "lead_agency": Source(_("หน่วยงานที่ผู้เสนอระบุ"), _words("lead_agency")),
    "agency": Source(_("หน่วยงานรับผิดชอบตามแผนบูรณาการ"), lambda row, _y: row.agency.name if row.agency else "-"),
    "funding_source": Source(_("แหล่งงบประมาณตามแผนบูรณาการ"), _funding),
    "within_ceiling": Source(_("ในหรือเกินกรอบวงเงิน"), _ceiling, "center"),
    "proposed_reason": Source(_("เหตุผลที่ปรับวงเงิน"), lambda row, _y: str(row.proposed_reason)),
    "years": Source(_("ปีงบประมาณ"), _years_of, "center"),
    "asked": _sums(_("งบประมาณที่ขอ (บาท)"), lambda row, _y: row.asked),
    "proposed": _sums(_("งบประมาณที่เสนอ (บาท)"), lambda row, _y: row.proposed),
    "asked_by_year": _sums(_("งบประมาณรายปี (บาท)"), _of_year, by_year=True),
    "asked_community": _sums(_("งบชุมชน (บาท)"), _from(_SOURCE.COMMUNITY)),
    "asked_local": _sums(_("งบท้องถิ่น (บาท)"), _from(_SOURCE.LAO, _SOURCE.PAO)),
    "asked_province": _sums(_("งบจังหวัด (บาท)"), _from(_SOURCE.PROVINCE)),
    "asked_ministry": _sums(_("งบกระทรวง กรม (บาท)"), _from(_SOURCE.MINISTRY)),
    "asked_other": _sums(_("งบแหล่งอื่น (บาท)"), _from(_SOURCE.OTHER)),
    "summary_name": Source(_("ยุทธศาสตร์ของกลุ่ม"), lambda group, _y: group.name, of_summary=True),
    "summary_count_by_year": Source(_("จำนวนโครงการรายปี"), _count_of_year, "right", by_year=True, of_summary=True),
    "summary_asked_by_year": _sums(_("งบประมาณรายปีของกลุ่ม (บาท)"), _asked_of_year, by_year=True, of_summary=True),
    "summary_count": Source(_("จำนวนโครงการรวม"), lambda g, _y: str(len(g.rows)), "right", of_summary=True),
    "summary_asked": _sums(_("งบประมาณรวมของกลุ่ม (บาท)"), _asked_of, of_summary=True),
}
SUMMARIES: Final = frozenset({FormTemplate.Code.P01})
BY_RANK: Final = frozenset({FormTemplate.Code.J1, FormTemplate.Code.J1_1, FormTemplate.Code.J2})
"""Forms whose projects stand by rank; the others put them under their strategies."""


def sources_for(code: str) -> dict[str, Source]:
    """The sources that the columns of a form may have."""
    return {name: source for name, source in SOURCES.items() if source.of_summary == (code in SUMMARIES)}
