"""The pages that anybody may read: they only ask `portal.public` and its neighbours, and answer."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django_ratelimit.decorators import ratelimit

from approvals.petitions import petitions_sent_in
from approvals.views.desk import in_cell
from directory.errors import NotHere
from directory.visitors import count_guess, refuse_guessers
from documents.handing_out import as_workbook
from pages.forms import PageForm
from portal import overview, public
from portal.checked import paper_with
from portal.country import Country
from portal.public_charter import charter_with

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
A_MINUTE = 60
A_PAGE = 20


def public_page(view: View[P]) -> View[P]:
    """For anybody, a number of times a minute; not to be listed by search engines, nor kept by caches on the way."""

    @require_safe
    @ratelimit(group="public pages", key="ip", rate=lambda _group, _request: settings.PUBLIC_PAGES_RATE)
    @functools.wraps(view)
    def asked(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response.setdefault("X-Robots-Tag", "noindex, nofollow")
        patch_cache_control(response, private=True, max_age=A_MINUTE)
        return response

    return asked


class CodeForm(PageForm):
    """A reference or a check code, as somebody reads it off a sheet of paper."""

    mark_optional = False
    code = forms.CharField(
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, label: str, help_text: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label, self.fields["code"].help_text = label, help_text


# --- The front page --------------------------------------------------------------------------------------------------


@public_page
def front(request: HttpRequest) -> HttpResponse:
    """What this is, a field for any code, and the provinces whose plans are announced."""
    form = CodeForm(
        request.GET if "code" in request.GET else None,
        label=_("รหัสแผนหรือโครงการ / รหัสตรวจสอบหนังสือ"),
        help_text=_("เช่น 2572-370101-0042-K หรือรหัส 16 ตัวที่พิมพ์ท้ายหนังสือ"),
    )
    if form.is_valid():
        typed = form.cleaned_data["code"]
        refuse_guessers(request)
        if paper_with(code := public.tidy_code(typed)):
            return redirect("check_code", code)
        if public.leads_to_a_page(reference := public.tidy_reference(typed)):
            return redirect("status", reference)
        count_guess(request)
        form.add_error("code", _("ไม่พบรหัสนี้ หรือเรื่องยังไม่เผยแพร่ กรุณาตรวจตัวอักษรบนหนังสือ แล้วพิมพ์ใหม่"))
    context = {"form": form, "provinces": overview.published_provinces()}
    response = render(request, "public/front.html", context, status=422 if form.errors else 200)
    response["X-Robots-Tag"] = "noindex, nofollow" if request.GET else "all"
    return response


# --- Whose desk it is on ---------------------------------------------------------------------------------------------


@public_page
def status(request: HttpRequest, reference: str) -> HttpResponse:
    """Whose desk a plan or a proposal is on and what became of it. What is not public is not there."""
    reference, code = public.tidy_reference(reference), public.tidy_code(request.GET.get("code", ""))
    if code:
        refuse_guessers(request)
    plan = public.plan_with(reference, code)
    if plan is not None:
        page, lines = public.lines_page(plan, request.GET.get("page"))
        context: dict[str, Any] = {"plan": public.plan_page(plan), "page": page, "lines": lines}
        return render(request, "public/plan.html", {**context, "code": code})
    proposal = public.proposal_with(reference, code)
    if proposal is None:
        count_guess(request)
        raise NotHere("")
    return render(request, "public/proposal.html", {"proposal": proposal, "plan": proposal.plan, "code": code})


# --- Is this sheet of paper what it says? ----------------------------------------------------------------------------


def _check_form(data: Any = None) -> CodeForm:
    return CodeForm(
        data,
        label=_("รหัสตรวจสอบหนังสือ"),
        help_text=_("อักษรอังกฤษและตัวเลข 16 ตัวที่พิมพ์ไว้ใกล้คิวอาร์โค้ด จะมีขีดหรือเว้นวรรคก็ได้"),
    )


@public_page
def check(request: HttpRequest) -> HttpResponse:
    """A field for the code that is printed on a paper."""
    form = _check_form(request.GET if "code" in request.GET else None)
    if form.is_valid():
        refuse_guessers(request)
        code = public.tidy_code(form.cleaned_data["code"])
        if paper_with(code):
            return redirect("check_code", code)
        count_guess(request)
        form.add_error("code", _unknown_code())
    return render(request, "public/check.html", {"form": form}, status=422 if form.errors else 200)


def _unknown_code() -> str:
    return _("ไม่มีหนังสือที่ใช้รหัสนี้ กรุณาตรวจตัวอักษรแล้วพิมพ์ใหม่ ถ้ารหัสตรงกับที่พิมพ์บนหนังสือ โปรดอย่าเชื่อหนังสือนั้นและสอบถามหน่วยงานที่ออก")


@public_page
def check_code(request: HttpRequest, code: str) -> HttpResponse:
    """What the paper of a code is, and whether the file in one's hand is that paper."""
    refuse_guessers(request)
    paper = paper_with(public.tidy_code(code))
    if paper is not None:
        return render(request, "public/paper.html", {"paper": paper})
    count_guess(request)
    form = _check_form({"code": code})
    form.add_error("code", _unknown_code())
    return render(request, "public/check.html", {"form": form}, status=404)


