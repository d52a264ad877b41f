"""A single proposal of a plan: written, read with all that became of it, changed, removed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from directory.errors import NotHere
from directory.page import ActingRequest, office_required, show
from proposals.actions import DRAFT, EDIT, REMOVE
from proposals.forms.drafting import ProposalForm
from proposals.models import Plan, PlanLine, Proposal, ProposalState
from proposals.outcomes import ways_of
from proposals.page import action_page, is_open_to, plan_of
from proposals.queries import budget_and_indicators, line_in, remarks_on
from proposals.verbs.drafting import draft_proposals, edit_proposal, remove_drafts
from proposals.word_changes import FIELDS
from workflow.actions import Action

DESCRIBED = (
    *("place", "rationale", "objective", "target_output", "expected_result"),
    *("strategy", "programme", "lead_agency"),
)


def row_of(plan: Plan, reference: str) -> PlanLine:
    """What a plan says of a proposal.

    Raises:
        NotHere: the plan has no such proposal.
    """
    row = line_in(plan, reference)
    if row is None:
        raise NotHere(_("ไม่พบโครงการนี้ในแผน"))
    return row


def _address(plan: Plan, proposal: Proposal) -> str:
    return reverse("proposal", args=[plan.reference, proposal.reference])


@office_required
def draft_page(request: ActingRequest, reference: str) -> HttpResponse:
    """Write a new proposal."""
    plan = plan_of(request, reference)
    return action_page(
        request,
        plan,
        DRAFT,
        lambda form: draft_proposals(plan=plan, drafts=[form.draft], by=form.actor()),
        form_class=ProposalForm,
        template="proposals/draft.html",
        said=_("บันทึกโครงการแล้ว"),
        to=lambda written: _address(plan, written[0]),
        names={"budget": _("งบประมาณ")},
        makes_new=True,
    )


@office_required
def proposal(request: ActingRequest, reference: str, proposal_reference: str) -> HttpResponse:
    """A proposal as it is in the plan, what was said about it, and what became of it, level by level."""
    plan = plan_of(request, reference)
    row = row_of(plan, proposal_reference)
    budget, indicators = budget_and_indicators(row.proposal_version)
    years: dict[int, Any] = {}
    for line in budget:
        years[line.year] = years.get(line.year, 0) + line.amount
    described = _described(row)
    is_draft = row.line.proposal.state == ProposalState.DRAFT
    is_on_desk = row.version_id == plan.current_version_id
    context = {
        "plan": plan,
        "tab": "lines",
        "row": row,
        "words": row.proposal_version,
        "described": [(label, text) for label, text in described if text],
        "blank": [label for label, text in described if not text],
        "proposal": row.line.proposal,
        "budget": budget,
        "by_year": sorted(years.items()),
        "indicators": indicators,
        "opinions": row.line.opinions.select_related("body").order_by("pk"),
        "remarks": remarks_on(row.line),
        "ways": ways_of(row),
        "is_on_desk": is_on_desk,
        "may_edit": is_on_desk and is_open_to(EDIT, plan, request.acting),
        "may_remove": is_on_desk and is_draft and is_open_to(REMOVE, plan, request.acting),
        "may_write": is_open_to(DRAFT, plan, request.acting),
    }
    return show(request, "proposals/proposal.html", context)


def _described(row: PlanLine) -> list[tuple[Any, str]]:
    """The fields of form ผ.02 with their names, in the order of the form; empty where nothing was written."""
    words = row.proposal_version
    told = {
        "work_class": str(row.get_work_class_display()),
        "village_id": str(words.village or ""),
        **{name: getattr(words, name) for name in DESCRIBED},
        "beneficiaries": str(words.beneficiaries or ""),
    }
    agency = [(FIELDS["agency_id"], row.agency.name)] if row.agency else []
    return [(FIELDS[name], text) for name, text in told.items()] + agency


def _page_of_one(
    request: ActingRequest,
    plan: Plan,
    row: PlanLine,
    action: Action,
    do: Callable[[Any], Any],
    **page: Any,
) -> HttpResponse:
    """An action's page about one proposal, which it names."""
    context = {"row": row, "proposal": row.line.proposal, "words": row.proposal_version}
    return action_page(request, plan, action, do, context=context, **page)


@office_required
def edit_page(request: ActingRequest, reference: str, proposal_reference: str) -> HttpResponse:
    """Change a proposal. Who saves later than somebody else is told so, and overwrites nothing."""
    plan = plan_of(request, reference)
    row = row_of(plan, proposal_reference)
    edited = row.line.proposal
    edited.plan = plan

    def do(form: ProposalForm) -> Any:
        return edit_proposal(proposal=edited, draft=form.draft, by=form.actor(), seen=form.seen_revision)

    return _page_of_one(
        request,
        plan,
        row,
        EDIT,
        do,
        form_class=ProposalForm,
        template="proposals/edit.html",
        said=_("บันทึกการแก้ไขแล้ว"),
        to=_address(plan, edited),
        names={"budget": _("งบประมาณ")},
        written=row,
    )


@office_required
def remove_page(request: ActingRequest, reference: str, proposal_reference: str) -> HttpResponse:
    """Ask once more, and delete a draft that was never before a meeting."""
    plan = plan_of(request, reference)
    row = row_of(plan, proposal_reference)
    return _page_of_one(
        request,
        plan,
        row,
        REMOVE,
        lambda form: remove_drafts(plan=plan, proposals=[row.line.proposal], by=form.actor()),
        template="proposals/remove.html",
        said=_("ลบร่างโครงการแล้ว"),
        to=reverse("plan_lines", args=[plan.reference]),
    )
