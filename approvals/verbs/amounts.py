"""Proposing another amount than was asked, budget line by budget line."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from approvals.amounts import Asked, Key, budget_of, reason_of
from approvals.models import Amount, Entry
from approvals.verbs.worksheet import working_on
from directory.acting import Acting
from directory.errors import Invalid, NotHere, Problem
from proposals.drafts import text_problems
from proposals.models import Plan
from proposals.money import MOST_BAHT, SATANG


def propose_amounts(*, plan: Plan, number: int, amounts: Mapping[Key, tuple[Decimal, str]], by: Acting) -> Entry:
    """Say for each budget line (year, source) of an entry what is proposed of it, with the reason where it differs.

    Side effects: the entry's budget lines are replaced by these; what the entry proposes becomes their sum, its reason
    theirs. Asked never changes. Where every line is proposed as asked, the entry is as if nothing had been said.

    Raises:
        NotHere, Refused, Stale: as the door does; there is no such entry.
        Invalid: a budget line is missing or none of the entry's; an amount is negative, beyond a trillion baht or has
            parts of a satang; another amount than was asked without a reason. Each is named.
    """
    with working_on(plan, "propose_amounts", by) as (worksheet, act):
        entry = Entry.objects.filter(worksheet=worksheet, number=number).first()
        if entry is None:
            raise NotHere(_("ไม่มีรายการนี้ในตารางงาน"))
        budget = budget_of(entry)
        if problems := _problems(budget, amounts):
            raise Invalid(problems)
        said = [
            Asked(each.year, each.source, each.asked, *_cleaned(amounts[each.year, each.source])) for each in budget
        ]
        Amount.objects.filter(entry=entry).delete()
        differs = any(each.proposed != each.asked for each in said)
        entry.proposed = sum((each.proposed for each in said), Decimal(0)) if differs else None
        entry.proposed_reason = reason_of(said) if differs else ""
        entry.save(update_fields=["proposed", "proposed_reason"])
        if differs:
            Amount.objects.bulk_create(
                Amount(
                    entry=entry,
                    year=each.year,
                    source=each.source,
                    asked=each.asked,
                    proposed=each.proposed,
                    reason=each.reason if each.proposed != each.asked else "",
                )
                for each in said
            )
        act.data = {"entry": entry.pk, "proposed": str(entry.proposed) if differs else ""}
        act.items = [(entry.pk, "", "")]
    return entry


def _cleaned(amount: tuple[Decimal, str]) -> tuple[Decimal, str]:
    return amount[0].quantize(SATANG), amount[1].strip()


def _problems(budget: list[Asked], amounts: Mapping[Key, tuple[Decimal, str]]) -> list[Problem]:
    known = {(each.year, each.source): each for each in budget}
    found = [
        Problem("amounts", f"{year} {source}", _("รายการนี้ไม่ได้ของบประมาณปีและแหล่งนี้"))
        for year, source in amounts
        if (year, source) not in known
    ]
    for place, (key, each) in enumerate(known.items()):
        if key not in amounts:
            found.append(Problem(f"amounts[{place}].proposed", "", _("ต้องกรอกวงเงินที่เสนอ")))
            continue
        proposed, reason = amounts[key]
        if not proposed.is_finite() or not 0 <= proposed <= MOST_BAHT:
            expected = _("จำนวนเงินต้องไม่ติดลบและไม่เกินหนึ่งล้านล้านบาท")
            found.append(Problem(f"amounts[{place}].proposed", str(proposed), expected))
        elif proposed != proposed.quantize(SATANG):
            expected = _("จำนวนเงินมีทศนิยมได้ไม่เกินสองตำแหน่ง")
            found.append(Problem(f"amounts[{place}].proposed", str(proposed), expected))
        if proposed != each.asked and not reason.strip():
            found.append(Problem(f"amounts[{place}].reason", "", _("วงเงินที่เสนอต่างจากที่ขอ ต้องมีเหตุผล")))
        found += text_problems(f"amounts[{place}].reason", reason, most=300)
    return found
