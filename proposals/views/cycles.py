"""Opening a province's planning cycle, and announcing a later date for its gathering."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _

from directory.errors import Refused
from directory.mandates import mandate_of
from directory.models import Area
from directory.page import ActingRequest, carried_out, office_required, show, typed
from directory.powers import Power
from proposals.actions import EXTEND
from proposals.forms.cycles import ExtendForm, OpenCycleForm
from proposals.models import Cycle, Plan
from proposals.page import action_page, plan_of
from proposals.verbs.cycle import open_cycle
from workflow import deadlines


@office_required
def open_cycle_page(request: ActingRequest) -> HttpResponse:
    """Open the cycle of a fiscal year: every body of the province gets its plan to write, and is asked."""
    mandate = mandate_of(request.acting)
    provinces = list(Area.objects.filter(pk__in=mandate.areas(Power.MANAGE_CYCLE), level=Area.Level.PROVINCE))
    if not provinces:
        raise Refused(_("ตำแหน่ง %(office)s ไม่มีอำนาจเปิดรอบแผน") % {"office": request.acting.office})
    form = OpenCycleForm(typed(request), provinces=provinces)

    def do(_values: dict[str, object]) -> Cycle:
        return open_cycle(
            province=form.province,
            target_year=form.cleaned_data["target_year"],
            mode=form.cleaned_data["mode"],
            by=request.acting,
        )

    done = carried_out(request, form, do, to="plans", said=_("เปิดรอบแผนแล้ว ทุกองค์กรมีแผนให้เขียนแล้ว"))
    opened = Cycle.objects.filter(province__in=provinces).select_related("province").order_by("-target_year")
    return done or show(request, "proposals/open_cycle.html", {"opened": opened, "provinces": provinces}, form)


@office_required
def extend_page(request: ActingRequest, reference: str) -> HttpResponse:
    """Announce a later date by which the plans below must be in."""
    plan = plan_of(request, reference)

    def do(form: ExtendForm) -> Plan:
        deadlines.extend(
            plan,
            "gather",
            form.cleaned_data["due_on"],
            by=form.actor(),
            power=Power.WRITE_PLAN,
            announced_by=form.cleaned_data["announced_by"],
            announced_on=form.cleaned_data["announced_on"],
            reason=form.cleaned_data["reason"],
        )
        return plan

    present = deadlines.open_deadlines(plan, "gather").first()
    said = _("ประกาศกำหนดใหม่แล้ว")
    return action_page(
        request,
        plan,
        EXTEND,
        do,
        form_class=ExtendForm,
        template="proposals/extend.html",
        said=said,
        context={"present": present},
    )
