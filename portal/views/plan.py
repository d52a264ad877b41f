"""A plan's page: where it is, the one main button, the way it goes; and behind it its lines, versions and history."""

from __future__ import annotations

from typing import Any, cast

from django.core.paginator import Paginator
from django.db.models import F, Prefetch, Q
from django.http import HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext as _

from approvals.afterwards import afterwards_of
from approvals.amending import may_go_up, place_above, why_it_waits
from approvals.petitions import petition_of
from approvals.verbs.gathering import gathered_without
from directory.page import ActingRequest, office_required, show
from documents.announcements import announcement_of
from portal.archive import archive_of
from portal.asked import ACTIONS
from portal.chart import process_of
from portal.line_link import line_link
from portal.timeline import deed_of, events_of
from portal.whereabouts import desks_of, way_of
from proposals.actions import DRAFT, IMPORT, ORDER, in_groups
from proposals.amendments import AMENDABLE, amendments_of
from proposals.changes import changes_between, changes_since_return
from proposals.entries import unconfirmed_proposals
from proposals.models import Fate, Level, Opinion, Plan, PlanKind, PlanLine, PlanState, PlanVersion
from proposals.page import is_open_to, plan_of
from proposals.queries import remarks_for_a_page
from proposals.word_changes import in_words, names_in
from workflow.actions import names_of, open_steps

CAME_BACK = (PlanState.SUBMITTED, PlanState.IN_REVIEW, PlanState.ACCEPTED)
A_PAGE, LINES_A_PAGE = 50, 100


@office_required
def plan(request: ActingRequest, reference: str) -> HttpResponse:
    """Where the plan is and what this office may do with it now."""
    found = plan_of(request, reference)
    tasks = open_steps(found)
    waiting = names_of(tasks)
    timely = [action for action in ACTIONS if action.fits(found, waiting)]
    actions = [action for action in timely if action.is_allowed(found, request.acting)]
    main = next((action for action in actions if action.is_main), None)
    recordable = [action for action in timely if action.is_recordable(found, request.acting)]
    context = {
        "plan": found,
        "tab": "plan",
        "desks": desks_of(found, tasks),
        "way": way_of(found),
        "main": main,
        "main_announced": announcement_of(main.verb, found) if main else None,
        "others": in_groups(action for action in actions if action is not main),
        "recordable": in_groups(recordable),
        "remarks": remarks_for_a_page(found) if found.kind != PlanKind.PETITION else [],
        "resting": _resting(found),
        "gathered_without": gathered_without(found) if found.kind == PlanKind.AREA else [],
        "amendments": amendments_of(found) if found.kind == PlanKind.AREA and found.state in AMENDABLE else [],
        "afterwards": afterwards_of(found),
        "petition": petition_of(found),
        "may_write": is_open_to(DRAFT, found, request.acting),
        "line_link": line_link(found, found.reference, request.path),
    }
    return show(request, "portal/plan.html", context)


def _resting(plan: Plan) -> str:
    """The words for a plan that waits for nobody's step."""
    if plan.kind == PlanKind.PETITION and plan.state == PlanState.ANSWERED:
        return _("ผู้ว่าราชการจังหวัดตอบข้อเสนอแล้ว")
    if plan.kind == PlanKind.AMENDMENT and plan.state == PlanState.ADOPTED:
        return _where_an_amendment_waits(plan)
    return {
        PlanState.DROPPED: _("เลิกทำก่อนที่ประชุมรับรอง"),
        PlanState.ACCEPTED: _("อำเภอหรือจังหวัดรับแผนแล้ว รอการรวบรวมของระดับเหนือขึ้นไป"),
        PlanState.CLOSED: _("ทุกโครงการของแผนนี้ได้ข้อยุติแล้ว"),
        PlanState.ANSWERED: _("ตอบองค์กรเจ้าของแผนครบแล้ว"),
        PlanState.WITHDRAWN: _("เจ้าของถอนแผนแล้ว"),
    }.get(plan.state, "")


