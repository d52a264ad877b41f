"""The forms around a level's closing: gathering, hearing, resolution, the governor's decision."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.forms.desk import DeskForm
from pages.fields import LongTextField, ShortTextField
from pages.templatetags.pages import thai_date
from proposals.drafts import LONGEST_TEXT
from proposals.models import Meeting, Resolution


class ReasonForm(DeskForm):
    """Why."""

    reason = LongTextField(label=gettext_lazy("เหตุผล"), max_length=LONGEST_TEXT, rows=4)


class HearForm(DeskForm):
    """Which of the hearings that were held on this plan."""

    hearing = forms.ChoiceField(label=gettext_lazy("การรับฟังความคิดเห็น"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, hearings: Sequence[Meeting], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hearings = {str(meeting.pk): meeting for meeting in hearings}
        field: Any = self.fields["hearing"]
        field.choices = [(key, _sitting(meeting)) for key, meeting in self.hearings.items()]

    @property
    def chosen(self) -> Meeting:
        """The chosen hearing."""
        return self.hearings[self.cleaned_data["hearing"]]


class ResolveForm(DeskForm):
    """Which of the resolutions on the version on the desk."""

    resolution = forms.ChoiceField(label=gettext_lazy("มติของที่ประชุม"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, resolutions: Sequence[Resolution], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.resolutions = {str(resolution.pk): resolution for resolution in resolutions}
        field: Any = self.fields["resolution"]
        field.choices = [(key, _in_a_line(found)) for key, found in self.resolutions.items()]
        if len(self.resolutions) == 1:
            self.initial.setdefault("resolution", next(iter(self.resolutions)))

    @property
    def chosen(self) -> Resolution:
        """The chosen resolution."""
        return self.resolutions[self.cleaned_data["resolution"]]


class EndorseForm(DeskForm):
    """The law on which the governor endorses, where it is to be printed."""

    legal_basis = ShortTextField(label=gettext_lazy("ฐานอำนาจตามกฎหมาย"), required=False, max_length=300)


def _sitting(meeting: Meeting) -> str:
    return _("%(meeting)s วันที่ %(day)s ณ %(place)s") % {
        "meeting": meeting,
        "day": thai_date(meeting.held_on),
        "place": meeting.place,
    }


def _in_a_line(resolution: Resolution) -> str:
    return _("%(meeting)s: “%(text)s” เห็นชอบ %(for)d ไม่เห็นชอบ %(against)d") % {
        "meeting": _sitting(resolution.meeting),
        "text": Truncator(resolution.text).chars(160),
        "for": resolution.votes_for,
        "against": resolution.votes_against,
    }
