"""The pages of a paper's route, and of what is done with a paper besides: a new one in its place, or making it void."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from directory.page import ActingRequest, carried_out, office_required, show, typed
from documents import life
from documents.forms import AgainForm, EndorseForm, RouteForm, StepForm, VoidForm
from documents.models import Document
from documents.queries import offices_for_route, paper_of
from documents.verbs import endorse_document, prepare_again, send_document_back, set_route, void_document
from documents.views.papers import address_of, step_page


@office_required
def paper_endorse(request: ActingRequest, check_code: str) -> HttpResponse:
    """Endorse the paper, or send it back with a note."""

    def do(form: StepForm, values: dict[str, Any]) -> None:
        verb = endorse_document if values["outcome"] == EndorseForm.ENDORSE else send_document_back
        verb(document=form.paper, by=form.actor(), note=values["note"], seen=values["seen"])

    return step_page(request, check_code, life.ENDORSE, EndorseForm, do, said=_("บันทึกความเห็นแล้ว"))


@office_required
def paper_route(request: ActingRequest, check_code: str) -> HttpResponse:
    """Say which offices endorse the paper, in which order."""
    found = paper_of(request.acting, check_code)
    life.admit_to(life.ROUTE, found, request.acting, sent=request.method == "POST")
    offices = list(offices_for_route(found))
    form = RouteForm(typed(request), paper=found, step=life.ROUTE, by=request.acting, offices=offices)

    def do(values: dict[str, Any]) -> Document:
        return set_route(
            document=found, offices=form.route(), by=request.acting, usual=values["usual"], seen=values["seen"]
        )

    names = {"offices": "office_1"}
    done = carried_out(request, form, do, to=address_of(found), said=_("กำหนดเส้นทางเสนอผ่านแล้ว"), names=names)
    return done or show(request, "documents/paper_route.html", {"paper": found, "step": life.ROUTE}, form)


@office_required
def paper_again(request: ActingRequest, check_code: str) -> HttpResponse:
    """Prepare a new paper in the place of this one."""
    found = paper_of(request.acting, check_code)
    life.admit_to(life.AGAIN, found, request.acting, sent=request.method == "POST")
    form = AgainForm(typed(request), paper=found, step=life.AGAIN, by=request.acting)

    def do(values: dict[str, Any]) -> Document:
        return prepare_again(document=found, by=request.acting, seen=values["seen"])

    done = carried_out(request, form, do, to=address_of, said=_("จัดทำฉบับใหม่แล้ว"))
    return done or show(request, "documents/paper_again.html", {"paper": found, "step": life.AGAIN}, form)


@office_required
def paper_void(request: ActingRequest, check_code: str) -> HttpResponse:
    """Declare the paper void, for a reason that everybody may read."""

    def do(form: StepForm, values: dict[str, Any]) -> None:
        void_document(document=form.paper, by=form.actor(), reason=values["reason"], seen=values["seen"])

    return step_page(request, check_code, life.VOID, VoidForm, do, said=_("ยกเลิกหนังสือแล้ว"))
