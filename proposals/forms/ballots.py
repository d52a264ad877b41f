"""The forms of ballots: how one is held, the votes, the slips, and the ballot paper on a phone."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.models import Village
from pages.fields import BahtField, LongTextField, ScanField, ShortTextField, WholeNumberField, with_commas
from pages.forms import PageForm
from proposals.ballot_drafts import MOST_DOTS, MOST_VOTERS, BallotDraft
from proposals.ballot_words import HINTS, RULES
from proposals.models import Ballot, BallotOption, Meeting, Method, PlanLine, WorkClass
from proposals.models.ballot import LONGEST_GROUP
from proposals.page import ActionForm
from proposals.verbs.ballot_votes import ENTERED
from proposals.voting import LARGEST_FILE

LONGEST_PASTE = 200_000
_ENTERED = [(source.value, source.label) for source in ENTERED]


class PrepareForm(ActionForm):
    """How a ballot is held: on what, from which envelope, and by which rule it will be counted."""

    title = ShortTextField(label=gettext_lazy("ลงคะแนนเรื่องอะไร"), max_length=200)
    method = forms.ChoiceField(
        label=gettext_lazy("ลงคะแนนอย่างไร"), choices=Method.choices, widget=forms.RadioSelect, initial=Method.APPROVAL
    )
    dots = WholeNumberField(
        label=gettext_lazy("แต่ละคนมีกี่คะแนน"),
        help_text=gettext_lazy("เฉพาะการแบ่งคะแนน (ติดจุด)"),
        minimum=1,
        maximum=MOST_DOTS,
        unit=gettext_lazy("คะแนน"),
        required=False,
    )
    rule = forms.ChoiceField(
        label=gettext_lazy("กติกานับผล"),
        help_text=gettext_lazy("กำหนดก่อนเปิดลงคะแนน เปิดแล้วเปลี่ยนไม่ได้ การยกมือใช้ได้สองข้อแรก Borda ใช้กับการจัดอันดับ"),
        widget=forms.RadioSelect,
    )
    budget = BahtField(label=gettext_lazy("วงเงิน"), minimum=1)
    budget_from = ShortTextField(
        label=gettext_lazy("วงเงินนี้มาจากไหน"), help_text=gettext_lazy("เช่น หนังสือแจ้งกรอบวงเงินของ อบต."), max_length=200
    )
    voters = WholeNumberField(
        label=gettext_lazy("ผู้มีสิทธิลงคะแนน"),
        help_text=gettext_lazy("ระบบไม่รับคะแนนเกินจำนวนนี้ จึงบันทึกซ้ำไม่ได้"),
        minimum=1,
        maximum=MOST_VOTERS,
        unit=gettext_lazy("คน"),
    )
    meeting = forms.ModelChoiceField(
        label=gettext_lazy("ลงคะแนนในการประชุม"),
        queryset=Meeting.objects.none(),
        empty_label=gettext_lazy("ยังไม่ได้บันทึกการประชุม"),
        required=False,
    )
    lines = forms.TypedMultipleChoiceField(
        label=gettext_lazy("โครงการที่ให้เลือก"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    of_group = "group_"  # and a village's id: the field for the name of its group

    def __init__(self, *args: Any, ballot: Ballot | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        rules = ("count", "greedy", "equal-shares", "borda")
        words = {rule.value: f"{RULES[rule]} – {HINTS[rule]}" for rule in RULES}
        fields["rule"].choices = [(rule, words[rule]) for rule in rules]
        fields["meeting"].queryset = Meeting.objects.filter(plan=self.plan).order_by("-held_on", "-pk")
        rows = list(
            PlanLine.objects.filter(version=self.plan.current_version_id)
            .select_related("line", "proposal_version")
            .order_by("line__number")
        )
        fields["lines"].choices = [
            (row.line.number, f"{row.proposal_version.title} · {with_commas(row.asked)} {_('บาท')}") for row in rows
        ]
        if ballot is None:
            chosen = [row.line.number for row in rows if row.work_class != WorkClass.SELF and row.asked]
            self.initial = {**self.initial, "lines": chosen, "rule": "equal-shares"}
        else:
            names = ("title", "method", "dots", "rule", "budget", "budget_from", "voters", "meeting", "revision")
            told = {name: getattr(ballot, name) for name in names}
            self.initial = {**self.initial, **told, "lines": [o.line_number for o in ballot.options.all()]}
        self._ask_for_groups(ballot)
        self.put_the_paper_last()

    def _ask_for_groups(self, ballot: Ballot | None) -> None:
        known = dict(ballot.grouped_villages.values_list("village_id", "group")) if ballot else {}
        for village in Village.objects.filter(area=self.plan.area_id):
            name = f"{self.of_group}{village.pk}"
            self.fields[name] = ShortTextField(label=str(village), max_length=LONGEST_GROUP, required=False)
            self.initial.setdefault(name, known.get(village.pk, ""))

    @property
    def group_fields(self) -> list[BoundField]:
        """A field for each village's group."""
        return [self[name] for name in self.fields if name.startswith(self.of_group)]

    @property
    def other_fields(self) -> list[BoundField]:
        """The visible fields besides those and besides those about a body's signed paper."""
        return [field for field in self.own_fields if not field.name.startswith(self.of_group)]

    @property
    def are_grouped(self) -> bool:
        """Whether something stands in the villages' fields, or is wrong with it."""
        return any(field.value() or field.errors for field in self.group_fields)

    @property
    def draft(self) -> BallotDraft:
        """The ballot as it was described."""
        values = self.cleaned_data
        names = ("title", "method", "dots", "rule", "budget", "budget_from", "voters", "meeting", "lines")
        groups = {
            int(field.name.removeprefix(self.of_group)): values[field.name]
            for field in self.group_fields
            if values[field.name]
        }
        return BallotDraft(**{name: values[name] for name in names}, groups=groups)


