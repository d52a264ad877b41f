"""The forms of meetings: the sitting with its roster and agenda, a resolution, the certified minutes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory import clock
from directory.powers import BodyKind
from pages.fields import LongTextField, ShortTextField, ThaiDateField, TimeField, WholeNumberField, with_commas
from pages.forms import PageForm
from pages.rows import rows_of
from proposals.drafts import LONGEST_TEXT, AgendaDraft, AttendanceDraft, MeetingDraft
from proposals.forms.rows import RowsForm
from proposals.models import Attendance, Level, Meeting, Plan, PlanLine
from proposals.page import ActionForm

MOST_MEMBERS, MOST_ITEMS, BLANK_ROWS, ANOTHER_FEW = 300, 40, 12, 5
MOST_PEOPLE = 30_000

# The five headings of every official agenda. What is written into minutes is Thai, whatever language the page is in.
AGENDA = (
    "เรื่องที่ประธานแจ้งให้ที่ประชุมทราบ",
    "เรื่องรับรองรายงานการประชุม",
    "เรื่องที่เสนอให้ที่ประชุมทราบ",
    "เรื่องที่เสนอให้ที่ประชุมพิจารณา",
    "เรื่องอื่น ๆ (ถ้ามี)",
)


class AttendanceRow(PageForm):
    """A name on the roster; whether that person came is ticked, never assumed."""

    label_size = ""
    name = ShortTextField(label=gettext_lazy("ชื่อ"), max_length=200)
    position = ShortTextField(label=gettext_lazy("ตำแหน่ง"), max_length=200, required=False)
    presence = forms.ChoiceField(
        label=gettext_lazy("การมาประชุม"),
        choices=Attendance.Presence.choices,
        widget=forms.RadioSelect({"class": "govuk-radios--small govuk-radios--inline"}),
    )
    remark = ShortTextField(label=gettext_lazy("หมายเหตุ"), max_length=200, required=False)


class AgendaRow(PageForm):
    """An item of the agenda."""

    label_size = ""
    heading = ShortTextField(label=gettext_lazy("เรื่อง"), max_length=300)
    text = LongTextField(label=gettext_lazy("เนื้อหา"), max_length=LONGEST_TEXT, rows=3, required=False)
    resolution = LongTextField(label=gettext_lazy("มติหรือข้อสรุป"), max_length=LONGEST_TEXT, rows=2, required=False)


class MeetingForm(RowsForm):
    """A sitting of the body that owns the plan."""

    kind = forms.ChoiceField(label=gettext_lazy("ประเภทการประชุม"))
    title = ShortTextField(label=gettext_lazy("ชื่อการประชุม"), max_length=200)
    held_on = ThaiDateField(label=gettext_lazy("วันประชุม"))
    starts_at = TimeField(label=gettext_lazy("เริ่มประชุมเวลา"))
    ends_at = TimeField(label=gettext_lazy("เลิกประชุมเวลา"))
    place = ShortTextField(label=gettext_lazy("สถานที่ประชุม"), max_length=200)
    members_count = WholeNumberField(
        label=gettext_lazy("จำนวนสมาชิกทั้งหมด"),
        help_text=gettext_lazy("ตามทะเบียนขององค์กร รวมผู้ที่ไม่มา ระบบคำนวณองค์ประชุมจากจำนวนนี้"),
        minimum=1,
        maximum=MOST_PEOPLE,
        unit=gettext_lazy("คน"),
    )
    residents_present = WholeNumberField(
        label=gettext_lazy("ประชาชนที่เข้าร่วม"),
        help_text=gettext_lazy("นับเป็นจำนวนคน ไม่ต้องระบุชื่อ ใช้กับเวทีประชาคมและการรับฟังความคิดเห็น"),
        maximum=MOST_PEOPLE * 100,
        unit=gettext_lazy("คน"),
        required=False,
    )
    recorded_by = ShortTextField(label=gettext_lazy("ผู้จดรายงานการประชุม"), max_length=200, required=False)
    checked_by = ShortTextField(label=gettext_lazy("ผู้ตรวจรายงานการประชุม"), max_length=200, required=False)

    def __init__(self, *args: Any, before: Meeting | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner = self.plan.owner
        kind: Any = self.fields["kind"]
        kind.choices = _kinds_for(owner.kind)
        self.initial = {
            **self.initial,
            "kind": kind.choices[0][0],
            "title": f"การประชุม{owner.name}",
            "place": before.place if before else "",
            "members_count": owner.members_count or (before.members_count if before else None),
        }
        data = self.data if self.is_bound else None
        names = _roster_of(before)
        blank = ANOTHER_FEW if names or data is not None else max(owner.members_count, BLANK_ROWS)
        self.roster = rows_of(
            AttendanceRow,
            data,
            names,
            min(blank, MOST_MEMBERS),
            prefix="attendances",
            title=_("รายชื่อที่"),
            at_most=MOST_MEMBERS,
        )
        headings = [{"heading": heading} for heading in AGENDA]
        self.agenda = rows_of(AgendaRow, data, headings, 1, prefix="agenda", title=_("วาระที่"), at_most=MOST_ITEMS)
        self.keep_together(self.roster, self.agenda)

    @property
    def draft(self) -> MeetingDraft:
        """The sitting as it was written down."""
        values = self.cleaned_data
        return MeetingDraft(
            kind=values["kind"],
            title=values["title"],
            held_on=values["held_on"],
            place=values["place"],
            starts_at=values["starts_at"],
            ends_at=values["ends_at"],
            members_count=values["members_count"],
            residents_present=values["residents_present"] or 0,
            recorded_by=values["recorded_by"],
            checked_by=values["checked_by"],
            attendances=[AttendanceDraft(**row) for row in self.roster.values],
            agenda=[AgendaDraft(**row) for row in self.agenda.values],
        )


def _kinds_for(owner: str) -> list[tuple[str, Any]]:
    """The kinds of meeting that a kind of body holds; first the one that adopts."""
    of_members = Meeting.Kind.COUNCIL if owner == BodyKind.COUNCIL else Meeting.Kind.COMMITTEE
    kinds = (of_members, Meeting.Kind.FORUM, Meeting.Kind.HEARING, Meeting.Kind.CIRCULATION)
    return [(kind.value, kind.label) for kind in kinds]


def _roster_of(meeting: Meeting | None) -> list[dict[str, Any]]:
    """The names of a meeting's roster; guests are guests again, of the members it is asked whether they came."""
    if meeting is None:
        return []
    guest = Attendance.Presence.OBSERVER
    return [
        {"name": a.name, "position": a.position, **({"presence": guest} if a.presence == guest else {})}
        for a in meeting.attendances.all()
    ]


