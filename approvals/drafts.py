"""What the desks hand in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from approvals.models import FundingResult, GovernorChoice, Item
from directory import clock
from directory.errors import Problem
from pages.fields import with_commas
from proposals.drafts import LONGEST_TEXT, text_problems
from proposals.models import BudgetLine, Meeting, Opinion, Plan
from proposals.money import MOST_BAHT, SATANG

NEEDS_REASON = (Opinion.Kind.OBJECTS, Opinion.Kind.BEYOND_CAPACITY, Opinion.Kind.DECLINES)


@dataclass(frozen=True, slots=True)
class OpinionDraft:
    """What a body says about one line; taking it in names the plan, the year (พ.ศ.) and the item."""

    kind: str
    reason: str = ""
    plan_name: str = ""
    plan_year: int | None = None
    plan_item: str = ""

    def problems(self, where: str) -> list[Problem]:
        """Everything wrong with it."""
        if self.kind not in Opinion.Kind.values or self.kind == Opinion.Kind.SILENT:
            return [Problem(f"{where}.kind", self.kind, _("ไม่รู้จักความเห็นประเภทนี้"))]
        found = text_problems(f"{where}.reason", self.reason, most=LONGEST_TEXT, required=self.kind in NEEDS_REASON)
        if self.kind == Opinion.Kind.TAKES_IN:
            found += text_problems(f"{where}.plan_name", self.plan_name, most=200, required=True)
            found += text_problems(f"{where}.plan_item", self.plan_item, most=60, required=True)
            if self.plan_year is None or not 2500 <= self.plan_year <= 2700:  # any plausible พ.ศ.
                found.append(Problem(f"{where}.plan_year", str(self.plan_year or ""), _("ต้องระบุปี พ.ศ. ของแผน")))
        return found


def opinion_problems(answers: Mapping[int, OpinionDraft], allowed: set[int]) -> list[Problem]:
    """Everything wrong with a set of opinions by line; lines outside ``allowed`` are named."""
    return [
        Problem("lines", str(line_id), _("ไม่มีรายการนี้ในส่วนที่ท่านต้องให้ความเห็น"))
        for line_id in sorted(set(answers) - allowed)
    ] + [p for line_id, draft in answers.items() for p in draft.problems(f"answers[{line_id}]")]


@dataclass(frozen=True, slots=True)
class RemarkDraft:
    """A request to the owner, on a line or on the whole plan."""

    text: str
    line_id: int | None = None
    field: str = ""


@dataclass(frozen=True, slots=True)
class ItemAnswer:
    """What a worksheet decides for a line that it does not take in."""

    answer: str
    reason_code: str = ""
    reason: str = ""
    referred_to_id: int | None = None
    referred_plan: str = ""

    def problems(self, where: str) -> list[Problem]:
        """Everything wrong with it: each needs a reason code and words; only its community keeps a line."""
        if self.answer not in Item.Answer.values or self.answer in {Item.Answer.TAKE, Item.Answer.KEPT}:
            return [Problem(f"{where}.answer", self.answer, _("ไม่รู้จักผลการพิจารณานี้"))]
        found = text_problems(f"{where}.reason_code", self.reason_code, most=40, required=True)
        found += text_problems(f"{where}.reason", self.reason, most=LONGEST_TEXT, required=True)
        if self.answer == Item.Answer.REFERRED:
            found += text_problems(f"{where}.referred_plan", self.referred_plan, most=300, required=True)
        return found


@dataclass(frozen=True, slots=True)
class CheckDraft:
    """What a desk found on one line: yes or no by the test's code, and a note."""

    answers: Mapping[str, bool]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Resolved:
    """The meeting that agreed on scores, in which words, and the hash of the workbook that they came in."""

    meeting: Meeting
    text: str
    workbook: str = ""

    def problems(self, plan: Plan) -> list[Problem]:
        """Everything wrong with it: only members of the plan's owner, with their quorum, agree on scores."""
        found = text_problems("text", self.text, most=LONGEST_TEXT, required=True)
        meeting = self.meeting
        if meeting.plan_id != plan.pk or not meeting.is_of_members or not meeting.is_quorate:
            words = _("ต้องเป็นการประชุมคณะกรรมการเจ้าของแผนที่ครบองค์ประชุม")
            found.append(Problem("meeting", meeting.title, words))
        return found


