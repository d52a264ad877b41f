"""Reads on what became of an endorsed plan's money: by line and by source."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery, prefetch_related_objects

from approvals.governor import standing
from approvals.models import FundingOutcome, FundingResult, Stage
from proposals.models import BudgetLine, Level, Plan, PlanLine, PlanState

ZERO = Decimal(0)
AFTER_THE_GOVERNOR = (PlanState.ENDORSED, PlanState.ANSWERED)


@dataclass(frozen=True, slots=True)
class SourceMoney:
    """One source of money in a plan: its lines, how many it has answered, and the baht proposed and allocated."""

    source: str
    lines: int
    waiting: int
    funded: int
    proposed: Decimal
    allocated: Decimal

    @property
    def name(self) -> str:
        """The source in words."""
        return str(dict(BudgetLine.Source.choices).get(self.source, self.source))


@dataclass(frozen=True, slots=True)
class Afterwards:
    """How far an endorsed plan has come: sent on, answered by its sources of money, proclaimed."""

    forwarded: Stage | None
    proclaimed: Stage | None
    sources: list[SourceMoney]


def afterwards_of(plan: Plan) -> Afterwards | None:
    """The same for a plan's page; None before the governor has endorsed it, and for plans of other levels."""
    if plan.level != Level.PROVINCE or plan.state not in AFTER_THE_GOVERNOR:
        return None
    return Afterwards(
        stage_of(plan, Stage.Kind.FORWARDED), stage_of(plan, Stage.Kind.PROCLAIMED), money_per_source(plan)
    )


def stage_of(plan: Plan, kind: str) -> Stage | None:
    """When and how a plan came to a stage, if it did; a page asks the database once for all of them."""
    prefetch_related_objects([plan], "stages")
    return next((stage for stage in plan.stages.all() if stage.kind == kind), None)


def last_recipient(plan: Plan) -> str:
    """To whom this province last sent a plan on; at first to those who screen provinces' plans today."""
    sent = Stage.objects.filter(plan__province_code=plan.province_code, kind=Stage.Kind.FORWARDED)
    last = sent.order_by("-pk").first()
    return last.recipient if last else "เลขาธิการสภาพัฒนาการเศรษฐกิจและสังคมแห่งชาติ"


def rows_of(plan: Plan) -> QuerySet[PlanLine]:
    """The lines that stand in the plan that the governor endorsed, by rank, each with what was ``granted``."""
    rows = PlanLine.objects.filter(version=plan.current_version_id).order_by("rank", "line__number")
    return standing(plan, rows)


def rows_under(plan: Plan, source: str) -> QuerySet[PlanLine]:
    """Those of them that one source of money answers; the province answers where none was named."""
    unnamed = Q(funding_source="") if source == BudgetLine.Source.PROVINCE else Q(pk__in=[])
    return rows_of(plan).filter(Q(funding_source=source) | unnamed)


def with_outcomes(rows: QuerySet[PlanLine]) -> QuerySet[PlanLine]:
    """The same, each with ``outcome``: the id of the latest answer on it, or None."""
    latest = FundingOutcome.objects.filter(line=OuterRef("line")).order_by("-pk").values("pk")[:1]
    return rows.annotate(outcome=Subquery(latest))


def outcomes_of(rows: Iterable[PlanLine]) -> dict[int, FundingOutcome]:
    """The latest answers by line, for rows that `with_outcomes` has read. One query."""
    ids = [row.outcome for row in rows if row.outcome]  # type: ignore[attr-defined]  # annotated
    return {found.line_id: found for found in FundingOutcome.objects.filter(pk__in=ids)}


def money_per_source(plan: Plan) -> list[SourceMoney]:
    """Each source of the plan in the order in which sources are listed everywhere. One query."""
    latest = FundingOutcome.objects.filter(line=OuterRef("line")).order_by("-pk")
    rows = rows_of(plan).annotate(
        result=Subquery(latest.values("result")[:1]), allocated=Subquery(latest.values("amount")[:1])
    )
    by_source: dict[str, list[Any]] = {}
    for row in rows.values_list("funding_source", "granted", "result", "allocated", named=True):
        by_source.setdefault(row.funding_source or BudgetLine.Source.PROVINCE, []).append(row)
    return [
        SourceMoney(
            source=source,
            lines=len(own),
            waiting=sum(row.result is None for row in own),
            funded=sum(row.result not in {None, FundingResult.NOT_FUNDED} for row in own),
            proposed=sum((row.granted for row in own), ZERO),
            allocated=sum((row.allocated for row in own if row.result), ZERO),
        )
        for source in BudgetLine.Source.values
        if (own := by_source.get(source))
    ]
