"""What a provincial officer types about a form: its title, what it rests on, and its columns."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from directory import clock
from pages.fields import ShortTextField, ThaiDateField, WholeNumberField
from pages.forms import PageForm
from pages.rows import rows_of
from proposals.form_sources import sources_for
from proposals.forms.rows import WithRowSets
from proposals.models import FormTemplate
from proposals.verbs.form_templates import LONGEST_COLUMN, LONGEST_REFERENCE, LONGEST_TITLE, MOST_COLUMNS


def column_row(code: str) -> type[PageForm]:
    """The row of one column of a form: what it shows, its title, its share of the width."""

    class ColumnRow(PageForm):
        source = forms.ChoiceField(
            label=_("ข้อมูล"),
            choices=[("", _("ไม่มีคอลัมน์นี้")), *((name, source.label) for name, source in sources_for(code).items())],
        )
        title = ShortTextField(
            label=_("หัวคอลัมน์"),
            help_text=_("ข้อมูลรายปีจะเติมปี พ.ศ. ต่อท้ายให้"),
            max_length=LONGEST_COLUMN,
            required=False,
        )
        width = WholeNumberField(label=_("ความกว้าง"), minimum=1, maximum=100)

    return ColumnRow


class FormTemplateForm(WithRowSets):
    """A form's title, legal reference, first day, and columns in their order."""

    title = ShortTextField(label=_("ชื่อแบบ"), max_length=LONGEST_TITLE)
    legal_reference = ShortTextField(
        label=_("อ้างอิง"),
        help_text=_("หนังสือหรือระเบียบที่กำหนดแบบนี้"),
        max_length=LONGEST_REFERENCE,
        required=False,
    )
    valid_from = ThaiDateField(label=_("ใช้ตั้งแต่วันที่"))

    def __init__(self, *args: Any, template: FormTemplate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("title", template.title)
        self.initial.setdefault("legal_reference", template.legal_reference)
        self.initial.setdefault("valid_from", clock.today())
        self.columns = rows_of(
            column_row(template.code),
            self.data if self.is_bound else None,
            template.columns,
            2,
            prefix="columns",
            title=_("คอลัมน์ที่"),
            at_most=MOST_COLUMNS,
        )
        self.keep_together(self.columns)
