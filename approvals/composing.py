"""What the lines of a gathering plan say, made of its worksheet's entries and of their sources' words and money."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from django.db.models import F

from approvals.models import Entry, ItemShare, Worksheet
from approvals.wording import said_otherwise
from proposals.drafts import BudgetDraft, IndicatorDraft, ProposalDraft
from proposals.models import BudgetLine, Indicator, PlanLine
from proposals.money import split_by_largest_remainder
from proposals.strategy import Standing, standings, tree_of

Key = tuple[int, str]  # the year (พ.ศ.) and the source
LONGEST_PLACE = 300  # letters, as the field has it


class Words(NamedTuple):
    """What a version says that an entry may take."""

    strategy: str
    programme: str
    rationale: str
    objective: str
    target_output: str
    expected_result: str
    place: str
    lead_agency: str
    beneficiaries: int
    beneficiary_group: str
    work_class: str
    latitude: Decimal | None
    longitude: Decimal | None


class Source(NamedTuple):
    """What one line gives to an entry, and what it says."""

    asked: Decimal
    line_id: int
    words: Words
    indicators: Sequence[IndicatorDraft]
    budget: Sequence[tuple[Key, Decimal]] = ()


def drafts_of(worksheet: Worksheet, entries: Sequence[Entry]) -> list[ProposalDraft]:
    """What each entry says as a proposal. Five queries, whatever their number; two more where there is a tree."""
    sources = sources_of(worksheet)
    cycle = worksheet.plan.cycle
    placed = any(entry.programme_id for entry in entries)
    tree = tree_of(cycle.province_id, cycle.round_start, ended=True) if placed else []
    below = standings(tree)
    drafts = [draft_of(entry, sources[entry.pk], cycle.target_year) for entry in entries]
    return [
        standing_below(draft, below.get(entry.programme_id or 0)) for draft, entry in zip(drafts, entries, strict=True)
    ]


def standing_below(draft: ProposalDraft, place: Standing | None) -> ProposalDraft:
    """The draft, saying the strategy and the programme below which it was placed, whatever its sources said."""
    return draft if place is None else replace(draft, strategy=place.strategy, programme=place.programme)


def sources_of(worksheet: Worksheet, entry: Entry | None = None) -> dict[int, list[Source]]:
    """The sources of a worksheet's entries, or of one of them alone, by entry."""
    handed_up = PlanLine.objects.filter(
        line__worksheet_item__worksheet=worksheet, version=F("line__worksheet_item__version")
    ).order_by()
    shares = ItemShare.objects.filter(entry__worksheet=worksheet).order_by("pk")
    if entry is not None:
        shares = shares.filter(entry=entry)
        handed_up = handed_up.filter(line__worksheet_item__in=shares.order_by().values("item"))
    said = [f"proposal_version__{name}" for name in Words._fields]  # noqa: SLF001  # of a named tuple
    words = {
        line_id: (version_id, Words._make(row))  # noqa: SLF001  # as above
        for line_id, version_id, *row in handed_up.values_list("line_id", "proposal_version_id", *said)
    }
    measures: dict[int, list[IndicatorDraft]] = defaultdict(list)
    indicators = Indicator.objects.filter(version__in=handed_up.values("proposal_version")).order_by("pk")
    for version_id, name, target in indicators.values_list("version_id", "name", "target"):
        measures[version_id].append(IndicatorDraft(name, target))
    money: dict[int, list[tuple[Key, Decimal]]] = defaultdict(list)
    budgets = BudgetLine.objects.filter(version__in=handed_up.values("proposal_version")).order_by("year", "source")
    for version_id, year, source, amount in budgets.values_list("version_id", "year", "source", "amount"):
        money[version_id].append(((year, source), amount))
    found: dict[int, list[Source]] = defaultdict(list)
    for entry_id, asked, line_id in shares.values_list("entry_id", "asked", "item__line_id"):
        version_id, own = words[line_id]
        found[entry_id].append(Source(asked, line_id, own, measures[version_id], money[version_id]))
    return found


def asked_by(sources: Sequence[Source], year: int) -> Mapping[Key, Decimal]:
    """What sources ask for each year from each fund, together what they ask to the satang.

    Of a line of which only a part is given, each budget line counts by that part.
    """
    sums: dict[Key, Decimal] = defaultdict(Decimal)
    for source in sources:
        own = source.budget or [((year, str(BudgetLine.Source.PROVINCE)), source.asked)]
        parts = split_by_largest_remainder(source.asked, [amount for _key, amount in own])
        for (key, _amount), part in zip(own, parts, strict=True):
            sums[key] += part
    return sums


def _budget(entry: Entry, sources: Sequence[Source], year: int) -> list[BudgetDraft]:
    """What an entry asks by year: from the fund that was chosen for it, or from those that its sources named."""
    sums: dict[Key, Decimal] = defaultdict(Decimal)
    for (of_year, fund), amount in asked_by(sources, year).items():
        sums[of_year, entry.funding_source or fund] += amount
    return [BudgetDraft(of_year, fund, amount) for (of_year, fund), amount in sorted(sums.items()) if amount]


def draft_of(entry: Entry, sources: Sequence[Source], year: int) -> ProposalDraft:
    """What an entry says: its own title and words; for the rest, field by field, those of its largest source that says
    something there; and the money of all, in the years in which they ask it.
    """  # noqa: D205  # the parts of one sentence
    budget = _budget(entry, sources, year)
    if len(sources) == 1:  # as almost all have
        draft = ProposalDraft(entry.title, budget, sources[0].indicators, **sources[0].words._asdict())  # noqa: SLF001  # of a named tuple
    else:
        draft = _joined(entry.title, budget, sources)
    return said_otherwise(draft, entry.words) if entry.words else draft


def places_in_one(places: Sequence[str]) -> str:
    """All the places where there is room for them, else the first ones whole and how many more there are."""
    said = "; ".join(places)
    if len(said) <= LONGEST_PLACE:
        return said
    for kept in range(len(places) - 1, 0, -1):
        said = f"{'; '.join(places[:kept])}; และอีก {len(places) - kept} แห่ง"
        if len(said) <= LONGEST_PLACE:
            return said
    return places[0][:LONGEST_PLACE]


def _joined(title: str, budget: Sequence[BudgetDraft], sources: Sequence[Source]) -> ProposalDraft:
    by_size = sorted(sources, key=lambda source: (-source.asked, source.line_id))
    places = list(dict.fromkeys(source.words.place for source in sources if source.words.place))

    def said(name: str) -> str:
        return next((text for source in by_size if (text := getattr(source.words, name))), "")

    return ProposalDraft(
        title=title,
        budget=budget,
        indicators=next((source.indicators for source in by_size if source.indicators), ()),
        strategy=said("strategy"),
        programme=said("programme"),
        rationale=said("rationale"),
        objective=said("objective"),
        target_output=said("target_output"),
        expected_result=said("expected_result"),
        place=places_in_one(places),
        lead_agency=said("lead_agency"),
        beneficiaries=sum(source.words.beneficiaries for source in sources),
        work_class=by_size[0].words.work_class,
        beneficiary_group=said("beneficiary_group"),
    )
