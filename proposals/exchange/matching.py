"""Compares what a sheet says with what the plan says: what is new, what changed, what stays, and what is in the way."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from directory.cells import WrongValueError
from directory.errors import Problem
from directory.models import Village
from proposals import references
from proposals.contents import satang
from proposals.drafts import BudgetDraft, IndicatorDraft, ItemDraft, ProposalDraft, sums_of
from proposals.exchange import values
from proposals.exchange.columns import GROUP, LONG_TEXTS, POINT, REFERENCE, REVISION, SHORT_TEXTS
from proposals.exchange.grids import SheetProblem
from proposals.exchange.items import UNREAD
from proposals.exchange.records import Record
from proposals.models import BudgetItem, BudgetLine, Indicator, Plan, PlanLine, WorkClass

TEXTS = (*SHORT_TEXTS, *LONG_TEXTS)
ITEMS = "items"
LATER = frozenset({GROUP, POINT, ITEMS})
"""What sheets made before say nothing about, and most of other people's neither."""


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
    for version, year, source, amount in lines.values_list("version_id", "year", "source", "amount").iterator():
        budgets.setdefault(version, []).append(BudgetDraft(year, source, amount))
    indicators: dict[int, list[IndicatorDraft]] = {}
    measures = Indicator.objects.filter(version__in=versions).order_by("pk")
    for version, name, target in measures.values_list("version_id", "name", "target").iterator():
        indicators.setdefault(version, []).append(IndicatorDraft(name, target))
    items: dict[int, list[ItemDraft]] = {}
    costs = BudgetItem.objects.filter(version__in=versions).order_by("position")
    of_an_item = ("item", "unit", "quantity", "unit_price", "year", "source")
    for version, *cost in costs.values_list("version_id", *of_an_item).iterator():
        items.setdefault(version, []).append(ItemDraft(*cost))
    by_id = {village.pk: village for village in villages}
    names = (*TEXTS, "village_id", "beneficiaries", "work_class", "latitude", "longitude")
    about = ("line__proposal_id", "proposal_version_id", "line__proposal__revision", "line__proposal__state")
    found: dict[str, Known] = {}
    listed = rows.order_by("line__number").values_list(
        "line__proposal__reference", *about, *(f"proposal_version__{name}" for name in names)
    )
    for reference, proposal, version, revision, state, *words in listed.iterator():
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
        if content_of(draft) == content_of(own.draft):
            found.unchanged += 1
        elif _is_outdated(record, own):
            found.problems.append(_outdated(record))
        else:
            found.updated.append((own, draft))
    unnamed = _Unnamed([each for reference, each in known.items() if reference not in mentioned])
    for record, draft in new:
        if unnamed.has(record, draft):
            found.unchanged += 1
        else:
            found.created.append(draft)
    if not records and not found.problems:
        found.problems.append(Problem("rows", "", _("ไม่มีโครงการแม้แต่แถวเดียว")))
    return found


class _Unnamed:
    """The proposals that no row names. One that is there word for word, without its reference, is that proposal."""

    def __init__(self, known: Sequence[Known]) -> None:
        self.known, self.taken = known, set[int]()
        self.by_content: dict[frozenset[str], dict[Hashable, list[Known]]] = {}

    def has(self, record: Record, draft: ProposalDraft) -> bool:
        """Whether one of them says what a row says, in the columns that its sheet has; each answers for one row."""
        said = _said_by(record)
        if said not in self.by_content:
            alike = self.by_content.setdefault(said, {})
            for each in self.known:
                alike.setdefault(content_of(each.draft, said), []).append(each)
        left = self.by_content[said].get(content_of(draft, said), [])
        while left:
            each = left.pop()
            if each.proposal_id not in self.taken:
                self.taken.add(each.proposal_id)
                return True
        return False


def _said_by(record: Record) -> frozenset[str]:
    """The later fields of which a row's sheet speaks."""
    return frozenset({*LATER & record.words.keys(), *([] if record.items is None else [ITEMS])})


