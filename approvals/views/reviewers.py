"""Who reviews what: the page of assignments, and the page on which a person stands back."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Prefetch, Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from approvals.approvers import is_approver
from approvals.assignments import AT_A_DESK, desk_power, reviewers_for, rows_to_share, shared_out, waited_for
from approvals.forms.reviewers import ASSIGN, DONE, LOOK, SHARE, AssignForm, StandBackForm, TakeBackForm
from approvals.models import Assignment, Recusal
from approvals.scorers import scorer_of
from approvals.stakes import stakes_in, undeclared
from approvals.verbs.assignment import assign_lines, finish_lines, share_out
from approvals.verbs.recusals import OPEN, stand_back, take_recusal_back
from approvals.views.desk import told
from directory.acting import Acting
from directory.errors import NotHere, Refused
from directory.page import ActingRequest, carried_out, office_required, show, typed
from proposals.models import Line, Plan
from proposals.page import plan_of
from proposals.queries import named
from workflow.law import may

LINES_A_PAGE = 100


@office_required
def assign_page(request: ActingRequest, reference: str) -> HttpResponse:
    """Who is waited for, and the lines with their reviewers; the look at a rule changes nothing."""
    plan = plan_of(request, reference)
    power = desk_power(plan)
    if not may(request.acting, power.over(plan), plan, party=power.party):
        raise Refused(_("ตำแหน่ง %(office)s ทำขั้นตอนนี้ไม่ได้") % {"office": request.acting.office})
    reviewers = reviewers_for(plan, request.acting)
    form = AssignForm(typed(request), reviewers=reviewers)
    context: dict[str, Any] = {"plan": plan, "is_open": plan.state in AT_A_DESK}
    if form.act_wanted == LOOK and form.is_valid():
        given = (
            shared_out(plan, form.cleaned_data["rule"], form.among, form.cleaned_data["cap"]) if form.among else None
        )
        if given is None:
            form.add_error("offices", _("ต้องเลือกผู้ตรวจอย่างน้อยหนึ่งตำแหน่ง"))
        else:
            context["look"] = [(form.known[str(pk)], len(lines)) for pk, lines in given.given.items()]
            context["left"] = len(given.left)
        return show(request, "approvals/assign.html", {**context, **_shown(request, plan), "form": form})
    did: list[str] = []

    def do(values: dict[str, Any]) -> None:
        asked: dict[str, Any] = {"plan": plan, "by": request.acting}
        if values["act"] == ASSIGN:
            office = form.known[values["office"]]
            made = assign_lines(line_ids=form.ticked, office=office, due_on=values["due_on"], **asked)
            did.append(_("มอบหมาย %s รายการแล้ว") % len(made))
        elif values["act"] == SHARE:
            bounds = {"rule": values["rule"], "cap": values["cap"], "due_on": values["due_on"]}
            result = share_out(offices=form.among, **bounds, **asked)
            given = sum(map(len, result.given.values()))
            did.append(_("แบ่งแล้ว %(given)s รายการ เหลือ %(left)s") % {"given": given, "left": len(result.left)})
        elif values["act"] == DONE:
            did.append(_("บันทึกว่าตรวจแล้ว %s รายการ") % finish_lines(line_ids=form.ticked, **asked))

    done = carried_out(request, form, do, to=request.get_full_path(), said=told(lambda: "".join(did)))
    return done or show(request, "approvals/assign.html", {**context, **_shown(request, plan)}, form)


def _shown(request: ActingRequest, plan: Plan) -> dict[str, Any]:
    """The table of a plan's lines with their reviewers, perhaps only those that are one's own. Four queries."""
    mine = request.GET.get("mine") == "1"
    standing = Assignment.objects.filter(plan=plan, ended_at__isnull=True).select_related("office")
    rows = rows_to_share(plan).prefetch_related(Prefetch("line__assignments", standing, to_attr="standing"))
    if mine:
        own = standing.filter(office=request.acting.office, done_at__isnull=True)
        rows = rows.filter(line__in=own.values("line"))
    page = Paginator(rows, LINES_A_PAGE).get_page(request.GET.get("page"))
    return {"page": page, "mine": mine, "waited": waited_for(plan)}


@office_required
def stand_back_page(request: ActingRequest, reference: str) -> HttpResponse:
    """Say that one has a stake in projects of a plan; who has said so is shown to all who see the plan."""
    found = Plan.objects.select_related("owner").filter(reference=reference).first()
    if found is None:
        raise NotHere("")
    back = _page_of_a_judge(found, request.acting)
    plan = found if back else plan_of(request, reference)
    if (asked := str(request.GET.get("back", ""))).isdecimal():
        return _take_back(request, plan, int(asked))
    reached = Line.objects.filter(Q(plan=plan) | Q(worksheet_item__worksheet__plan=plan))
    lines = dict(reached.values_list("proposal__reference", "pk")) if request.method == "POST" else {}
    own = undeclared(request.acting, plan, stakes_in(request.acting.user, plan.version_on_desk))
    form = StandBackForm(typed(request), lines=lines, own=own)
    if request.GET.get("project"):
        form.initial["references"] = request.GET["project"]
    done = carried_out(
        request,
        form,
        lambda values: stand_back(plan=plan, line_ids=form.line_ids(), reason=values["reason"], by=request.acting),
        to=reverse("plan_stand_back", args=[reference]),
        said=_("บันทึกการไม่ร่วมพิจารณาแล้ว"),
        names={"lines": "references"},
    )
    if done is not None:
        return done
    recusals = Recusal.objects.filter(plan=plan).select_related("user", "office__body", "line__proposal", "withdrawal")
    shown = named(recusals.filter(office=request.acting.office) if back else recusals)
    context = {"plan": plan, "recusals": shown, "back": back, "is_open": plan.state in OPEN}
    return show(request, "approvals/stand_back.html", context, form)


def _page_of_a_judge(plan: Plan, by: Acting) -> tuple[str, str] | None:
    """Where somebody came from who scores a plan or has to agree to it, and what that page is called."""
    if scorer_of(plan, by) is not None:
        return reverse("plan_score_alone", args=[plan.reference]), _("คะแนนของท่าน")
    if is_approver(plan)(by):
        return reverse("plan_approvals", args=[plan.reference]), _("ผู้เห็นชอบแผน")
    return None


def _take_back(request: ActingRequest, plan: Plan, pk: int) -> HttpResponse:
    """The page on which a person takes a declaration of theirs back."""
    own = Recusal.objects.filter(plan=plan, pk=pk, user=request.acting.user).select_related("line__proposal")
    recusal = named(own).first()
    if recusal is None:
        raise NotHere("")
    form = TakeBackForm(typed(request), initial={"recusal": recusal.pk})
    done = carried_out(
        request,
        form,
        lambda values: take_recusal_back(plan=plan, recusal=recusal, reason=values["why"], by=request.acting),
        to=reverse("plan_stand_back", args=[plan.reference]),
        said=_("ถอนการแจ้งแล้ว"),
        names={"reason": "why"},
    )
    context = {"plan": plan, "taken_back": recusal, "is_open": plan.state in OPEN}
    return done or show(request, "approvals/stand_back.html", context, form)
