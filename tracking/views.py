"""The pages of commitments: the list with its filters and sums, and one commitment with its dated reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, QuerySet, Sum
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from directory.filters import Filter, asked_of, filters_of
from directory.models import Area
from directory.page import ActingRequest, carried_out, office_required, show, typed
from documents.handing_out import as_workbook
from proposals.models import BudgetLine
from tracking.forms import UpdateForm
from tracking.models import Commitment, Status
from tracking.queries import (
    QUIET_DAYS,
    admit_to_commitments,
    commitment_for,
    commitments_for,
    districts_of,
    sources_of,
)
from tracking.verbs import update_commitment
from workflow.law import can_see

A_PAGE = 100
Tally = Sequence[tuple[int, str, str, int]]  # agency, its name, status, how many


@office_required
def commitments(request: ActingRequest) -> HttpResponse:
    """What the endorsed plan promised: an agency sees its own, the province all of its own."""
    found, asked, tally, districts = _found(request)
    sums = found.order_by().aggregate(number=Count("pk"), amount=Sum("amount"))
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "sums": {"number": sums["number"], "amount": sums["amount"] or Decimal(0)},
        "filters": _filters(asked, tally, districts),
        "total": sum(row[3] for row in tally),
        "sources": dict(BudgetLine.Source.choices),
        "quiet_days": QUIET_DAYS,
    }
    return show(request, "tracking/commitments.html", context)


def _found(request: ActingRequest) -> tuple[QuerySet[Commitment], Mapping[str, str], Tally, Sequence[Area]]:
    """The commitments that an address asks for, those that nobody spoke of for longest first, and what was asked.

    Raises:
        Refused: the office follows no commitments.
    """
    by = request.acting
    admit_to_commitments(by)
    asked = asked_of(request, "agency", "district", "status", "quiet")
    counted = commitments_for(by).order_by().values_list("agency", "agency__name", "status").annotate(rows=Count("pk"))
    tally, districts = list(counted), districts_of(by)
    return _asked(request, asked, tally, districts).order_by("updated_on", "pk"), asked, tally, districts


@office_required
def commitments_xlsx(request: ActingRequest) -> HttpResponse:
    """The commitments as the page is filtered, as a workbook."""
    headings = [
        *(_("โครงการ"), _("รหัสโครงการ"), _("ปีงบประมาณ"), _("หน่วยงาน"), _("แหล่งงบประมาณ"), _("วงเงิน (บาท)")),
        *(_("เกินกรอบวงเงิน"), _("สถานะ"), _("รายงานล่าสุด")),
    ]
    sources = dict(BudgetLine.Source.choices)
    rows = (
        [
            *(row.title, row.line.proposal.reference, str(row.year), row.agency.name),
            *(str(sources.get(row.funding_source, row.funding_source)), f"{row.amount:,.2f}"),
            *("" if row.within_ceiling else _("ใช่"), row.get_status_display(), row.updated_on.isoformat()),
        ]
        for row in _found(request)[0]
    )
    return as_workbook("commitments.xlsx", (_("ผลตามแผน"), headings, rows))


def _asked(
    request: ActingRequest, asked: Mapping[str, str], tally: Tally, districts: Sequence[Area]
) -> QuerySet[Commitment]:
    """The commitments that an address asks for. What it asks for and is not there finds nothing."""
    agencies = {str(row[0]): row[0] for row in tally}
    known = {"agency": agencies, "district": {area.code for area in districts}, "status": Status.values}
    if any(asked[name] and asked[name] not in values for name, values in known.items()):
        return commitments_for(request.acting).none()
    return commitments_for(
        request.acting,
        agency=agencies.get(asked["agency"]),
        district=asked["district"],
        status=asked["status"],
        quiet=bool(asked["quiet"]),
    )


def _filters(asked: Mapping[str, str], tally: Tally, districts: Sequence[Area]) -> list[Filter]:
    names = {row[0]: row[1] for row in tally}
    by_agency = {key: sum(row[3] for row in tally if row[0] == key) for key in names}
    by_status = {status: sum(row[3] for row in tally if row[2] == status) for status in Status.values}
    of_agency = [(str(key), names[key], by_agency[key]) for key in sorted(names, key=lambda key: names[key])]
    rows: list[Any] = [
        ("agency", _("หน่วยงาน"), of_agency if len(of_agency) > 1 else []),
        ("district", _("อำเภอ"), [(area.code, area.name_th, None) for area in districts]),
        ("status", _("สถานะ"), [(s.value, str(s.label), by_status[s]) for s in Status if by_status[s]]),
        ("quiet", _("ความเคลื่อนไหว"), [("1", _("ไม่มีรายงานเกิน %(days)d วัน") % {"days": QUIET_DAYS}, None)]),
    ]
    return filters_of(asked, rows)


@office_required
def commitment(request: ActingRequest, pk: int) -> HttpResponse:
    """One commitment: where it comes from, its reports, and the form of the next report."""
    found = commitment_for(request.acting, pk)
    form = UpdateForm(typed(request), commitment=found)
    done = carried_out(
        request,
        form,
        lambda values: update_commitment(commitment=found, by=request.acting, **values),
        to=reverse("commitment", args=[found.pk]),
        said=_("บันทึกรายงานแล้ว"),
    )
    context = {
        "commitment": found,
        "source": dict(BudgetLine.Source.choices).get(found.funding_source, found.funding_source),
        "updates": found.updates.select_related("office__body", "event__actor").order_by("-pk"),
        "obligations": list(found.obligations.select_related("owner")),
        "origins": sources_of(found),
        "may_open_plan": can_see(request.acting, found.line.plan),
    }
    return done or show(request, "tracking/commitment.html", context, form)
