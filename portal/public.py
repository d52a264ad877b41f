"""What the public may read without an account: an allow-list of plain values, built from named columns only.

Offices and bodies are named, people never; nothing of drafts, no paper's text or file, no number of a row.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.core.paginator import Page, Paginator
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _

from directory.cells import arabic
from documents.kinds import KINDS
from documents.models import ENDED, Document
from portal.line_link import line_link
from portal.ways import LineageOfLines, Way, standings, ways_through
from portal.whereabouts import Step, chain_of, desks_of, way_of
from proposals.models import Level, Plan, PlanLine, PlanState, PlanVersion, Share, WorkClass
from tracking.models import Commitment, Obligation, Status
from workflow.actions import open_steps
from workflow.terms import with_own_names

LINES_A_PAGE = 100
PUBLISHED = (PlanState.ENDORSED, PlanState.ANSWERED)
BEING_WRITTEN = (PlanState.DRAFT, PlanState.GATHERING, PlanState.COMPILING, PlanState.DROPPED)
AT_REST = (PlanState.ANSWERED, PlanState.WITHDRAWN)
REPLY = "P10"  # prepared about the province's plan, one for each body; it belongs to that body's page

_ITS_PROVINCE_IS_PUBLISHED = (
    Q(level=Level.PROVINCE, state__in=PUBLISHED)
    | Q(parent__level=Level.PROVINCE, parent__state__in=PUBLISHED)
    | Q(parent__parent__level=Level.PROVINCE, parent__parent__state__in=PUBLISHED)
)
_WAS_HANDED_UP = ~Q(state__in=BEING_WRITTEN) & ~Q(level=Level.SUBDISTRICT, state=PlanState.ADOPTED)


# --- What is public, and since when ----------------------------------------------------------------------------------


def published_plans() -> QuerySet[Plan]:
    """The plans that anybody may read by their reference alone.

    A plan is public once the provincial plan above it has been endorsed, which is when it is announced; one that was
    never handed up, or lies with its writers, is not, whatever became of the others.
    """
    return Plan.objects.filter(_ITS_PROVINCE_IS_PUBLISHED & _WAS_HANDED_UP)


def plans_open_with(code: str) -> QuerySet[Plan]:
    """The published plans, and those whose paper carries this code: about the plan, or sent to its owner from above."""
    carries = Document.objects.filter(check_code=code).filter(
        Q(plan=OuterRef("pk"))
        | Q(recipient=OuterRef("owner"), plan=OuterRef("parent"))
        | Q(recipient=OuterRef("owner"), plan=OuterRef("parent__parent"))
    )
    readable = Q(is_public=True) | Q(Exists(carries)) if code else Q(is_public=True)
    return (
        Plan.objects.exclude(state__in=BEING_WRITTEN)
        .annotate(
            is_public=Case(When(_ITS_PROVINCE_IS_PUBLISHED & _WAS_HANDED_UP, then=Value(True)), default=Value(False))
        )
        .filter(readable)
    )


def lines_shown(plan: QuerySet[Plan] | Iterable[Plan]) -> QuerySet[PlanLine]:
    """What the lines of plans said when it was last settled by a meeting: never a version that is being written.

    A line that was withdrawn later is shown with its fate, as its last settled version has it.
    """
    frozen = PlanVersion.objects.filter(plan=OuterRef("version__plan"), frozen_at__isnull=False).order_by("-number")
    said_last = PlanLine.objects.filter(line=OuterRef("line"), version__frozen_at__isnull=False)
    return PlanLine.objects.filter(version__plan__in=plan).filter(
        Q(version=Subquery(frozen.values("pk")[:1]))
        | Q(line__fates__isnull=False, pk=Subquery(said_last.order_by("-version__number").values("pk")[:1]))
    )


def tidy_code(text: str) -> str:
    """A check code as it was typed: small letters, dashes, spaces and Thai digits are all right."""
    return re.sub(r"[\s\u2010-\u2015-]", "", arabic(text)).upper()[:40]


def tidy_reference(text: str) -> str:
    """A reference as it was typed."""
    return re.sub(r"[\u2010-\u2015]", "-", re.sub(r"\s", "", arabic(text))).upper()[:40]


# --- The allow-list --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PublicDesk:
    """Whose desk it is on: bodies and steps, never people."""

    names: str
    task: str
    since: datetime | None
    due: date | None


@dataclass(frozen=True, slots=True)
class PublicPaper:
    """A paper's kind, number and date."""

    kind: str
    title: str
    issuer: str
    number: str
    dated: date | None


