"""What stands beside the lines of a desk: who is waited for, what may be filtered by, and what a person keeps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import CharField, Count, DateField, DateTimeField, F, Min, Q, QuerySet, Value
from django.db.models.functions import Cast

from approvals.lines import Wanted, lines_on
from approvals.models import Assignment, SavedFilter
from approvals.queries import bodies_to_refer_to
from directory.acting import Acting
from directory.models import Village
from directory.powers import BodyKind
from proposals.models import Plan

Choice = tuple[str, str]
WAITED, AREA, OWNER, STRATEGY, SAVED = "waited", "area", "owner", "strategy", "saved"


@dataclass(frozen=True, slots=True)
class Waiting:
    """An office that is waited for, or was: how many lines it still owes, since when, and until when."""

    key: str
    title: str
    lines: int
    done: int
    since: datetime | None
    due: date | None


@dataclass(slots=True)
class Beside:
    """Choices by key with their names, each in the order in which they are offered."""

    waited: list[Waiting] = field(default_factory=list)
    areas: list[Choice] = field(default_factory=list)
    owners: list[Choice] = field(default_factory=list)
    strategies: list[str] = field(default_factory=list)
    villages: list[Choice] = field(default_factory=list)
    bodies: list[Choice] = field(default_factory=list)
    saved: list[Choice] = field(default_factory=list)


def beside(plan: Plan, wanted: Wanted, by: Acting) -> Beside:
    """All that a desk shows beside its lines; villages only where one area is asked for. One query, of several parts.

    They are asked together because each is a few rows: as queries of their own they would be half of the page's.
    """
    first, *others = _parts(plan, wanted, by)
    rows: dict[str, list[Any]] = defaultdict(list)
    for sort, *row in first.union(*others, all=True):
        rows[sort].append(row)
    waited = [Waiting(key, *row) for key, *row in rows[WAITED]]
    named = {sort: [(key, name) for key, name, *_rest in rows[sort]] for sort in rows}
    villages = [
        (key, str(Village(kind=kind, number=number, name=name)), number)
        for kind in Village.Kind.values
        for key, name, number, *_rest in sorted(rows[kind], key=lambda row: row[2])
    ]
    return Beside(
        waited=sorted(waited, key=lambda each: (-each.lines, each.title)),
        areas=sorted(named.get(AREA, ())),
        owners=_by_name(named.get(OWNER, ())),
        strategies=sorted({name for _key, name in named.get(STRATEGY, ())} - {""}),
        villages=[(key, name) for key, name, _number in villages],
        bodies=[*_by_name(named.get(BodyKind.LAO.value, ())), *_by_name(named.get(BodyKind.AGENCY.value, ()))],
        saved=_by_name(named.get(SAVED, ())),
    )


def filters_of(by: Acting, page: str = "worksheet") -> QuerySet[SavedFilter]:
    """The filters that a person keeps in this office."""
    return SavedFilter.objects.filter(office=by.office, user=by.user, page=page)


def _by_name(choices: Sequence[Choice]) -> list[Choice]:
    return sorted(choices, key=lambda choice: choice[1])


def _parts(plan: Plan, wanted: Wanted, by: Acting) -> list[QuerySet[Any, Any]]:
    """Each part with the same columns; the first one says what they hold."""
    gathered = Plan.objects.filter(parent=plan, gathered_at__isnull=False)
    parts = [
        _waited(plan),
        _part(gathered, Value(AREA), "area_id", "area__name_th"),
        _part(gathered, Value(OWNER), "owner_id", "owner__name"),
        _part(lines_on(plan, Wanted(shown="all")), Value(STRATEGY), *["proposal_version__strategy"] * 2),
        _part(filters_of(by), Value(SAVED), "query", "name"),
        _part(bodies_to_refer_to(plan), F("kind"), "pk", "name"),
    ]
    if wanted.area:
        parts.append(_part(Village.objects.filter(area=wanted.area), F("kind"), "pk", "name", F("number")))
    return parts


def _waited(plan: Plan) -> QuerySet[Any, Any]:
    owed = Q(done_at__isnull=True)
    rows = Assignment.objects.filter(plan=plan, ended_at__isnull=True).order_by().values("office")
    return rows.annotate(
        sort=Value(WAITED),
        key=_text("office_id"),
        name=F("office__title"),
        lines=Count("pk", filter=owed),
        done=Count("pk", filter=~owed),
        first=Min("since", filter=owed),
        last=Min("due_on", filter=owed),
    ).values_list("sort", "key", "name", "lines", "done", "first", "last")


def _part(rows: QuerySet[Any], sort: Any, key: str, name: str, number: Any = None) -> QuerySet[Any, Any]:
    nothing = {
        "done_": Value(0),
        "since_": Cast(Value(None), DateTimeField()),
        "due_": Cast(Value(None), DateField()),
    }
    said = rows.order_by().annotate(
        sort_=Cast(sort, CharField()), key_=_text(key), name_=F(name), lines_=number or Value(0), **nothing
    )
    return said.values_list("sort_", "key_", "name_", "lines_", "done_", "since_", "due_").distinct()


def _text(name: str) -> Cast:
    return Cast(F(name), CharField())
