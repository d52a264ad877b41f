"""Amendments of a plan: their chain, their numbers, and which lines may still be replaced."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet, Sum
from django.db.models.aggregates import Count

from directory import clock
from directory.models import Body
from proposals.models import Amendment, Fate, FateKind, Line, Plan, PlanLine, PlanState

AMENDABLE = (PlanState.ACCEPTED, PlanState.CLOSED)


def give_number(plan: Plan, *, adopted_on: date) -> Amendment:
    """Give an amendment the next number of its owner, kind and calendar year, in the adopting transaction.

    The owner's row is locked meanwhile, so that two amendments adopted at once get two numbers and an abort leaves no
    gap.
    """
    amendment = Amendment.objects.select_related("amends").get(plan=plan)
    Body.objects.select_for_update(no_key=True).get(pk=amendment.owner_id)
    year = clock.buddhist_year(adopted_on)
    given = Amendment.objects.filter(owner=amendment.owner_id, kind=amendment.kind, year=year)
    amendment.number = (given.aggregate(last=Max("number"))["last"] or 0) + 1
    amendment.year, amendment.adopted_on = year, adopted_on
    amendment.save(update_fields=["number", "year", "adopted_on"])
    plan.amendment = amendment
    return amendment


def amendments_of(plan: Plan) -> QuerySet[Any]:
    """The chain of a plan's amendments, those given up left out, each with its lines' number and baht. One query."""
    shown = Q(plan__current_version__plan_lines__isnull=False)
    return (
        Amendment.objects.filter(amends=plan)
        .exclude(plan__state=PlanState.DROPPED)
        .select_related("plan__owner", "amends")
        .annotate(
            lines=Count("plan__current_version__plan_lines", filter=shown),
            asked=Sum("plan__current_version__plan_lines__asked", filter=shown),
        )
        .order_by(F("adopted_on").asc(nulls_last=True), "number", "pk")
    )


def adopted_amendments_of(plan: Plan) -> list[Plan]:
    """The adopted amendments of a plan that the level above has not taken in, as plans, the oldest first. One query."""
    waiting = Plan.objects.filter(amendment__amends=plan, state=PlanState.ADOPTED)
    return list(waiting.select_related("amendment__amends").order_by("pk"))


def amendments_waiting_below(plan: Plan) -> QuerySet[Amendment]:
    """Adopted amendments of the plans below that this one has not taken in: they wait for a hand, or a round."""
    standing = [PlanState.ACCEPTED, PlanState.CLOSED]
    return (
        Amendment.objects.filter(amends__parent=plan, amends__state__in=standing, plan__state=PlanState.ADOPTED)
        .select_related("plan__owner", "amends__owner")
        .order_by("adopted_on", "pk")
    )


def let_replace(pairs: Iterable[tuple[int, int]]) -> None:
    """Write that new lines take the place of others, ``(new, replaced)``; a line may replace several. One statement."""
    through = Line.replaces.through
    through.objects.bulk_create([through(from_line_id=new, to_line_id=replaced) for new, replaced in pairs])


def lines_to_amend(plan: Plan) -> QuerySet[PlanLine]:
    """What a plan says now, amendments and all: its lines and theirs that none has replaced and nobody withdrew."""
    replacing = Line.objects.filter(replaces=OuterRef("line")).exclude(plan__state=PlanState.DROPPED)
    gone = Fate.objects.filter(line=OuterRef("line"), kind=FateKind.WITHDRAWN)
    its_own = Q(version=F("line__plan__current_version"))
    of_an_amendment = Q(line__plan__amendment__amends=plan, line__plan__amendment__number__isnull=False)
    return (
        PlanLine.objects.filter(its_own & (Q(line__plan=plan) | of_an_amendment))
        .exclude(Exists(replacing))
        .exclude(Exists(gone))
        .select_related("line__proposal", "line__plan", "proposal_version__village")
        .order_by("line__plan_id", "line__number")
    )
