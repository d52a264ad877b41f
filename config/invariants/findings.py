"""What a check of the invariants answers: how much was looked at, and every row that breaks one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from proposals.models import Cycle, Plan

Row = Mapping[str, Any]
Fault = tuple[Row, str]
Looked = tuple[int, Iterable[Fault]]


@dataclass(frozen=True, slots=True)
class Broken:
    """One row that breaks an invariant, and why, in words for people."""

    invariant: str
    row: Row
    why: str


@dataclass(slots=True)
class Findings:
    """How many rows each invariant was asked about, in the order of asking, and the broken ones."""

    checked: dict[str, int] = field(default_factory=dict)
    broken: list[Broken] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether nothing is broken."""
        return not self.broken

    def of(self, invariant: str) -> list[Broken]:
        """The rows that break one invariant."""
        return [row for row in self.broken if row.invariant == invariant]

    def names(self) -> set[str]:
        """The invariants that are broken."""
        return {row.invariant for row in self.broken}

    def as_json(self) -> dict[str, Any]:
        """For the command and for other programs."""
        broken = [{"invariant": b.invariant, "row": b.row, "why": b.why} for b in self.broken]
        return {"ok": self.ok, "checked": self.checked, "broken": broken}


@dataclass(frozen=True, slots=True)
class Scope:
    """One cycle, or everything."""

    cycle: Cycle | None = None

    def within(self, plan: str = "") -> Q:
        """The condition on a model whose path to the plan is ``plan`` (empty for the plan itself)."""
        if self.cycle is None:
            return Q()
        return Q(**{f"{plan}__cycle" if plan else "cycle": self.cycle})

    def plans(self) -> QuerySet[Plan]:
        """The plans in it."""
        return Plan.objects.filter(self.within()).order_by("pk")


Invariant = Callable[[Scope], Looked]


def rows(found: QuerySet[Any], why: str, *columns: str, **named: Any) -> Iterator[Fault]:
    """Each row of a queryset as a fault: these columns (and expressions, by name), and the same words for all."""
    for row in found.values(*columns, **named).iterator():
        yield row, why
