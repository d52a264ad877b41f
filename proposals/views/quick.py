"""The two short ways to begin proposals: five questions on one screen, and one line each for many at once."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from directory.page import ActingRequest, carried_out, office_required, show, typed
from documents.announcements import announcement_of
from documents.recording import AT_THE_SCAN
from proposals.actions import DRAFT_QUICK, DRAFT_SHORT
from proposals.forms.quick import QuickForm, ShortForm
from proposals.models import Plan, PlanLine, Proposal, UnfinishedWork
from proposals.page import action_page, admit_to, plan_of
from proposals.unfinished import CHECK, kept_or_dropped, typed_again, unfinished_of
from proposals.verbs.drafting import draft_proposals
from proposals.verbs.unfinished import drop_unfinished

SHORT, QUICK = "short", "quick"


@office_required
def draft_short_page(request: ActingRequest, reference: str) -> HttpResponse:
    """Begin a proposal with five answers. The rest of form ผ.02 may follow until the meeting adopts the plan."""
    plan = plan_of(request, reference)
    answer = kept_or_dropped(request, plan, SHORT, back=reverse("plan", args=[plan.reference]))
    if answer is not None:
        return answer
    work = unfinished_of(plan, SHORT, request.acting)

    def do(form: ShortForm) -> list[Proposal]:
        drop_unfinished(plan=plan, page=SHORT, by=request.acting)
        return draft_proposals(plan=plan, drafts=[form.draft], by=form.actor())

    return action_page(
        request,
        plan,
        DRAFT_SHORT,
        do,
        form_class=ShortForm,
        template="proposals/draft_short.html",
        said=_("บันทึกโครงการแล้ว"),
        to=lambda made: reverse("proposal_saved", args=[plan.reference, made[0].reference]),
        names={"budget[].amount": "amount", "budget[].year": "year", "budget[].source": "source"},
        makes_new=True,
        context={"work": work},
        unfinished=typed_again(work),
    )


@office_required
def draft_quick_page(request: ActingRequest, reference: str) -> HttpResponse:
    """Many proposals at once, first shown as they were understood; all are written, or none."""
    plan = plan_of(request, reference)
    admit_to(DRAFT_QUICK, plan, request.acting)
    answer = kept_or_dropped(request, plan, QUICK, back=reverse("plan", args=[plan.reference]))
    if answer is not None:
        return answer
    work = unfinished_of(plan, QUICK, request.acting)
    data = typed(request)
    if data is None and work is not None:
        data, request.typed_came_back = typed_again(work), True
    files = request.FILES if request.method == "POST" else None
    form = QuickForm(data, files, plan=plan, by=request.acting, action=DRAFT_QUICK)

    def do(_values: dict[str, Any]) -> list[Proposal]:
        drop_unfinished(plan=plan, page=QUICK, by=request.acting)
        drafts = form.read.drafts if form.read else []
        return draft_proposals(plan=plan, drafts=drafts, by=form.actor())

    if request.method == "POST" and CHECK in request.POST:
        form.check_lines()
    else:
        done = carried_out(
            request,
            form,
            do,
            to=reverse("plan_lines", args=[plan.reference]),
            said=_("บันทึกโครงการทั้งหมดแล้ว"),
            names=AT_THE_SCAN,
            makes_new=True,
        )
        if done is not None:
            return done
    return show(request, "proposals/draft_quick.html", _as_understood(request, plan, form, work), form)


def _as_understood(request: ActingRequest, plan: Plan, form: QuickForm, work: UnfinishedWork | None) -> dict[str, Any]:
    """How the lines were read, and whether they may now be saved."""
    return {
        "plan": plan,
        "action": DRAFT_QUICK,
        "announced": announcement_of(DRAFT_QUICK.verb, plan),
        "work": work,
        "read": form.read,
        "is_right": CHECK in request.POST and form.read is not None and not form.errors,
        "there": _there_already(plan, form),
    }


def _there_already(plan: Plan, form: QuickForm) -> dict[str, str]:
    """Which titles stand in the plan already, with their references: worth a word, no obstacle."""
    titles = [draft.title for draft in form.read.drafts] if form.read else []
    if not titles:
        return {}
    rows = PlanLine.objects.filter(version=plan.current_version_id, proposal_version__title__in=titles)
    return dict(rows.values_list("proposal_version__title", "line__proposal__reference"))
