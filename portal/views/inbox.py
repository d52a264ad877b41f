"""The inbox: what waits for this office, since when, until when, and why it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _

from directory import clock
from directory.mandates import mandate_of
from directory.page import ActingRequest, office_required, show
from directory.powers import BodyKind, Power
from documents.life import STEPS
from documents.models import Document
from documents.queries import papers_of
from proposals.models import Plan
from proposals.queries import plans_visible_to
from tracking.models import Commitment, Status
from tracking.queries import commitments_for
from workflow.inbox import waiting_for

A_PAGE = 50
A_FEW = 6
SOON_DAYS = 7


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
    tasks = list(waiting_for(request.acting))
    kinds = _kinds(tasks)
    kind, due = request.GET.get("kind", ""), request.GET.get("due", "")
    today = clock.today()
    chosen = [
        task
        for task in tasks
        if (not kind or task.owner_permission.rpartition(".")[2] == kind) and _is_due(task.due_on, due, today)
    ]
    page = Paginator(chosen, A_PAGE).get_page(request.GET.get("page"))
    plans = {
        str(plan.pk): plan
        for plan in Plan.objects.filter(pk__in=[task.plan_id for task in page]).select_related("owner", "area", "cycle")
    }
    rows = [
        Waiting(
            plans[str(task.plan_id)],
            str(task.flow_task.task_title),
            str(Power(task.owner_permission.rpartition(".")[2]).label),
            task.created,
            task.due_on,
        )
        for task in page
        if str(task.plan_id) in plans
    ]
    context: dict[str, Any] = {
        "rows": rows,
        "page": page,
        "kinds": kinds,
        "kind": kind,
        "due": due,
        "due_choices": [("", _("ทั้งหมด")), ("late", _("เลยกำหนด")), ("soon", _("ภายใน 7 วัน"))],
        "total": len(tasks),
        "papers": _papers(request),
        "writing": _own_plans(request),
        "promises": _unreported(request),
    }
    return show(request, "portal/inbox.html", context)


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
    return list(commitments_for(request.acting, status=Status.WAITING).order_by("year", "pk")[:6])


def _own_plans(request: ActingRequest) -> QuerySet[Plan]:
    """The plans of one's own body, or of the one that it works for: where one writes before anything waits."""
    own = Q(owner=request.acting.body) | Q(owner__secretariat=request.acting.body)
    return plans_visible_to(request.acting).filter(own).order_by("-cycle__target_year", "pk")[:A_FEW]


@office_required
def plans(request: ActingRequest) -> HttpResponse:
    """The plans that this office may see, filtered by level, year and words of the owner's name."""
    found = plans_visible_to(request.acting).order_by("-cycle__target_year", "level", "area_id", "pk")
    level, year, words = (request.GET.get(name, "").strip() for name in ("level", "year", "q"))
    if level:
        found = found.filter(level=level)
    if year.isdecimal():
        found = found.filter(cycle__target_year=int(year))
    if words:
        found = found.filter(owner__name__contains=words) | found.filter(reference__contains=words)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "level": level,
        "year": year,
        "q": words,
        "opens_cycles": bool(mandate_of(request.acting).areas(Power.MANAGE_CYCLE)),
        "levels": Plan._meta.get_field("level").choices,
    }
    return show(request, "portal/plans.html", context)
