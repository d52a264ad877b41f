"""What somebody types to find a proposal."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from pages.fields import ShortTextField
from pages.forms import PageForm

LONGEST_SEARCH = 200


class SearchForm(PageForm):
    """Words of a title or a place, and the budget year where only one is meant."""

    mark_optional = False
    q = ShortTextField(label=_("คำในชื่อโครงการหรือสถานที่"), max_length=LONGEST_SEARCH, required=False)
    year = forms.TypedChoiceField(label=_("ปีงบประมาณ พ.ศ."), coerce=int, empty_value=None, required=False)

    def with_years(self, years: list[int]) -> SearchForm:
        """The same form with the years that there are."""
        year = self.fields["year"]
        year.choices = [("", _("ทุกปี")), *((str(each), str(each)) for each in years)]  # type: ignore[attr-defined]  # a choice field
        return self
