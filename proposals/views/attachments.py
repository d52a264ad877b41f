"""The files beside a proposal: which there are, adding one, taking one away, and handing one out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.errors import NotHere
from directory.page import ActingRequest, office_required
from documents.handing_out import stored_file
from pages.fields import ScanField, ShortTextField
from proposals.actions import ATTACH, DETACH
from proposals.attaching import Prepared, prepared
from proposals.models import Attachment
from proposals.page import ActionForm, action_page, plan_of
from proposals.verbs.attachments import add_attachment, remove_attachment
from proposals.views.drafting import row_of
from proposals.views.writing import line_to_write
from proposals.written import attachments_of

ACCEPTED = ".jpg,.jpeg,.png,.webp,.pdf,.docx,.xlsx,.odt,.ods,image/jpeg,image/png,image/webp,application/pdf"


class AttachForm(ActionForm):
    """A file with a word about it."""

    file = ScanField(
        label=gettext_lazy("ไฟล์"),
        help_text=gettext_lazy("ภาพ JPEG, PNG, WebP ไฟล์ PDF เอกสาร docx, xlsx, odt, ods"),
    )
    note = ShortTextField(
        label=gettext_lazy("คำอธิบาย"),
        help_text=gettext_lazy("เช่น ภาพถนนช่วงที่ชำรุด หรือหนังสืออนุญาตใช้ที่ดิน"),
        max_length=200,
        required=False,
    )
    keep_place = forms.BooleanField(
        label=gettext_lazy("เก็บพิกัดไว้"),
        help_text=gettext_lazy("ปกติระบบลบข้อมูลในภาพ เช่น ตำแหน่งและเวลาที่ถ่าย ทำเครื่องหมายเมื่อต้องการใช้ตำแหน่งของภาพเป็นจุดที่ตั้ง"),
        required=False,
    )
    ready: Prepared

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["file"]
        field.largest = settings.LARGEST_ATTACHMENT
        field.widget.attrs["accept"] = ACCEPTED

    def prepare(self) -> None:
        """Draw a picture anew, look through a document."""
        upload = self.cleaned_data["file"]
        self.ready = prepared(upload.read(), name=upload.name or "", keep_place=self.cleaned_data["keep_place"])


@office_required
def attachments_page(request: ActingRequest, reference: str, proposal_reference: str) -> HttpResponse:
    """The files beside a proposal, and the form for another."""
    plan, row = line_to_write(request, reference, proposal_reference)
    proposal = row.line.proposal

    def do(form: AttachForm) -> Attachment:
        note = form.cleaned_data["note"]
        return add_attachment(plan=plan, proposal=proposal, file=form.ready, note=note, by=form.actor())

    return action_page(
        request,
        plan,
        ATTACH,
        do,
        form_class=AttachForm,
        template="proposals/attachments.html",
        said=_("แนบไฟล์แล้ว"),
        to=reverse("proposal_attachments", args=[plan.reference, proposal.reference]),
        context={
            "proposal": proposal,
            "words": row.proposal_version,
            "attachments": attachments_of(row),
            "most": settings.MOST_ATTACHMENTS,
            "largest": settings.LARGEST_ATTACHMENT // 1024 // 1024,
        },
    )


@office_required
def attachment_file(request: ActingRequest, reference: str, proposal_reference: str, pk: int) -> HttpResponse:
    """Hand a file out to whoever may see the plan: to be stored, never to be opened as part of this site."""
    row = row_of(plan_of(request, reference), proposal_reference)
    attachment = next((each for each in attachments_of(row) if each.pk == pk), None)
    if attachment is None:
        raise NotHere("")
    return stored_file(attachment.file, attachment.name)


@office_required
def attachment_remove_page(request: ActingRequest, reference: str, proposal_reference: str, pk: int) -> HttpResponse:
    """Ask once more, and take a file away."""
    plan, row = line_to_write(request, reference, proposal_reference)
    attachment = next((each for each in attachments_of(row) if each.pk == pk), None)
    if attachment is None:
        raise NotHere("")
    attachment.proposal = row.line.proposal
    return action_page(
        request,
        plan,
        DETACH,
        lambda form: remove_attachment(plan=plan, attachment=attachment, by=form.actor()),
        template="proposals/attachment_remove.html",
        said=_("นำไฟล์แนบออกแล้ว"),
        to=reverse("proposal_attachments", args=[plan.reference, row.line.proposal.reference]),
        context={"proposal": row.line.proposal, "attachment": attachment},
    )