@dataclass(frozen=True, slots=True)
class Integration:
    """What the province adds to an entry: who answers for it, from which money, and how much is proposed."""

    agency_id: int
    funding_source: str
    proposed: Decimal | None = None
    reason: str = ""

    def problems(self, where: str, asked: Decimal, agencies: set[int]) -> list[Problem]:
        """Everything wrong with it."""
        found: list[Problem] = []
        if self.agency_id not in agencies:
            found.append(Problem(f"{where}.agency", str(self.agency_id), _("หน่วยงานนี้ไม่อยู่ในจังหวัด")))
        if self.funding_source not in BudgetLine.Source.values:
            found.append(Problem(f"{where}.funding_source", self.funding_source, _("ไม่รู้จักแหล่งงบประมาณนี้")))
        if self.proposed is not None and self.proposed != asked:
            if not self.proposed.is_finite() or not 0 <= self.proposed <= MOST_BAHT:
                expected = _("จำนวนเงินต้องไม่ติดลบและไม่เกินหนึ่งล้านล้านบาท")
                found.append(Problem(f"{where}.proposed", str(self.proposed), expected))
            elif self.proposed != self.proposed.quantize(SATANG):
                expected = _("จำนวนเงินมีทศนิยมได้ไม่เกินสองตำแหน่ง")
                found.append(Problem(f"{where}.proposed", str(self.proposed), expected))
            found += text_problems(f"{where}.reason", self.reason, most=300)
            if not self.reason.strip():
                found.append(Problem(f"{where}.reason", "", _("วงเงินที่เสนอต่างจากที่ขอ ต้องมีเหตุผล")))
        return found


@dataclass(frozen=True, slots=True)
class FundingDecision:
    """Who decided on a source's money, when, and by which letter; the same for every line answered with it."""

    decided_by: str
    decided_on: date
    letter: str = ""

    def problems(self) -> list[Problem]:
        """Everything wrong with it."""
        found = text_problems("decided_by", self.decided_by, most=200, required=True)
        found += text_problems("letter", self.letter, most=200)
        if self.decided_on > clock.today():
            found.append(Problem("decided_on", self.decided_on.isoformat(), _("ต้องไม่เป็นวันข้างหน้า")))
        return found


@dataclass(frozen=True, slots=True)
class FundingAnswer:
    """What a source of money answered on one line: allocated in full, in part with a reason, or not, with a reason."""

    result: str
    amount: Decimal = Decimal(0)
    reason: str = ""

    def problems(self, where: str, proposed: Decimal) -> list[Problem]:
        """Everything wrong with it, where ``proposed`` baht were asked of the source."""
        if self.result not in FundingResult.values:
            return [Problem(f"{where}.result", self.result, _("ไม่รู้จักผลการจัดสรรนี้"))]
        if not proposed and self.result != FundingResult.NOT_FUNDED:
            words = _("ไม่ได้เสนอเงินไว้ ให้บันทึกว่าไม่ได้รับจัดสรรพร้อมเหตุผล")
            return [Problem(f"{where}.result", self.result, words)]
        short = self.result != FundingResult.FUNDED
        found = text_problems(f"{where}.reason", self.reason, most=300, required=short)
        expected = {
            FundingResult.FUNDED: (self.amount == proposed, _("ได้รับตามที่เสนอ ต้องเป็น %s บาท") % with_commas(proposed)),
            FundingResult.PARTLY: (
                self.amount.is_finite() and 0 < self.amount < proposed and self.amount == self.amount.quantize(SATANG),
                _("ได้รับบางส่วน ต้องมากกว่า 0 และน้อยกว่า %s บาท") % with_commas(proposed),
            ),
            FundingResult.NOT_FUNDED: (self.amount == 0, _("ไม่ได้รับจัดสรร ต้องไม่มีจำนวนเงิน")),
        }
        is_right, words = expected[FundingResult(self.result)]
        return found if is_right else [*found, Problem(f"{where}.amount", str(self.amount), words)]


