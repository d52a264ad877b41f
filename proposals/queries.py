"""Reads about plans, named like sentences."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import Q, QuerySet

from directory.acting import Acting
from directory.mandates import mandate_of
from directory.models import Body, Territory
from directory.powers import BodyKind, Power
from proposals.models import Opinion, Plan, PlanLine, Remark, WorkClass


def plans_visible_to(by: Acting) -> QuerySet[Plan]:
    """The plans that an office may see: its body's own, and those in its areas. Equality on the fitting code."""
    mandate = mandate_of(by)
    within = Q(owner=by.office.body_id) | Q(owner__secretariat=by.office.body_id)
    for code in mandate.areas(Power.VIEW_PLAN):
        within |= Q(**{{2: "province_code", 4: "district_code", 6: "area"}[len(code)]: code})
    return Plan.objects.filter(within).select_related("owner", "area", "current_version", "cycle", "parent__owner")


def laos_covering(plan: Plan) -> dict[int, set[int] | None]:
    """The LAOs in whose territory a plan's subdistrict lies, by body id: their village ids there, or None for all."""
    covering: dict[int, set[int] | None] = {}
    territories = Territory.objects.filter(
        area=plan.area_id, body__kind=BodyKind.LAO, body__ended_on__isnull=True
    ).values_list("body_id", "villages")
    for body_id, village_id in territories:
        if village_id is None:
            covering[body_id] = None
        else:
            villages = covering.setdefault(body_id, set())
            if villages is not None:
                villages.add(village_id)
    return covering


def lines_for_opinion(plan: Plan) -> dict[int, set[int]]:
    """The ids of the lines of the version on the desk that each LAO is asked about, by body id.

    A line lies with an LAO when its village does; one without a village, or in a wholly covered subdistrict, lies
    with every LAO that is there. Lines that the community carries out itself are not asked about.
    """
    lines: list[tuple[int, int | None]] = list(
        PlanLine.objects.filter(version=plan.current_version_id)
        .exclude(work_class=WorkClass.SELF)
        .values_list("line_id", "proposal_version__village_id")
    )
    asked = {
        body_id: {line_id for line_id, village in lines if villages is None or village is None or village in villages}
        for body_id, villages in laos_covering(plan).items()
    }
    return {body_id: ids for body_id, ids in asked.items() if ids and body_id != plan.owner_id}


def opinions_owed(plan: Plan) -> dict[int, set[int]]:
    """What of `lines_for_opinion` is still unanswered.

    An opinion on an earlier version counts as long as the line's words have not changed since. Three queries.
    """
    owed = lines_for_opinion(plan)
    words = dict(PlanLine.objects.filter(version=plan.current_version_id).values_list("line_id", "proposal_version_id"))
    answered: dict[int, set[int]] = defaultdict(set)
    given = Opinion.objects.filter(line__plan=plan, body__in=owed).values_list("body_id", "line_id", "version_id")
    versions = {version_id for _, _, version_id in given}
    then = {
        (version_id, line_id): proposal_version_id
        for version_id, line_id, proposal_version_id in PlanLine.objects.filter(version__in=versions).values_list(
            "version_id", "line_id", "proposal_version_id"
        )
    }
    for body_id, line_id, version_id in given:
        if then.get((version_id, line_id)) == words.get(line_id):
            answered[body_id].add(line_id)
    return {body_id: left for body_id, lines in owed.items() if (left := lines - answered[body_id])}


def open_remarks(plan: Plan) -> QuerySet[Remark]:
    """The numbered requests that the owner has not answered and nobody has waived."""
    return plan.remarks.filter(answered_at__isnull=True, closed_at__isnull=True).select_related("line__proposal")


def owner_of(plan: Any) -> list[Body]:
    """Audience: the body whose plan it is."""
    return [plan.owner]


def desk_above(plan: Any) -> list[Body]:
    """Audience: the office that works for the body that gathers this plan."""
    if plan.parent is None:
        return []
    return [plan.parent.owner.secretariat or plan.parent.owner]


def laos_of(plan: Any) -> list[Body]:
    """Audience: the LAOs in whose territory a subdistrict's plan lies."""
    if plan.level != "subdistrict":
        return []
    return list(Body.objects.filter(pk__in=laos_covering(plan)))


def submitters_below(plan: Any) -> list[Body]:
    """Audience: every body whose plan went into this one, through all levels."""
    return list(
        Body.objects.filter(
            Q(plans__parent=plan, plans__level="subdistrict") | Q(plans__parent__parent=plan)
        ).distinct()
    )
