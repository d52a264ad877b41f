"""The forms of meetings to come: a call, its cancellation, a series, and the sheet at the door."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory import clock
from pages.fields import DrawnKeyField, LongTextField, ShortTextField, ThaiDateField, TimeField, WholeNumberField
from pages.forms import PageForm
from pages.rows import rows_of
from proposals.drafts import LONGEST_TEXT
from proposals.forms.meetings import MOST_ITEMS, kinds_for
from proposals.forms.rows import RowsForm
from proposals.forum_drafts import OFFICIAL_AGENDA, CalledDraft
from proposals.models import Affiliation, Meeting, MeetingSeries
from proposals.page import ActionForm
from proposals.verbs.calling import MOST_IN_A_YEAR


class HeadingRow(PageForm):
    """A heading of the agenda."""

    label_size = ""
    heading = ShortTextField(label=gettext_lazy("เรื่อง"), max_length=300)


class CallForm(RowsForm):
    """A sitting that is called beforehand."""

    kind = forms.ChoiceField(label=gettext_lazy("ประเภทการประชุม"))
    title = ShortTextField(label=gettext_lazy("ชื่อการประชุม"), max_length=200)
    held_on = ThaiDateField(label=gettext_lazy("วันประชุม"))
    starts_at = TimeField(label=gettext_lazy("เริ่มประชุมเวลา"))
    ends_at = TimeField(label=gettext_lazy("คาดว่าเลิกประชุมเวลา"))
    place = ShortTextField(label=gettext_lazy("สถานที่ประชุม"), max_length=200)
    series = forms.ModelChoiceField(
        label=gettext_lazy("เป็นครั้งหนึ่งในชุด"),
        queryset=MeetingSeries.objects.none(),
        empty_label=gettext_lazy("ไม่อยู่ในชุดใด"),
        required=False,
    )
    notice = LongTextField(
        label=gettext_lazy("ข้อความในหนังสือเชิญหรือประกาศ"),
        help_text=gettext_lazy("เช่น สิ่งที่ต้องเตรียมมา ระบบเติมวัน เวลา สถานที่ และระเบียบวาระให้เอง"),
        max_length=LONGEST_TEXT,
        rows=4,
        required=False,
    )

    def __init__(self, *args: Any, place: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner = self.plan.owner
        kind: Any = self.fields["kind"]
        kind.choices = [choice for choice in kinds_for(owner.kind) if choice[0] != Meeting.Kind.CIRCULATION]
        series: Any = self.fields["series"]
        year = clock.buddhist_year(clock.today())
        series.queryset = MeetingSeries.objects.filter(body=owner, year__gte=year)
        self.initial = {"kind": Meeting.Kind.FORUM, "title": "เวทีประชาคม", "place": place, **self.initial}
        data = self.data if self.is_bound else None
        told = [{"heading": heading} for heading in OFFICIAL_AGENDA]
        self.agenda = rows_of(HeadingRow, data, told, 1, prefix="agenda", title=_("วาระที่"), at_most=MOST_ITEMS)
        self.keep_together(self.agenda)

    @property
    def draft(self) -> CalledDraft:
        """The sitting as it is called."""
        names = ("kind", "title", "held_on", "starts_at", "ends_at", "place", "series", "notice")
        values = {name: self.cleaned_data[name] for name in names}
        return CalledDraft(agenda=[row["heading"] for row in self.agenda.values], **values)


class CancelForm(ActionForm):
    """Why a called meeting is not held."""

    reason = LongTextField(label=gettext_lazy("เหตุผลที่ยกเลิก"), max_length=500, rows=3)


class SeriesForm(ActionForm):
    """How many meetings of a kind are planned in this calendar year."""

    name = ShortTextField(
        label=gettext_lazy("ชื่อชุดการประชุม"), help_text=gettext_lazy("ชื่อเดิมในปีเดียวกันคือแก้จำนวนครั้ง"), max_length=200
    )
    kind = forms.ChoiceField(label=gettext_lazy("ประเภทการประชุม"))
    planned = WholeNumberField(
        label=gettext_lazy("จำนวนครั้งที่วางแผนไว้ในปีนี้"), minimum=1, maximum=MOST_IN_A_YEAR, unit=gettext_lazy("ครั้ง")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind: Any = self.fields["kind"]
        kind.choices = kinds_for(self.plan.owner.kind)
        self.initial.setdefault("kind", Meeting.Kind.FORUM)

    @property
    def told(self) -> dict[str, Any]:
        """Name, kind and count."""
        return {name: self.cleaned_data[name] for name in ("name", "kind", "planned")}


class DoorForm(PageForm):
    """What somebody who comes to a meeting ticks. ``key`` makes a page that is sent twice count once."""

    affiliation = forms.ChoiceField(
        label=gettext_lazy("ท่านมาในนามกลุ่มใด"), choices=Affiliation.choices, widget=forms.RadioSelect
    )
    name = ShortTextField(
        label=gettext_lazy("ชื่อ"),
        help_text=gettext_lazy("ไม่ต้องกรอกก็ได้ ถ้ากรอก เฉพาะผู้จัดประชุม อำเภอ และจังหวัดเห็น"),
        max_length=200,
        required=False,
    )
    key = DrawnKeyField(salt="a sheet at the door", not_ours=gettext_lazy("หน้านี้เปิดไว้ไม่ครบ กรุณาสแกนคิวอาร์โค้ดใหม่"))
