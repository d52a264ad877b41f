"""The forms of a plan's own affairs: its order, new plans beside it, amendments, and lines sent to agencies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.models import Body
from pages.fields import LongTextField, ShortTextField, ThaiDateField, WholeNumberField
from pages.templatetags.pages import baht
from proposals.drafts import LONGEST_TEXT
from proposals.forms.plan import TickedField
from proposals.models import SIDEWAYS, Amendment, FateKind, PlanKind, PlanLine
from proposals.page import ActionForm

MOVE = "move"  # the name of the buttons that move a row; their value is up-ID or down-ID


# --- Order -----------------------------------------------------------------------------------------------------------


class OrderedForm(ActionForm):
    """A new order of the lines; remembers in which they stood on the screen."""

    before = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, rows: Sequence[PlanLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = {row.line_id: row for row in rows}
        self.initial["before"] = ",".join(map(str, self.lines))

    @property
    def before_ids(self) -> list[int]:
        """The saved order that was on the screen."""
        return [int(text) for text in self.cleaned_data["before"].split(",") if text.isdecimal() and len(text) < 16]


class OrderForm(OrderedForm):
    """A place in the order for each line. The buttons of a row move it on the screen; saving is one act for all."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.drawn = self._drawn() if self.is_bound else list(self.lines)
        for place, line in enumerate(self.drawn, 1):
            title = self.lines[line].proposal_version.title
            field = WholeNumberField(label=_("ลำดับของ %s") % title, minimum=1, maximum=9999)
            field.widget.attrs["class"] = "govuk-input--width-4"
            self.fields[f"place_{line}"] = field
            self.initial[f"place_{line}"] = place
        self.put_the_paper_last()
        if self.is_bound and (moved := self._moved()):
            self._redraw(moved)

    def _drawn(self) -> list[int]:
        """The lines in the order in which they stood on the screen, then those that came since."""
        known = [
            int(text) for text in str(self.data.get("shown", "")).split(",") if text.isdecimal() and len(text) < 16
        ]
        shown = [line for line in dict.fromkeys(known) if line in self.lines]
        return [*shown, *(line for line in self.lines if line not in set(shown))]

    def _moved(self) -> list[int]:
        """The order after a row's button was pressed; nothing where none was."""
        way, _dash, text = str(self.data.get(MOVE, "")).partition("-")
        if way not in {"up", "down"} or not text.isdecimal() or len(text) > 15 or int(text) not in self.lines:
            return []
        order = self.by_numbers()
        at = order.index(int(text))
        to = min(max(at + (-1 if way == "up" else 1), 0), len(order) - 1)
        order.insert(to, order.pop(at))
        return order

    def _redraw(self, order: list[int]) -> None:
        """Show an order without judging or saving it."""
        self.drawn = order
        self.data = self.data.copy()  # type: ignore[attr-defined]  # what is typed into is a QueryDict
        for place, line in enumerate(order, 1):
            self.data[f"place_{line}"] = str(place)  # type: ignore[index]  # likewise
        self.hold()

    def by_numbers(self) -> list[int]:
        """The lines by the numbers typed beside them: a changed number goes before or after the row that has it."""

        def key(place: int, line: int) -> tuple[float, int]:
            try:
                typed = self.fields[f"place_{line}"].to_python(self.data.get(f"place_{line}", ""))
            except forms.ValidationError:
                typed = None
            if typed is None or typed == place:
                return float(place), place
            return typed + (0.5 if typed > place else -0.5), place

        keys = {line: key(place, line) for place, line in enumerate(self.drawn, 1)}
        return sorted(self.drawn, key=keys.__getitem__)

    @property
    def shown(self) -> str:
        """The order of the rows as they are drawn now."""
        return ",".join(map(str, self.drawn))

    @property
    def rows(self) -> list[tuple[PlanLine, Any]]:
        """The lines as they are drawn, each with its number's field."""
        return [(self.lines[line], self[f"place_{line}"]) for line in self.drawn]


# --- Plans beside the area plan --------------------------------------------------------------------------------------


class OpenPlanForm(ActionForm):
    """Which kind of plan, about what."""

    kind = forms.ChoiceField(
        label=gettext_lazy("แผนประเภทใด"),
        choices=[(kind.value, kind.label) for kind in SIDEWAYS],
        widget=forms.RadioSelect,
        initial=PlanKind.THEMATIC,
    )
    theme = ShortTextField(
        label=gettext_lazy("ประเด็นหรือชื่อแผน"),
        help_text=gettext_lazy("เช่น สุขภาพ ทรัพยากรธรรมชาติ ที่ดินทำกิน แผนธุรกิจชุมชนเว้นว่างได้"),
        max_length=100,
        required=False,
    )


