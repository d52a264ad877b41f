"""What people type about a sheet of proposals: the file, what its columns mean, that it may be taken in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pages.forms import PageForm
from proposals.exchange import columns
from proposals.exchange.grids import MOST_BYTES
from proposals.exchange.reading import Workbook
from proposals.models import BudgetLine, Plan
from proposals.page import ActionForm

COLUMN = "column_"


class WorkbookField(forms.FileField):
    """An Excel file. Looks at the size alone; its reader finds out what the file is."""

    widget = forms.FileInput({"accept": ".xlsx"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=200, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The uploaded file.

        Raises:
            ValidationError: it is missing, empty or too large.
        """
        upload = super().clean(data, initial)
        if isinstance(upload, UploadedFile) and upload.size is not None and upload.size > MOST_BYTES:
            raise ValidationError(_("ไฟล์ใหญ่เกิน %d MB") % (MOST_BYTES // 1024 // 1024))
        return upload


class UploadForm(PageForm):
    """A workbook with proposals."""

    file = WorkbookField(
        label=gettext_lazy("ไฟล์ Excel (.xlsx)"),
        help_text=gettext_lazy(
            "สมุดงานที่ดาวน์โหลดจากหน้านี้ หรือตารางโครงการของท่านเอง ระบบตรวจก่อน และยังไม่เปลี่ยนแปลงใดจนกว่าท่านจะยืนยัน"
        ),
    )


class ColumnsForm(PageForm):
    """What each column of a sheet holds, with its first few values, and where money comes from that names no source."""

    source = forms.ChoiceField(label=gettext_lazy("แหล่งงบประมาณ เมื่อในตารางไม่ได้ระบุ"), choices=BudgetLine.Source.choices)

    def __init__(self, *args: Any, workbook: Workbook, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        table = workbook.table
        self.initial.setdefault("source", workbook.source)
        choices = columns.choices(plan.cycle.years)
        known = {key for key, _name in choices}
        for column, heading in table.headings.items():
            key = table.keys.get(column, columns.IGNORED)
            own = choices if key in known else [*choices, (key, _("จำนวนเงินปี %d") % (columns.year_of(key) or 0))]
            samples = " · ".join(sample[:40] for sample in table.samples(column))
            self.fields[f"{COLUMN}{column}"] = forms.ChoiceField(
                label=heading.replace("\n", " ")[:80],
                help_text=_("ตัวอย่าง: %s") % samples if samples else _("ไม่มีข้อมูลในคอลัมน์นี้"),
                choices=own,
                required=False,
                initial=key,
            )
        self.order_fields([name for name in self.fields if name.startswith(COLUMN)])
        self.mark_optional = False

    def clean(self) -> dict[str, Any]:
        """One column has the names, and none but indicators is there twice."""
        values = super().clean() or self.cleaned_data
        chosen = list(self._chosen(values).values())
        if columns.TITLE not in chosen:
            self.add_error(None, _("ต้องเลือกว่าคอลัมน์ใดเป็นชื่อโครงการ"))
        names = dict(columns.choices(()))
        for key in sorted({key for key in chosen if key not in columns.REPEATED and key and chosen.count(key) > 1}):
            self.add_error(None, _("เลือก “%s” ได้เพียงคอลัมน์เดียว") % names.get(key, key))
        return values

    def _chosen(self, values: dict[str, Any]) -> dict[int, str]:
        return {int(name.removeprefix(COLUMN)): key for name, key in values.items() if name.startswith(COLUMN)}

    @property
    def chosen(self) -> dict[int, str]:
        """The key of each column."""
        return self._chosen(self.cleaned_data)


class ConfirmForm(ActionForm):
    """That the sheet may be taken in; where it is recorded for a body, from which paper."""
