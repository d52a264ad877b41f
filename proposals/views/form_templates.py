"""The forms of a province: which there are, what they look like, and a province's own titles and columns."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import override

from directory.acting import Acting
from directory.errors import NotHere, Refused
from directory.mandates import mandate_of
from directory.models import Area
from directory.page import ActingRequest, carried_out, office_required, show, typed
from directory.powers import Power
from documents import layouts
from proposals.form_tables import form_table, rows_with_money, template_for
from proposals.forms.form_templates import FormTemplateForm
from proposals.models import Cycle, FormTemplate, Plan
from proposals.verbs.form_templates import set_form

ROWS_OF_A_PREVIEW = 6
NAMES = {slugify(code.name): code for code in FormTemplate.Code}  # ผ.02/1 cannot stand in an address


def provinces_of(by: Acting) -> list[Area]:
    """The provinces whose forms an office sets.

    Raises:
        Refused: none.
    """
    provinces = Area.objects.filter(pk__in=mandate_of(by).areas(Power.MANAGE_CYCLE), level=Area.Level.PROVINCE)
    if not provinces:
        raise Refused(_("ตำแหน่ง %(office)s ไม่มีหน้าที่กำหนดแบบของแผน") % {"office": by.office})
    return list(provinces)


def _cycle(by: Acting, province: str) -> Cycle:
    """The latest cycle of a province of this office, whose round the forms are for.

    Raises:
        NotHere: no such province, or no cycle in it yet.
    """
    known = [area.pk for area in provinces_of(by)]
    latest = Cycle.objects.select_related("province").filter(province__in=known, province=province)
    cycle = latest.order_by("-target_year").first()
    if cycle is None:
        raise NotHere("")
    return cycle


def _template(cycle: Cycle, name: str) -> FormTemplate:
    if name not in NAMES:
        raise NotHere("")
    return template_for(NAMES[name], cycle)


@office_required
def form_templates(request: ActingRequest) -> HttpResponse:
    """Every form of the provinces that this office keeps, with the version that holds today."""
    provinces = provinces_of(request.acting)
    found = []
    for province in provinces:
        cycle = Cycle.objects.filter(province=province).select_related("province").order_by("-target_year").first()
        rows = [(name, template_for(code, cycle)) for name, code in NAMES.items()] if cycle else []
        found.append((province, rows))
    return show(request, "proposals/form_templates.html", {"found": found})


@office_required
def form_template(request: ActingRequest, province: str, code: str) -> HttpResponse:
    """Set a form's title and columns in a province; a new version is made, and earlier papers keep theirs."""
    cycle = _cycle(request.acting, province)
    template = _template(cycle, code)
    form = FormTemplateForm(typed(request), template=template)

    def do(values: dict[str, Any]) -> FormTemplate:
        return set_form(
            province=cycle.province,
            code=template.code,
            title=values["title"],
            legal_reference=values["legal_reference"],
            valid_from=values["valid_from"],
            columns=form.columns.values,
            by=request.acting,
        )

    done = carried_out(
        request, form, do, to=reverse("form_templates"), said=_("บันทึกแบบแล้ว"), names={"columns": _("คอลัมน์")}
    )
    context = {"template": template, "province": cycle.province, "name": code}
    return done or show(request, "proposals/form_template.html", context, form)


@office_required
def form_preview(request: ActingRequest, province: str, code: str) -> HttpResponse:
    """A sample of a form as PDF, filled with the first projects of a plan of the province."""
    cycle = _cycle(request.acting, province)
    template = _template(cycle, code)
    plan = Plan.objects.filter(cycle=cycle, current_version__plan_lines__isnull=False).order_by("-level", "pk").first()
    rows = rows_with_money(plan.version_on_desk)[:ROWS_OF_A_PREVIEW] if plan else []
    with override("th"):
        block = form_table(template, rows, cycle, cycle.province.full_name)
    snapshot = {"layout": "table", **block, "title": template.title, "demo": True}
    response = HttpResponse(layouts.render(snapshot), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="form-{code}.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
