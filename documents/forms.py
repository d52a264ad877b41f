"""What people type about a paper: the scan, its number and date, its receipt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from directory import clock
from directory.acting import Acting
from directory.models import Body, Office
from documents.life import Step, is_recordable
from documents.models import Document
from documents.recording import SCAN, fields_of_a_sheet, recording_from
from documents.signers import place_of, places_of
from documents.verbs import draws_receipt
from documents.verbs.electronic import has_key
from documents.verbs.routing import LONGEST_NOTE
from documents.verbs.voiding import LONGEST_REASON
from pages.fields import LongTextField, ScanField, ShortTextField, ThaiDateField
from pages.forms import PageForm

PLACES_ON_PAGE = 4


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
            self.fields |= fields_of_a_sheet(with_scan=not self.brings_scan)

    def actor(self) -> Acting:
        """Who acts: the office itself, or the office recording from the uploaded sheet, which is kept now.

        Raises:
            Invalid: as `recording_from`.
        """
        if not self.on_behalf:
            return self.by
        scan = "scan" if self.brings_scan else SCAN
        return recording_from(self, self.by, getattr(self.paper, self.step.party), scan=scan)


class SignForm(StepForm):
    """The scan of the signed sheet."""

    brings_scan = True
    scan = ScanField(
        label=_("ไฟล์สแกนหรือภาพถ่ายของหนังสือที่ลงนามแล้ว"),
        help_text=_("PDF, JPEG หรือ PNG ไม่เกิน 10 MB ให้เห็นลายมือชื่อและทุกหน้าชัดเจน"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = places_of(self.paper)
        self.may_esign = place_of(self.paper, self.by) is not None and has_key(self.by.office)


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
    """The day in the recipient's book and, where that is not kept here, the number."""

    number = ShortTextField(label=_("เลขรับ"), help_text=_("เลขในทะเบียนหนังสือรับของท่าน"))
    on = ThaiDateField(label=_("วันที่ลงรับ"), help_text=_("วันครบกำหนดนับจากวันนี้"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.draws_number = draws_receipt(self.paper)
        if self.draws_number:
            del self.fields["number"]
        self.initial.setdefault("on", clock.today())


class EndorseForm(StepForm):
    """What an office on the route says: on with it, or back with a note."""

    ENDORSE, SEND_BACK = "endorse", "send_back"
    outcome = forms.ChoiceField(
        label=_("ความเห็น"),
        widget=forms.RadioSelect,
        choices=[(ENDORSE, _("เห็นชอบ เสนอต่อไป")), (SEND_BACK, _("ส่งกลับให้จัดทำใหม่"))],
    )
    note = LongTextField(
        label=_("บันทึก"), required=False, max_length=LONGEST_NOTE, rows=3, help_text=_("ถ้าส่งกลับ ต้องบอกว่าให้แก้ไขอะไร")
    )


class RouteForm(StepForm):
    """The offices that endorse, in their order; empty places are passed over."""

    usual = forms.BooleanField(
        label=_("ใช้เส้นทางนี้กับหนังสือชนิดนี้ทุกฉบับต่อไป"), required=False, help_text=_("ฉบับที่จัดทำไว้แล้วไม่เปลี่ยน")
    )

    def __init__(self, *args: Any, offices: Sequence[Office], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offices = {str(office.pk): office for office in offices}
        choices = [("", _("ไม่มี")), *((key, str(office)) for key, office in self.offices.items())]
        now = [stop.office_id for stop in self.paper.route.all()]
        for place in range(1, max(PLACES_ON_PAGE, len(now)) + 1):
            self.fields[f"office_{place}"] = forms.ChoiceField(
                label=gettext("ผ่านลำดับที่ %s") % place, choices=choices, required=False
            )
            self.initial.setdefault(f"office_{place}", str(now[place - 1]) if place <= len(now) else "")
        self.order_fields([name for name in self.fields if name != "usual"])

    def route(self) -> list[Office]:
        """The chosen offices in their order."""
        names = sorted(name for name in self.fields if name.startswith("office_"))
        return [self.offices[self.cleaned_data[name]] for name in names if self.cleaned_data[name]]


class AgainForm(StepForm):
    """Nothing but the confirmation."""

    document = forms.CharField(required=False, widget=forms.HiddenInput)


class VoidForm(StepForm):
    """Why a paper is no longer valid."""

    reason = LongTextField(
        label=_("เหตุผลที่ยกเลิก"),
        max_length=LONGEST_REASON,
        rows=3,
        help_text=_("ทุกคนที่ตรวจสอบหนังสือฉบับนี้จะอ่านเหตุผลได้ อย่าใส่ข้อมูลส่วนบุคคล"),
    )
