"""A proposal's task list: one question or small group a page, saved and left at any time, checked at the end."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from directory.errors import NotHere, Stale
from directory.page import ActingRequest, office_required, show
from documents.thai import baht_text
from proposals.actions import ATTACH, EDIT, REMOVE
from proposals.forms.writing import FORMS, StepForm
from proposals.models import Plan, PlanLine, PlanState, ProposalState
from proposals.page import action_page, admit_to, is_open_to, plan_of
from proposals.points import known_points
from proposals.rules import COMPLETE, NOT_STARTED, SECTIONS, STARTED, state_of_section
from proposals.steps import STEPS, Step
from proposals.unfinished import fields_to_keep, kept_or_dropped, typed_again, unfinished_of, unfinished_pages
from proposals.verbs.drafting import WRITABLE, edit_proposal
from proposals.verbs.unfinished import drop_unfinished, keep_unfinished
from proposals.views.drafting import row_of
from proposals.written import Written, written


def line_to_write(request: ActingRequest, reference: str, proposal_reference: str) -> tuple[Plan, PlanLine]:
    """A proposal that this office may write, in the plan's version on the desk.

    Raises:
        NotHere: there is none, or it has left that version.
        Refused: the office sees it and may not write it.
    """
    plan = plan_of(request, reference)
    row = row_of(plan, proposal_reference)
    admit_to(EDIT, plan, request.acting)
    if row.version_id != plan.current_version_id:
        raise NotHere(_("โครงการนี้ไม่อยู่ในแผนฉบับปัจจุบัน"))
    row.line.proposal.plan = plan
    return plan, row


def _address(name: str, plan: Plan, row: PlanLine, *rest: Any) -> str:
    return reverse(name, args=[plan.reference, row.line.proposal.reference, *rest])


def _state_in_words(state: str) -> str:
    return {NOT_STARTED: _("ยังไม่เริ่ม"), STARTED: _("เริ่มแล้ว"), COMPLETE: _("ครบ")}[state]


def _tasks(plan: Plan, row: PlanLine, now: Written, unsent: set[str]) -> list[dict[str, Any]]:
    """The rows of the task list, each with its address and how far it is."""
    tasks = []
    for section in SECTIONS:
        step = STEPS.get(section)
        state = state_of_section(section, now.said)
        tasks.append(
            {
                "section": section,
                "title": step.title if step else _("เอกสารแนบ"),
                "hint": step.hint if step else _("ภาพ แบบ และเอกสารประกอบ"),
                "url": _address("proposal_write_step", plan, row, section)
                if step
                else _address("proposal_attachments", plan, row),
                "state": state,
                "words": _state_in_words(state),
                "unsent": section in unsent,
            }
        )
    return tasks


@office_required
def task_list(request: ActingRequest, reference: str, proposal_reference: str) -> HttpResponse:
    """Everything that form ผ.02 asks, how far each part is, and what may be done besides."""
    plan, row = line_to_write(request, reference, proposal_reference)
    now = written(row)
    tasks = _tasks(plan, row, now, unfinished_pages(plan, request.acting, row.line.proposal))
    is_draft = row.line.proposal.state == ProposalState.DRAFT
    context = {
        "plan": plan,
        "proposal": row.line.proposal,
        "words": row.proposal_version,
        "tasks": tasks,
        "complete": sum(task["state"] == COMPLETE for task in tasks),
        "is_open": plan.state in WRITABLE,
        "may_remove": is_draft and is_open_to(REMOVE, plan, request.acting),
        "may_withdraw": not is_draft and plan.state != PlanState.DRAFT,
    }
    return show(request, "proposals/write.html", context)


@office_required
def step_page(request: ActingRequest, reference: str, proposal_reference: str, section: str) -> HttpResponse:
    """One step. Who saves later than somebody else sees both texts and chooses; nothing is overwritten unseen."""
    if section not in STEPS:
        raise NotHere("")
    step = STEPS[section]
    plan, row = line_to_write(request, reference, proposal_reference)
    proposal = row.line.proposal
    back = _address("proposal_write", plan, row)
    answer = kept_or_dropped(request, plan, section, back=back, proposal=proposal)
    if answer is not None:
        return answer
    now = written(row)
    arguments: dict[str, Any] = {"written": now}
    if section == "point":
        arguments["known"] = known_points(row, now.attachments)
    return _step(request, plan, row, step, arguments)


def _step(request: ActingRequest, plan: Plan, row: PlanLine, step: Step, arguments: dict[str, Any]) -> HttpResponse:
    """The page of one step, with what its writer typed and did not send."""
    proposal, now = row.line.proposal, arguments["written"]
    work = unfinished_of(plan, step.slug, request.acting, proposal)

    def do(form: StepForm) -> Any:
        drop_unfinished(plan=plan, page=step.slug, by=request.acting, proposal=proposal)
        return edit_proposal(proposal=proposal, draft=form.draft, by=form.actor(), seen=form.seen_revision)

    context = {
        "row": row,
        "proposal": proposal,
        "words": row.proposal_version,
        "step": step,
        "work": work,
        "overtaken": work is not None and work.revision_seen != now.revision,
        "number": list(STEPS).index(step.slug) + 1,
        "count": len(STEPS),
        "asked": now.draft.asked,
        "asked_in_words": baht_text(now.draft.asked),
        "tiles": {"url": settings.MAP_TILES_URL, "attribution": settings.MAP_TILES_ATTRIBUTION},
        "known": arguments.get("known", ()),
    }
    return action_page(
        request,
        plan,
        EDIT,
        do,
        form_class=FORMS[step.slug],
        template="proposals/step.html",
        said=_("บันทึกแล้ว: %s") % step.title,
        to=_next(plan, row, step.slug),
        names={"budget": _("งบประมาณ"), "latitude": "point", "longitude": "point"},
        context=context,
        unfinished=typed_again(work),
        overtaken=lambda late: _both_texts(request, plan.reference, proposal.reference, step, late, arguments),
        **arguments,
    )


def _next(plan: Plan, row: PlanLine, section: str) -> str:
    """Back to the list of steps, from which each begins."""
    return f"{_address('proposal_write', plan, row)}#{section}"


def _both_texts(
    request: ActingRequest,
    reference: str,
    proposal_reference: str,
    step: Step,
    late: Stale,
    arguments: dict[str, Any],
) -> HttpResponse:
    """What she typed beside what is there now, with the choice between them; kept for her whatever she does next.

    Raises:
        Stale: it was not this proposal that somebody else changed.
    """
    plan, row = line_to_write(request, reference, proposal_reference)
    now = written(row)
    mine = FORMS[step.slug](request.POST, request.FILES, plan=plan, by=request.acting, action=EDIT, **arguments)
    if plan.state not in WRITABLE or not mine.is_valid() or mine.seen_revision in {-1, now.revision}:
        raise late
    fields = fields_to_keep(request)
    keep_unfinished(
        plan=plan,
        proposal=row.line.proposal,
        page=step.slug,
        fields=fields,
        by=request.acting,
        revision_seen=mine.seen_revision,
    )
    pairs = [
        (label, typed, there)
        for (label, typed), (_label, there) in zip(step.told(mine.draft), step.told(now.draft), strict=True)
    ]
    context = {
        "plan": plan,
        "proposal": row.line.proposal,
        "words": row.proposal_version,
        "step": step,
        "why": late.message,
        "pairs": pairs,
        "same": all(typed == there for _label, typed, there in pairs),
        "typed": [(name, value) for name, values in fields.items() if name != "revision" for value in values],
        "revision": now.revision,
        "on_behalf": mine.on_behalf,
    }
    response = show(request, "proposals/both_texts.html", context)
    response.status_code = Stale.status
    return response


@office_required
def check_page(request: ActingRequest, reference: str, proposal_reference: str) -> HttpResponse:
    """All answers on one page, each with the way back to where it is changed."""
    plan, row = line_to_write(request, reference, proposal_reference)
    now = written(row)
    parts = [
        {
            "title": step.title,
            "url": _address("proposal_write_step", plan, row, slug),
            "told": step.told(now.draft),
            "words": _state_in_words(state_of_section(slug, now.said)),
        }
        for slug, step in STEPS.items()
    ]
    context = {
        "plan": plan,
        "proposal": row.line.proposal,
        "words": row.proposal_version,
        "parts": parts,
        "attachments": now.attachments,
        "lacking": [p["title"] for p in parts if p["words"] != _state_in_words(COMPLETE)],
        "may_attach": is_open_to(ATTACH, plan, request.acting),
    }
    return show(request, "proposals/check_answers.html", context)


@office_required
def saved_page(request: ActingRequest, reference: str, proposal_reference: str) -> HttpResponse:
    """What a new proposal is called from now on, and the two ways to go on."""
    plan, row = line_to_write(request, reference, proposal_reference)
    context = {"plan": plan, "proposal": row.line.proposal, "words": row.proposal_version, "row": row}
    return show(request, "proposals/saved.html", context)