class LinesField(TickedField):
    """Ticked lines of a plan. Which may be ticked, the verb finds out."""

    default_error_messages = {
        "required": gettext_lazy("ต้องเลือกอย่างน้อยหนึ่งโครงการ"),
        "invalid_choice": gettext_lazy("ต้องเลือกโครงการจากรายการ"),
    }


def _choices(rows: Iterable[PlanLine]) -> list[tuple[str, str]]:
    return [
        (
            str(row.line_id),
            _("%(title)s (%(reference)s) ขอ %(asked)s บาท")
            % {
                "title": row.proposal_version.title,
                "reference": row.line.proposal.reference,
                "asked": baht(row.asked),
            },
        )
        for row in rows
    ]


class WithLines(ActionForm):
    """A form on which lines of a plan are ticked."""

    lines = LinesField(label=gettext_lazy("โครงการ"))

    def __init__(self, *args: Any, rows: Iterable[PlanLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["lines"]
        field.choices = _choices(rows)

    @property
    def line_ids(self) -> list[int]:
        """The ticked lines."""
        return [int(line) for line in self.cleaned_data["lines"]]


class AmendForm(WithLines):
    """Of which kind an amendment is, why, and which lines it replaces."""

    kind = forms.ChoiceField(
        label=gettext_lazy("ทำอะไรกับแผน"),
        choices=[
            (Amendment.Kind.ADD, gettext_lazy("เพิ่มเติม – มีโครงการใหม่ที่ไม่เคยอยู่ในแผน")),
            (Amendment.Kind.CHANGE, gettext_lazy("เปลี่ยนแปลง – เปลี่ยนสาระของโครงการที่อยู่ในแผน")),
            (Amendment.Kind.CORRECT, gettext_lazy("แก้ไข – แก้ข้อผิดพลาดโดยไม่เปลี่ยนสาระ")),
        ],
        widget=forms.RadioSelect,
    )
    reason = LongTextField(label=gettext_lazy("เหตุผลความจำเป็น"), max_length=LONGEST_TEXT, rows=3)
    legal_reference = ShortTextField(
        label=gettext_lazy("อ้างอิงระเบียบหรือหนังสือ"),
        help_text=gettext_lazy("ตามที่องค์กรใช้ ระบบบันทึกไว้เป็นข้อมูลและพิมพ์ตามนี้"),
        max_length=300,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines = self.fields["lines"]
        lines.required = False
        lines.label = _("โครงการที่จะเปลี่ยนแปลงหรือแก้ไข")
        lines.help_text = _("การเพิ่มเติมไม่ต้องเลือก เขียนโครงการใหม่ในฉบับเพิ่มเติมได้เลย")
        self.order_fields(["kind", "reason", "legal_reference", "lines"])
        self.put_the_paper_last()


class AmendLinesForm(WithLines):
    """Further lines that an amendment replaces."""


# --- Sideways --------------------------------------------------------------------------------------------------------


class SendForm(WithLines):
    """To which agency, which lines, until when, and with which words."""

    agency = forms.ChoiceField(label=gettext_lazy("ส่งให้หน่วยงาน"))
    due_on = ThaiDateField(label=gettext_lazy("ขอให้ตอบภายในวันที่"))
    purpose = LongTextField(
        label=gettext_lazy("ข้อความถึงหน่วยงาน"),
        help_text=gettext_lazy("เว้นว่างได้ ระบบจะขอให้พิจารณารับไปดำเนินการหรือบรรจุในแผน"),
        max_length=LONGEST_TEXT,
        rows=3,
        required=False,
    )

    def __init__(self, *args: Any, agencies: Sequence[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agencies = {str(body.pk): body for body in agencies}
        field: Any = self.fields["agency"]
        field.choices = [("", _("เลือกหน่วยงาน")), *((key, body.name) for key, body in self.agencies.items())]
        self.fields["lines"].label = _("โครงการที่จะส่ง")
        self.order_fields(["agency", "lines", "due_on", "purpose"])
        self.put_the_paper_last()

    @property
    def agency_chosen(self) -> Body:
        """Whom the lines go to."""
        return self.agencies[self.cleaned_data["agency"]]


class SettleForm(WithLines):
    """What becomes of lines that no agency takes."""

    kind = forms.ChoiceField(
        label=gettext_lazy("ให้ยุติอย่างไร"),
        choices=[
            (FateKind.WITHDRAWN, gettext_lazy("ถอน – ไม่เสนอหน่วยงานใดอีก พร้อมเหตุผล")),
            (FateKind.KEPT, gettext_lazy("ชุมชนดำเนินการเอง – เฉพาะโครงการประเภททำเอง")),
        ],
        widget=forms.RadioSelect,
        initial=FateKind.WITHDRAWN,
    )
    reason = LongTextField(label=gettext_lazy("เหตุผล"), max_length=LONGEST_TEXT, rows=3, required=False)
