"""Rows of other plans that a project of the province's worksheet may be, and what was found when they were compared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from approvals.models import Entry, ItemShare, Match, OutsideRow
from directory.models import Body
from directory.powers import BodyKind
from directory.queries import inside
from proposals.models import Plan
from proposals.pairs import likest

LEAST_ALIKE = 0.15
SHOWN = 10
MOST_COMPARED = 10_000
KINDS = (BodyKind.AGENCY, BodyKind.LAO, BodyKind.PROVINCIAL_OFFICE, BodyKind.DISTRICT_OFFICE)


def bodies_with_rows(province: str) -> QuerySet[Body]:
    """The bodies of a province whose programmes or plans may be listed: its agencies, offices and LAOs."""
    return Body.objects.filter(inside(province), kind__in=KINDS, ended_on__isnull=True).order_by("kind", "name")


def rows_in_force(province: str) -> QuerySet[OutsideRow]:
    """What the lists of a province's bodies say now."""
    return OutsideRow.objects.filter(inside(province, "body__area_id"), replaced_by__isnull=True)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row of another plan with how much its title is like the project's, of a hundred."""

    row: OutsideRow
    likeness: int


def candidates_for(plan: Plan, entry: Entry, words: str = "") -> list[Candidate]:
    """The rows of other plans of the plan's province whose titles are most like an entry's. One query.

    Of the years of the plan's round and the five before, as what was done lies behind. ``words`` looks for titles that
    hold them instead. As in `approvals.pairs`, a title is its runs of three letters, rare ones weighing more.
    """
    years = Q(year__gte=plan.cycle.round_start - 5, year__lte=plan.cycle.years[-1])
    rows = rows_in_force(plan.province_code).filter(years).order_by("-year", "pk")
    if words:
        rows = rows.filter(Q(title__contains=words) | Q(item=words))
    columns = ("title", "year", "plan", "item", "budget", "body__name")
    known = list(rows.select_related("body").only(*columns)[:MOST_COMPARED])
    alike = dict(likest(entry.title, [row.title for row in known]))
    best = sorted(range(len(known)), key=lambda place: (-alike.get(place, 0), place))
    enough = 0 if words else LEAST_ALIKE
    found = [place for place in best if alike.get(place, 0) >= enough]
    return [Candidate(known[place], round(alike.get(place, 0) * 100)) for place in found[:SHOWN]]


def lines_of_entry(entry: Entry) -> list[int]:
    """The lines from below that feed an entry. One query."""
    return list(ItemShare.objects.filter(entry=entry).order_by("item__line_id").values_list("item__line_id", flat=True))


def matches_of_lines(lines: Iterable[int]) -> dict[int, list[Match]]:
    """What holds now of each line, without what was found not to be the same. One query."""
    found: dict[int, list[Match]] = defaultdict(list)
    held = Match.objects.filter(line__in=list(lines), replaced_by__isnull=True).exclude(verdict=Match.Verdict.NONE)
    for match in held.select_related("row__body").order_by("pk"):
        found[match.line_id].append(match)
    return found


def matches_of(entries: Sequence[Entry]) -> dict[int, list[Match]]:
    """By entry, what holds of the lines that feed it; each row of another plan once. Two queries."""
    fed = ItemShare.objects.filter(entry__in=[entry.pk for entry in entries]).order_by("pk")
    shares = list(fed.values_list("entry_id", "item__line_id"))
    by_line = matches_of_lines({line for _entry, line in shares}) if shares else {}
    found: dict[int, dict[int, Match]] = defaultdict(dict)
    for entry, line in shares:
        for match in by_line.get(line, ()):
            found[entry].setdefault(match.row_id, match)
    return {entry: list(matches.values()) for entry, matches in found.items()}


def history_of(entry: Entry) -> list[Match]:
    """Everything that was ever found of the lines that feed an entry, the latest first. One query."""
    found = Match.objects.filter(line__worksheet_item__shares__entry=entry)
    return list(found.select_related("row__body", "office__body", "line__proposal", "replaced_by").order_by("-pk"))


def holding(history: Iterable[Match]) -> list[Match]:
    """What of a history holds now, each row of another plan once. No query."""
    still = (match for match in history if not hasattr(match, "replaced_by"))
    return list({match.row_id: match for match in still if match.verdict != Match.Verdict.NONE}.values())


def said_on_paper(matches: Iterable[Match]) -> str:
    """What is matched, in the words of a record; those are Thai whoever reads."""
    return "; ".join(f"{_SAID[match.verdict]} {match.row.body.name} {_cited(match.row)}" for match in matches)


_SAID: Mapping[str, str] = {
    Match.Verdict.ADOPTED: "ตรงกับแผนของ",
    Match.Verdict.BEYOND: "เกินศักยภาพของ",
    Match.Verdict.DONE: "ดำเนินการแล้วโดย",
    Match.Verdict.RELATED: "เกี่ยวข้องกับแผนของ",
}


def _cited(row: OutsideRow) -> str:
    return " ".join(part for part in (row.plan, f"ปี {row.year}", f"ลำดับ {row.item}") if part)
