"""The inbox: what waits for this office, since when, until when, and why it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Exists, Q, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.utils.translation import gettext as _

from approvals.actions import WORKSHEET
from approvals.appeals import appeals_waiting_for
from approvals.approvers import lists_naming, plans_to_approve
from approvals.assignments import WAITING, assigned_to
from approvals.models import Assignment
from approvals.objections import objections_waiting_for
from approvals.scorers import scorers_asked
from directory import clock
from directory.acting import Acting
from directory.mandates import mandate_of
from directory.models import Office
from directory.page import ActingRequest, office_required, show
from directory.powers import BodyKind, Power
from documents.life import STEPS
from documents.models import Document
from documents.queries import papers_of
from portal.asked import asked_besides, asked_on, due_of_step, most_urgent, nothing_asked
from portal.dashboard import STAGES
from proposals.actions import ANSWER_REMARKS, CONFIRM_ENTRY, DRAFT
from proposals.entries import with_entries_to_confirm
from proposals.extracts import extracts_waiting_for
from proposals.models import Plan, PlanKind
from proposals.queries import plans_visible_to
from proposals.together import invitations_of
from tracking.models import Commitment, Status
from tracking.obligations import waiting_obligations
from tracking.queries import commitments_for
from workflow.actions import Action, offered
from workflow.inbox import due_of, waiting_for
from workflow.terms import names_in

A_PAGE = 50
A_FEW = 6
SOON_DAYS = 7
WRITING = (ANSWER_REMARKS, DRAFT, WORKSHEET)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One step in the inbox."""

    plan: Plan
    task: str
    power: str
    since: datetime
    due: date | None


@office_required
def inbox(request: ActingRequest) -> HttpResponse:
    """All that waits, filtered by kind of step and by due date; each filter is an address of its own."""
    # What else there is to do comes with the steps, where there are any: a question less.
    tasks = list(waiting_for(request.acting).annotate(**_asides(request.acting)))
    request.waiting_count = len(tasks)  # which the menu need not count again
    kinds = _kinds(tasks)
    kind, due = request.GET.get("kind", ""), request.GET.get("due", "")
    today = clock.today()
    writing = _own_plans(request)
    own = {plan.pk: plan for plan, _action in writing}
    chosen = [
        task
        for task in tasks
        if (not kind or task.owner_permission.rpartition(".")[2] == kind)
        and _is_due(due_of_step(task, own), due, today)
    ]
    page = Paginator(chosen, A_PAGE).get_page(request.GET.get("page"))
    first = most_urgent(tasks, writing)
    plans = _plans_of([*(int(task.plan_id) for task in page), *([first] if first else [])], writing)
    papers, promises = _papers(request), _unreported(request)
    extracts = list(extracts_waiting_for(request.acting)[:A_FEW])
    beside = _beside(request.acting, tasks)
    context: dict[str, Any] = {
        "asked": asked_on(plans[str(first)], tasks, writing, request.acting)
        if first
        else asked_besides(extracts, papers, promises, beside) or nothing_asked(list(own.values()), today),
        "rows": _rows(page, plans, own),
        "page": page,
        "kinds": kinds,
        "kind": kind,
        "due": due,
        "due_choices": [("", _("ทั้งหมด")), ("late", _("เลยกำหนด")), ("soon", _("ภายใน 7 วัน"))],
        "total": len(tasks),
        "today": today,
        "papers": papers,
        "writing": writing,
        "extracts": extracts,
        "promises": promises,
        "confirming": {plan.pk for plan, _action in writing if CONFIRM_ENTRY.is_allowed(plan, request.acting)},
        **beside,
    }
    return show(request, "portal/inbox.html", context)


def _rows(page: Any, plans: dict[str, Plan], own: dict[int, Plan]) -> list[Waiting]:
    """The steps of a page with their plans, by the names that their provinces give them. One query at most."""
    called = names_in(*{plan.province_code for plan in plans.values()}) if page else {}
    return [
        Waiting(
            plans[str(task.plan_id)],
            called[plans[str(task.plan_id)].province_code].step(plans[str(task.plan_id)].flow, task.flow_task),
            str(Power(task.owner_permission.rpartition(".")[2]).label),
            task.created,
            due_of_step(task, own),
        )
        for task in page
        if str(task.plan_id) in plans
    ]


def _plans_of(keys: list[int], own: list[tuple[Plan, Action | None]]) -> dict[str, Plan]:
    """Plans by their keys as tasks write them; one's own are at hand already. At most one query."""
    plans = {plan.pk: plan for plan, _action in own}
    missing = set(keys) - set(plans)
    if missing:
        plans |= Plan.objects.select_related("owner", "area", "cycle").in_bulk(missing)
    return {str(key): plan for key, plan in plans.items()}