def draft_of(record: Record, before: ProposalDraft | None) -> ProposalDraft:
    """A record as a draft: what the sheet has no column for stays as it was."""
    words = {name: value for name, value in record.words.items() if value is not None or name == "village"}
    if not words.get("work_class", "x"):
        words["work_class"] = before.work_class if before else WorkClass.TOGETHER.value
    if before is not None:
        words |= {name: getattr(before, name) for name in TEXTS if name in words and _reads_alike(before, name, words)}
    if POINT in record.words:
        words["latitude"], words["longitude"] = words.pop(POINT, None) or (None, None)
    if record.indicators is not None and not (before and _alike(_measures(before.indicators), record.indicators)):
        words["indicators"] = record.indicators
    return replace(before or ProposalDraft(title=""), **words, **_money_in(record, before))


def _money_in(record: Record, before: ProposalDraft | None) -> dict[str, Any]:
    """The budget and the items that a row leads to.

    Where the items changed and the sums beside the proposal did not, or are blank, the sums are those of the items.
    Where both changed and differ, both are left for people to put right. A sheet without items that has other sums
    than they add up to leaves none of them.
    """
    was_changed = before is not None and _money_of(before.budget) != _money_of(record.budget or ())
    if record.items is None:
        budget = {} if record.budget is None else {"budget": record.budget}
        return {**budget, "items": ()} if budget and was_changed else budget
    items = list(before.items) if before and _alike(_costs(before.items), record.items) else record.items
    follows = not record.budget or (before is not None and before.items and not was_changed)
    if items and follows and UNREAD not in record.wrong:
        return {"items": items, "budget": sums_of(items)}
    return {"items": items, **({} if record.budget is None else {"budget": record.budget})}


def _reads_alike(before: ProposalDraft, name: str, words: dict[str, Any]) -> bool:
    """Whether a cell says what was written before: how it was typed is then nobody's change."""
    try:
        return values.text(getattr(before, name), lines=name in LONG_TEXTS) == words[name]
    except WrongValueError:
        return False


def _alike(before: Iterable[Any], now: Sequence[Any]) -> bool:
    """Whether rows say what was written before, however that was typed."""
    try:
        return list(before) == list(now)
    except WrongValueError:
        return False


def _measures(rows: Iterable[IndicatorDraft]) -> Iterable[IndicatorDraft]:
    return (IndicatorDraft(values.text(each.name), values.text(each.target)) for each in rows)


def _costs(rows: Iterable[ItemDraft]) -> Iterable[ItemDraft]:
    return (replace(each, item=values.text(each.item), unit=values.text(each.unit)) for each in rows)


def content_of(draft: ProposalDraft, said: Collection[str] = LATER) -> Hashable:
    """What a draft says, to be compared: as `contents.content_hash`, whatever the order of its rows.

    Of the fields that came later only those that are ``said`` count.
    """
    return (
        *(getattr(draft, name) if name != "title" else draft.title.strip() for name in TEXTS if name != GROUP),
        draft.village.pk if draft.village else None,
        *(draft.beneficiaries, draft.work_class),
        _money_of(draft.budget),
        tuple(sorted((each.name, each.target) for each in draft.indicators)),
        draft.beneficiary_group.strip() if GROUP in said else None,
        (draft.latitude, draft.longitude) if POINT in said else None,
        tuple(_item_of(each) for each in draft.items) if ITEMS in said else None,
    )


def _item_of(item: ItemDraft) -> Hashable:
    figures = (satang(item.quantity), satang(item.unit_price))
    return (item.item.strip(), item.unit.strip(), *figures, item.year, item.source)


def _money_of(budget: Sequence[BudgetDraft]) -> Hashable:
    return tuple(sorted((line.year, line.source, satang(Decimal(line.amount))) for line in budget))


def _problems_of(record: Record, draft: ProposalDraft, plan: Plan) -> list[SheetProblem]:
    found = draft.problems("", plan.cycle, plan.area_code)
    explained = set(record.wrong)
    if UNREAD in explained or any(wrong.field.startswith("items[") for wrong in found):
        explained.add("budget")  # it says no more than its items, which have problems of their own
    return [
        record.problem(wrong.field, wrong.value, wrong.message)
        for wrong in found
        if wrong.field.partition("[")[0] not in explained
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
