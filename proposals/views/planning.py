"""How a province plans: its definitions and days in each mode, and what it calls bodies and steps."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from directory import clock
from directory.errors import NotHere
from directory.models import Area
from directory.page import ActingRequest, carried_out, office_required, show, typed
from proposals.forms.planning import RulesForm, TermForm
from proposals.models import Mode, ProvinceRules
from proposals.verbs.province_rules import rules_in_force, set_province_rules
from proposals.views.form_templates import provinces_of
from workflow.models import Term
from workflow.terms import keys, set_term


def _province(request: ActingRequest, code: str) -> Area:
    area = next((area for area in provinces_of(request.acting) if area.pk == code), None)
    if area is None:
        raise NotHere("")
    return area


@office_required
def planning_rules(request: ActingRequest, province: str, mode: str) -> HttpResponse:
    """Set how the province plans in a mode from a day on; what is under way goes on as it began."""
    area = _province(request, province)
    if mode not in Mode.values:
        raise NotHere("")
    form = RulesForm(typed(request), rules=rules_in_force(area, mode, clock.today()))

    def do(values: dict[str, Any]) -> ProvinceRules:
        return set_province_rules(
            province=area,
            mode=mode,
            rules=form.rules(),
            legal_reference=values["legal_reference"] or "",
            valid_from=values["valid_from"],
            by=request.acting,
        )

    here = reverse("planning_rules", args=[area.pk, mode])
    done = carried_out(request, form, do, to=here, said=_("บันทึกแล้ว ใช้กับรอบแผนที่เปิดตั้งแต่วันที่กำหนด"))
    earlier = (
        ProvinceRules.objects.filter(province=area, mode=mode).select_related("set_by").order_by("-valid_from", "-pk")
    )
    context = {"province": area, "mode": Mode(mode), "modes": list(Mode), "earlier": earlier[:20]}
    return done or show(request, "proposals/planning_rules.html", context, form)


@office_required
def planning_names(request: ActingRequest, province: str) -> HttpResponse:
    """What the province calls its bodies and steps, from which day, and the form for another name."""
    area = _province(request, province)
    form = TermForm(typed(request))

    def do(values: dict[str, Any]) -> Term:
        return set_term(
            province=area,
            key=values["key"],
            text=values["text"] or "",
            abbreviation=values["abbreviation"] or "",
            legal_reference=values["legal_reference"] or "",
            valid_from=values["valid_from"],
            by=request.acting,
        )

    done = carried_out(request, form, do, to=reverse("planning_names", args=[area.pk]), said=_("บันทึกชื่อแล้ว"))
    usual = keys()
    own = Term.objects.filter(province=area).order_by("-valid_from", "-pk")[:100]
    named = [(term, usual.get(term.key, term.key)) for term in own]
    return done or show(request, "proposals/planning_names.html", {"province": area, "named": named}, form)
