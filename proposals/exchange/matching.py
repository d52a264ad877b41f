"""Compares what a sheet says with what the plan says: what is new, what changed, what stays, and what is in the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from directory.cells import WrongValueError
from directory.errors import Problem
from directory.models import Village
from proposals import references
from proposals.contents import LATER_FIELDS, satang
from proposals.drafts import BudgetDraft, IndicatorDraft, ItemDraft, ProposalDraft
from proposals.exchange import values
from proposals.exchange.columns import LONG_TEXTS, REFERENCE, REVISION, SHORT_TEXTS
from proposals.exchange.grids import SheetProblem
from proposals.exchange.records import Record
from proposals.models import BudgetItem, BudgetLine, Indicator, Plan, PlanLine, WorkClass

TEXTS = (*SHORT_TEXTS, *LONG_TEXTS)


@dataclass(frozen=True, slots=True)
class Known:
    """A proposal as the plan has it now."""

    proposal_id: int
    version_id: int
    revision: int
    state: str
    draft: ProposalDraft


@dataclass(slots=True)
class Matched:
    """What importing would do. Nothing of it may be done while there are problems."""

    created: list[ProposalDraft] = field(default_factory=list)
    updated: list[tuple[Known, ProposalDraft]] = field(default_factory=list)
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """How many proposals the sheet has."""
        return len(self.created) + len(self.updated) + self.unchanged


def known_in(plan: Plan, villages: Sequence[Village]) -> dict[str, Known]:
    """The proposals on a plan's desk by reference, whatever their number. Four queries."""
    rows = PlanLine.objects.filter(version=plan.current_version_id).exclude(line__fates__kind="withdrawn")
    versions = rows.values("proposal_version_id")
    budgets: dict[int, list[BudgetDraft]] = {}
    lines = BudgetLine.objects.filter(version__in=versions).order_by("year", "source")
    for version, year, source, amount in lines.values_list("version_id", "year", "source", "amount"):
        budgets.setdefault(version, []).append(BudgetDraft(year, source, amount))
    indicators: dict[int, list[IndicatorDraft]] = {}
    measures = Indicator.objects.filter(version__in=versions).order_by("pk")
    for version, name, target in measures.values_list("version_id", "name", "target"):
        indicators.setdefault(version, []).append(IndicatorDraft(name, target))
    items: dict[int, list[ItemDraft]] = {}
    for each in BudgetItem.objects.filter(version__in=versions).order_by("position"):
        own = items.setdefault(each.version_id, [])
        own.append(ItemDraft(each.item, each.unit, each.quantity, each.unit_price, each.year, each.source))
    by_id = {village.pk: village for village in villages}
    names = (*TEXTS, "village_id", "beneficiaries", "work_class", *LATER_FIELDS)
    about = ("line__proposal_id", "proposal_version_id", "line__proposal__revision", "line__proposal__state")
    found: dict[str, Known] = {}
    listed = rows.order_by("line__number").values_list(
        "line__proposal__reference", *about, *(f"proposal_version__{name}" for name in names)
    )
    for reference, proposal, version, revision, state, *words in listed:
        fields: dict[str, Any] = dict(zip(names, words, strict=True))
        village = by_id.get(fields.pop("village_id"))
        money, measured = budgets.get(version, []), indicators.get(version, [])
        draft = ProposalDraft(
            **fields, budget=money, items=items.get(version, []), indicators=measured, village=village
        )
        found[reference] = Known(proposal, version, revision, state, draft)
    return found


def matched(
    plan: Plan, records: Sequence[Record], villages: Sequence[Village], already: Collection[Problem] = ()
) -> Matched:
    """Compare records with the plan. ``already`` are problems of cells that could not be read."""
    found = Matched(problems=list(already))
    known = known_in(plan, villages)
    mentioned: set[str] = set()
    there = Counter(content_of(each.draft) for each in known.values())
    new: list[tuple[Record, ProposalDraft]] = []
    for record in records:
        own = known.get(record.reference) if record.reference else None
        if record.reference and (own is None or record.reference in mentioned):
            found.problems.append(_wrong_reference(record, is_repeated=own is not None))
            continue
        draft = draft_of(record, own.draft if own else None)
        found.problems += _problems_of(record, draft, plan)
        if own is None:
            new.append((record, draft))
            continue
        mentioned.add(record.reference)
        there[content_of(own.draft)] -= 1
        if content_of(draft) == content_of(own.draft):
            found.unchanged += 1
        elif _is_outdated(record, own):
            found.problems.append(_outdated(record))
        else:
            found.updated.append((own, draft))
    for _record, draft in new:  # a proposal that is there word for word, without its reference, is that proposal
        if there[content_of(draft)] > 0:
            there[content_of(draft)] -= 1
            found.unchanged += 1
        else:
            found.created.append(draft)
    if not records and not found.problems:
        found.problems.append(Problem("rows", "", _("ไม่มีโครงการแม้แต่แถวเดียว")))
    return found


