"""The worksheet: the one table in which a level is compiled, its bar of buttons, and the splitting of a line."""

from __future__ import annotations

from dataclasses import dataclass
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
from approvals.forms.worksheet import ANSWER, COMPARE, MERGE, TAKE, TAKE_ALL, BulkForm, SplitForm
from approvals.models import Item
from approvals.queries import (
    Sheet,
    Wanted,
    bodies_to_refer_to,
    line_on,
    lines_on,
    places_and_strategies,
    sheet_of,
    with_what_is_known,
)
from approvals.verbs.worksheet import answer_lines, merge_lines, reopen_lines, split_line, take_lines
from approvals.views.desk import told
from directory.page import ActingRequest, carried_out, office_required, show, typed
from proposals.models import Level, Plan, PlanLine, PlanState
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


@dataclass(frozen=True, slots=True)
class Row:
    """One line in the table."""

    line: Any
    item: Item
    is_ticked: bool
    is_ready: bool


@office_required
def worksheet_page(request: ActingRequest, reference: str) -> HttpResponse:
    """The lines in reach, filtered by addresses, with one form for what is ticked."""
    plan, elsewhere = sheet_plan(request, reference)
    if elsewhere is not None:
        return elsewhere
    if request.POST.get("act") == COMPARE:
        ticked = urlencode([("line", line) for line in request.POST.getlist("lines")])
        return redirect(reverse("plan_merge", args=[reference]) + "?" + ticked)
    wanted = Wanted.of(request.GET)
    form = BulkForm(typed(request), bodies=list(bodies_to_refer_to(plan)))
    did: list[str] = []
    done = carried_out(
        request,
        form,
        lambda _values: did.append(_carry_out(request, plan, wanted, form)),
        to=request.get_full_path(),
        said=told(lambda: did[0]),
        names={"answers[].answer": "outcome", "answers[].reason_code": "outcome", "lines": "lines"},
    )
    if done is not None:
        return done
    lines = lines_on(plan, wanted)
    sheet = sheet_of(plan, lines)
    page = page_of(with_what_is_known(lines), sheet, request.GET.get("page"))
    areas, strategies = places_and_strategies(plan)
    context = parts_of(
        plan,
        sheet,
        "lines",
        rows=None,
        table=_rows(page, form),
        page=page,
        wanted=wanted,
        areas=areas,
        strategies=strategies,
        shown=_shown(sheet),
        orders=[
            ("", _("ตามพื้นที่")),
            ("asked", _("วงเงินมากไปน้อย")),
            ("title", _("ชื่อโครงการ")),
            ("strategy", _("ยุทธศาสตร์")),
        ],
    )
    return show(request, "approvals/worksheet.html", context, form)


def _shown(sheet: Sheet) -> list[tuple[str, str, int]]:
    return [
        ("undecided", _("ยังไม่ตัดสิน"), sheet.undecided),
        ("taken", _("รับเข้าแล้ว"), sheet.taken),
        ("answered", _("ตอบแล้ว ไม่รับเข้า"), sheet.answered),
        ("kept", _("ชุมชนทำเอง"), sheet.kept),
        ("all", _("ทั้งหมด"), sheet.lines),
    ]


def _rows(page: Page[PlanLine], form: BulkForm) -> list[Row]:
    ticked = {str(line) for line in form["lines"].value() or ()}
    return [
        Row(
            line,
            line.line.worksheet_item,
            str(line.line_id) in ticked,
            line.line.worksheet_item.answer != Item.Answer.KEPT,
        )
        for line in page
    ]


def _carry_out(request: ActingRequest, plan: Plan, wanted: Wanted, form: BulkForm) -> str:
    """Do what the pressed button says, and say how much that was."""
    act, lines, by = form.cleaned_data["act"], form.line_ids, request.acting
    if act == TAKE_ALL:
        undecided = Wanted("undecided", wanted.area, wanted.strategy, wanted.words)
        lines = list(lines_on(plan, undecided).values_list("line_id", flat=True))
    if act in {TAKE, TAKE_ALL}:
        take_lines(plan=plan, line_ids=lines, by=by)
        return _("รับเข้า %(count)d รายการ") % {"count": len(lines)}
    if act == MERGE:
        merge_lines(plan=plan, line_ids=lines, title=form.cleaned_data["title"] or "", by=by)
        return _("รวม %(count)d โครงการเป็นรายการเดียว") % {"count": len(lines)}
    if act == ANSWER:
        answer_lines(plan=plan, answers=dict.fromkeys(lines, form.answer), by=by)
        return _("บันทึกผล %(count)d รายการ") % {"count": len(lines)}
    reopen_lines(plan=plan, line_ids=lines, by=by)
    return _("เปิดพิจารณาใหม่ %(count)d รายการ") % {"count": len(lines)}


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
