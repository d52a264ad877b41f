"""A single proposal of a plan: written, read with all that became of it, changed, removed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from directory.acting import Acting
from directory.errors import NotHere, Refused
from directory.page import ActingRequest, office_required, show
from documents.thai import baht_text
from proposals.actions import CITE, DRAFT, EDIT, REMOVE
from proposals.earlier import way_and_history_of
from proposals.forms.drafting import ProposalForm
from proposals.models import Plan, PlanLine, Proposal, ProposalState, Right
from proposals.page import action_page, is_open_to, plan_of
from proposals.queries import line_in
from proposals.queries_of_forums import line_and_ideas_in, sees_who_came
from proposals.said_of import SaidOf, said_of
from proposals.similar import similar_to
from proposals.together import draft_of, is_own
from proposals.verbs.drafting import draft_proposals, edit_proposal, remove_drafts
from proposals.word_changes import FIELDS
from proposals.written import parts_of
from workflow.actions import Action
from workflow.law import can_see

DESCRIBED = (
    *("place", "rationale", "objective", "target_output", "expected_result"),
    *("strategy", "programme", "lead_agency"),
)


def row_of(plan: Plan, reference: str) -> Any:
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
    row, ideas = line_and_ideas_in(plan, proposal_reference, by=request.acting)
    if row is None:
        raise NotHere(_("ไม่พบโครงการนี้ในแผน"))
    row.version.plan = plan
    parts = parts_of(row.proposal_version)
    years: dict[int, Any] = {}
    for line in parts.budget:
        years[line.year] = years.get(line.year, 0) + line.amount
    described = _described(row)
    is_draft = row.line.proposal.state == ProposalState.DRAFT
    ways, earlier = way_and_history_of(row)
    said = SaidOf() if is_draft and not row.is_cited else said_of(row.line)
    is_on_desk = row.version_id == plan.current_version_id
    context = {
        "plan": plan,
        "tab": "lines",
        "row": row,
        "words": row.proposal_version,
        "described": [(label, text) for label, text in described if text],
        "blank": [label for label, text in described if not text],
        "proposal": row.line.proposal,
        "budget": parts.budget,
        "by_year": sorted(years.items()),
        "items": parts.items,
        "asked_in_words": baht_text(row.asked),
        "indicators": parts.indicators,
        "attachments": parts.attachments,
        "opinions": said.opinions,
        "remarks": said.remarks,
        "ways": ways,
        "earlier": earlier,
        "ideas": ideas,
        "sees_people": sees_who_came(request.acting, plan),
        "citations": said.citations,
        "may_cite": is_on_desk and is_open_to(CITE, plan, request.acting),
        "replaces": row.line.replaces.select_related("plan", "proposal").order_by("pk") if row.replaces_others else (),
        "replaced": said.replaced,
        "asked_of": said.answers,
        "is_on_desk": is_on_desk,
        "may_edit": is_on_desk and is_open_to(EDIT, plan, request.acting),
        "may_remove": is_on_desk and is_draft and is_open_to(REMOVE, plan, request.acting),
        "may_write": is_open_to(DRAFT, plan, request.acting),
        **around(request.acting, row),
    }
    return show(request, "proposals/proposal.html", context)


def around(by: Acting, row: PlanLine) -> dict[str, Any]:
    """What stands beside a proposal for its writers: its talk, and what is like it when it is new."""
    written = row.line.proposal
    written.plan = row.line.plan = plan = row.version.plan
    own = is_own(by, plan)
    is_new = written.state == ProposalState.DRAFT and written.revision == 0 and row.line.comes_back_of_id is None
    return {
        "may_read_along": own or row.is_guest,  # type: ignore[attr-defined]  # the query adds it
        "waiting": row.waiting if own else 0,  # type: ignore[attr-defined]
        "similar": similar_to(row.proposal_version.title, plan=plan, by=by, exclude=written) if own and is_new else [],
    }


def _described(row: PlanLine) -> list[tuple[Any, str]]:
    """The fields of form ผ.02 with their names, in the order of the form; empty where nothing was written."""
    words = row.proposal_version
    told = {
        "work_class": str(row.get_work_class_display()),
        "village_id": str(words.village or ""),
        **{name: getattr(words, name) for name in DESCRIBED},
        "beneficiaries": str(words.beneficiaries or ""),
        "beneficiary_group": words.beneficiary_group,
    }
    agency = [(FIELDS["agency_id"], row.agency.name)] if row.agency else []
    point = "" if words.latitude is None else f"{words.latitude:.6f}, {words.longitude:.6f}"
    return [*((FIELDS[name], text) for name, text in told.items()), (_("พิกัด"), point), *agency]


def page_of_one(
    request: ActingRequest,
    plan: Plan,
    row: PlanLine,
    action: Action,
    do: Callable[[Any], Any],
    **page: Any,
) -> HttpResponse:
    """An action's page about one proposal, which it names."""
    context = {"row": row, "proposal": row.line.proposal, "words": row.proposal_version}
    context["is_guest"] = page.get("is_guest", False)
    return action_page(request, plan, action, do, context=context, **page)


@office_required
def edit_page(request: ActingRequest, reference: str, proposal_reference: str) -> HttpResponse:
    """Change a proposal. Who saves later than somebody else is told so, and overwrites nothing.

    Whom the owner invited to write comes here too, and back to the room where they draft together.
    """
    row, right = draft_of(request.acting, reference, proposal_reference)
    edited = row.line.proposal
    plan = edited.plan
    is_guest = right == Right.WRITE
    if not is_guest and not can_see(request.acting, plan):  # invited to read along or to suggest, not to write
        raise Refused(_("ตำแหน่ง %(office)s ทำขั้นตอนนี้ไม่ได้") % {"office": request.acting.office})
    leads = reverse("proposal_together", args=[reference, edited.reference]) if is_guest else _address(plan, edited)

    def do(form: ProposalForm) -> Any:
        return edit_proposal(proposal=edited, draft=form.draft, by=form.actor(), seen=form.seen_revision)

    return page_of_one(
        request,
        plan,
        row,
        EDIT,
        do,
        form_class=ProposalForm,
        template="proposals/edit.html",
        said=_("บันทึกการแก้ไขแล้ว"),
        to=leads,
        is_guest=is_guest,
        names={"budget": _("งบประมาณ")},
        written=row,
    )


@office_required
def remove_page(request: ActingRequest, reference: str, proposal_reference: str) -> HttpResponse:
    """Ask once more, and delete a draft that was never before a meeting."""
    plan = plan_of(request, reference)
    row = row_of(plan, proposal_reference)
    return page_of_one(
        request,
        plan,
        row,
        REMOVE,
        lambda form: remove_drafts(plan=plan, proposals=[row.line.proposal], by=form.actor()),
        template="proposals/remove.html",
        said=_("ลบร่างโครงการแล้ว"),
        to=reverse("plan_lines", args=[plan.reference]),
    )
