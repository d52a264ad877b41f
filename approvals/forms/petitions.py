"""The forms of a petition: what it proposes, the sitting that resolves on it, each hand-over, and the answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.forms.assembly import SittingForm
from approvals.forms.desk import DeskForm, WithRows
from approvals.petitions import (
    LONGEST_NAME,
    LONGEST_REFERENCE,
    LONGEST_SUBJECT,
    MOST_MEASURES,
    MeasureDraft,
    PetitionAnswerDraft,
    PetitionDraft,
)
from pages.fields import LongTextField, ShortTextField, ThaiDateField
from pages.forms import PageForm
from pages.rows import rows_of
from proposals.drafts import LONGEST_TEXT
from proposals.models import Cycle, Petition, PetitionAnswer
from proposals.page import ActionForm

LONGEST_LIST = 10_000


class SeesTheRevision(ActionForm):
    """A petition has no lines: what its reader saw is told by the plan's revision."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = self.plan.revision


class PetitionFields(PageForm):
    """What a petition proposes, and what it is about."""

    subject = ShortTextField(label=gettext_lazy("เรื่อง"), max_length=LONGEST_SUBJECT)
    text = LongTextField(label=gettext_lazy("ข้อเสนอ"), max_length=LONGEST_TEXT, rows=10)
    references = LongTextField(
        label=gettext_lazy("รหัสแผนหรือโครงการของตำบลที่อ้างถึง"),
        help_text=gettext_lazy("บรรทัดละหนึ่งรหัส"),
        max_length=LONGEST_LIST,
        rows=4,
        required=False,
    )
    legal_reference = ShortTextField(
        label=gettext_lazy("กฎหมายหรือระเบียบที่อ้าง"), max_length=LONGEST_REFERENCE, required=False
    )

    def draft(self) -> PetitionDraft:
        """What was typed. Of a valid form."""
        values = self.cleaned_data
        return PetitionDraft(
            values["subject"],
            values["text"],
            [line.strip() for line in (values["references"] or "").splitlines() if line.strip()],
            values["legal_reference"] or "",
        )


class NewPetitionForm(PetitionFields):
    """The same, and in which cycle."""

    cycle = forms.ChoiceField(label=gettext_lazy("ปีงบประมาณ พ.ศ."))

    def __init__(self, *args: Any, cycles: Sequence[Cycle], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["cycle"]
        field.choices = [(str(cycle.pk), str(cycle.target_year)) for cycle in cycles]
        self.order_fields(["cycle", "subject", "text", "references", "legal_reference"])


class EditPetitionForm(PetitionFields, SeesTheRevision):
    """The same words, written anew."""

    def __init__(self, *args: Any, petition: Petition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.update({name: getattr(petition, name) for name in ("subject", "text", "legal_reference")})
        self.initial["references"] = "\n".join(
            each.line.proposal.reference if each.line else each.plan.reference for each in petition.references.all()
        )


class PetitionSittingForm(SittingForm, SeesTheRevision):
    """The sitting at which the meeting resolved on the petition."""


class MeasureRow(PageForm):
    """What will be done, by whom and until when."""

    text = LongTextField(label=gettext_lazy("สิ่งที่จะดำเนินการ"), max_length=LONGEST_TEXT, rows=2)
    responsible = ShortTextField(label=gettext_lazy("ผู้รับผิดชอบ"), max_length=LONGEST_NAME)
    due_on = ThaiDateField(label=gettext_lazy("ภายในวันที่"))


class PetitionAnswerForm(WithRows, DeskForm, SeesTheRevision):
    """The governor's answer, with what it promises."""

    kind = forms.ChoiceField(label=gettext_lazy("คำตอบ"), choices=PetitionAnswer.Kind.choices, widget=forms.RadioSelect)
    text = LongTextField(label=gettext_lazy("คำชี้แจง"), max_length=LONGEST_TEXT, rows=6)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        data = self.data if self.is_bound else None
        self.measure_rows = rows_of(MeasureRow, data, None, 2, prefix="measures", title=_("ข้อที่"), at_most=MOST_MEASURES)
        self.take_rows(self.measure_rows)

    def answer(self) -> PetitionAnswerDraft:
        """What was answered. Of a valid form."""
        values = self.cleaned_data
        measures = [MeasureDraft(row["text"], row["responsible"], row["due_on"]) for row in self.measure_rows.values]
        return PetitionAnswerDraft(values["kind"], values["text"], measures)
