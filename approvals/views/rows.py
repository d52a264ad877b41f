"""The rows of the worksheet's table, as words: their template only places them, so that fifty cost little to draw."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from approvals.models import Item
from directory.powers import BodyKind
from pages.fields import with_commas
from proposals.models import Plan, PlanLine

LONGEST_OPINION, LONGEST_REASON = 60, 160


@dataclass(slots=True)
class Row:
    """One line of the table."""

    line_id: int
    title: str
    address: str
    splitting: str
    reference: str
    strategy: str
    place: str
    owner: str
    asked: str
    opinions: list[str]
    result: str
    reason: str
    referred_to: str
    reviewer: str
    is_reviewed: bool
    is_answered: bool
    is_ready: bool


def rows_of(plan: Plan, lines: Iterable[PlanLine]) -> list[Row]:
    """The rows of a worksheet's lines that come with what is known of them. No query."""
    splitting = reverse("plan_split", args=[plan.reference, 0]).removesuffix("0/")
    addresses: dict[str, str] = {}
    areas: dict[str, str] = {}
    return [_row(line, addresses, areas, splitting) for line in lines]


def _row(line: Any, addresses: dict[str, str], areas: dict[str, str], splitting: str) -> Row:
    plan, words, item = line.line.plan, line.proposal_version, line.line.worksheet_item
    if plan.reference not in addresses:  # resolving an address costs more than all else here
        addresses[plan.reference] = reverse("proposal", args=[plan.reference, "-"]).removesuffix("-/")
    if plan.area_id not in areas:
        areas[plan.area_id] = plan.area.full_name
    is_taken = item.answer == Item.Answer.TAKE
    return Row(
        line_id=line.line_id,
        title=words.title,
        address=f"{addresses[plan.reference]}{line.line.proposal.reference}/",
        splitting=f"{splitting}{line.line_id}/",
        reference=line.line.proposal.reference,
        strategy=words.strategy,
        place=f"{words.village} {areas[plan.area_id]}" if words.village else areas[plan.area_id],
        owner=plan.owner.name,
        asked=with_commas(line.asked),
        opinions=[_opinion(each) for each in line.line.opinions.all()],
        result=_result(line, item),
        reason="" if is_taken else Truncator(item.reason).chars(LONGEST_REASON),
        referred_to="" if is_taken else line.referred_name or "",
        reviewer=line.reviewer or "",
        is_reviewed=line.reviewed_at is not None,
        is_answered=bool(item.answer) and not is_taken,
        is_ready=item.answer != Item.Answer.KEPT,
    )


def _opinion(opinion: Any) -> str:
    is_committee = opinion.body.kind == BodyKind.SUBDISTRICT_COMMITTEE
    who = _("ก.บ.ต.") if is_committee else opinion.body.name
    said = f"{who}: {opinion.get_kind_display()}"
    return f"{said} ({Truncator(opinion.reason).chars(LONGEST_OPINION)})" if opinion.reason else said


def _result(line: Any, item: Item) -> str:
    if item.answer != Item.Answer.TAKE:
        return str(item.get_answer_display()) if item.answer else _("ยังไม่ตัดสิน")
    if (line.parts or 0) > 1:
        return _("แยกเป็น %(parts)s รายการ") % {"parts": line.parts}
    told = {"number": line.entry_number, "title": line.entry_title}
    if (line.feeders or 0) > 1:
        return _("รวมในรายการที่ %(number)s “%(title)s”") % told
    return _("รับเข้าเป็นรายการที่ %(number)s") % told
