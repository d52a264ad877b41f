"""Reads about plans, named like sentences."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, TypeVar

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    Model,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
    prefetch_related_objects,
)
from django.db.models.functions import Coalesce

from directory.acting import Acting
from directory.mandates import mandate_of
from directory.models import Body, Territory
from directory.powers import BodyKind, Power
from proposals import contents
from proposals.entries import with_entries
from proposals.models import (
    CharterCitation,
    Line,
    Meeting,
    Opinion,
    Plan,
    PlanLine,
    PlanVersion,
    Remark,
    Resolution,
    Suggestion,
    WorkClass,
)
from proposals.models.meeting import counted_present

About = TypeVar("About", bound=Model)


def named(records: QuerySet[About]) -> QuerySet[About]:
    """Annotate ``project``: what the project is called that each record's ``line`` stands for, as last handed in.

    None where a record is about no line, or its line stood in no frozen version yet: a draft's words are its owner's.
    No further query.
    """
    rows = PlanLine.objects.filter(line=OuterRef("line"), version__frozen_at__isnull=False).order_by("-version__number")
    known: Any = records  # the stubs lose the kind of record here
    found: QuerySet[About] = known.annotate(project=Subquery(rows.values("proposal_version__title")[:1]))
    return found


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

    An opinion on an earlier version counts as long as the line's words have not changed since. Five queries.
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
    found = plan.remarks.filter(answered_at__isnull=True, closed_at__isnull=True)
    return named(found.select_related("line__proposal"))


def answered_remarks(plan: Plan) -> QuerySet[Remark]:
    """Those that the owner has answered and the desk has not closed."""
    found = plan.remarks.filter(answered_at__isnull=False, closed_at__isnull=True)
    return named(found.select_related("line__proposal"))


def remarks_for_a_page(plan: Plan) -> list[Remark]:
    """All of them by number, read once for a page, however many of its parts ask. Who decides by them asks anew."""
    known = named(Remark.objects.select_related("line__proposal", "closed_by")).order_by("number")
    prefetch_related_objects([plan], Prefetch("remarks", known))
    return list(plan.remarks.all())


def offers_an_answer(plan: Plan) -> bool:
    """Whether a page offers its owner to answer a remark."""
    return any(remark.answered_at is None and remark.closed_at is None for remark in remarks_for_a_page(plan))


def offers_a_close(plan: Plan) -> bool:
    """Whether a page offers its desk to close a remark that was answered."""
    return any(remark.answered_at is not None and remark.closed_at is None for remark in remarks_for_a_page(plan))


def owner_of(plan: Any) -> list[Body]:
    """Audience: the body whose plan it is."""
    return [plan.owner]


def desk_above(plan: Any) -> list[Body]:
    """Audience: the office that works for the body that gathers this plan."""
    return [plan.parent.owner.desk] if plan.parent else []


def laos_of(plan: Any) -> list[Body]:
    """Audience: the LAOs in whose territory a subdistrict's plan lies."""
    if plan.level != "subdistrict":
        return []
    return list(Body.objects.filter(pk__in=laos_covering(plan)))


def desks_above(plan: Any) -> list[Body]:
    """Audience: the offices of all levels above this plan, the nearest first."""
    found, level = [], plan
    while level.parent is not None:
        found += desk_above(level)
        level = level.parent
    return found


def receivers_of(plan: Any) -> list[Body]:
    """Audience: ก.บ.ต. of the subdistrict of a plan."""
    there = Body.objects.filter(kind=BodyKind.SUBDISTRICT_COMMITTEE, territories__area=plan.area_id)
    return list(there.filter(ended_on__isnull=True))


def bodies_that_owe_opinions(plan: Plan) -> list[Body]:
    """Audience: the LAOs that have not answered for a line yet."""
    return list(Body.objects.filter(pk__in=opinions_owed(plan)))


def owners_not_in(plan: Any) -> list[Body]:
    """Audience: whoever has not handed up a plan that this one expects, so that its level above could accept it."""
    awaited = plan.children.exclude(state__in=["accepted", "closed", "withdrawn"])
    return list(Body.objects.filter(plans__in=awaited).distinct().order_by("pk"))


