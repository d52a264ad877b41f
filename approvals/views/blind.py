"""Scoring alone: the desk's page of who scores, and each scorer's own page."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from approvals.forms.blind import APPOINT, CLOSE, EXCUSE, ScorersForm
from approvals.forms.scoring import SCALE, ScoresForm
from approvals.lines import Wanted, areas_of
from approvals.models import GivenScore
from approvals.queries import lines_to_score, sheet_of
from approvals.scorers import progress_of, scorer_of, stands_back
from approvals.verbs.blind import appoint_scorers, close_scoring, excuse_scorer, score_alone
from approvals.views.desk import told
from approvals.views.scoring import Row
from approvals.views.worksheet import page_of, parts_of, sheet_plan
from directory.errors import NotHere, Stale
from directory.models import Office
from directory.page import ActingRequest, carried_out, office_required, show, typed
from directory.powers import BodyKind, Role
from directory.queries import inside
from proposals.models import Plan
from workflow.door import who_changed

MOST_OFFERED = 120


def _may_score(plan: Plan) -> list[Office]:
    """The offices that a desk is offered: its committee's, the LAOs' executives there, and the agencies'."""
    own = Q(body=plan.owner_id)
    laos = Q(role=Role.EXECUTIVE, body__kind=BodyKind.LAO) & inside(plan.area_code, "body__area_id")
    agencies = Q(body__kind__in=[BodyKind.AGENCY, BodyKind.WORKING_GROUP]) & inside(plan.province_code, "body__area_id")
    asked = Office.objects.filter(scores_worksheets__worksheet__plan=plan)
    found = Office.objects.filter(own | laos | agencies, body__ended_on__isnull=True).exclude(pk__in=asked)
    return list(found.select_related("body").order_by("body__kind", "body__name", "title")[:MOST_OFFERED])


@office_required
def scorers_page(request: ActingRequest, reference: str) -> HttpResponse:
    """Who scores alone and how far each is; appoint, excuse by name, close. No score is shown here."""
    plan, elsewhere = sheet_plan(request, reference)
    if elsewhere is not None:
        return elsewhere
    sheet = sheet_of(plan)
    sheet.worksheet.plan = plan
    progress = progress_of(sheet.worksheet)
    waiting = [each.scorer.office for each in progress if each.scorer.excused_at is None]
    form = ScorersForm(typed(request), eligible=_may_score(plan), waiting=waiting)
    did: list[str] = []

    def do(values: dict[str, Any]) -> None:
        asked: dict[str, Any] = {"plan": plan, "by": request.acting}
        if values["act"] == APPOINT:
            appointed = appoint_scorers(offices=form.appointed, **asked)
            did.append(_("ตั้งผู้ให้คะแนน %s ตำแหน่งแล้ว") % len(appointed))
        elif values["act"] == EXCUSE:
            excuse_scorer(office=form.known[values["office"]], reason=values["reason"] or "", **asked)
            did.append(_("บันทึกการยกเว้นแล้ว"))
        elif values["act"] == CLOSE:
            close_scoring(**asked)
            did.append(_("ปิดการให้คะแนนแล้ว ใช้ค่าเฉลี่ยของผู้ให้คะแนนในการจัดลำดับ"))

    names = {"scorers": _("ผู้ให้คะแนน"), "lines": _("โครงการ"), "scoring": _("วิธีให้คะแนน")}
    said = told(lambda: "".join(did))
    done = carried_out(request, form, do, to=reverse("plan_scorers", args=[reference]), said=said, names=names)
    if done is not None:
        return done
    context = parts_of(plan, sheet, "scorers", progress=progress)
    return show(request, "approvals/scorers.html", context, form)


@office_required
def score_alone_page(request: ActingRequest, reference: str) -> HttpResponse:
    """A scorer's own page: the lines that are theirs, with their own scores and nobody else's."""
    plan = Plan.objects.select_related("owner__secretariat", "area", "cycle").filter(reference=reference).first()
    scorer = scorer_of(plan, request.acting) if plan is not None else None
    if plan is None or scorer is None:
        raise NotHere(_("ไม่พบเรื่องนี้ หรือเรื่องนี้อยู่นอกพื้นที่ของท่าน"))
    wanted, data = Wanted.of(request.GET, "all"), typed(request)
    lines = lines_to_score(plan, Wanted("all", wanted.area, wanted.strategy, wanted.words, wanted.order))
    back = stands_back(scorer, plan, set(lines.values_list("line_id", flat=True)))
    lines = lines.exclude(line__in=back)
    sheet = sheet_of(plan, lines)
    criteria = list(scorer.worksheet.criteria.all())
    known = lines.select_related("line__proposal", "line__plan__area", "proposal_version")
    page = page_of(known, sheet, request.GET.get("page"))
    shown = [row.line_id for row in page] if data is None else ScoresForm.line_ids_in(data)
    own = GivenScore.objects.filter(scorer=scorer, line__in=shown, criterion__in=criteria)
    stored = {(line, key): value for line, key, value in own.values_list("line_id", "criterion_id", "value")}
    form = ScoresForm(data, shown=criteria, stored=stored)

    def do(_values: object) -> int:
        if form.has_other_criteria:
            raise Stale(who_changed(plan))
        return score_alone(plan=plan, scores=form.cleaned_data["scores"], by=request.acting)

    done = carried_out(
        request,
        form,
        do,
        to=request.get_full_path(),
        said=told(lambda: _("บันทึก %(count)d คะแนน") % {"count": len(form.cleaned_data["scores"])}),
        names={"lines": _("โครงการ"), "scores": _("คะแนน"), "scoring": _("วิธีให้คะแนน")},
    )
    if done is not None:
        return done
    areas = areas_of(plan)
    context = parts_of(
        plan,
        sheet,
        "scores",
        criteria=criteria,
        scale=SCALE,
        page=page,
        table=[Row(row, list(form.cells(row.line_id))) for row in page],
        wanted=wanted,
        areas=areas,
        stands_back=len(back),
    )
    context["is_open"] = context["is_open"] and scorer.worksheet.scored_at is None
    return show(request, "approvals/score_alone.html", context, form)
