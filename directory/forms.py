"""What people type about the register: who takes over an office, and the workbook of a province."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory import clock
from directory.models import Area, Tenure
from pages.fields import ShortTextField, ThaiDateField
from pages.forms import PageForm

HOLDER = "holder"  # an input without a value reads as one that nobody chose
LARGEST_WORKBOOK = 10 * 1024 * 1024


class HandOverForm(PageForm):
    """Who takes an office, from when, in which words, and by which order."""

    full_name = ShortTextField(
        label=gettext_lazy("ชื่อและนามสกุลของผู้รับตำแหน่ง"),
        help_text=gettext_lazy("พร้อมคำนำหน้า ตามที่จะพิมพ์ใต้ลายมือชื่อ"),
        max_length=200,
    )
    contact = ShortTextField(
        label=gettext_lazy("หมายเลขโทรศัพท์หรือชื่อผู้ใช้"),
        help_text=gettext_lazy("ถ้ายังไม่มีบัญชี ให้กรอกหมายเลขโทรศัพท์ ระบบจะสร้างบัญชีให้"),
        max_length=150,
    )
    acting = forms.ChoiceField(
        label=gettext_lazy("ดำรงตำแหน่งอย่างไร"),
        choices=[(value or HOLDER, label) for value, label in Tenure.Acting.choices],
        widget=forms.RadioSelect,
        initial=HOLDER,
    )
    own_position = ShortTextField(
        label=gettext_lazy("ตำแหน่งของผู้ทำการแทน"),
        help_text=gettext_lazy("พิมพ์ใต้ลายมือชื่อเมื่อทำการแทน เช่น ปลัดอำเภอ"),
        max_length=200,
        required=False,
    )
    starts = ThaiDateField(label=gettext_lazy("ตั้งแต่วันที่"))
    ends = ThaiDateField(
        label=gettext_lazy("ถึงก่อนวันที่"),
        help_text=gettext_lazy("วันแรกที่ไม่ได้ดำรงตำแหน่งแล้ว เว้นว่างถ้ายังไม่กำหนด"),
        required=False,
    )
    order_number = ShortTextField(label=gettext_lazy("คำสั่งหรือประกาศเลขที่"), max_length=60, required=False)
    order_date = ThaiDateField(label=gettext_lazy("ลงวันที่"), required=False)
    scope = ShortTextField(label=gettext_lazy("ขอบเขตงานที่มอบ"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("starts", clock.today())

    def clean_acting(self) -> str:
        """The words as a tenure keeps them: none for the holder."""
        chosen: str = self.cleaned_data["acting"]
        return Tenure.Acting.HOLDER if chosen == HOLDER else chosen


class OpenProvinceForm(PageForm):
    """The workbook of a province."""

    province = forms.ChoiceField(label=gettext_lazy("จังหวัด"))
    workbook = forms.FileField(
        label=gettext_lazy("สมุดงาน Excel (.xlsx)"),
        help_text=gettext_lazy("ระบบตรวจก่อน และยังไม่เปลี่ยนแปลงข้อมูลใด จนกว่าท่านจะยืนยันในหน้าถัดไป"),
        widget=forms.FileInput({"accept": ".xlsx"}),
    )

    def __init__(self, *args: Any, provinces: Sequence[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["province"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  # declared above
        field.choices = [(area.code, area.full_name) for area in provinces]
        if len(provinces) == 1:
            field.initial, field.widget = provinces[0].code, forms.HiddenInput()

    def clean_workbook(self) -> UploadedFile[Any]:
        """Look at the size alone; its reader finds out what the file is."""
        upload: UploadedFile[Any] = self.cleaned_data["workbook"]
        if upload.size is not None and upload.size > LARGEST_WORKBOOK:
            raise ValidationError(_("ไฟล์ใหญ่เกิน 10 MB"))
        return upload
