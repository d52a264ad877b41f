"""The forms of approval: what one says of a version, and who must agree from which day on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.models import Approval, ApproverList
from approvals.verbs.approvers import LONGEST_REFERENCE, MOST_APPROVERS, MOST_DAYS, MOST_STEPS
from directory import clock
from directory.errors import Problem
from directory.models import Office
from pages.fields import LongTextField, ShortTextField, ThaiDateField, WholeNumberField
from pages.forms import PageForm, ProblemLike
from pages.rows import rows_of
from proposals.drafts import LONGEST_TEXT
from proposals.forms.rows import WithRowSets
from proposals.models import Cycle

BLANK_ROWS = 3


class ApprovalForm(PageForm):
    """What one says of exactly what the page shows; a reason is needed for some answers."""

    mark_optional = False

    seen = forms.IntegerField(widget=forms.HiddenInput)
    seen_hash = forms.CharField(widget=forms.HiddenInput, max_length=64)
    answer = forms.ChoiceField(
        label=gettext_lazy("ความเห็นต่อแผนฉบับนี้"), choices=Approval.Answer.choices, widget=forms.RadioSelect
    )
    reason = LongTextField(
        label=gettext_lazy("เหตุผล"),
        help_text=gettext_lazy("ต้องมีเมื่อไม่เห็นชอบหรือถอนความเห็น"),
        max_length=LONGEST_TEXT,
        required=False,
        rows=3,
    )


class ApproverRow(PageForm):
    """An office that is asked, and in which step."""

    label_size = ""
    office = forms.ChoiceField(label=gettext_lazy("ผู้เห็นชอบ"))
    step = forms.ChoiceField(
        label=gettext_lazy("อยู่ในขั้นที่"),
        choices=[("", gettext_lazy("ถัดจากแถวก่อน")), *((str(n), str(n)) for n in range(1, MOST_STEPS + 1))],
        required=False,
    )


class ApproversForm(WithRowSets):
    """The offices in rows, each with the step in which it is asked; for all cycles of the area or for one."""

    mark_optional = False
    act = forms.ChoiceField(label=gettext_lazy("ขั้นตอน"), widget=forms.RadioSelect)
    cycle = forms.ChoiceField(label=gettext_lazy("ใช้กับปีงบประมาณ พ.ศ."), required=False)
    legal_reference = ShortTextField(
        label=gettext_lazy("อ้างอิง"),
        help_text=gettext_lazy("คำสั่งหรือหนังสือที่กำหนด"),
        max_length=LONGEST_REFERENCE,
        required=False,
    )
    answer_days = WholeNumberField(
        label=gettext_lazy("ให้ความเห็นภายในกี่วัน"),
        help_text=gettext_lazy("นับจากวันที่ถึงลำดับของผู้นั้น เว้นว่างคือไม่กำหนดวัน"),
        minimum=1,
        maximum=MOST_DAYS,
        required=False,
    )
    valid_from = ThaiDateField(label=gettext_lazy("ใช้ตั้งแต่วันที่"))

    def __init__(
        self,
        *args: Any,
        offices: Iterable[Office],
        acts: Iterable[str],
        cycles: Iterable[Cycle] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offices = {str(office.pk): office for office in offices}
        self.cycles = {str(cycle.pk): cycle for cycle in cycles}
        self._choose("act", [(act, ApproverList.Act(act).label) for act in acts])
        self._choose("cycle", [("", _("ทุกปี")), *((key, str(cycle.target_year)) for key, cycle in self.cycles.items())])
        self.initial.setdefault("valid_from", clock.today())
        known = [("", _("ไม่มี")), *((key, f"{each.title} · {each.body.name}") for key, each in self.offices.items())]
        self.approvers = rows_of(
            type("Row", (ApproverRow,), {"office": forms.ChoiceField(label=_("ผู้เห็นชอบ"), choices=known)}),
            self.data if self.is_bound else None,
            None,
            BLANK_ROWS,
            prefix="approvers",
            title=_("ผู้เห็นชอบลำดับที่"),
            at_most=MOST_APPROVERS,
        )
        self.keep_together(self.approvers)

    def _choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field: Any = self.fields[name]
        field.choices = choices

    @property
    def cycle_chosen(self) -> Cycle | None:
        """The one cycle that the list is for; None for all of them. Of a valid form."""
        return self.cycles.get(self.cleaned_data["cycle"] or "")

    @property
    def steps(self) -> list[list[Office]]:
        """The chosen offices by step, steps without anybody left out. Of a valid form."""
        found: dict[int, list[Office]] = {}
        for step, office in self._placed:
            found.setdefault(step, []).append(office)
        return [found[step] for step in sorted(found)]

    @property
    def _placed(self) -> list[tuple[int, Office]]:
        """Each filled row's step, the one after the row before where none was chosen, and its office."""
        placed: list[tuple[int, Office]] = []
        for row in self.approvers.values:
            step = int(row["step"]) if row["step"] else (placed[-1][0] + 1 if placed else 1)
            placed.append((step, self.offices[row["office"]]))
        return placed

    def add_problems(self, problems: Iterable[ProblemLike], names: Mapping[str, str] | None = None) -> None:
        """Put what is wrong with an office of a step at that office's rows."""
        left, placed = list(problems), self._placed  # a row that is told of a mistake forgets what it held
        for place, (_step, office) in enumerate(placed):
            own = [each for each in left if each.field.startswith("steps[") and each.value == str(office)]
            self.approvers.add_problems(
                [Problem(f"approvers[{place}].office", each.value, each.message) for each in own[:1]]
            )
        seen = {str(office) for _step, office in placed}
        left = [each for each in left if not (each.field.startswith("steps[") and each.value in seen)]
        super().add_problems(left, names)
