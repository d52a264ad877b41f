"""The lists of what stands within and over the ceiling of the province's plan, as a page and as a workbook."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, F, QuerySet, Sum
from django.http import HttpResponse
from django.utils.translation import gettext as _

from approvals.actions import WORKSHEET
from approvals.documents import source_label
from approvals.governor import standing
from approvals.views.desk import in_cell
from directory.errors import NotHere
from directory.page import ActingRequest, office_required, show
from documents.handing_out import as_workbook
from proposals.models import Level, Plan, PlanLine, PlanState
from proposals.page import admit_to, plan_of

LINES_A_PAGE = 100
WITHIN, OVER = "within", "over"
ANNOUNCED = (PlanState.ENDORSED, PlanState.ANSWERED)


def _plan(request: ActingRequest, reference: str) -> Plan:
    """The province's plan: before it is announced only for the desk that writes it."""
    plan = plan_of(request, reference)
    if plan.level != Level.PROVINCE:
        raise NotHere(_("เฉพาะแผนจังหวัดที่มีบัญชีในกรอบและเกินกรอบวงเงิน"))
    if plan.state not in ANNOUNCED:
        admit_to(WORKSHEET, plan, request.acting)
    return plan


def _lines(plan: Plan, shown: str) -> QuerySet[PlanLine]:
    """What the version on the desk says, as the allocation lists (P09) have it, each with what was ``granted``.

    What was withdrawn is not in them, nor, once it is announced, what the governor left out.
    """
    rows = PlanLine.objects.filter(version=plan.current_version_id)
    if plan.state in ANNOUNCED:
        rows = standing(plan, rows)
    else:
        rows = rows.exclude(line__fates__kind="withdrawn").annotate(granted=F("proposed"))
    rows = rows.select_related("line__proposal", "proposal_version", "agency").order_by("rank", "line__number")
    if shown == OVER:
        return rows.filter(within_ceiling=False)
    return rows.exclude(within_ceiling=False) if shown == WITHIN else rows


def _granted(line: PlanLine) -> Decimal:
    """What was granted for a row of these lists; what is proposed, before anything is."""
    granted: Decimal = vars(line)["granted"]
    return granted


def _shown(request: ActingRequest) -> str:
    asked = request.GET.get("ceiling", "")
    return asked if asked in {WITHIN, OVER} else ""


@office_required
def ceiling_page(request: ActingRequest, reference: str) -> HttpResponse:
    """Both lists with their sums."""
    plan = _plan(request, reference)
    shown = _shown(request)
    sums: dict[str, Any] = {WITHIN: [0, 0], OVER: [0, 0]}
    counted = _lines(plan, "").order_by().values_list("within_ceiling").annotate(n=Count("pk"), baht=Sum("granted"))
    for within, count, baht in counted:
        found = sums[OVER if within is False else WITHIN]
        found[0], found[1] = found[0] + count, found[1] + (baht or 0)
    page = Paginator(_lines(plan, shown), LINES_A_PAGE).get_page(request.GET.get("page"))
    choices = ((WITHIN, _("ในกรอบวงเงิน"), sums[WITHIN]), (OVER, _("เกินกรอบวงเงิน"), sums[OVER]))
    context = {
        "plan": plan,
        "shown": shown,
        "page": page,
        "lines": [(line, source_label(line.funding_source), _granted(line)) for line in page],
        "choices": [("", _("ทั้งหมด"), None), *choices],
    }
    return show(request, "approvals/ceiling.html", context)


@office_required
def ceiling_xlsx(request: ActingRequest, reference: str) -> HttpResponse:
    """The same list as filtered, one project a row."""
    plan = _plan(request, reference)
    shown = _shown(request)
    headings = [
        *(_("ลำดับ"), _("รหัส"), _("โครงการ"), _("พื้นที่ดำเนินการ"), _("ยุทธศาสตร์"), _("แผนงาน"), _("หน่วยงาน")),
        *(_("แหล่งงบประมาณ"), _("ขอ (บาท)"), _("เสนอ (บาท)"), _("กรอบวงเงิน"), _("เหตุผลที่ปรับวงเงิน")),
    ]
    where = {True: _("ในกรอบวงเงิน"), False: _("เกินกรอบวงเงิน"), None: ""}
    rows = [
        [
            *(str(line.rank or ""), line.line.proposal.reference, line.proposal_version.title),
            *(line.proposal_version.place, line.proposal_version.strategy, line.proposal_version.programme),
            *(line.agency.name if line.agency else "", source_label(line.funding_source)),
            *(in_cell(line.asked), in_cell(_granted(line)), where[line.within_ceiling], line.proposed_reason),
        ]
        for line in _lines(plan, shown)
    ]
    name = f"{plan.reference}-{shown or 'all'}.xlsx"
    return as_workbook(name, (plan.reference, headings, rows))