@dataclass(frozen=True, slots=True)
class PublicPlan:
    """What stands at the top of a plan's page and of its proposals' pages."""

    reference: str
    owner: str
    area: str
    year: int
    theme: str
    level: str
    ask_at: str
    is_public: bool
    desks: list[PublicDesk]
    resting: str
    way: list[Step]
    papers: list[PublicPaper]
    line_link: str


@dataclass(frozen=True, slots=True)
class PublicLine:
    """A proposal in the list of its plan."""

    reference: str
    title: str
    asked: Decimal
    words: list[str]
    in_plan: bool


@dataclass(frozen=True, slots=True)
class PublicCommitment:
    """What the agency that answers for it has reported."""

    agency: str
    amount: Decimal
    year: int
    status: str
    updated_on: date


@dataclass(frozen=True, slots=True)
class PublicCondition:
    """A condition on which it stands in the plan: who is to meet it, until when, and whether it is met."""

    text: str
    owner: str
    due_on: date
    status: str


@dataclass(frozen=True, slots=True)
class PublicProposal:
    """One proposal and what became of it."""

    reference: str
    title: str
    asked: Decimal
    work_class: str
    ways: list[Way]
    commitments: list[PublicCommitment]
    conditions: list[PublicCondition]
    plan: PublicPlan

    @property
    def in_plan(self) -> bool:
        """Whether it, or a part of it, stands in the endorsed plan."""
        return any(way.in_plan for way in self.ways)


# --- Plans -----------------------------------------------------------------------------------------------------------

_WITH_ITS_WAY = (
    *("owner__secretariat", "area", "cycle"),
    *("parent__owner__secretariat", "parent__parent__owner__secretariat"),
)


def plan_with(reference: str, code: str) -> Plan | None:
    """The plan of a reference, if the public may read it with this code. One query."""
    found = plans_open_with(code).filter(reference=reference).select_related(*_WITH_ITS_WAY)
    return with_own_names(found).first()


def leads_to_a_page(reference: str) -> bool:
    """Whether a reference is of a published plan, or of a proposal in one. At most two queries."""
    plans = published_plans()
    of_proposal = plans.filter(proposals__reference=reference)
    return plans.filter(reference=reference).exists() or lines_shown(of_proposal).filter(
        line__proposal__reference=reference
    ).exists()  # fmt: skip


def plan_page(plan: Plan) -> PublicPlan:
    """The top of a plan's page."""
    living = _living(plan)
    return _public_plan(plan, plan.reference, living, _resting(plan, living))


def lines_page(plan: Plan, number: str | None) -> tuple[Page[PlanLine], list[PublicLine]]:
    """A hundred of a plan's proposals with what became of each, and the page that they are."""
    order = (F("rank").asc(nulls_last=True), "line__number")
    page = Paginator(lines_shown([plan]).order_by(*order), LINES_A_PAGE).get_page(number)
    rows = standings(page.object_list)  # type: ignore[arg-type]  # a slice of a query set is one
    lineage = LineageOfLines(rows)
    return page, [
        PublicLine(
            reference=row.reference,
            title=row.title,
            asked=row.asked,
            words=[way.words for way in ways],
            in_plan=any(way.in_plan for way in ways),
        )
        for row in rows
        for ways in [ways_through(lineage, row.line_id)]
    ]


def _public_plan(plan: Plan, reference: str, living: Plan | None, resting: str = "") -> PublicPlan:
    is_public = bool(getattr(plan, "is_public", False))
    top = chain_of(plan)[-1]
    return PublicPlan(
        reference=plan.reference,
        owner=plan.owner.name,
        area=plan.area.full_name,
        year=plan.cycle.target_year,
        theme=plan.theme,
        level=str(Level(plan.level).label),
        ask_at=top.owner.desk.name,
        is_public=is_public,
        desks=_desks(living) if living is not None else [],
        resting=resting,
        way=[] if plan.state == PlanState.WITHDRAWN else way_of(plan),
        papers=_papers(plan),
        line_link=line_link(plan, reference, reverse("status", args=[reference])) if is_public else "",
    )


