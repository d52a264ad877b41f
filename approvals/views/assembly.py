"""The councils' provincial meeting in a self-managed province: its resolution, and being asked to think again."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _

from approvals.actions import ASK_AGAIN, ASSEMBLE
from approvals.forms.assembly import SittingForm
from approvals.forms.closing import ReasonForm
from approvals.verbs.assembly import Votes, ask_assembly_again, resolve_in_assembly
from directory.page import ActingRequest, office_required
from proposals import contents
from proposals.models import Plan
from proposals.page import action_page, plan_of

TOP = 10


@office_required
def assemble_page(request: ActingRequest, reference: str) -> HttpResponse:
    """Record what the councils' meeting resolved on the version before it."""
    plan = plan_of(request, reference)
    assembly = plan.assembly

    def do(form: SittingForm) -> Plan:
        values = form.cleaned_data
        votes = Votes(values["text"], values["votes_for"], values["votes_against"] or 0, values["abstained"] or 0)
        return resolve_in_assembly(plan=plan, seen=form.version(), draft=form.sitting(), votes=votes, by=form.actor())

    return action_page(
        request,
        plan,
        ASSEMBLE,
        do,
        form_class=SittingForm,
        template="approvals/assemble.html",
        said=_("บันทึกมติที่ประชุมสภาระดับจังหวัดแล้ว ก.บ.จ. พิจารณาต่อ"),
        context={"assembly": assembly, "top": contents.lines_of(plan.version_on_desk)[:TOP]},
        names={"meeting": "present", "members_count": "present", "version": "present"},
        speakers={assembly.pk} if assembly else set(),
    )


@office_required
def ask_again_page(request: ActingRequest, reference: str) -> HttpResponse:
    """ก.บ.จ. asks the councils' meeting to think again, with its reason."""
    plan = plan_of(request, reference)
    return action_page(
        request,
        plan,
        ASK_AGAIN,
        lambda form: ask_assembly_again(
            plan=plan, seen=form.version(), reason=form.cleaned_data["reason"], by=request.acting
        ),
        form_class=ReasonForm,
        template="approvals/send_back.html",
        said=_("ขอให้ที่ประชุมสภาระดับจังหวัดทบทวนแล้ว"),
    )
