"""Who drafts together: whom the owner invited to which draft, and what that lets them do."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from directory.acting import Acting
from directory.errors import NotHere
from directory.mandates import mandate_of, mandates_of
from directory.models import Body, Office
from directory.powers import BodyKind, Power, Role
from directory.queries import inside
from proposals.models import CoAuthor, Plan, PlanLine, PlanState, Proposal, Right
from proposals.models.stages import REVIEWER
from workflow.law import can_see, holds, may

WRITABLE = (PlanState.DRAFT, PlanState.RETURNED)
UNDER_REVIEW = (PlanState.IN_REVIEW, PlanState.RETURNED)
ORDER = {right.value: place for place, right in enumerate((Right.COMMENT, Right.SUGGEST, Right.WRITE))}
REVIEWS = holds(Power.REVIEW_PLAN, **REVIEWER)


def invitations_of(by: Acting) -> QuerySet[CoAuthor]:
    """The open invitations of an office, as long as the person holds it."""
    if by.office.pk not in mandates_of(by.user):
        return CoAuthor.objects.none()
    return CoAuthor.objects.filter(office=by.office, ended_at__isnull=True)


def to_draft(proposal: Proposal) -> Q:
    """The invitations that reach one draft: to itself, or to all of its plan."""
    return Q(proposal=proposal.pk or 0) | Q(proposal__isnull=True, plan=proposal.plan_id)  # none yet: nobody is invited


def right_of(by: Acting, proposal: Proposal) -> str:
    """What an office's invitations allow on a draft; blank without one. One query.

    The planner of a local administrative organization to whom a draft was opened may always suggest: the plan will
    come before her with the same words.
    """
    rights = list(invitations_of(by).filter(to_draft(proposal)).values_list("right", flat=True))
    if rights and by.office.role == Role.PLANNER and by.body.kind == BodyKind.LAO:
        rights.append(Right.SUGGEST)
    return max(rights, key=lambda right: ORDER[right], default="")


def lets(right: str, proposal: Proposal) -> Callable[[Acting], bool]:
    """The question that the door asks besides: was this office invited to the draft with at least this right."""

    def is_invited(by: Acting) -> bool:
        found = right_of(by, proposal)
        return bool(found) and ORDER[found] >= ORDER[right]

    return is_invited


def or_reviews(right: str, proposal: Proposal) -> Callable[[Acting], bool]:
    """The same, or does the office review the draft's plan."""
    is_invited = lets(right, proposal)

    def is_let_in(by: Acting) -> bool:
        return is_invited(by) or reviews(by, proposal.plan)

    return is_let_in


def is_own(by: Acting, plan: Plan) -> bool:
    """Whether the office belongs to the body that owns a plan, or to its secretariat."""
    return mandate_of(by).owns(plan.owner)


def reviews(by: Acting, plan: Plan) -> bool:
    """Whether the office reviews a plan: it returns plans, and may propose words."""
    return can_see(by, plan) and may(by, REVIEWS.over(plan), plan)


def may_only_review(by: Acting, proposal: Proposal) -> bool:
    """Whether it is its review alone that gives the office a say in a draft."""
    return not is_own(by, proposal.plan) and not right_of(by, proposal) and reviews(by, proposal.plan)


def draft_of(by: Acting, reference: str, proposal_reference: str) -> tuple[PlanLine, str]:
    """The row of a draft for those who see its plan or were invited to it, with the right that they were given.

    Raises:
        NotHere: there is none, or the office neither sees its plan nor was invited.
    """
    rows = PlanLine.objects.filter(line__plan__reference=reference, line__proposal__reference=proposal_reference)
    whole = ("owner__secretariat", "area", "cycle", "current_version", "parent__owner__secretariat")
    row = (
        rows.select_related(
            "line__proposal", "proposal_version__village", "version", *(f"line__plan__{name}" for name in whole)
        )
        .order_by("-version__number")
        .first()
    )
    if row is not None:
        proposal = row.line.proposal
        proposal.plan = plan = row.line.plan
        right = "" if may(by, Power.WRITE_PLAN, plan) else right_of(by, proposal)
        if right or can_see(by, plan):
            return row, right
    raise NotHere(_("ไม่พบเรื่องนี้ หรือเรื่องนี้อยู่นอกพื้นที่ของท่าน"))


def may_be_invited(plan: Plan) -> QuerySet[Office]:
    """The offices that a plan's owner may invite: her own body's that do not write, the LAOs there, and coaches."""
    standing = Office.objects.filter(body__ended_on__isnull=True).select_related("body")
    lao_planners = Q(role=Role.PLANNER, body__kind=BodyKind.LAO, body__territories__area=plan.area_id)
    coaches = Q(role=Role.COACH, body__in=Body.objects.filter(inside(plan.province_code)))
    own = Q(body=plan.owner_id) & ~Q(role__in=[Role.CHAIR, Role.SECRETARY])
    return standing.filter(lao_planners | coaches | own).order_by("body__name", "role", "pk").distinct()
