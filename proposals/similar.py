"""Earlier proposals like the one that is being written: shown beside it, never in its way.

The words of its title are looked up from the rarest on: what shares a rare word is a candidate, and the candidates are
compared letter by letter. Only titles with a word in common are found, which is what a reader would call alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from directory.acting import Acting
from documents.typesetting.words import words
from proposals.models import BudgetLine, Plan, Proposal, ProposalVersion
from proposals.search import SHORTEST_INDEXED, findable_by, held_by, holding_all, with_last_words
from proposals.search_words import normalised

YEARS_BACK = 6
CANDIDATES = 120
MOST_WORDS = 10
COMMON = 1_500  # a word that so many share is common, whatever their number
SHOWN = 5
LEAST_ALIKE = 0.28
SAME_TAMBON, SAME_DISTRICT, SAME_PLACE, SAME_COST, SAME_YEAR = 0.08, 0.04, 0.08, 0.05, 0.03


@dataclass(frozen=True, slots=True)
class Similar:
    """A proposal like another, with how much it is like it, from 0 to 1 and a little more nearby.

    ``asked_in`` is the earlier year (พ.ศ.) in which it was asked for; None in the cycle that is being written for.
    """

    proposal: Proposal
    likeness: float
    asked_in: int | None = None


def similar_to(
    title: str,
    *,
    plan: Plan,
    by: Acting,
    exclude: Proposal | None = None,
    place: str = "",
    asked: Decimal | None = None,
) -> list[Similar]:
    """The few proposals of the plan's province and of recent years that are most like this title, that one may see.

    Of two that are called alike, the one whose budget falls into the plan's year comes first, and the one that costs
    alike. Three queries, whatever the number of proposals.
    """
    wanted = normalised(title)
    known = _by_rarity(_words_in(wanted))
    if not known:
        return []
    found = _candidates(known, plan, by, exclude)
    grams, place = _grams(wanted), normalised(place)
    ranked = [(pk, _likeness(grams, text, area, plan, place)) for pk, text, area in found]
    best = sorted((each for each in ranked if each[1] >= LEAST_ALIKE), key=lambda each: (-each[1], -each[0]))[
        : 2 * SHOWN
    ]
    year = plan.cycle.target_year
    rows = with_last_words(_with_same_year(year)).in_bulk([pk for pk, _likeness in best])
    shown = [Similar(rows[pk], likeness, _earlier(rows[pk].plan.cycle.target_year, year)) for pk, likeness in best]
    shown.sort(key=lambda each: -(each.likeness + _alike_in_cost(each.proposal, asked) + _alike_in_year(each.proposal)))
    return shown[:SHOWN]


def _with_same_year(year: int) -> QuerySet[Proposal]:
    last = ProposalVersion.objects.filter(proposal=OuterRef(OuterRef("pk"))).order_by("-number").values("pk")[:1]
    return Proposal.objects.annotate(same_year=Exists(BudgetLine.objects.filter(version=last, year=year)))


def _earlier(asked_in: int, year: int) -> int | None:
    return asked_in if asked_in < year else None


def _words_in(text: str) -> list[str]:
    """The words of a title that the index knows, each once; the last one may be half-written."""
    found = dict.fromkeys(word.strip() for word in words(text))
    return [word for word in found if len(word) >= SHORTEST_INDEXED][: 2 * MOST_WORDS]


def _by_rarity(found: Sequence[str]) -> list[str]:
    """The words that occur at all, the rarest first. One query."""
    if not found:
        return []
    counted = [(word, *held_by([word])) for word in found]
    each = "SELECT %s, (SELECT COUNT(*) FROM ({held} LIMIT {most}) AS held)"
    union = " UNION ALL ".join(each.format(held=sql, most=COMMON) for _word, sql, _bound in counted)
    with connection.cursor() as cursor:
        cursor.execute(union, [value for word, _sql, bound in counted for value in (word, *bound)])
        counts = [(int(count), str(word)) for word, count in cursor.fetchall()]
    return [word for count, word in sorted(counts) if count][:MOST_WORDS]


def _candidates(known: list[str], plan: Plan, by: Acting, exclude: Proposal | None) -> list[tuple[int, str, str]]:
    """Ids, words and areas of what shares most words, then the rarer half of them, the rarest, then the other half."""
    year = plan.cycle.target_year
    within = Proposal.objects.filter(findable_by(by), plan__cycle__province=plan.province_code)
    within = within.filter(plan__cycle__target_year__gt=year - YEARS_BACK, plan__cycle__target_year__lte=year)
    if exclude is not None:
        within = within.exclude(pk=exclude.pk)
    half = (len(known) + 1) // 2
    rounds = dict.fromkeys(tuple(part) for part in (known, known[:half], known[:2], known[:1], known[half:]) if part)
    columns = ("pk", "searched_words__words", "area_id")
    asked = [
        within.filter(holding_all(shared)).order_by().values_list(*columns)[:CANDIDATES].query.sql_with_params()
        for shared in rounds
    ]
    # One statement by hand: SQLite takes no limits in the parts of a union, but takes them a level further down.
    parts = (f"SELECT * FROM ({sql}) AS part_{number}" for number, (sql, _bound) in enumerate(asked))  # noqa: S608  # the ORM's own
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), [value for _sql, bound in asked for value in bound])
        return list({row[0]: row for row in cursor.fetchall()}.values())


def _grams(text: str) -> frozenset[str]:
    return frozenset(text[i : i + 3] for i in range(len(text) - 2)) or frozenset({text})


def _likeness(wanted: frozenset[str], text: str, area: str, plan: Plan, place: str) -> float:
    title, _line, where = text.partition("\n")
    own = _grams(title)
    alike = len(wanted & own) / len(wanted | own)
    near = SAME_TAMBON if area == plan.area_code else SAME_DISTRICT if area[:4] == plan.district_code else 0.0
    return alike + (near + (SAME_PLACE if place and place == where else 0.0) if alike >= LEAST_ALIKE else 0.0)


def _alike_in_cost(proposal: Proposal, asked: Decimal | None) -> float:
    other = Decimal(getattr(proposal, "asked", 0) or 0)
    return SAME_COST if asked and other and asked / 2 <= other <= asked * 2 else 0.0


def _alike_in_year(proposal: Proposal) -> float:
    return SAME_YEAR if getattr(proposal, "same_year", False) else 0.0
