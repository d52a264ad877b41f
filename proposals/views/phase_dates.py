"""The last days of a cycle's phases: which stand, by which letter, and the form that announces another."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.utils.translation import gettext as _

from directory import clock
from directory.errors import Refused
from directory.page import ActingRequest, carried_out, office_required, show, typed
from proposals.forms.phase_dates import PhaseDateForm
from proposals.models import Cycle
from proposals.verbs.phase_dates import announce_date, areas_to_date, phases_to_date
from workflow.models import PhaseDate
from workflow.phases import announced_for, chain_of

MOST_EARLIER = 50


@office_required
def planning_dates(request: ActingRequest) -> HttpResponse:
    """Announce the last day of a phase for a province or an area of it; plans under way follow at once."""
    areas = areas_to_date(request.acting)
    if not areas:
        raise Refused(_("ตำแหน่ง %(office)s ไม่มีหน้าที่ประกาศวันของช่วงงาน") % {"office": request.acting.office})
    provinces = {area.code[:2] for area in areas}
    years = list(
        Cycle.objects.filter(province__in=provinces).order_by("-target_year").values_list("province_id", "target_year")
    )
    places = [(area, year) for province, year in years for area in areas if area.code.startswith(province)]
    form = PhaseDateForm(typed(request), places=places, phases=phases_to_date(request.acting))

    def do(values: dict[str, Any]) -> PhaseDate:
        area, year = form.places[values["where"]]
        return announce_date(area=area, target_year=year, announcement=form.announcement(), by=request.acting)

    said = _("ประกาศวันแล้ว แผนที่กำลังเดินใช้วันนี้ทันที")
    done = carried_out(request, form, do, to="planning_dates", said=said)
    if done is not None:
        return done
    codes = {code for area in areas for code in chain_of(area.code)}
    standing = announced_for(Q(area__in=codes))
    now = {each.pk for each in standing}
    earlier = PhaseDate.objects.filter(area__in=areas).exclude(pk__in=now).select_related("area").order_by("-pk")
    context = {"standing": standing, "earlier": earlier[:MOST_EARLIER], "today": clock.today()}
    return show(request, "proposals/planning_dates.html", context, form)