def draft_of(record: Record, before: ProposalDraft | None) -> ProposalDraft:
    """A record as a draft: what the sheet has no column for stays as it was."""
    words = {name: value for name, value in record.words.items() if value is not None or name == "village"}
    if not words.get("work_class", "x"):
        words["work_class"] = before.work_class if before else WorkClass.TOGETHER.value
    if before is not None:
        words |= {name: getattr(before, name) for name in TEXTS if name in words and _reads_alike(before, name, words)}
    if record.budget is not None:
        words["budget"] = record.budget
        if before is not None and _money_of(before.budget) != _money_of(record.budget):
            words["items"] = ()  # the sheet has other sums than its items add up to
    if record.indicators is not None and not (before and _alike(before.indicators, record.indicators)):
        words["indicators"] = record.indicators
    return replace(before or ProposalDraft(title=""), **words)


def _reads_alike(before: ProposalDraft, name: str, words: dict[str, Any]) -> bool:
    """Whether a cell says what was written before: how it was typed is then nobody's change."""
    try:
        return values.text(getattr(before, name), lines=name in LONG_TEXTS) == words[name]
    except WrongValueError:
        return False


def _alike(before: Sequence[IndicatorDraft], now: Sequence[IndicatorDraft]) -> bool:
    try:
        read = [(values.text(each.name), values.text(each.target)) for each in before]
    except WrongValueError:
        return False
    return read == [(each.name, each.target) for each in now]


def content_of(draft: ProposalDraft) -> Hashable:
    """What a draft says, to be compared: as `contents.content_hash`, whatever the order of its rows."""
    return (
        *(getattr(draft, name) if name != "title" else draft.title.strip() for name in TEXTS),
        draft.village.pk if draft.village else None,
        *(draft.beneficiaries, draft.work_class),
        _money_of(draft.budget),
        tuple(sorted((each.name, each.target) for each in draft.indicators)),
    )


def _money_of(budget: Sequence[BudgetDraft]) -> Hashable:
    return tuple(sorted((line.year, line.source, satang(Decimal(line.amount))) for line in budget))


def _problems_of(record: Record, draft: ProposalDraft, plan: Plan) -> list[SheetProblem]:
    return [
        record.problem(wrong.field, wrong.value, wrong.message)
        for wrong in draft.problems("", plan.cycle, plan.area_code)
        if wrong.field.partition("[")[0] not in record.wrong
    ]


def _is_outdated(record: Record, own: Known) -> bool:
    """Whether the proposal was changed since the sheet was written; other people's sheets do not say when that was."""
    return record.revision != own.revision and (record.is_ours or record.revision is not None)


def _outdated(record: Record) -> SheetProblem:
    message = _("โครงการนี้ถูกแก้ไขในระบบหลังจากดาวน์โหลดสมุดงาน ให้ดาวน์โหลดใหม่แล้วแก้ในฉบับใหม่")
    return record.problem(REVISION, "" if record.revision is None else str(record.revision), message)


def _wrong_reference(record: Record, *, is_repeated: bool) -> SheetProblem:
    if is_repeated:
        message = _("เลขอ้างอิงนี้มีอยู่แล้วในอีกแถวหนึ่งของแผ่นงาน")
    elif references.is_well_formed(record.reference):
        message = _("ไม่มีโครงการเลขนี้ในแผนนี้ ถ้าเป็นโครงการใหม่ให้เว้นช่องนี้ว่าง")
    else:
        message = _("เลขอ้างอิงไม่ถูกต้อง อาจพิมพ์ผิด ถ้าเป็นโครงการใหม่ให้เว้นช่องนี้ว่าง")
    return record.problem(REFERENCE, record.reference, message)
