"""Which proposals of the last cycle come back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from directory.errors import Invalid
from proposals.earlier import Earlier
from proposals.forms.plan import TickedField
from proposals.models import Line
from proposals.page import ActionForm


class CarryOverForm(ActionForm):
    """The lines that went without money, each with what became of it and why."""

    lines = TickedField(
        label=_("โครงการที่จะนำกลับมา"),
        error_messages={"required": _("ต้องเลือกอย่างน้อยหนึ่งโครงการ"), "invalid_choice": _("ต้องเลือกโครงการจากรายการ")},
    )

    def __init__(self, *args: Any, rows: Sequence[Earlier], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = {each.line.pk: each for each in rows}
        field: Any = self.fields["lines"]
        field.choices = [(str(pk), _told(each)) for pk, each in self.rows.items()]
        self.initial.setdefault("lines", [str(pk) for pk, each in self.rows.items() if each.was_put_off])

    @property
    def chosen(self) -> list[Line]:
        """The ticked lines.

        Raises:
            Invalid: one is not in the list any more: it has come back meanwhile.
        """
        ids = [int(line) for line in self.cleaned_data["lines"]]
        if gone := [pk for pk in ids if pk not in self.rows]:
            raise Invalid.of("lines", gone[0], str(_("รายการนี้นำกลับมาไม่ได้ หรือนำกลับมาแล้ว")))
        return [self.rows[pk].line for pk in ids]


def _told(earlier: Earlier) -> str:
    ends = {
        f"{step.words} ({step.station.answer.reason})"
        if step.station.answer and step.station.answer.reason
        else step.words
        for step in earlier.ends
    }
    return f"{earlier.row.proposal_version.title} ({earlier.line.proposal.reference}) · {'; '.join(sorted(ends))}"
