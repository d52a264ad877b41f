"""The forms of meetings: the sitting with its roster and agenda, a resolution, the certified minutes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory import clock
from directory.models import Tenure
from directory.powers import BodyKind
from documents.pictures import photo_anew
from pages.fields import (
    LongTextField,
    ScanField,
    ShortTextField,
    ThaiDateField,
    TimeField,
    WholeNumberField,
    with_commas,
)
from pages.forms import PageForm
from pages.rows import rows_of
from proposals.drafts import LONGEST_TEXT, AgendaDraft, AttendanceDraft, MeetingDraft
from proposals.forms.rows import RowsForm
from proposals.forum_drafts import OFFICIAL_AGENDA
from proposals.models import (
    SIDEWAYS,
    Affiliation,
    Attendance,
    CalledMeeting,
    Level,
    Meeting,
    MeetingPhoto,
    Plan,
    PlanKind,
    PlanLine,
)
from proposals.page import ActionForm
from proposals.queries_of_forums import meetings_that_may_certify, people_at_the_door
from proposals.titles import title_of
from proposals.verbs.minutes import AT_THE_NEXT, AT_THE_SAME, BY_CIRCULATION

PEOPLE = "people_"  # how the names of the headcounts' fields begin
MOST_MEMBERS, MOST_ITEMS, BLANK_ROWS, ANOTHER_FEW = 300, 40, 12, 5
MOST_PEOPLE = 30_000


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
    tenure = forms.IntegerField(widget=forms.HiddenInput, required=False)


class AgendaRow(PageForm):
    """An item of the agenda."""

    label_size = ""
    heading = ShortTextField(label=gettext_lazy("เรื่อง"), max_length=300)
    text = LongTextField(label=gettext_lazy("เนื้อหา"), max_length=LONGEST_TEXT, rows=3, required=False)
    agreed = LongTextField(label=gettext_lazy("ข้อที่เห็นตรงกัน"), max_length=LONGEST_TEXT, rows=2, required=False)
    differences = LongTextField(label=gettext_lazy("ข้อที่ยังเห็นต่าง"), max_length=LONGEST_TEXT, rows=2, required=False)
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

    def __init__(
        self,
        *args: Any,
        before: Meeting | None = None,
        called: CalledMeeting | None = None,
        holders: Sequence[Tenure] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.called = called
        owner = self.plan.owner
        kind: Any = self.fields["kind"]
        kind.choices = kinds_for(owner.kind)
        self.initial = {
            **self.initial,
            "kind": kind.choices[0][0],
            "title": f"การประชุม{owner.name}",
            "place": before.place if before else "",
            "members_count": owner.members_count or (before.members_count if before else None),
            **_as_called(called),
        }
        self._ask_how_many(called)
        data = self.data if self.is_bound else None
        names = _roster_of(before, holders)
        least = 0 if before else max(owner.members_count, BLANK_ROWS) - len(names)
        blank = ANOTHER_FEW if data is not None else max(least, ANOTHER_FEW)
        self.roster = rows_of(
            AttendanceRow,
            data,
            names,
            min(blank, MOST_MEMBERS),
            prefix="attendances",
            title=_("รายชื่อที่"),
            at_most=MOST_MEMBERS,
        )
        told = [item.heading for item in called.agenda.all()] if called else OFFICIAL_AGENDA
        headings = [{"heading": heading} for heading in told]
        self.agenda = rows_of(AgendaRow, data, headings, 1, prefix="agenda", title=_("วาระที่"), at_most=MOST_ITEMS)
        self.keep_together(self.roster, self.agenda)

    def _ask_how_many(self, called: CalledMeeting | None) -> None:
        """A field for each affiliation; what was ticked on the sheet at the door stands there already."""
        ticked = {} if called is None or self.is_bound else people_at_the_door(called)
        for value, label in Affiliation.choices:
            self.fields[f"{PEOPLE}{value}"] = WholeNumberField(
                label=label, maximum=MOST_PEOPLE * 100, unit=gettext_lazy("คน"), required=False
            )
            self.initial.setdefault(f"{PEOPLE}{value}", ticked.get(value))
        self.put_the_paper_last()

    @property
    def people_fields(self) -> list[BoundField]:
        """The headcounts by affiliation."""
        return [self[name] for name in self.fields if name.startswith(PEOPLE)]

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
            headcounts={name: people for name in Affiliation.values if (people := values[f"{PEOPLE}{name}"])},
            called=self.called,
            recorded_by=values["recorded_by"],
            checked_by=values["checked_by"],
            attendances=[AttendanceDraft(**row) for row in self.roster.values],
            agenda=[AgendaDraft(**row) for row in self.agenda.values],
        )


def kinds_for(owner: str) -> list[tuple[str, Any]]:
    """The kinds of meeting that a kind of body holds; first the one that adopts."""
    of_members = {BodyKind.COUNCIL: Meeting.Kind.COUNCIL, BodyKind.ASSEMBLY: Meeting.Kind.PROVINCIAL}
    first = of_members.get(BodyKind(owner), Meeting.Kind.COMMITTEE)
    kinds = (first, *Meeting.OPEN_TO_ALL, Meeting.Kind.CIRCULATION)
    return [(kind.value, kind.label) for kind in kinds]


def _as_called(called: CalledMeeting | None) -> dict[str, Any]:
    names = ("kind", "title", "held_on", "starts_at", "ends_at", "place")
    return {name: getattr(called, name) for name in names} if called else {}


def _roster_of(meeting: Meeting | None, holders: Sequence[Tenure]) -> list[dict[str, Any]]:
    """The names of a meeting's roster, then the body's office holders who were not on it.

    Guests are guests again, of the members it is asked whether they came. Who stands there by a tenure keeps it.
    """
    guest = Attendance.Presence.OBSERVER
    told = list(meeting.attendances.all()) if meeting else []
    tenures = {AttendanceDraft(str(tenure.user)).person: tenure for tenure in holders}
    rows: list[dict[str, Any]] = []
    for a in told:
        own = tenures.pop(AttendanceDraft(a.name).person, None)
        tenure = a.tenure_id or (own.pk if own and a.presence != guest else None)
        was_guest = {"presence": guest} if a.presence == guest else {}
        rows.append({"name": a.name, "position": a.position, "tenure": tenure, **was_guest})
    known = {row["tenure"] for row in rows}
    return rows + [
        {"name": str(tenure.user), "position": tenure.office.title, "tenure": tenure.pk}
        for tenure in tenures.values()
        if tenure.pk not in known
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
    if plan.kind != PlanKind.AREA:
        onward = " และให้ส่งหน่วยงานที่เกี่ยวข้อง" if plan.kind in SIDEWAYS else ""
    return f"เห็นชอบ{title_of(plan)} จำนวน {len(asked)} โครงการ งบประมาณรวม {with_commas(sum(asked))} บาท{onward}"


class CertifyForm(ActionForm):
    """When and how the minutes were certified."""

    on = ThaiDateField(label=gettext_lazy("รับรองเมื่อวันที่"))
    how = forms.ChoiceField(
        label=gettext_lazy("รับรองโดย"),
        choices=[
            (AT_THE_SAME, gettext_lazy("รับรองในการประชุมครั้งเดียวกัน")),
            (AT_THE_NEXT, gettext_lazy("รับรองในการประชุมครั้งถัดไป")),
            (BY_CIRCULATION, gettext_lazy("รับรองโดยมติเวียน")),
        ],
        widget=forms.RadioSelect,
    )
    at = forms.ModelChoiceField(
        label=gettext_lazy("การประชุมหรือมติเวียนที่รับรอง"),
        help_text=gettext_lazy("เลือกเมื่อรับรองในการประชุมครั้งถัดไปหรือโดยมติเวียน"),
        queryset=Meeting.objects.none(),
        empty_label=gettext_lazy("ไม่ได้เลือก"),
        required=False,
    )
    note = ShortTextField(
        label=gettext_lazy("หลักฐานการเวียน"),
        help_text=gettext_lazy("ถ้าไม่ได้บันทึกมติเวียนไว้เป็นการประชุม ให้เขียนว่าเวียนเมื่อใดและเก็บหลักฐานไว้ที่ใด"),
        max_length=60,
        required=False,
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("on", clock.today())
        at: Any = self.fields["at"]
        at.queryset = meetings_that_may_certify(meeting)
        self.put_the_paper_last()


class MinutesForm(RowsForm):
    """What was said on each item of the agenda."""

    recorded_by = ShortTextField(label=gettext_lazy("ผู้จดรายงานการประชุม"), max_length=200, required=False)

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("recorded_by", meeting.recorded_by)
        data = self.data if self.is_bound else None
        names = ("heading", "text", "agreed", "differences", "resolution")
        items = [{name: getattr(item, name) for name in names} for item in meeting.agenda.all()]
        told = items or [{"heading": heading} for heading in OFFICIAL_AGENDA]
        self.agenda = rows_of(AgendaRow, data, told, 1, prefix="agenda", title=_("วาระที่"), at_most=MOST_ITEMS)
        self.keep_together(self.agenda)

    @property
    def items(self) -> list[AgendaDraft]:
        """The items as they were written."""
        return [AgendaDraft(**row) for row in self.agenda.values]


class CheckForm(ActionForm):
    """Who checked the minutes, and when."""

    checked_by = ShortTextField(label=gettext_lazy("ผู้ตรวจรายงานการประชุม"), max_length=200)
    on = ThaiDateField(label=gettext_lazy("ตรวจเมื่อวันที่"))

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("on", clock.today())
        self.initial.setdefault("checked_by", meeting.checked_by)


class PhotoForm(ActionForm):
    """A photograph, and whether it is of the meeting or of the sheet that people signed."""

    kind = forms.ChoiceField(
        label=gettext_lazy("ภาพอะไร"),
        choices=[
            (MeetingPhoto.Kind.MEETING, gettext_lazy("ภาพการประชุม – ผู้ที่ดูแผนนี้ได้เปิดดูได้")),
            (MeetingPhoto.Kind.SHEET, gettext_lazy("ภาพใบลงชื่อ – เฉพาะองค์กรนี้ อำเภอ และจังหวัด")),
        ],
        widget=forms.RadioSelect,
    )
    picture = ScanField(
        label=gettext_lazy("ไฟล์ภาพ"),
        help_text=gettext_lazy("JPEG หรือ PNG ไม่เกิน 10 MB ระบบลบตำแหน่งที่ถ่ายและข้อมูลของโทรศัพท์ออกจากภาพ"),
    )
    caption = ShortTextField(label=gettext_lazy("คำบรรยายภาพ"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.put_the_paper_last()

    def prepare(self) -> None:
        """Make the picture anew, which takes its time, before any lock is held."""
        picture = self.cleaned_data["picture"]
        self.photo = photo_anew(picture.read(), picture.content_type or "")
