"""The worksheet: the one table in which a level is compiled, its bar of buttons, and the splitting of a line."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from approvals.actions import WORKSHEET
from approvals.amending import waiting_at
from approvals.beside import Beside, beside
from approvals.forms.worksheet import COMPARE, LOOK, BarForm, SplitForm
from approvals.lines import MOST_GROUPS, NONE, Group, Wanted, groups_of, stretch_on
from approvals.queries import Sheet, line_on, sheet_of
from approvals.verbs.worksheet import split_line
from approvals.views.rows import rows_of
from directory.errors import Invalid
from directory.models import Office
from directory.page import ActingRequest, carried_out, office_required, show, typed
from proposals.models import Level, Plan, PlanLine, PlanState, WorkClass
from proposals.money import split_by_largest_remainder
from proposals.page import address_of, admit_to, plan_of

LINES_A_PAGE = 100


def sheet_plan(request: ActingRequest, reference: str) -> tuple[Plan, HttpResponse | None]:
    """The plan of a worksheet's address; and where to go instead while its gathering still runs.

    Raises:
        NotHere, Refused: the office may not see the plan, or does not write it.
    """
    plan = plan_of(request, reference)
    admit_to(WORKSHEET, plan, request.acting)
    if plan.state == PlanState.GATHERING and request.method != "POST":
        messages.info(request, _("ตารางงานเปิดเมื่อปิดการรวบรวมแผนแล้ว"))
        return plan, redirect(address_of(plan))
    return plan, None


def parts_of(plan: Plan, sheet: Sheet, part: str, **more: Any) -> dict[str, Any]:
    """What every part of the worksheet shows at its head."""
    return {
        "plan": plan,
        "sheet": sheet,
        "part": part,
        "is_open": plan.state == PlanState.COMPILING,
        "is_province": plan.level == Level.PROVINCE,
        **more,
    }


def page_of(lines: QuerySet[PlanLine], sheet: Sheet, number: str | None) -> Page[PlanLine]:
    """One page of the lines that the worksheet's own query has counted."""
    paginator = Paginator(lines, LINES_A_PAGE)
    paginator.__dict__["count"] = sheet.counted  # where Django keeps it once it has asked
    return paginator.get_page(number)


@office_required
def worksheet_page(request: ActingRequest, reference: str) -> HttpResponse:
    """The lines in reach, filtered by addresses, with one form for what is ticked. It changes nothing itself."""
    plan, elsewhere = sheet_plan(request, reference)
    if elsewhere is not None:
        return elsewhere
    if request.method == "POST":
        return redirect(_where_it_leads(request, reference))
    wanted = Wanted.of(request.GET)
    around = beside(plan, wanted, request.acting)
    form = BarForm(bodies=around.bodies)
    sheet = sheet_of(plan)
    groups = groups_of(plan, wanted) if wanted.group else None
    lines = stretch_on(plan, wanted, request.GET, count=_counted(sheet, wanted, groups))
    context = parts_of(
        plan,
        sheet,
        "lines",
        table=rows_of(plan, lines.rows),
        lines=lines,
        wanted=wanted,
        choices=around,
        classes=WorkClass.choices,
        groups=groups,
        waited=[(wanted.address(assigned=each.key), each) for each in around.waited],
        nobodys=wanted.address(assigned=NONE),
        reviewers=_reviewers(around, request.acting.office),
        here=wanted.address(),
        bulk=with_query(reverse("plan_bulk", args=[reference]), request),
        shown=_shown(sheet, wanted),
        grouped=_grouped(),
        orders=_orders(),
        waiting=waiting_at(plan) if sheet.waiting else [],
    )
    return show(request, "approvals/worksheet.html", context, form)


_LEADS = {COMPARE: "plan_merge", LOOK: "plan_bulk"}  # buttons that lead to a page of their own, with what is ticked