def _kinds(tasks: list[Any]) -> list[tuple[str, str, int]]:
    """The kinds of waiting steps with their counts: the badges."""
    tally: dict[str, int] = {}
    for task in tasks:
        power = task.owner_permission.rpartition(".")[2]
        tally[power] = tally.get(power, 0) + 1
    return [(power, str(Power(power).label), count) for power, count in sorted(tally.items())]


def _is_due(day: date | None, asked: str, today: date) -> bool:
    if not asked:
        return True
    if day is None:
        return False
    return day < today if asked == "late" else 0 <= (day - today).days <= SOON_DAYS


def _papers(request: ActingRequest) -> list[tuple[Document, str]]:
    """The oldest few papers that wait for a step of this office, with the words for it."""
    if Power.KEEP_PAPERS not in mandate_of(request.acting).own:
        return []
    waiting = papers_of(request.acting).exclude(Q(waits="")).order_by("prepared_at", "pk")[:A_FEW]
    words = {step.name: str(step.waits) for step in STEPS.values()}
    return [(paper, words[paper.waits]) for paper in waiting]  # type: ignore[attr-defined]  # the query adds it


def _unreported(request: ActingRequest) -> list[Commitment]:
    """For an agency: its commitments of which it has not reported yet; the oldest few."""
    if request.acting.body.kind != BodyKind.AGENCY:
        return []
    return list(commitments_for(request.acting, status=Status.WAITING).order_by("year", "pk")[:A_FEW])


def _asides(by: Acting) -> dict[str, Any]:
    """What there is to do besides steps, as columns: drafts to help with, lines to judge, plans to approve."""
    invitations = invitations_of(by).order_by().values("office").annotate(n=Count("pk"))
    return {
        "invited": Coalesce(Subquery(invitations.values("n")), 0),
        "reviews": Exists(Assignment.objects.filter(WAITING, office=by.office)),
        "scores": Exists(scorers_asked(by)),
        "appealed": Exists(appeals_waiting_for(by)),
        "approves": Exists(lists_naming(by)),
        "objected": Exists(objections_waiting_for(by)),
        "obliged": Exists(waiting_obligations(by)),
    }


def _beside(by: Acting, tasks: Sequence[Any]) -> dict[str, Any]:
    """The same for the page. No query where there are steps and nothing besides them."""
    told: Any = tasks[0] if tasks else Office.objects.annotate(**_asides(by)).get(pk=by.office.pk)
    to_score = scorers_asked(by).select_related("worksheet__plan__owner")
    return {
        "invited": told.invited,
        "assigned": assigned_to(by, A_FEW) if told.reviews else [],
        "to_score": list(to_score[:A_FEW]) if told.scores else [],
        "appeals": list(appeals_waiting_for(by)[:A_FEW]) if told.appealed else [],
        "objections": list(objections_waiting_for(by)[:A_FEW]) if told.objected else [],
        "to_approve": plans_to_approve(by, A_FEW) if told.approves else [],
        "obligations": list(waiting_obligations(by)[:A_FEW]) if told.obliged else [],
    }


def _own_plans(request: ActingRequest) -> list[tuple[Plan, Action | None]]:
    """The plans of one's own body, or of the one that it works for, each with the writing that is to be done there.

    Writing and ranking are no steps that wait: they go on until somebody says that they are finished.
    """
    own = Q(owner=request.acting.body) | Q(owner__secretariat=request.acting.body)
    plans = plans_visible_to(request.acting).filter(own).order_by("-cycle__target_year", "pk")
    dated = with_entries_to_confirm(plans).annotate(
        due_on=due_of("pk"), due_kind=due_of("pk", "kind"), gathered_on=due_of("parent_id", kind="gather")
    )[:A_FEW]
    return [(plan, next(iter(offered(WRITING, plan, request.acting, ())), None)) for plan in dated]


@office_required
def plans(request: ActingRequest) -> HttpResponse:
    """The plans that this office may see, filtered by level, year, area, stage and words of the owner's name."""
    found = plans_visible_to(request.acting).order_by("-cycle__target_year", "level", "area_id", "pk")
    level, year, words, area, stage = (
        request.GET.get(name, "").strip() for name in ("level", "year", "q", "area", "stage")
    )
    if level:
        found = found.filter(level=level)
    if year.isdecimal():
        found = found.filter(cycle__target_year=int(year))
    if area.isdecimal():
        found = found.filter(**{"province_code" if len(area) == len("37") else "district_code": area})
    if stage in STAGES:
        found = found.filter(state__in=STAGES[stage][1], kind=PlanKind.AREA)
    if words:
        found = found.filter(owner__name__contains=words) | found.filter(reference__contains=words)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "level": level,
        "year": year,
        "q": words,
        "area": area,
        "stage": stage if stage in STAGES else "",
        "opens_cycles": bool(mandate_of(request.acting).areas(Power.MANAGE_CYCLE)),
        "levels": Plan._meta.get_field("level").choices,
    }
    return show(request, "portal/plans.html", context)
