"""Answers line by line: ก.บ.ต. on receipt, and the local administrative organizations."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _

from approvals.actions import OPINIONS, RECEIVE
from approvals.drafts import OpinionDraft
from approvals.forms.opinions import OPINION_KINDS, RECEIPT_KINDS, AnswersForm
from approvals.queries import lines_owed_by
from approvals.verbs.review import give_opinions, receive_plan
from approvals.views.desk import told
from directory.models import Body
from directory.page import ActingRequest, office_required
from directory.powers import BodyKind
from proposals import contents
from proposals.models import Plan, PlanLine
from proposals.page import action_page, address_of, plan_of
from proposals.queries import lines_for_opinion

LINES_TO_RECEIVE, LINES_A_PAGE = 300, 100


@office_required
def receive_page(request: ActingRequest, reference: str) -> HttpResponse:
    """ก.บ.ต. receives the plan and answers; the lines that it leaves alone are without remark."""
    plan = plan_of(request, reference)
    rows: QuerySet[PlanLine] = contents.lines_of(plan.version_on_desk).order_by("line__number")
    page = Paginator(rows, LINES_TO_RECEIVE).get_page(request.GET.get("page"))
    return action_page(
        request,
        plan,
        RECEIVE,
        lambda form: receive_plan(plan=plan, seen=form.version(), answers=form.answers, by=form.actor()),
        form_class=AnswersForm,
        template="approvals/answers.html",
        said=_("รับแผนแล้ว"),
        context={"page": page, "receiving": True},
        names={"lines": _("โครงการ")},
        rows=list(page),
        kinds=RECEIPT_KINDS,
        speakers=_speakers(plan, BodyKind.SUBDISTRICT_COMMITTEE),
    )


def _speakers(plan: Plan, kind: str) -> set[int]:
    there = Body.objects.filter(kind=kind, territories__area=plan.area_id, ended_on__isnull=True)
    return set(there.values_list("pk", flat=True))


@office_required
def opinions_page(request: ActingRequest, reference: str) -> HttpResponse:
    """A local administrative organization answers for its lines; what is typed on one page is sent as a part."""
    plan = plan_of(request, reference)
    asked = lines_for_opinion(plan)
    body = _speaking(request, plan, sorted(asked))
    rows = lines_owed_by(plan, body, asked.get(body, set()))
    page = Paginator(rows, LINES_A_PAGE).get_page(request.GET.get("page"))
    given: dict[int, OpinionDraft] = {}

    def do(form: AnswersForm) -> Plan:
        given.update(form.answers)
        return give_opinions(plan=plan, seen=form.version(), answers=given, by=form.actor())

    def words() -> str:
        done, left = _("บันทึกความเห็น %(count)d รายการแล้ว") % {"count": len(given)}, len(rows) - len(given)
        return f"{done} {_('เหลืออีก %(left)d รายการ') % {'left': left}}" if left > 0 else done

    return action_page(
        request,
        plan,
        OPINIONS,
        do,
        form_class=AnswersForm,
        template="approvals/answers.html",
        said=told(words),
        to=lambda _plan: address_of(plan) if len(given) >= len(rows) else request.path + _query(request, body),
        context={"page": page, "receiving": False, "speaker": body},
        names={"lines": _("โครงการ"), "answers": _("ความเห็น")},
        rows=list(page),
        kinds=OPINION_KINDS,
        speakers={body},
    )


def _query(request: ActingRequest, body: int) -> str:
    return "" if body == request.acting.body.pk else f"?body={body}"


def _speaking(request: ActingRequest, plan: Plan, bodies: Sequence[int]) -> int:
    """In whose name the page answers: the office's own body, or the one whose signed paper is to be recorded."""
    asked = request.GET.get("body", "")
    if OPINIONS.is_allowed(plan, request.acting):
        return request.acting.body.pk
    if asked.isdecimal() and len(asked) < 16:  # more digits than any id has
        return int(asked)
    return next(iter(bodies), request.acting.body.pk)
