"""What the lines of a gathering plan say, made of its worksheet's entries and of their sources' words and money."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from django.db.models import F

from approvals.models import Entry, ItemShare, Worksheet
from approvals.wording import said_otherwise
from proposals.drafts import BudgetDraft, IndicatorDraft, ProposalDraft
from proposals.models import BudgetLine, Indicator, PlanLine, ProposalVersion


class Source(NamedTuple):
    """What one line gives to an entry, and what it says."""

    asked: Decimal
    line_id: int
    words: ProposalVersion
    indicators: Sequence[IndicatorDraft]


def drafts_of(worksheet: Worksheet, entries: Sequence[Entry]) -> list[ProposalDraft]:
    """What each entry says as a proposal. Four queries, whatever their number."""
    sources = sources_of(worksheet)
    year = worksheet.plan.cycle.target_year
    return [draft_of(entry, sources[entry.pk], year) for entry in entries]


def sources_of(worksheet: Worksheet) -> dict[int, list[Source]]:
    """The sources of a worksheet's entries, by entry."""
    handed_up = PlanLine.objects.filter(
        line__worksheet_item__worksheet=worksheet, version=F("line__worksheet_item__version")
    )
    shown = handed_up.order_by().values("proposal_version")
    by_id = {version.pk: version for version in ProposalVersion.objects.filter(pk__in=shown)}
    words = {line_id: by_id[pk] for line_id, pk in handed_up.order_by().values_list("line_id", "proposal_version_id")}
    measures: dict[int, list[IndicatorDraft]] = defaultdict(list)
    indicators = Indicator.objects.filter(version__in=shown).order_by("pk")
    for version_id, name, target in indicators.values_list("version_id", "name", "target"):
        measures[version_id].append(IndicatorDraft(name, target))
    found: dict[int, list[Source]] = defaultdict(list)
    shares = ItemShare.objects.filter(entry__worksheet=worksheet).order_by("pk")
    for entry_id, asked, line_id in shares.values_list("entry_id", "asked", "item__line_id"):
        version = words[line_id]
        found[entry_id].append(Source(asked, line_id, version, measures[version.pk]))
    return found


def draft_of(entry: Entry, sources: Sequence[Source], year: int) -> ProposalDraft:
    """What an entry says: its own title and words; for the rest, field by field, those of its largest source that says
    something there; and the money of all.
    """  # noqa: D205  # the parts of one sentence
    asked = sum((source.asked for source in sources), Decimal(0))
    by_size = sorted(sources, key=lambda source: (-source.asked, source.line_id))
    largest = by_size[0].words
    places = list(dict.fromkeys(source.words.place for source in sources if source.words.place))
    funding = entry.funding_source or BudgetLine.Source.PROVINCE

    def said(name: str) -> str:
        return next((text for source in by_size if (text := getattr(source.words, name))), "")

    draft = ProposalDraft(
        title=entry.title,
        budget=[BudgetDraft(year, funding, asked)] if asked else [],
        indicators=next((source.indicators for source in by_size if source.indicators), ()),
        strategy=said("strategy"),
        programme=said("programme"),
        rationale=said("rationale"),
        objective=said("objective"),
        target_output=said("target_output"),
        expected_result=said("expected_result"),
        place="; ".join(places)[:300],
        lead_agency=said("lead_agency"),
        beneficiaries=sum(source.words.beneficiaries for source in sources),
        work_class=largest.work_class,
        beneficiary_group=said("beneficiary_group"),
        latitude=largest.latitude if len(sources) == 1 else None,
        longitude=largest.longitude if len(sources) == 1 else None,
    )
    return said_otherwise(draft, entry.words)
