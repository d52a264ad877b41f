"""What a form asks for where an office records a step from the sheet that a body signed, and who acts then."""

from __future__ import annotations

from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.forms import Field
from django.utils.translation import gettext_lazy as _

from directory.acting import Acting, OnBehalf
from directory.models import Body
from documents.verbs import upload_paper
from pages.fields import ScanField, ShortTextField, ThaiDateField
from pages.forms import PageForm

BEHALF = "behalf_"  # how the names of these fields begin
SIGNED_BY, DATED, SCAN = f"{BEHALF}signed_by", f"{BEHALF}dated", f"{BEHALF}scan"
AT_THE_SCAN = {"file": SCAN}  # where the reasons against an uploaded sheet are shown


def fields_of_a_sheet(*, with_scan: bool = True) -> dict[str, Field]:
    """Who signed the sheet and when; and its scan, unless the form asks for that already."""
    fields: dict[str, Field] = {
        SIGNED_BY: ShortTextField(label=_("ผู้ลงนามในเอกสาร"), max_length=200),
        DATED: ThaiDateField(label=_("วันที่ในเอกสาร")),
    }
    if with_scan:
        fields[SCAN] = ScanField(label=_("ไฟล์สแกนเอกสารที่ลงนามแล้ว"), help_text=_("PDF, JPEG หรือ PNG ไม่เกิน 10 MB"))
    return fields


def recording_from(form: PageForm, by: Acting, body: Body, *, scan: str = SCAN) -> Acting:
    """The office, recording for a body from the sheet of this valid form; the sheet is kept now.

    Raises:
        Invalid: the file is not what it says, too large, or holds something that is no sheet of paper.
    """
    file: UploadedFile[bytes] = form.cleaned_data[scan]
    signed_by: str = form.cleaned_data[SIGNED_BY]
    dated: date = form.cleaned_data[DATED]
    sheet = upload_paper(file.read(), content_type=file.content_type or "", name=file.name or "")
    file.seek(0)  # a form that asks for the scan itself hands the same file to its verb
    return by.recording(OnBehalf(body=body, paper_id=sheet, dated=dated, signed_by=signed_by))