class ResolutionForm(ActionForm):
    """What a meeting resolved about the version on the desk."""

    text = LongTextField(label=gettext_lazy("ข้อความของมติ"), max_length=LONGEST_TEXT, rows=6)
    votes_for = WholeNumberField(label=gettext_lazy("เห็นชอบ"), maximum=MOST_PEOPLE, unit=gettext_lazy("เสียง"))
    votes_against = WholeNumberField(label=gettext_lazy("ไม่เห็นชอบ"), maximum=MOST_PEOPLE, unit=gettext_lazy("เสียง"))
    abstained = WholeNumberField(label=gettext_lazy("งดออกเสียง"), maximum=MOST_PEOPLE, unit=gettext_lazy("เสียง"))
    extract_signed_by = ShortTextField(
        label=gettext_lazy("ผู้ลงนามคัดมติที่ประชุม"),
        help_text=gettext_lazy("โดยปกติคือประธานในที่ประชุม"),
        max_length=200,
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            chairs = [a.name for a in meeting.attendances.all() if a.position.startswith("ประธาน")]
            self.initial = {
                **self.initial,
                "text": usual_resolution(self.plan),
                "votes_for": meeting.members_present,
                "votes_against": 0,
                "abstained": 0,
                "extract_signed_by": chairs[0] if chairs else "",
            }

    @property
    def votes(self) -> dict[str, Any]:
        """The resolution's words, votes and signer."""
        names = ("text", "votes_for", "votes_against", "abstained", "extract_signed_by")
        return {name: self.cleaned_data[name] for name in names}


def usual_resolution(plan: Plan) -> str:
    """The usual words of a resolution that adopts a plan as it stands; they go into official papers, so in Thai."""
    lines = PlanLine.objects.filter(version=plan.current_version_id)
    asked = [row["asked"] for row in lines.values("asked")]
    onward = {Level.SUBDISTRICT: " และให้เสนอต่ออำเภอ", Level.DISTRICT: " และให้เสนอต่อจังหวัด"}.get(Level(plan.level), "")
    return (
        f"เห็นชอบแผนพัฒนา{plan.area.full_name} ประจำปีงบประมาณ พ.ศ. {plan.cycle.target_year}"
        f" จำนวน {len(asked)} โครงการ งบประมาณรวม {with_commas(sum(asked))} บาท{onward}"
    )


class CertifyForm(ActionForm):
    """When and how the minutes were certified."""

    on = ThaiDateField(label=gettext_lazy("รับรองเมื่อวันที่"))
    how = forms.ChoiceField(
        label=gettext_lazy("รับรองโดย"),
        choices=[
            ("รับรองในการประชุมครั้งเดียวกัน", gettext_lazy("รับรองในการประชุมครั้งเดียวกัน")),
            ("รับรองในการประชุมครั้งถัดไป", gettext_lazy("รับรองในการประชุมครั้งถัดไป")),
            ("รับรองโดยมติเวียน", gettext_lazy("รับรองโดยมติเวียน")),
        ],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("on", clock.today())