def _living(plan: Plan) -> Plan | None:
    """The plan on whose desk the contents of this one lie now; None where all of them have come to their end."""
    closed = [each for each in chain_of(plan) if each.state == PlanState.CLOSED]
    if closed and closed[0] == plan:
        going_on = Share.objects.standing().filter(source__plan=plan)
        if len(closed) > 1:
            going_on = going_on.filter(target__shares_out__isnull=False)
        if not going_on.exists():
            return None
    return next((each for each in chain_of(plan) if each.state not in {PlanState.ACCEPTED, PlanState.CLOSED}), None)


def _desks(plan: Plan) -> list[PublicDesk]:
    found = [] if plan.state in AT_REST else desks_of(plan, open_steps(plan))
    return [PublicDesk(desk.names, desk.task, desk.since, desk.due) for desk in found]


def _resting(plan: Plan, living: Plan | None) -> str:
    """The words for what waits for nobody's step."""
    if plan.state == PlanState.WITHDRAWN:
        return _("เจ้าของถอนแผนแล้ว")
    if living is None:
        return _("ทุกโครงการของแผนนี้ได้ข้อยุติแล้ว")
    return _("ตอบองค์กรเจ้าของแผนครบแล้ว") if living.state == PlanState.ANSWERED else ""


def _papers(plan: Plan) -> list[PublicPaper]:
    """The valid papers about a plan, and the reply that its owner was sent; not those replaced or void."""
    about = Q(plan=plan) & ~Q(kind=REPLY)
    above = [each.pk for each in chain_of(plan)[1:]]
    found = Document.objects.filter(about | Q(kind=REPLY, plan__in=above, recipient=plan.owner_id))
    rows = found.exclude(state__in=ENDED).order_by("pk")
    return [
        PublicPaper(kind, KINDS[kind].title if kind in KINDS else kind, issuer, number, dated)
        for kind, issuer, number, dated in rows.values_list("kind", "issuer__name", "number_text", "dated")
    ]


# --- Proposals -------------------------------------------------------------------------------------------------------


def proposal_with(reference: str, code: str) -> PublicProposal | None:
    """The proposal of a reference, if the public may read its plan with this code."""
    plans = plans_open_with(code).filter(proposals__reference=reference)
    rows = lines_shown(plans).filter(line__proposal__reference=reference).order_by("-version__number")
    standing = next(iter(standings(rows)), None)
    if standing is None:
        return None
    plan = with_own_names(plans.select_related(*_WITH_ITS_WAY)).get(pk=standing.plan_id)
    lineage = LineageOfLines([standing])
    ways = ways_through(lineage, standing.line_id)
    ends = [way[-1] for way in lineage.ways(standing.line_id)]
    undecided = {end.standing.plan_id for end in ends if end.fate is None}
    living = next((each for each in chain_of(plan) if each.pk in undecided), None)
    if living is not None and living.state == PlanState.ACCEPTED:
        living = living.parent
    in_plan = [end.standing.line_id for end in ends] if any(way.in_plan for way in ways) else []
    return PublicProposal(
        reference=standing.reference,
        title=standing.title,
        asked=standing.asked,
        work_class=str(WorkClass(standing.work_class).label),
        ways=ways,
        commitments=_commitments(in_plan) if in_plan else [],
        conditions=_conditions(in_plan) if in_plan else [],
        plan=_public_plan(plan, reference, living),
    )


def _commitments(lines: list[int]) -> list[PublicCommitment]:
    found = Commitment.objects.filter(line__in=lines).order_by("pk")
    return [
        PublicCommitment(agency, amount, year, str(Status(status).label), updated_on)
        for agency, amount, year, status, updated_on in found.values_list(
            "agency__name", "amount", "year", "status", "updated_on"
        )
    ]


def _conditions(lines: list[int]) -> list[PublicCondition]:
    found = Obligation.objects.filter(commitment__line__in=lines).order_by("due_on", "pk")
    return [
        PublicCondition(text, owner, due_on, str(Obligation.Status(status).label))
        for text, owner, due_on, status in found.values_list("text", "owner__name", "due_on", "status")
    ]