class BallotForm(ActionForm):
    """A step on one ballot, of which the sender saw a revision."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, ballot: Ballot, **kwargs: Any) -> None:
        self.ballot = ballot
        super().__init__(*args, **kwargs)
        self.initial.setdefault("revision", ballot.revision)

    @property
    def seen_revision(self) -> int:
        """The revision of the ballot that was on the sender's screen."""
        return int(self.cleaned_data["revision"])


class CastForm(BallotForm):
    """Votes in bulk."""

    source = forms.ChoiceField(label=gettext_lazy("คะแนนมาจาก"), choices=_ENTERED, widget=forms.RadioSelect)
    lines = LongTextField(
        label=gettext_lazy("คะแนนเสียง บรรทัดละหนึ่งใบ"),
        help_text=gettext_lazy("พิมพ์หมายเลขโครงการคั่นด้วยช่องว่าง เช่น 1 3 7 บัตรที่ไม่เลือกเลยพิมพ์ - วางจากตารางก็ได้"),
        max_length=LONGEST_PASTE,
        rows=12,
    )

    @property
    def votes(self) -> list[str]:
        """The votes as they were typed, a line each."""
        return str(self.cleaned_data["lines"]).split("\n")


class ClearForm(BallotForm):
    """Which entered votes are taken back."""

    source = forms.ChoiceField(label=gettext_lazy("ล้างคะแนนจาก"), choices=_ENTERED, widget=forms.RadioSelect)


class HandsForm(BallotForm):
    """How many hands were raised for each project."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for option in self.ballot.options.all():
            name = f"o{option.number}"
            self.fields[name] = WholeNumberField(label=str(option), maximum=self.ballot.voters, unit=_("มือ"))
            self.initial.setdefault(name, self.ballot.counts.get(str(option.number), [None])[0])
        self.put_the_paper_last()

    @property
    def counts(self) -> dict[int, int]:
        """The hands by the project's number."""
        return {int(name[1:]): value for name, value in self.cleaned_data.items() if name[1:].isdigit()}


class SlipsForm(BallotForm):
    """How many slips are printed."""

    count = WholeNumberField(label=gettext_lazy("จำนวนบัตร"), minimum=1, maximum=MOST_VOTERS, unit=gettext_lazy("ใบ"))


class AnnulForm(BallotForm):
    """Why a ballot is void."""

    reason = ShortTextField(
        label=gettext_lazy("เหตุผลที่ยกเลิก"), help_text=gettext_lazy("แสดงในหน้าการลงคะแนนนี้"), max_length=300
    )


class CompareForm(PageForm):
    """A ballot file to count again."""

    file = ScanField(label=gettext_lazy("ไฟล์บัตรลงคะแนน (.pb)"), largest=LARGEST_FILE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = ".pb"


class VoteForm(PageForm):
    """A ballot paper on a phone: the slip's code, and a box for each project."""

    mark_optional = False
    slip = forms.CharField(
        label=gettext_lazy("รหัสบนบัตรของท่าน"),
        help_text=gettext_lazy("อักษรอังกฤษและตัวเลข 8 ตัว เช่น K7QD-2MXP ใช้ได้ครั้งเดียว"),
        max_length=40,
        widget=forms.TextInput(
            {
                "class": "govuk-input--width-10",
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
    )

    def __init__(self, *args: Any, ballot: Ballot, options: list[BallotOption], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ballot = ballot
        for option in options:
            village = f" ({option.village})" if option.village else ""
            label = f"{option}{village} · {with_commas(option.cost)} {_('บาท')}"
            self.fields[f"o{option.number}"] = self._box(label, len(options))

    def _box(self, label: str, options: int) -> forms.Field:
        if self.ballot.method == Method.DOTS:
            unit = _("คะแนน")
            return WholeNumberField(label=label, maximum=self.ballot.dots or 0, unit=unit, required=False)
        if self.ballot.method == Method.RANKING:
            return WholeNumberField(label=label, minimum=1, maximum=options, unit=_("อันดับ"), required=False)
        return forms.BooleanField(label=label, required=False)

    def clean(self) -> dict[str, Any]:
        """Two projects cannot stand in one place of a ranking."""
        values = super().clean() or self.cleaned_data
        if self.ballot.method == Method.RANKING:
            places: dict[int, str] = {}
            for name, place in list(values.items()):
                if name[1:].isdigit() and place is not None:
                    if place in places:
                        self.add_error(name, _("อันดับ %(place)d ใช้แล้วกับอีกโครงการ") % {"place": place})
                    places.setdefault(place, name)
        return values

    @property
    def vote(self) -> list[int]:
        """The numbers that the paper names: in order where they are ranked, as often as they have points."""
        boxes = {int(name[1:]): value for name, value in self.cleaned_data.items() if name[1:].isdigit()}
        if self.ballot.method == Method.RANKING:
            return sorted((number for number, place in boxes.items() if place), key=lambda number: boxes[number])
        return [number for number, value in boxes.items() for _dot in range(int(value or 0))]
