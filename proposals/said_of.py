"""All that stands beside one line, read at once: opinions, remarks, cited charters, answers, and what replaced it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import DateField, DateTimeField, F, IntegerField, QuerySet, TextField, Value
from django.db.models.functions import Cast

from directory.models import Body
from proposals.models import (
    Amendment,
    Article,
    Charter,
    CharterCitation,
    CharterVersion,
    Extract,
    ExtractLine,
    Line,
    Opinion,
    Plan,
    PlanState,
    Proposal,
    Remark,
)


@dataclass(slots=True)
class SaidOf:
    """What others said of one line, each in its order; for telling, not for changing."""

    opinions: list[Opinion] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    citations: list[CharterCitation] = field(default_factory=list)
    answers: list[ExtractLine] = field(default_factory=list)
    replaced: list[Line] = field(default_factory=list)  # by the lines of an amendment that took its place


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of any of the five tables: which, its place among its like, a number, texts, a day and two moments."""

    kind: int
    place: Any
    number: Any
    texts: tuple[str, ...]
    day: Any
    at: Any
    closed_at: Any


_OPINION, _REMARK, _CITATION, _ANSWER, _REPLACING = range(5)
_TEXTS = 5


def said_of(line: Line) -> SaidOf:
    """What others said of a line and of its proposal, and the lines in its place. One query, of equal columns."""
    found = SaidOf()
    rows = [
        _Row(kind, place, number, texts, day, at, closed)
        for kind, place, number, *texts, day, at, closed in _union(line)
    ]
    for row in sorted(rows, key=_in_their_order):
        if row.kind == _OPINION:
            found.opinions.append(_opinion(row))
        elif row.kind == _REMARK:
            found.remarks.append(_remark(row))
        elif row.kind == _CITATION:
            found.citations.append(_citation(row))
        elif row.kind == _ANSWER:
            found.answers.append(_answer(row))
        else:
            found.replaced.append(_replacing(row))
    return found


def _in_their_order(row: _Row) -> tuple[Any, ...]:
    return row.place or 0, row.number or 0, row.texts if row.kind == _REPLACING else ()


def _union(line: Line) -> Any:
    opinions = _columns(
        Opinion.objects.filter(line=line),
        _OPINION,
        numbers=("pk", "plan_year"),
        texts=("body__name", "kind", "reason", "plan_name", "plan_item"),
        times=(None, "given_at", None),
    )
    remarks = _columns(
        Remark.objects.filter(line=line),
        _REMARK,
        numbers=("number", None),
        texts=("text", "answer", "waived_reason"),
        times=("due", "answered_at", "closed_at"),
    )
    citations = _columns(
        CharterCitation.objects.filter(proposal=line.proposal_id),
        _CITATION,
        numbers=("article__version__charter", "article__number"),
        texts=("article__version__charter__title", "article__heading", "article__text"),
    )
    answers = _columns(
        ExtractLine.objects.filter(line=line),
        _ANSWER,
        numbers=("pk", "extract__number"),
        texts=("extract__agency__name", "answer", "agency_plan", "reason"),
    )
    replacing = _columns(
        Line.objects.filter(replaces=line).exclude(plan__state=PlanState.DROPPED),
        _REPLACING,
        numbers=("plan__amendment__number", "plan__amendment__year"),
        texts=("plan__amendment__kind", "plan__reference", "proposal__reference"),
    )
    return opinions.union(remarks, citations, answers, replacing, all=True)


def _columns(
    found: QuerySet[Any],
    kind: int,
    *,
    numbers: tuple[str | None, str | None],
    texts: tuple[str, ...],
    times: tuple[str | None, str | None, str | None] = (None, None, None),
) -> QuerySet[Any]:
    day, *moments = times
    whole = [Cast(_named(name), IntegerField()) for name in numbers]
    words = [Cast(F(name), TextField()) for name in texts]
    words += [Cast(Value(""), TextField())] * (_TEXTS - len(texts))
    at = [F(name) if name else Cast(Value(None), DateTimeField()) for name in moments]
    return found.order_by().values_list(Value(kind), *whole, *words, Cast(_named(day), DateField()), *at)


def _named(name: str | None) -> F | Value:
    return F(name) if name else Value(None)


def _opinion(row: _Row) -> Opinion:
    body, kind, reason, plan, item = row.texts
    where = {"plan_name": plan, "plan_year": row.number, "plan_item": item}
    return Opinion(body=Body(name=body), kind=kind, reason=reason, given_at=row.at, **where)


def _remark(row: _Row) -> Remark:
    text, answer, waived, *_none = row.texts
    facts = {"due": row.day, "answered_at": row.at, "closed_at": row.closed_at}
    return Remark(number=row.place, text=text, answer=answer, waived_reason=waived, **facts)


def _citation(row: _Row) -> CharterCitation:
    title, heading, text, *_none = row.texts
    version = CharterVersion(charter=Charter(pk=row.place, title=title))
    return CharterCitation(article=Article(version=version, number=row.number, heading=heading, text=text))


def _answer(row: _Row) -> ExtractLine:
    agency, answer, plan, reason, _none = row.texts
    extract = Extract(number=row.number, agency=Body(name=agency))
    return ExtractLine(extract=extract, answer=answer, agency_plan=plan, reason=reason)


def _replacing(row: _Row) -> Line:
    kind, plan, proposal, *_none = row.texts
    replacing = Plan(reference=plan)
    replacing.amendment = Amendment(kind=kind, number=row.place, year=row.number)
    return Line(plan=replacing, proposal=Proposal(reference=proposal))
