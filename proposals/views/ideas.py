"""What people said: listed, written down, sorted, made into proposals."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from directory.page import ActingRequest, office_required, show
from proposals.actions import COLLECT, DRAFT_IDEAS, SORT_IDEAS
from proposals.forms.ideas import CollectForm, FromIdeasForm, OneIdeaForm, SortForm, SpokenForm
from proposals.models import Idea, Plan
from proposals.page import action_page, is_open_to, plan_of
from proposals.queries_of_forums import idea_groups_of, ideas_of, proposals_of, sees_who_came
from proposals.verbs.ideas import collect_ideas, draft_from_ideas, group_ideas, remove_ideas

IDEAS_A_PAGE = 200


@office_required
def ideas(request: ActingRequest, reference: str) -> HttpResponse:
    """What people said, by group, each with the proposals that came of it; some may be ticked to make one of them."""
    plan = plan_of(request, reference)
    in_groups = ideas_of(plan).order_by("group_id", "number")
    page = Paginator(in_groups, IDEAS_A_PAGE).get_page(request.GET.get("page"))
    found: list[Idea] = list(page)
    made = proposals_of(found)
    grouped: dict[Any, list[Any]] = {}
    for idea in found:
        grouped.setdefault(idea.group, []).append((idea, made.get(idea.pk, [])))
    context = {
        "plan": plan,
        "tab": "ideas",
        "page": page,
        "grouped": sorted(grouped.items(), key=lambda each: each[0].pk if each[0] else 0),
        "sees_people": sees_who_came(request.acting, plan),
        "may_collect": is_open_to(COLLECT, plan, request.acting),
        "may_sort": bool(found) and is_open_to(SORT_IDEAS, plan, request.acting),
        "may_draft": bool(found) and is_open_to(DRAFT_IDEAS, plan, request.acting),
    }
    return show(request, "proposals/ideas.html", context)


def _write_down(plan: Plan, form: Any) -> list[Idea]:
    said_at = form.said_at
    return collect_ideas(
        plan=plan,
        ideas=form.ideas,
        by=form.actor(),
        meeting=plan.meetings.get(pk=said_at["meeting"]) if "meeting" in said_at else None,
        called=plan.called_meetings.get(pk=said_at["called"]) if "called" in said_at else None,
    )


def _capture(request: ActingRequest, reference: str, form_class: type[SpokenForm], **page: Any) -> HttpResponse:
    plan = plan_of(request, reference)
    return action_page(
        request,
        plan,
        COLLECT,
        lambda form: _write_down(plan, form),
        form_class=form_class,
        said=_("จดความคิดเห็นแล้ว"),
        names={
            "ideas": _("ความคิดเห็น"),
            "meeting": "at",
            "ideas[].text": "text" if form_class is OneIdeaForm else "lines",
        },
        untimed=True,
        at=request.GET.get("at", ""),
        **page,
    )


@office_required
def collect_page(request: ActingRequest, reference: str) -> HttpResponse:
    """Write down many ideas at once, one a line."""
    there = reverse("plan_ideas", args=[reference])
    return _capture(request, reference, CollectForm, template="proposals/collect.html", to=there)


@office_required
def one_idea_page(request: ActingRequest, reference: str) -> HttpResponse:
    """Write down one idea while somebody is speaking, and be asked for the next."""
    here = f"{reverse('plan_one_idea', args=[reference])}"
    if at := request.GET.get("at", ""):
        here += f"?at={at}" if at.replace("-", "").isalnum() else ""
    return _capture(request, reference, OneIdeaForm, template="proposals/one_idea.html", to=here)


@office_required
def sort_page(request: ActingRequest, reference: str) -> HttpResponse:
    """Put ticked ideas into a group or out of it, or delete them."""
    plan = plan_of(request, reference)

    def do(form: SortForm) -> Any:
        chosen = list(form.cleaned_data["ideas"])
        if form.cleaned_data["what"] == SortForm.REMOVE:
            return remove_ideas(plan=plan, ideas=chosen, by=form.actor())
        return group_ideas(plan=plan, ideas=chosen, title=form.into, by=form.actor())

    return action_page(
        request,
        plan,
        SORT_IDEAS,
        do,
        form_class=SortForm,
        template="proposals/sort_ideas.html",
        said=_("จัดความคิดเห็นแล้ว"),
        to=reverse("plan_ideas", args=[reference]),
        context={"groups": idea_groups_of(plan)},
        untimed=True,
    )


@office_required
def draft_ideas_page(request: ActingRequest, reference: str) -> HttpResponse:
    """Make one proposal of the ticked ideas or of a group, or one of each."""
    plan = plan_of(request, reference)
    group = request.GET.get("group", "")
    ticked = [pk for pk in request.GET.getlist("ideas") if pk.isdecimal() and len(pk) < 19]
    found = ideas_of(plan)
    by_group = group.isdecimal() and len(group) < 19
    chosen = list(found.filter(group=group)) if by_group else list(found.filter(pk__in=ticked)) if ticked else []
    return action_page(
        request,
        plan,
        DRAFT_IDEAS,
        lambda form: draft_from_ideas(plan=plan, made=form.made, by=form.actor()),
        form_class=FromIdeasForm,
        template="proposals/draft_ideas.html",
        said=_("บันทึกโครงการแล้ว"),
        to=lambda written: (
            reverse("proposal", args=[plan.reference, written[0].reference])
            if len(written) == 1
            else reverse("plan_lines", args=[plan.reference])
        ),
        names={"proposals": _("โครงการ")},
        makes_new=True,
        chosen=chosen,
    )