def submitters_below(plan: Any) -> list[Body]:
    """Audience: every body whose plan went into this one, through all levels."""
    return list(
        Body.objects.filter(
            Q(plans__parent=plan, plans__level="subdistrict") | Q(plans__parent__parent=plan)
        ).distinct()
    )


def meetings_of(plan: Plan) -> QuerySet[Any]:
    """A plan's meetings, the latest first, with what a list of them tells. Two queries.

    ``present`` members were there, ``quorate`` if they were enough; ``has_resolved`` on the version on the desk.
    """
    on_desk = Resolution.objects.filter(meeting=OuterRef("pk"), version=plan.current_version_id)
    return (
        Meeting.objects.filter(plan=plan)
        .annotate(present=Count("attendances", filter=counted_present()))
        .annotate(quorate=ExpressionWrapper(Q(present__gte=F("quorum")), output_field=BooleanField()))
        .annotate(has_resolved=Exists(on_desk))
        .select_related("certified_at")
        .prefetch_related(Prefetch("resolutions", Resolution.objects.select_related("version")))
        .order_by("-held_on", "-pk")
    )


def last_meeting_of(body_id: int) -> Meeting | None:
    """A body's last meeting of members, whose roster the next one starts from; without one, its last of any kind."""
    members_first = Case(When(kind__in=Meeting.OPEN_TO_ALL, then=Value(1)), default=Value(0))
    meetings = Meeting.objects.filter(body=body_id).order_by(members_first, "-held_on", "-pk")
    return meetings.prefetch_related("attendances").first()


def meetings_that_may_resolve(plan: Plan) -> QuerySet[Any]:
    """A plan's quorate meetings of members that have not resolved on the version on the desk, the latest first."""
    return meetings_of(plan).exclude(kind__in=Meeting.OPEN_TO_ALL).filter(quorate=True, has_resolved=False)


def resolutions_on_desk(plan: Plan) -> tuple[list[Resolution], list[Resolution]]:
    """The resolutions on a plan's version on the desk: those on what it says now, and those before it was changed."""
    version = plan.version_on_desk
    own = Resolution.objects.filter(version=version, meeting__body=plan.owner_id)
    found = list(own.select_related("meeting").order_by("-pk"))
    now = (version.hash or contents.hash_of(version)) if found else ""
    return [r for r in found if r.version_hash == now], [r for r in found if r.version_hash != now]


def lines_to_withdraw(plan: Plan) -> QuerySet[PlanLine]:
    """The lines that a plan's owner has handed up and that have no fate yet."""
    frozen = PlanVersion.objects.filter(plan=plan, frozen_at__isnull=False).order_by("-number")
    return (
        PlanLine.objects.filter(version=frozen.values("pk")[:1], line__fates__isnull=True)
        .select_related("line__proposal", "proposal_version")
        .order_by("line__number")
    )


def line_in(plan: Plan, reference: str) -> Any:
    """What a plan says of a proposal: in the version on the desk or, if it left that one, where it stood last."""
    return rows_of_proposal(plan, reference).first()


def rows_of_proposal(plan: Plan, reference: str) -> QuerySet[Any]:
    """What a plan's versions say of a proposal, the latest first.

    What else there may be of it is told beforehand, so that a page asks only for what there is: ``waiting`` says how
    many suggestions wait for its owner.
    """
    own = OuterRef("line__proposal")
    open_ones = Suggestion.objects.filter(proposal=own, state=Suggestion.State.OPEN)
    count = open_ones.order_by().values("proposal").annotate(count=Count("pk")).values("count")
    rows = PlanLine.objects.filter(line__plan=plan, line__proposal__reference=reference).select_related(
        "line__proposal",
        "proposal_version__village",
        "agency",
        "version",
    )
    rows = rows.annotate(
        waiting=Coalesce(Subquery(count), 0),
        is_cited=Exists(CharterCitation.objects.filter(proposal=own)),
        replaces_others=Exists(Line.replaces.through.objects.filter(from_line=OuterRef("line"))),
    )
    return with_entries(rows).order_by("-version__number")