def _where_it_leads(request: ActingRequest, reference: str) -> str:
    """The page of the pressed button. What changes lines is sent to the page that says first what it would do.

    Raises:
        Invalid: no button of this page.
    """
    act = request.POST.get("act", "")
    if act not in _LEADS:
        raise Invalid.of("act", act, _("ไม่รู้จักการทำงานนี้"))
    ticked = urlencode([("line", line) for line in request.POST.getlist("lines")])
    return with_query(reverse(_LEADS[act], args=[reference]), request, ticked)


def with_query(address: str, request: ActingRequest, before: str = "") -> str:
    """Another page's address with what this one asks for, but without the lines that it names."""
    asked = request.GET.copy()
    asked.pop("line", None)
    query = "&".join(filter(None, [before, asked.urlencode()]))
    return f"{address}?{query}" if query else address


def _shown(sheet: Sheet, wanted: Wanted) -> list[tuple[str, str, str, int]]:
    found = [
        ("undecided", _("ยังไม่ตัดสิน"), sheet.undecided),
        ("taken", _("รับเข้าแล้ว"), sheet.taken),
        ("answered", _("ตอบแล้ว ไม่รับเข้า"), sheet.answered),
        ("kept", _("ชุมชนทำเอง"), sheet.kept),
        ("all", _("ทั้งหมด"), sheet.lines),
    ]
    return [(code, wanted.address(shown=code), label, count) for code, label, count in found]


def _counted(sheet: Sheet, wanted: Wanted, groups: list[Group] | None) -> int | None:
    """How many lines that is, where the head of the page or the groups have counted it already."""
    if groups is not None and len(groups) < MOST_GROUPS:
        return sum(group.lines for group in groups)
    if wanted.narrows:
        return None
    every = {"undecided": sheet.undecided, "taken": sheet.taken, "kept": sheet.kept, "all": sheet.lines}
    return every.get(wanted.shown)


def _reviewers(around: Beside, own: Office) -> list[tuple[str, str]]:
    others = [(each.key, each.title) for each in around.waited if each.key != str(own.pk)]
    return [(str(own.pk), _("ท่านเอง")), *others]


def _orders() -> list[tuple[str, str]]:
    return [
        ("", _("ตามพื้นที่")),
        ("asked", _("วงเงินมากไปน้อย")),
        ("title", _("ชื่อโครงการ")),
        ("strategy", _("ยุทธศาสตร์")),
        ("village", _("หมู่บ้าน")),
        ("score", _("คะแนนมากไปน้อย")),
        ("rank", _("ลำดับ")),
    ]


def _grouped() -> list[tuple[str, str]]:
    return [
        ("strategy", _("ยุทธศาสตร์")),
        ("village", _("หมู่บ้าน")),
        ("class", _("ประเภทโครงการ")),
        ("area", _("พื้นที่")),
        ("owner", _("เจ้าของ")),
    ]


@office_required
def split_page(request: ActingRequest, reference: str, line: int) -> HttpResponse:
    """Split one line into several projects, whose amounts together are what it asked."""
    plan, elsewhere = sheet_plan(request, reference)
    if elsewhere is not None:
        return elsewhere
    row = line_on(plan, line)
    halves = split_by_largest_remainder(row.asked, [1, 1])  # type: ignore[list-item]  # whole weights serve as well
    title = row.proposal_version.title[:280]
    parts = [  # a record, in Thai for good
        {"title": f"{title} ระยะที่ {number}", "asked": half} for number, half in enumerate(halves, 1)
    ]
    form = SplitForm(typed(request), initial_parts=parts)
    done = carried_out(
        request,
        form,
        lambda _values: split_line(plan=plan, line_id=line, parts=form.parts, by=request.acting),
        to=reverse("plan_worksheet", args=[reference]),
        said=_("แยกเป็น %(count)d รายการ") % {"count": len(form.parts_rows.filled)},
        names={"parts": _("ส่วน"), "lines": _("โครงการ")},
    )
    if done is not None:
        return done
    return show(request, "approvals/split.html", parts_of(plan, sheet_of(plan), "lines", row=row), form)