@dataclass(frozen=True, slots=True)
class ChoiceDraft:
    """What the governor means to decide of one line; carried as proposed where no other amount is ``granted``."""

    choice: str
    granted: Decimal | None = None
    reason_code: str = ""
    reason: str = ""
    condition: str = ""
    owner_id: int | None = None
    due_on: date | None = None

    @property
    def is_left_out(self) -> bool:
        """Whether the line does not stand in the plan then."""
        return self.choice in {GovernorChoice.Choice.DEFER, GovernorChoice.Choice.REFUSE}

    def problems(self, where: str, proposed: Decimal, owners: set[int]) -> list[Problem]:
        """Everything wrong with it, where ``proposed`` baht stand in the line."""
        if self.choice not in GovernorChoice.Choice.values:
            return [Problem(f"{where}.choice", self.choice, _("ไม่รู้จักผลการพิจารณานี้"))]
        granted = proposed if self.granted is None else self.granted
        less = not self.is_left_out and granted != proposed
        found = text_problems(f"{where}.reason_code", self.reason_code, most=40, required=self.is_left_out)
        found += text_problems(f"{where}.reason", self.reason, most=LONGEST_TEXT, required=self.is_left_out or less)
        if less and not (granted.is_finite() and 0 <= granted < proposed and granted == granted.quantize(SATANG)):
            expected = _("ต้องไม่ติดลบ และไม่เกินที่เสนอ %s บาท") % with_commas(proposed)
            found.append(Problem(f"{where}.granted", str(granted), expected))
        if self.choice == GovernorChoice.Choice.CONDITION:
            found += text_problems(f"{where}.condition", self.condition, most=LONGEST_TEXT, required=True)
            if self.owner_id not in owners:
                found.append(Problem(f"{where}.owner", str(self.owner_id or ""), _("ต้องเป็นองค์กรในจังหวัดนี้")))
            if self.due_on is None or self.due_on <= clock.today():
                found.append(Problem(f"{where}.due_on", str(self.due_on or ""), _("ต้องเป็นวันข้างหน้า")))
        elif self.condition.strip() or self.owner_id or self.due_on:
            words = _("ผลนี้ไม่มีเงื่อนไข ให้เลือกบรรจุในแผนโดยมีเงื่อนไข")
            found.append(Problem(f"{where}.condition", self.condition, words))
        return found

    def columns(self, proposed: Decimal) -> dict[str, Any]:
        """Its columns, of one without problems."""
        granted = Decimal(0) if self.is_left_out else proposed if self.granted is None else self.granted
        return {
            "choice": self.choice,
            "granted": granted,
            "reason_code": self.reason_code.strip(),
            "reason": self.reason.strip(),
            "condition": self.condition.strip(),
            "owner_id": self.owner_id,
            "due_on": self.due_on,
        }


@dataclass(frozen=True, slots=True)
class EnvelopeDraft:
    """The baht of one fund and year (พ.ศ.), and the letter or decision that says so."""

    fund: str
    year: int
    amount: Decimal
    reference: str
    dated: date

    def problems(self) -> list[Problem]:
        """Everything wrong with it by itself."""
        found = text_problems("reference", self.reference, most=200, required=True)
        if self.fund not in BudgetLine.Source.values:
            found.append(Problem("fund", self.fund, _("ไม่รู้จักแหล่งงบประมาณนี้")))
        if not self.amount.is_finite() or not 0 <= self.amount <= MOST_BAHT:
            expected = _("จำนวนเงินต้องไม่ติดลบและไม่เกินหนึ่งล้านล้านบาท")
            found.append(Problem("amount", str(self.amount), expected))
        elif self.amount != self.amount.quantize(SATANG):
            found.append(Problem("amount", str(self.amount), _("จำนวนเงินมีทศนิยมได้ไม่เกินสองตำแหน่ง")))
        if self.dated > clock.today():
            found.append(Problem("dated", self.dated.isoformat(), _("วันที่ของหนังสือต้องไม่เป็นวันข้างหน้า")))
        return found


@dataclass(frozen=True, slots=True)
class Part:
    """One of the projects into which a line is split; what ``words`` does not say, the line's own words say."""

    title: str
    asked: Decimal
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CriterionDraft:
    """A criterion with its weight and a written descriptor for each score from 0 to 4."""

    code: str
    name: str
    weight: int
    descriptors: Mapping[str, str] | None = None
    reference: str = ""


ALL_WEIGHTS = 100
SCALE = tuple(str(score) for score in range(5))


def criteria_problems(
    criteria: Sequence[CriterionDraft], *, where: str = "criteria", with_words: bool = False
) -> list[Problem]:
    """Everything wrong with a set of criteria; ``with_words`` asks for the words of every score."""
    problems = [
        Problem(f"{where}[{i}].weight", str(c.weight), _("น้ำหนักต้องเป็นจำนวนเต็มตั้งแต่ 1"))
        for i, c in enumerate(criteria)
        if c.weight < 1
    ]
    codes = [criterion.code for criterion in criteria if criterion.code]
    if not criteria or len(set(codes)) != len(codes):
        problems.append(Problem(where, ", ".join(codes), _("ต้องมีเกณฑ์อย่างน้อยหนึ่งข้อ และรหัสต้องไม่ซ้ำกัน")))
    total = sum(criterion.weight for criterion in criteria)
    if not problems and total != ALL_WEIGHTS:
        expected = _("น้ำหนักทุกเกณฑ์รวมกันต้องเป็น %(all)s ตอนนี้รวมได้ %(total)s")
        problems.append(Problem(where, str(total), expected % {"all": ALL_WEIGHTS, "total": total}))
    for i, criterion in enumerate(criteria if with_words else ()):
        for score in SCALE:
            text = (criterion.descriptors or {}).get(score, "")
            problems += text_problems(f"{where}[{i}].d{score}", text, most=500, required=True)
    return problems


DEFAULT_TIE_BREAK: Sequence[str] = ("beneficiaries", "smaller_amount", "number")