# --- A province ------------------------------------------------------------------------------------------------------


@public_page
def province(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """A province's announced plan in figures, ranked, with how far it has come and the plans that went in."""
    found = overview.overview_of(code, year)
    if found is None:
        raise NotHere("")
    asked = request.GET.get("ceiling", "")
    ceiling = asked if asked in {overview.WITHIN, overview.OVER} else ""
    page, lines = found.ranked(ceiling, request.GET.get("page"))
    context = {"overview": found, "page": page, "lines": lines, "ceiling": ceiling}
    return render(request, "public/province.html", context)


@public_page
def province_xlsx(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """The projects of an announced plan, within or over the ceiling or all, as a workbook in which all is text."""
    found = overview.overview_of(code, year)
    if found is None:
        raise NotHere("")
    asked = request.GET.get("ceiling", "")
    ceiling = asked if asked in {overview.WITHIN, overview.OVER} else ""
    headings = [
        *(_("ลำดับ"), _("รหัส"), _("โครงการ"), _("หน่วยงาน"), _("แหล่งงบประมาณ")),
        *(_("เสนอ (บาท)"), _("กรอบวงเงิน")),
    ]
    where = {False: _("ในกรอบวงเงิน"), True: _("เกินกรอบวงเงิน")}
    rows = [
        [
            *(str(line.rank or ""), line.reference, line.title, line.agency, line.source),
            *(in_cell(line.proposed), where[line.is_over]),
        ]
        for line in found.all_ranked(ceiling)
    ]
    return as_workbook(f"{code}-{year}{'-' if ceiling else ''}{ceiling}.xlsx", (f"{code} {year}", headings, rows))


def _country(request: HttpRequest) -> Country:
    """The figures of the year that was asked for, if some province announced its plan of it."""
    asked = request.GET.get("year", "").strip()
    found = Country(asked)
    if asked and found.year is None:
        raise NotHere("")
    return found


@public_page
def country(request: HttpRequest) -> HttpResponse:
    """The provinces that have announced their plan of a year, and all of them together."""
    found = _country(request)
    return render(request, "public/country.html", {"country": found, "rows": found.rows, "total": found.total})


@public_page
def country_xlsx(request: HttpRequest) -> HttpResponse:
    """The same table as a workbook."""
    found = _country(request)
    asked, in_plan = [_("ขอ (โครงการ)"), _("ขอ (บาท)")], [_("อยู่ในแผน (โครงการ)"), _("อยู่ในแผน (บาทที่ขอ)")]
    rows = [
        [
            *(row.code, row.name or _("รวม")),
            *(str(row.asked.lines), in_cell(row.asked.asked)),
            *(str(row.in_plan.lines), in_cell(row.in_plan.asked)),
        ]
        for row in (*found.rows, found.total)
    ]
    headings = [_("รหัส"), _("จังหวัด"), *asked, *in_plan]
    return as_workbook(f"country-{found.year or ''}.xlsx", (_("จังหวัด"), headings, rows))


@public_page
def petitions(request: HttpRequest, code: str) -> HttpResponse:
    """What a province's councils proposed to the governor, and what was answered: all that was sent."""
    page = Paginator(petitions_sent_in(code), A_PAGE).get_page(request.GET.get("page"))
    if not page.object_list:
        raise NotHere("")
    return render(request, "public/petitions.html", {"page": page, "area": page[0].plan.area})


# --- A charter -------------------------------------------------------------------------------------------------------


@public_page
def charter(request: HttpRequest, reference: str) -> HttpResponse:
    """An adopted charter in the words that are in force; never who signed it, nor what is being written."""
    refuse_guessers(request)
    found = charter_with(public.tidy_reference(reference))
    if found is None:
        count_guess(request)
        raise NotHere("")
    return render(request, "public/charter.html", {"charter": found})
