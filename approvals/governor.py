"""The governor's decision line by line, read: what is drafted, which only the governor sees, and what was published.

A draft is a choice on a version that nobody has endorsed; it becomes public by the endorsement of that version alone.
So whoever asks here for what was decided gets nothing before it, whatever has been drafted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from approvals.models import Embargo, GovernorChoice
from proposals.models import Decision, Fate, FateKind, Plan, PlanLine, PlanState, PlanVersion
from workflow.models.journal import digest

Choice = GovernorChoice.Choice
ZERO = Decimal(0)
LEFT_OUT = (Choice.DEFER, Choice.REFUSE)
NOT_IN_THE_PLAN = (FateKind.WITHDRAWN, FateKind.DEFERRED, FateKind.REFUSED)
PUBLISHED = (PlanState.ENDORSED, PlanState.ANSWERED)
Rows = TypeVar("Rows", bound="QuerySet[PlanLine]")


def latest_choices(version: PlanVersion) -> dict[int, GovernorChoice]:
    """The choice that counts for each line of a version, drafted or published. One query."""
    found = GovernorChoice.objects.filter(version=version).select_related("owner").order_by("pk")
    return {choice.line_id: choice for choice in found}


def digest_of(choices: Mapping[int, GovernorChoice]) -> str:
    """One value for all that was chosen: the event of the endorsement holds it."""
    rows = [
        [
            line,
            each.choice,
            int(each.granted * 100),
            each.reason_code,
            each.reason,
            each.condition,
            each.owner_id,
            each.due_on.isoformat() if each.due_on else None,
        ]
        for line, each in sorted(choices.items())
    ]
    return digest(rows)


def published_choices(plan: Plan) -> dict[int, GovernorChoice]:
    """What the governor decided of each line, once it is endorsed; nothing before. One query, none before it."""
    if plan.state not in PUBLISHED or plan.current_version is None:
        return {}
    return latest_choices(plan.current_version)


def conditions_of(plan: Plan) -> dict[int, GovernorChoice]:
    """The published conditions by line."""
    return {line: each for line, each in published_choices(plan).items() if each.choice == Choice.CONDITION}


def condition_words(choice: GovernorChoice, day: str) -> str:
    """A condition as papers print it; a record, in Thai for good."""
    return f"เงื่อนไข: {choice.condition} ({choice.owner.name if choice.owner else '-'} ภายใน {day})"


def as_decided(plan: Plan, rows: Sequence[PlanLine]) -> list[PlanLine]:
    """The rows of an endorsed plan as the governor decided them: those left out gone, with what was granted.

    Before the endorsement they are as the committee resolved.
    """
    choices = published_choices(plan)
    kept = []
    for row in rows:
        choice = choices.get(row.line_id)
        if choice is not None and choice.choice in LEFT_OUT:
            continue
        if choice is not None and choice.granted != row.proposed:
            row.proposed, row.proposed_reason = choice.granted, choice.reason[:300]
        kept.append(row)
    return kept


def standing(plan: Plan, rows: Rows) -> Rows:
    """Those rows of an endorsed plan that stand in it, each with what was ``granted``; no query by itself."""
    left = Fate.objects.filter(line__plan=plan, kind__in=NOT_IN_THE_PLAN, revised_by__isnull=True)
    return with_granted(rows.exclude(line__in=left.values("line")))


def with_granted(rows: Rows) -> Rows:
    """The rows with what was ``granted`` for each: what was proposed, if not said, or not published."""
    of_the_line = GovernorChoice.objects.filter(version=OuterRef("version"), line=OuterRef("line"))
    latest = of_the_line.filter(version__decisions__act=Decision.Act.ENDORSE).order_by("-pk")
    return rows.annotate(granted=Coalesce(Subquery(latest.values("granted")[:1]), F("proposed")))


# What only the governor sees ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Drafted:
    """How far the governor's drafting has come: how many lines of each kind, and the baht of them."""

    lines: int
    undecided: int
    tally: list[tuple[str, int, Decimal]]
    embargo: Embargo | None


def drafted_on(version: PlanVersion, choices: Mapping[int, GovernorChoice], lines: int) -> Drafted:
    """The same for a page of a version of so many lines; one without a choice is carried as proposed. One query."""
    tally = []
    for kind in Choice:
        own = [each.granted for each in choices.values() if each.choice == kind]
        tally.append((str(kind.label), len(own), sum(own, ZERO)))
    embargo = Embargo.objects.filter(plan=version.plan_id).order_by("-pk").first()
    if embargo is not None and (embargo.publish_on is None or embargo.version_id != version.pk):
        embargo = None
    return Drafted(lines, lines - len(choices), tally, embargo)
