"""The form of a resolution of the councils' provincial meeting: the sitting, who came, and how they voted."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from approvals.forms.desk import DeskForm
from pages.fields import LongTextField, ShortTextField, ThaiDateField, WholeNumberField
from proposals.drafts import LONGEST_TEXT, AttendanceDraft, MeetingDraft
from proposals.models import Attendance, Meeting

MOST_VOTES = 2000
LONGEST_ROSTER = 40_000


def names_in(text: str) -> list[str]:
    """The names of a roster, one a line."""
    return [line.strip() for line in text.splitlines() if line.strip()]


class SittingForm(DeskForm):
    """A sitting of the meeting with its roster, one name a line, and its votes."""

    held_on = ThaiDateField(label=gettext_lazy("วันประชุม"))
    place = ShortTextField(label=gettext_lazy("สถานที่"), max_length=200)
    present = LongTextField(label=gettext_lazy("ผู้มาประชุม (บรรทัดละหนึ่งชื่อ)"), max_length=LONGEST_ROSTER, rows=8)
    absent = LongTextField(
        label=gettext_lazy("ผู้ไม่มาประชุม (บรรทัดละหนึ่งชื่อ)"), max_length=LONGEST_ROSTER, rows=4, required=False
    )
    text = LongTextField(label=gettext_lazy("มติที่ประชุม"), max_length=LONGEST_TEXT, rows=4)
    votes_for = WholeNumberField(label=gettext_lazy("เห็นชอบ (เสียง)"), minimum=0, maximum=MOST_VOTES)
    votes_against = WholeNumberField(label=gettext_lazy("ไม่เห็นชอบ (เสียง)"), minimum=0, maximum=MOST_VOTES, initial=0)
    abstained = WholeNumberField(label=gettext_lazy("งดออกเสียง (เสียง)"), minimum=0, maximum=MOST_VOTES, initial=0)

    def sitting(self) -> MeetingDraft:
        """The sitting as it was typed."""
        values: dict[str, Any] = self.cleaned_data
        came = [AttendanceDraft(name) for name in names_in(values["present"])]
        stayed = [
            AttendanceDraft(name, presence=Attendance.Presence.ABSENT) for name in names_in(values["absent"] or "")
        ]
        return MeetingDraft(
            kind=Meeting.Kind.PROVINCIAL,
            title=str(Meeting.Kind.PROVINCIAL.label),
            held_on=values["held_on"],
            place=values["place"],
            attendances=[*came, *stayed],
        )
