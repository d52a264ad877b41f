"""The public hearing: its page for anybody, and the desk's pages that announce it and handle what was said."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django_ratelimit.decorators import ratelimit

from approvals.actions import HEARING
from approvals.forms.hearing import ANSWER, SHOW, CommentForm, DeskForm, NoticeForm, PaperCommentForm, PublicCommentForm
from approvals.hearings import (
    SHOWN,
    as_filtered,
    by_topic,
    comments_on,
    draft_shown,
    notice_of,
    notice_with,
    shown_to_all,
    takes_comments,
    tally,
)
from approvals.models import HearingComment, HearingNotice
from approvals.verbs.hearings import announce_hearing, answer_comments, record_comment, say_in_public, show_comments
from directory.errors import Invalid, NotHere
from directory.page import ActingRequest, carried_out, office_required, show, typed
from directory.visitors import count_guess, refuse_guessers
from proposals.models import Level, Plan
from proposals.page import admit_to, plan_of

COMMENTS_A_PAGE, LINES_A_PAGE = 50, 100


# --- For anybody ---


@require_http_methods(["GET", "HEAD", "POST"])
@ratelimit(group="public pages", key="ip", rate=lambda _group, _request: settings.PUBLIC_PAGES_RATE)
@ratelimit(group="comments", key="ip", method="POST", rate=lambda _group, _request: settings.COMMENTS_RATE)
def hearing(request: HttpRequest, code: str) -> HttpResponse:
    """When and where, the draft where it is shown, what was said as far as it is shown, and the form to write.

    Nothing but the words is kept of whoever writes. A wrong address counts as a guess.
    """
    refuse_guessers(request)
    try:
        notice = notice_with(code)
    except NotHere:
        count_guess(request)
        raise
    form = PublicCommentForm(request.POST if request.method == "POST" else None)
    is_kept = False
    if form.is_valid():
        is_kept = _said(notice, form)
    status = 422 if form.is_bound and not is_kept else 200
    page = Paginator(draft_shown(notice), LINES_A_PAGE).get_page(request.GET.get("page"))
    comments = Paginator(shown_to_all(notice), COMMENTS_A_PAGE).get_page(request.GET.get("comments"))
    topics, unanswered = by_topic(list(comments))
    context = {
        "notice": notice,
        "form": form,
        "is_kept": is_kept,
        "is_open": takes_comments(notice),
        "page": page,
        "comments": comments,
        "topics": topics,
        "unanswered": unanswered,
    }
    response = render(request, "public/hearing.html", context, status=status)
    response["X-Robots-Tag"] = "noindex, nofollow"
    patch_cache_control(response, private=True, no_store=True)
    return response


def _said(notice: HearingNotice, form: PublicCommentForm) -> bool:
    """Keep what was said. A program that filled in the field nobody sees is thanked, and nothing is kept."""
    if form.cleaned_data["website"]:
        return True
    try:
        say_in_public(code=notice.code, draft=form.draft, key=form.cleaned_data["key"])
    except Invalid as refusal:
        form.add_problems(refusal.problems)
        return False
    return True


# --- For the desk ---


def _plan(request: ActingRequest, reference: str) -> Plan:
    plan = plan_of(request, reference)
    if plan.level != Level.PROVINCE:
        raise NotHere(_("เฉพาะร่างแผนจังหวัดที่เปิดรับฟังความคิดเห็น"))
    admit_to(HEARING, plan, request.acting)
    return plan


@office_required
def hearing_page(request: ActingRequest, reference: str) -> HttpResponse:
    """The notice with its public address, and every comment with what is shown and what answered it."""
    plan = _plan(request, reference)
    notices = list(HearingNotice.objects.filter(plan=plan).order_by("-pk"))
    code = request.GET.get("notice", "")
    notice = next((each for each in notices if each.code == code), notices[0] if notices and not code else None)
    if code and notice is None:
        raise NotHere("")
    form = DeskForm(typed(request))

    def do(values: dict[str, Any]) -> Any:
        about: dict[str, Any] = {"plan": plan, "by": request.acting, "code": notice.code if notice else ""}
        numbers = [int(number) for number in values["comments"]]
        if values["act"] == ANSWER:
            said = {"topic": values["topic"] or "", "result": values["result"], "text": values["answer"] or ""}
            return answer_comments(numbers=numbers, **said, **about)
        shown = values["act"] == SHOW
        return show_comments(numbers=numbers, shown=shown, reason=values["reason"] or "", **about)

    names = {"text": "answer", "plan": _("แผน")}
    done = carried_out(request, form, do, to=request.get_full_path(), said=_("บันทึกแล้ว"), names=names)
    if done is not None:
        return done
    found = list(comments_on(notice)) if notice else []
    shown = request.GET.get("show", "")
    shown = shown if shown in SHOWN else "waiting"
    page = Paginator(as_filtered(found, shown), COMMENTS_A_PAGE).get_page(request.GET.get("page"))
    topics, _left = by_topic(list(page))
    context = {
        "plan": plan,
        "notice": notice,
        "notices": notices,
        "counts": tally(found),
        "shown": shown,
        "choices": _choices(),
        "page": page,
        "answers": {each.pk: topic.answer for topic in topics for each in topic.comments},
        "address": request.build_absolute_uri(reverse("hearing", args=[notice.code])) if notice else "",
        "ticked": set(form.data.getlist("comments")) if request.method == "POST" else set(),  # type: ignore[attr-defined]  # a QueryDict
    }
    return show(request, "approvals/hearing.html", context, form)


def _choices() -> list[tuple[str, str]]:
    words = (_("รอตรวจข้อความ"), _("แสดงแล้ว"), _("ไม่แสดง"), _("ยังไม่มีคำตอบ"), _("ทั้งหมด"))
    return list(zip(SHOWN, words, strict=True))


@office_required
def notice_page(request: ActingRequest, reference: str) -> HttpResponse:
    """Announce the hearing; another notice takes the place of the one before."""
    plan = _plan(request, reference)
    form = NoticeForm(typed(request))
    done = carried_out(
        request,
        form,
        lambda _values: announce_hearing(plan=plan, draft=form.draft, by=request.acting),
        to=reverse("plan_hearing", args=[plan.reference]),
        said=_("ประกาศการรับฟังความคิดเห็นแล้ว"),
        names={"plan": _("แผน")},
        makes_new=True,
    )
    context = {"plan": plan, "before": notice_of(plan)}
    return done or show(request, "approvals/hearing_notice.html", context, form)


@office_required
def comment_page(request: ActingRequest, reference: str) -> HttpResponse:
    """Write down what somebody said on paper, or at the hearing itself."""
    plan = _plan(request, reference)
    form: CommentForm = PaperCommentForm(typed(request))

    def do(values: dict[str, Any]) -> HearingComment:
        return record_comment(plan=plan, draft=form.draft, said_on=values["said_on"], by=request.acting)

    here = reverse("plan_hearing_comment", args=[plan.reference])
    done = carried_out(request, form, do, to=here, said=_("บันทึกความคิดเห็นแล้ว"), makes_new=True)
    return done or show(request, "approvals/hearing_comment.html", {"plan": plan, "notice": notice_of(plan)}, form)
