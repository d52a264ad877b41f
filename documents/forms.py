"""What people type about a paper: the scan, its number and date, its receipt."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from directory import clock
from directory.acting import Acting, OnBehalf
from directory.models import Body
from documents.life import Step, is_recordable
from documents.models import Document
from documents.verbs import upload_paper
from pages.fields import ScanField, ShortTextField, ThaiDateField
from pages.forms import PageForm


class StepForm(PageForm):
    """The form of one step of a paper's life: which revision of it was seen and, where the office records what a body
    did on paper, from which sheet.
    """  # noqa: D205  # the two belong together

    seen = forms.IntegerField(widget=forms.HiddenInput)
    brings_scan = False

    def __init__(self, *args: Any, paper: Document, step: Step, by: Acting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.paper, self.step, self.by = paper, step, by
        self.initial.setdefault("seen", paper.revision)
        self.on_behalf = is_recordable(step, paper, by)
        if self.on_behalf:
            self._ask_for_the_sheet()

    def _ask_for_the_sheet(self) -> None:
        self.fields["behalf_signed_by"] = ShortTextField(label=_("ผู้ลงนามในเอกสาร"), max_length=200)
        self.fields["behalf_dated"] = ThaiDateField(label=_("วันที่ในเอกสาร"))
        if not self.brings_scan:
            self.fields["behalf_scan"] = ScanField(
                label=_("ไฟล์สแกนเอกสารที่ลงนามแล้ว"), help_text=_("PDF, JPEG หรือ PNG ไม่เกิน 10 MB")
            )

    def actor(self) -> Acting:
        """Who acts: the office itself, or the office recording from the uploaded sheet, which is kept now.

        Raises:
            Invalid: the file is not what it says, too large, or holds something that is no sheet of paper.
        """
        if not self.on_behalf:
            return self.by
        scan = self.cleaned_data["scan" if self.brings_scan else "behalf_scan"]
        sheet = upload_paper(scan.read(), content_type=scan.content_type, name=scan.name)
        scan.seek(0)
        dated, signed_by = self.cleaned_data["behalf_dated"], self.cleaned_data["behalf_signed_by"]
        body = getattr(self.paper, self.step.party)
        return self.by.recording(OnBehalf(body=body, paper_id=sheet, dated=dated, signed_by=signed_by))


class SignForm(StepForm):
    """The scan of the signed sheet."""

    brings_scan = True
    scan = ScanField(
        label=_("ไฟล์สแกนหรือภาพถ่ายของหนังสือที่ลงนามแล้ว"),
        help_text=_("PDF, JPEG หรือ PNG ไม่เกิน 10 MB ให้เห็นลายมือชื่อและทุกหน้าชัดเจน"),
    )


class NumberForm(StepForm):
    """The date and, where the office numbers its letters in a system of its own, the number."""

    typed_number = ShortTextField(label=_("เลขที่หนังสือ"), help_text=_("ตามระบบสารบรรณของหน่วยงาน เช่น อจ 0118/45"))
    dated = ThaiDateField(label=_("วันที่ในหนังสือ"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.draws_number = bool(self.paper.register) and self.paper.issuer.register == Body.Register.OWN
        if self.draws_number or not self.paper.register:
            del self.fields["typed_number"]
        self.initial.setdefault("dated", clock.today())


class ReceiveForm(StepForm):
    """The number and day in the recipient's book."""

    number = ShortTextField(label=_("เลขรับ"), help_text=_("เลขในทะเบียนหนังสือรับของท่าน"))
    on = ThaiDateField(label=_("วันที่ลงรับ"), help_text=_("วันครบกำหนดนับจากวันนี้"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("on", clock.today())
