"""Searching proposals by what they are called and where: every one that a plain reading would find, and only one's own.

Three letters at a time are indexed by the database (migration 0109). Pieces of fewer letters have no such index, and
are looked for by a scan inside what the office may see.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from django.db import connection
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import RawSQL

from directory.acting import Acting
from directory.mandates import mandate_of
from directory.powers import Power
from proposals.models import Level, Plan, PlanState, Proposal, ProposalVersion, SearchedWords
from proposals.search_words import pieces_of, searchable
from proposals.together import invitations_of

TABLE = SearchedWords._meta.db_table
SHORTEST_INDEXED = 3
MOST_PIECES = 12
A_BATCH = 2_000
_ANNOUNCED = (PlanState.ENDORSED, PlanState.ANSWERED)
_SETTLED = (PlanState.ACCEPTED, PlanState.CLOSED, *_ANNOUNCED)


# --- Keeping the index ---


def index(versions: Iterable[ProposalVersion]) -> None:
    """Make these versions what is found of their proposals, as set statements, in the transaction of their insert."""
    rows = [(version.proposal_id, version.title, version.place) for version in versions]
    ids, titles, places = zip(*rows, strict=True) if rows else ((), (), ())
    index_words(ids, titles, places)


def index_words(proposals: Iterable[int], titles: Iterable[str], places: Iterable[str]) -> None:
    """The same from columns: what each proposal is called, and where it is."""
    rows = [(key, searchable(title, place)) for key, title, place in zip(proposals, titles, places, strict=True)]
    if not rows:
        return
    insert = f"INSERT INTO {TABLE} (proposal_id, words)"
    again = "ON CONFLICT (proposal_id) DO UPDATE SET words = excluded.words"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            columns = [list(column) for column in zip(*rows, strict=True)]
            cursor.execute(f"{insert} SELECT * FROM unnest(%s::bigint[], %s::text[]) {again}", columns)  # noqa: S608  # constants
        else:
            # One statement: between two, FTS5 would write what it gathered.
            words = "SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(%s) WHERE true"
            cursor.execute(f"{insert} {words} {again}", [json.dumps(rows, ensure_ascii=False)])


def rebuild() -> int:
    """Write all words anew from the latest versions and make the index anew; answers how many there are."""
    SearchedWords.objects.all().delete()
    found = 0
    latest = latest_versions().order_by("pk")
    last = 0
    while batch := list(latest.filter(pk__gt=last)[:A_BATCH]):
        index(batch)
        found, last = found + len(batch), batch[-1].pk
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"INSERT INTO {TABLE}_grams({TABLE}_grams) VALUES ('rebuild')")  # noqa: S608  # a constant
        else:
            cursor.execute(f"REINDEX INDEX {TABLE}_grams")
    return found


def latest_versions() -> QuerySet[ProposalVersion]:
    """The last version of each proposal."""
    of_the_same = ProposalVersion.objects.filter(proposal=OuterRef("proposal")).order_by("-number")
    return ProposalVersion.objects.filter(pk=Subquery(of_the_same.values("pk")[:1]))


# --- Asking it ---


def holding_all(pieces: Sequence[str]) -> Q:
    """The proposals whose words hold each of these normalised pieces."""
    indexed = [piece for piece in pieces if len(piece) >= SHORTEST_INDEXED]
    found = Q()
    if indexed:
        found &= Q(pk__in=RawSQL(*held_by(indexed)))  # noqa: S611  # the pieces are bound
    for piece in set(pieces) - set(indexed):
        found &= Q(searched_words__words__contains=piece)
    return found


def held_by(pieces: Sequence[str]) -> tuple[str, list[str]]:
    """The ids of what holds all pieces of three letters and more, by the index, and its parameters."""
    if connection.vendor == "sqlite":
        phrases = " AND ".join('"' + piece.replace('"', '""') + '"' for piece in pieces)
        return f"SELECT rowid FROM {TABLE}_grams WHERE {TABLE}_grams MATCH %s", [phrases]  # noqa: S608  # a constant
    # The index says which hold all the three letters in some order; strpos, whether in this one.
    each = "grams @> prasan_trigrams(%s) AND strpos(words, %s) > 0"
    conditions = " AND ".join([each] * len(pieces))
    return f"SELECT proposal_id FROM {TABLE} WHERE {conditions}", [p for piece in pieces for p in (piece, piece)]  # noqa: S608  # a constant


def findable_by(by: Acting) -> Q:
    """The proposals that an office may find: of the plans that it sees, those it was invited to, and announced ones.

    Of another council's plan nothing is found before the province has announced what became of it.
    """
    own = Q(owner=by.office.body_id) | Q(owner__secretariat=by.office.body_id)
    for code in mandate_of(by).areas(Power.VIEW_PLAN):
        own |= Q(**{{2: "province_code", 4: "district_code", 6: "area"}[len(code)]: code})
    invited = invitations_of(by)
    whole = invited.filter(proposal__isnull=True)
    own |= Q(pk__in=invited.filter(proposal__isnull=False).values("proposal")) | Q(plan__in=whole.values("plan"))
    return own | Q(plan__in=announced_plans().values("pk"))


def announced_plans() -> QuerySet[Plan]:
    """The plans whose outcome anybody may know: settled, below a provincial plan that the governor has endorsed."""
    top = Q(level=Level.PROVINCE, state__in=_ANNOUNCED)
    below = Q(parent__level=Level.PROVINCE, parent__state__in=_ANNOUNCED)
    lowest = Q(parent__parent__level=Level.PROVINCE, parent__parent__state__in=_ANNOUNCED)
    return Plan.objects.filter(top | below | lowest, state__in=_SETTLED)


def find_proposals(text: str, *, by: Acting, area: str = "", year: int | None = None) -> QuerySet[Proposal]:
    """The proposals that an office may see whose title and place hold everything typed, the latest first.

    Each has ``title``, ``place`` and ``asked`` of its last words. Without words nothing is found: a list of all is
    what plans are for.
    """
    pieces = pieces_of(text)[:MOST_PIECES]
    if not pieces:
        return Proposal.objects.none()
    found = Proposal.objects.filter(holding_all(pieces)).filter(findable_by(by))
    if area:
        found = found.filter(**{{2: "province_code", 4: "district_code"}.get(len(area), "area"): area})
    if year is not None:
        found = found.filter(plan__cycle__target_year=year)
    return with_last_words(found).order_by("-plan__cycle__target_year", "-pk")


def with_last_words(proposals: QuerySet[Proposal]) -> QuerySet[Proposal]:
    """Proposals with the title, place and sum of their last version, their plan and its owner."""
    last = ProposalVersion.objects.filter(proposal=OuterRef("pk")).order_by("-number")
    named = {name: Subquery(last.values(name)[:1]) for name in ("title", "place", "asked")}
    return proposals.annotate(**named).select_related("plan__owner", "plan__cycle", "area")
