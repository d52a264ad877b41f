"""Scoring on the worksheet: the criteria with their weights, and the scores line by line."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from approvals.forms.scoring import SCALE, Cell, CriteriaForm, ScoresForm
from approvals.lines import Wanted, areas_of
from approvals.models import Score
from approvals.queries import lines_to_score, scores_of, sheet_of
from approvals.queries_of_scenarios import criteria_and_consensus, quorate_meetings
from approvals.scorers import spreads_of
from approvals.verbs.worksheet import score_lines, set_criteria
from approvals.views.desk import told
from approvals.views.worksheet import page_of, parts_of, sheet_plan
from directory.errors import Stale
from directory.page import ActingRequest, carried_out, office_required, show, typed
from proposals.models import Cycle, PlanLine, PlanState
from workflow.door import who_changed


@dataclass(frozen=True, slots=True)
class Row:
    """A line with its cells."""

    line: PlanLine
    cells: list[Cell]


@office_required
def scores_page(request: ActingRequest, reference: str) -> HttpResponse:
    """Lines by criteria as small choices; what was changed on a page is saved at once."""
    plan, elsewhere = sheet_plan(request, reference)
    if elsewhere is not None:
        return elsewhere
    wanted, data = Wanted.of(request.GET, "all"), typed(request)
    lines = lines_to_score(plan, wanted)
    sheet = sheet_of(plan, lines)
    criteria, consensus = criteria_and_consensus(sheet.worksheet)
    known = lines.select_related("line__proposal", "line__plan__area", "proposal_version")
    page = page_of(known, sheet, request.GET.get("page"))
    shown = [row.line_id for row in page] if data is None else ScoresForm.line_ids_in(data)
    agreed = {name: consensus[name] for name in ("meeting", "text")} if consensus else {}  # of the page before
    meetings = quorate_meetings(plan)
    form = ScoresForm(data, shown=criteria, stored=scores_of(shown, criteria), meetings=meetings, initial=agreed)

    def do(_values: object) -> int:
        if form.has_other_criteria:
            raise Stale(who_changed(plan))
        scores = form.cleaned_data["scores"]
        return score_lines(plan=plan, scores=scores, by=request.acting, resolved=form.resolved())

    done = carried_out(
        request,
        form,
        do,
        to=request.get_full_path(),
        said=told(lambda: _("บันทึก %(count)d คะแนน") % {"count": len(form.cleaned_data["scores"])}),
        names={"lines": _("โครงการ"), "scores": _("คะแนน")},
    )
    if done is not None:
        return done
    areas = areas_of(plan)
    alone = sheet.worksheet.scoring == Cycle.Scoring.ALONE
    waits = alone and sheet.worksheet.scored_at is None
    sheet.worksheet.plan = plan
    spreads = spreads_of(sheet.worksheet, {row.line_id for row in page}) if alone and not waits else {}
    context = parts_of(
        plan,
        sheet,
        "scores",
        criteria=criteria,
        scale=SCALE,
        page=page,
        table=[
            Row(
                row,
                [replace(c, spread=spreads.get((row.line_id, c.criterion.pk))) for c in form.cells(row.line_id)],
            )
            for row in page
        ],
        consensus=None if alone else consensus,
        meetings=meetings,
        waits_for_scorers=waits,
        may_enter=plan.state == PlanState.COMPILING and not waits,
        wanted=wanted,
        areas=areas,
        shown=[("all", _("ทั้งหมด")), ("undecided", _("ยังให้คะแนนไม่ครบ"))],
    )
    return show(request, "approvals/scores.html", context, form)


@office_required
def criteria_page(request: ActingRequest, reference: str) -> HttpResponse:
    """Set what lines are scored by; where scores were given, ask whether they may be dropped."""
    plan, elsewhere = sheet_plan(request, reference)
    if elsewhere is not None:
        return elsewhere
    sheet = sheet_of(plan)
    given = Score.objects.filter(criterion__worksheet=sheet.worksheet).count()
    form = CriteriaForm(typed(request), criteria=list(sheet.worksheet.criteria.all()), scores_given=given)
    done = carried_out(
        request,
        form,
        lambda _values: set_criteria(plan=plan, criteria=form.drafts, by=request.acting),
        to=reverse("plan_scores", args=[reference]),
        said=_("ตั้งเกณฑ์ %(count)d ข้อแล้ว") % {"count": len(form.criteria_rows.filled)},
        names={"criteria": _("เกณฑ์")},
    )
    if done is not None:
        return done
    return show(request, "approvals/criteria.html", parts_of(plan, sheet, "scores", scores_given=given), form)