def _where_an_amendment_waits(plan: Plan) -> str:
    """The words for an adopted amendment that no level above has taken in."""
    amended = plan.amendment.amends
    if amended.state == PlanState.WITHDRAWN:
        return _("ที่ประชุมรับรองแล้ว แต่แผนเดิมถอนแล้ว ฉบับนี้จึงไม่เดินต่อ")
    above = place_above(plan)
    if above is not None and may_go_up(plan):
        return _("ที่ประชุมรับรองแล้ว รอนำเข้าตารางงานของระดับเหนือขึ้นไป") + f" · {why_it_waits(plan.amendment, above)}"
    if plan.level == Level.SUBDISTRICT and plan.amendment.waits_for_the_supplementary_round:
        return _("ที่ประชุมรับรองแล้ว รอรอบเสริมของอำเภอ")
    if plan.level != Level.SUBDISTRICT:
        return _("ที่ประชุมรับรองแล้ว รอรอบเสริมของระดับจังหวัด")
    return _("ที่ประชุมรับรองแล้ว รออำเภอนำเข้าพิจารณา")


@office_required
def lines(request: ActingRequest, reference: str) -> HttpResponse:
    """The plan's projects with what each asked and what became of it."""
    found = plan_of(request, reference)
    rows = (
        PlanLine.objects.filter(version=found.current_version_id)
        .select_related("line__proposal", "proposal_version", "agency")
        .prefetch_related(
            Prefetch("line__fates", Fate.objects.filter(revised_by__isnull=True).select_related("referred_to")),
            Prefetch("line__opinions", Opinion.objects.select_related("body").order_by("pk")),
        )
        .order_by(F("rank").asc(nulls_last=True), "line__number")
    )
    words = request.GET.get("q", "").strip()
    if words:
        rows = rows.filter(Q(proposal_version__title__contains=words) | Q(line__proposal__reference__contains=words))
    only_changed = request.GET.get("changed") == "1"
    if only_changed:
        rows = rows.filter(line__in=[change.line_id for change in changes_since_return(found)])
    page = Paginator(rows, LINES_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "plan": found,
        "tab": "lines",
        "only_changed": only_changed,
        "came_back": found.state in CAME_BACK and found.remarks.exists(),
        "page": page,
        "q": words,
        "may_order": bool(page.paginator.count) and is_open_to(ORDER, found, request.acting),
        "may_import": is_open_to(IMPORT, found, request.acting),
        "unconfirmed": unconfirmed_proposals(found),
    }
    return show(request, "portal/lines.html", context)


@office_required
def archive(request: ActingRequest, reference: str) -> HttpResponse:
    """Hand out the book of everything, made while it is sent."""
    found = plan_of(request, reference)
    response = StreamingHttpResponse(archive_of(found, request.acting), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{found.reference}.zip"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return cast("HttpResponse", response)  # which Django counts among the streaming ones


@office_required
def history(request: ActingRequest, reference: str) -> HttpResponse:
    """Everything that happened to the plan, newest first: who, in which office, what and when."""
    found = plan_of(request, reference)
    page = Paginator(events_of(found), A_PAGE).get_page(request.GET.get("page"))
    context = {"plan": found, "tab": "history", "page": page, "deeds": [deed_of(event) for event in page]}
    return show(request, "portal/history.html", context)


@office_required
def process(request: ActingRequest, reference: str) -> HttpResponse:
    """The steps of the definition that the plan runs under, as a picture and in words: what is done and what waits."""
    found = plan_of(request, reference)
    return show(request, "portal/process.html", {"plan": found, "tab": "process", "process": process_of(found)})


@office_required
def versions(request: ActingRequest, reference: str) -> HttpResponse:
    """The plan's versions, and what changed between two of them, word by word."""
    found = plan_of(request, reference)
    all_versions = list(found.versions.order_by("number"))
    earlier, later = _pair(all_versions, request)
    context: dict[str, Any] = {"plan": found, "tab": "versions", "versions": all_versions, "a": earlier, "b": later}
    if earlier and later:
        page = Paginator(changes_between(earlier, later), A_PAGE).get_page(request.GET.get("page"))
        names = names_in(page.object_list)
        context |= {"page": page, "changes": [in_words(change, names) for change in page]}
    return show(request, "portal/versions.html", context)


def _pair(versions: list[PlanVersion], request: ActingRequest) -> tuple[PlanVersion | None, PlanVersion | None]:
    """The two versions asked for; without asking, the last two."""
    by_number = {str(version.number): version for version in versions}
    latest = versions[-2:] if len(versions) > 1 else [None, None]
    a = by_number.get(request.GET.get("a", ""), latest[0])
    b = by_number.get(request.GET.get("b", ""), latest[1])
    return a, b
