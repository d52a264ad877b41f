"""The pages of obligations: the list, and one with its reports, where its owner answers and the province judges."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from directory.errors import NotHere
from directory.page import ActingRequest, carried_out, office_required, show, typed
from documents.handing_out import as_workbook, stored_file
from documents.models import StoredFile
from documents.verbs import upload_paper
from tracking.models import Obligation, ObligationReport
from tracking.obligation_forms import AnswerForm, JudgeForm
from tracking.obligations import (
    MAY_SAY,
    answer_obligation,
    is_owner,
    judge_obligation,
    judges,
    obligation_for,
    obligations_for,
)
from workflow.law import can_see

A_PAGE = 100


@office_required
def obligations(request: ActingRequest) -> HttpResponse:
    """The conditions that wait for this office's body, or for all of a province, by their dates."""
    found, status = _found(request)
    context = {
        "page": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
        "status": status,
        "statuses": [("", _("ทั้งหมด")), *Obligation.Status.choices],
    }
    return show(request, "tracking/obligations.html", context)


def _found(request: ActingRequest) -> tuple[QuerySet[Obligation], str]:
    found = obligations_for(request.acting).order_by("due_on", "pk")
    status = request.GET.get("status", "")
    return (found.filter(status=status) if status in Obligation.Status.values else found), status


@office_required
def obligations_xlsx(request: ActingRequest) -> HttpResponse:
    """The conditions as the page is filtered, as a workbook."""
    headings = [_("เงื่อนไข"), _("โครงการ"), _("รหัสโครงการ"), _("ผู้ดำเนินการ"), _("ภายใน"), _("สถานะ")]
    rows = (
        [
            *(row.text, row.commitment.title, row.commitment.line.proposal.reference),
            *(row.owner.name, row.due_on.isoformat(), row.get_status_display()),
        ]
        for row in _found(request)[0]
    )
    return as_workbook("obligations.xlsx", (_("เงื่อนไขของโครงการ"), headings, rows))


@office_required
def obligation(request: ActingRequest, pk: int) -> HttpResponse:
    """One condition with all that was said of it; its owner reports here, the province judges."""
    by = request.acting
    found = obligation_for(by, pk)
    says = MAY_SAY[found.status]
    owns, may_judge = is_owner(by, found), judges(by, found)
    form = _form(request, says, judging=may_judge and not owns)
    done = carried_out(
        request,
        form,
        lambda values: _said(found, values, request),
        to=reverse("obligation", args=[found.pk]),
        said=_("บันทึกแล้ว"),
        before=_kept,
    )
    if done is not None:
        return done
    context: dict[str, Any] = {
        "obligation": found,
        "reports": found.reports.select_related("office__body", "event__actor", "evidence").order_by("-pk"),
        "may_say": bool(form is not None),
        "may_open_plan": can_see(by, found.commitment.line.plan),
    }
    return show(request, "tracking/obligation.html", context, form)


def _form(request: ActingRequest, says: tuple[str, ...], *, judging: bool) -> AnswerForm | JudgeForm | None:
    files = request.FILES if request.method == "POST" else None
    if not says and request.method != "POST":  # one that is sent too late is answered by the verb
        return None
    if judging:
        return JudgeForm(typed(request), kinds=says or tuple(ObligationReport.Kind.values))
    return AnswerForm(typed(request), files)


def _kept(values: dict[str, Any]) -> dict[str, Any]:
    """Keep the evidence before any lock is taken."""
    upload = values.get("file")
    if upload is None:
        return {**values, "evidence": None}
    key = upload_paper(upload.read(), content_type=upload.content_type or "", name=upload.name or "")
    return {**values, "evidence": StoredFile.objects.get(pk=key)}


def _said(found: Obligation, values: dict[str, Any], request: ActingRequest) -> ObligationReport:
    note = values["note"] or ""
    if "kind" in values:
        return judge_obligation(obligation=found, kind=values["kind"], note=note, by=request.acting)
    return answer_obligation(obligation=found, note=note, evidence=values["evidence"], by=request.acting)


@office_required
def obligation_evidence(request: ActingRequest, pk: int) -> HttpResponse:
    """Hand evidence out to whoever sees the obligation: to be stored, never to be opened as part of this site."""
    report = ObligationReport.objects.filter(pk=pk, evidence__isnull=False).select_related("evidence").first()
    if report is None or report.evidence is None:
        raise NotHere("")
    obligation_for(request.acting, report.obligation_id)
    return stored_file(report.evidence, report.evidence.name or report.evidence.sha256[:12])
