"""A submitted plan under review: opened, screened, returned, accepted; a remark let go."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from approvals.actions import ACCEPT, CLOSE_REMARKS, OPEN_REVIEW, RETURN, SCREEN, SEND_DOWN, VET, WAIVE
from approvals.assessments import answered
from approvals.forms.review import ReturnForm, ScreenForm, WaiveForm
from approvals.forms.reviewers import CloseRemarksForm
from approvals.models import Screening
from approvals.verbs.review import accept_plan, close_remarks, open_review, return_plan, screen_plan, waive_remark
from directory.page import ActingRequest, office_required
from proposals import contents
from proposals.changes import changes_between
from proposals.models import Level, Plan
from proposals.page import action_page, plan_of
from proposals.queries import answered_remarks, named, open_remarks
from proposals.word_changes import FIELDS, in_words

MOST_CHANGES = 50  # shown word by word; the page of versions has all


def _what_came_back(plan: Plan) -> dict[str, Any]:
    """The remarks with their answers, and what the owner changed since the return."""
    known = named(plan.remarks.select_related("line__proposal", "version", "asked_by", "closed_by"))
    remarks = list(known.order_by("number"))
    changes = changes_between(remarks[-1].version, plan.version_on_desk) if remarks else []
    return {
        "remarks": [(remark, FIELDS.get(remark.field, "")) for remark in remarks],
        "changes": [in_words(change) for change in changes[:MOST_CHANGES]],
        "more_changes": max(0, len(changes) - MOST_CHANGES),
    }


def _screenings(plan: Plan) -> list[Screening]:
    """How the checklist of the version on the desk was filled in, the newest first, which counts."""
    known = Screening.objects.filter(version=plan.current_version_id).order_by("-pk")
    return list(known.select_related("office__body", "checked_by_list"))


def _screened(found: list[Screening]) -> dict[str, Any]:
    return {
        "screening": next(iter(found), None),
        "earlier": answered(found[1:]),
    }


@office_required
def open_review_page(request: ActingRequest, reference: str) -> HttpResponse:
    """Open a submitted plan at this desk."""
    plan = plan_of(request, reference)
    return action_page(
        request,
        plan,
        OPEN_REVIEW,
        lambda _form: open_review(plan=plan, by=request.acting),
        template="approvals/open_review.html",
        said=_("เปิดตรวจแผนแล้ว เจ้าของแผนเรียกคืนไม่ได้อีก"),
    )


@office_required
def screen_page(request: ActingRequest, reference: str) -> HttpResponse:
    """Fill in the checklist, beside what changed since the plan was returned."""
    plan = plan_of(request, reference)
    screenings = _screenings(plan)
    return action_page(
        request,
        plan,
        SCREEN,
        lambda form: screen_plan(
            plan=plan,
            seen=form.version(),
            answers=form.answers,
            note=form.cleaned_data["note"] or "",
            by=request.acting,
        ),
        form_class=ScreenForm,
        template="approvals/screen.html",
        said=_("บันทึกผลตรวจแล้ว"),
        context={**_what_came_back(plan), **_screened(screenings)},
        names={"answers": _("รายการตรวจ")},
        screening=next(iter(screenings), None),
    )


@office_required
def return_page(request: ActingRequest, reference: str) -> HttpResponse:
    """Ask the owner to improve the plan: numbered remarks and a due date."""
    plan = plan_of(request, reference)
    rows = list(contents.lines_of(plan.version_on_desk).order_by("line__number"))
    return action_page(
        request,
        plan,
        RETURN if plan.level == Level.SUBDISTRICT else SEND_DOWN,
        lambda form: return_plan(
            plan=plan,
            seen=form.version(),
            remarks=form.remarks,
            due=form.cleaned_data["due"],
            by=request.acting,
        ),
        form_class=ReturnForm,
        template="approvals/return.html",
        said=_("ส่งคืนพร้อมข้อสังเกตแล้ว"),
        names={"remarks": _("ข้อสังเกต")},
        rows=rows,
        line=request.GET.get("line", ""),
    )


@office_required
def accept_page(request: ActingRequest, reference: str) -> HttpResponse:
    """Take the plan in."""
    plan = plan_of(request, reference)
    return action_page(
        request,
        plan,
        ACCEPT if plan.level == Level.SUBDISTRICT else VET,
        lambda form: accept_plan(plan=plan, seen=form.version(), by=request.acting),
        template="approvals/accept.html",
        said=_("รับแผนแล้ว"),
        context={
            **_what_came_back(plan),
            **_screened(_screenings(plan)),
        },
    )


@office_required
def waive_page(request: ActingRequest, reference: str) -> HttpResponse:
    """Let a remark go without an answer, with a reason."""
    plan = plan_of(request, reference)
    remarks = list(open_remarks(plan).order_by("number"))
    return action_page(
        request,
        plan,
        WAIVE,
        lambda form: waive_remark(
            plan=plan,
            number=form.cleaned_data["number"],
            reason=form.cleaned_data["reason"],
            by=request.acting,
        ),
        form_class=WaiveForm,
        template="approvals/choice.html",
        said=_("ยกเว้นข้อสังเกตแล้ว"),
        context={"choices": remarks, "explained": "approvals/parts/waive.html"},
        remarks=remarks,
    )


@office_required
def close_remarks_page(request: ActingRequest, reference: str) -> HttpResponse:
    """Say of answered remarks that they are settled, beside what the owner changed."""
    plan = plan_of(request, reference)
    remarks = list(answered_remarks(plan).order_by("number"))
    return action_page(
        request,
        plan,
        CLOSE_REMARKS,
        lambda form: close_remarks(plan=plan, numbers=form.cleaned_data["numbers"], by=request.acting),
        form_class=CloseRemarksForm,
        template="approvals/close_remarks.html",
        said=_("ปิดข้อสังเกตแล้ว"),
        context={"choices": remarks, **_what_came_back(plan)},
        remarks=remarks,
    )
