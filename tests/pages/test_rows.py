"""Several equal entries on one page."""

from dataclasses import dataclass
from decimal import Decimal

import pytest
from django import forms
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils import translation

from pages.fields import BahtField, ShortTextField
from pages.forms import Mistake, PageForm, mistakes
from pages.rows import rows_of


@pytest.fixture(autouse=True)
def _in_thai():
    with translation.override("th"):
        yield


@dataclass(frozen=True)
class Problem:
    field: str
    value: str
    message: str


class BudgetRow(PageForm):
    source = ShortTextField(label="แหล่งงบ")
    amount = BahtField(label="จำนวน")
    key = forms.CharField(widget=forms.HiddenInput, required=False)


def sent(*rows, more=None, prefix="budget", count=None):
    """A browser's POST of some rows of (source, amount)."""
    data = QueryDict(mutable=True)
    data[f"{prefix}-TOTAL_FORMS"] = str(len(rows) if count is None else count)
    data[f"{prefix}-INITIAL_FORMS"] = "2"
    for i, (source, amount) in enumerate(rows):
        data.update({f"{prefix}-{i}-source": source, f"{prefix}-{i}-amount": amount, f"{prefix}-{i}-key": f"k{i}"})
    if more is not None:
        data["more"] = more
    return data


def rows(data, **options):
    return rows_of(BudgetRow, data, prefix="budget", **options)


def test_a_new_page_shows_what_is_there_and_blank_rows():
    shown = rows(None, initial=[{"source": "อบต.", "amount": Decimal(1000)}], extra=2)
    assert [form["source"].value() for form in shown] == ["อบต.", None, None]
    html = render_to_string("forms/rows.html", {"rows": shown})
    assert html.count("<fieldset") == 3
    assert "รายการที่ 3" in html
    assert '<input type="hidden" name="budget-TOTAL_FORMS" value="3" id="id_budget-TOTAL_FORMS">' in html
    assert 'value="1,000"' in html


def test_the_template_is_also_what_the_formset_prints():
    assert str(rows(None)).count("<fieldset") == 1


def test_blank_rows_are_not_there_wherever_they_stand():
    judged = rows(sent(("", ""), ("อบต.", "๑,๐๐๐"), ("", ""), ("จังหวัด", "2"), ("", "")))
    assert judged.is_valid()
    assert judged.values == [
        {"source": "อบต.", "amount": Decimal(1000), "key": "k1"},
        {"source": "จังหวัด", "amount": Decimal(2), "key": "k3"},
    ]


def test_a_row_that_is_half_filled_is_refused_by_its_number():
    judged = rows(sent(("อบต.", "1"), ("จังหวัด", "")))
    assert not judged.is_valid()
    assert mistakes(judged) == [Mistake("รายการที่ 2 · ต้องกรอก “จำนวน”", "id_budget-1-amount")]
    assert 'href="#id_budget-1-amount"' in render_to_string("forms/errors.html", {"rows": judged})


def test_more_adds_blank_rows_keeps_what_was_typed_and_judges_nothing():
    shown = rows(sent(("อบต.", "ผิด"), ("", "5"), more="budget"), extra=3)
    assert shown.asked_for_more
    assert not shown.is_valid()
    assert [(form["source"].value(), form["amount"].value()) for form in shown] == [
        ("อบต.", "ผิด"),
        ("", "5"),
        *[(None, None)] * 3,
    ]
    assert mistakes(shown) == []
    html = render_to_string("forms/rows.html", {"rows": shown})
    assert 'name="budget-TOTAL_FORMS" value="5"' in html
    assert "govuk-error-message" not in html


def test_after_more_the_first_new_row_takes_the_cursor():
    shown = rows(sent(("อบต.", "1"), more="1"), extra=2)
    focused = [name for form in shown for name, field in form.fields.items() if "autofocus" in field.widget.attrs]
    assert focused == ["source"]
    assert "autofocus" in shown[1].fields["source"].widget.attrs


def test_more_of_another_formset_adds_none_here_and_judges_nothing_here():
    shown = rows(sent(("อบต.", ""), more="agenda"), extra=3)
    assert shown.asked_for_more
    assert not shown.is_valid()
    assert len(shown) == 1
    assert mistakes(shown) == []


def test_rows_do_not_grow_beyond_the_most():
    shown = rows(sent(("ก", "1"), ("ข", "2"), more="1"), extra=3, at_most=3)
    assert len(shown) == 3
    assert not shown.may_grow
    assert 'name="more"' not in render_to_string("forms/rows.html", {"rows": shown})
    assert rows(sent(("ก", "1")), at_most=3).may_grow


def test_more_rows_than_allowed_are_refused():
    judged = rows(sent(*[("ก", "1")] * 4), at_most=3)
    assert not judged.is_valid()
    assert judged.non_form_errors() == ["มีได้ไม่เกิน 3 รายการ"]


@pytest.mark.parametrize("count", ["", "x", "99999999"])
def test_a_count_that_was_tampered_with_is_refused_without_harm(count):
    judged = rows(sent(("ก", "1"), count=count), at_most=3)
    assert not judged.is_valid()
    assert len(judged) <= 4
    asked = rows(sent(("ก", "1"), count=count, more="1"), at_most=3)
    assert not asked.is_valid()
    assert len(asked) <= 4


def test_a_problem_finds_the_row_that_was_sent_to_the_verb():
    judged = rows(sent(("อบต.", "1"), ("", ""), ("จังหวัด", "2")))
    assert judged.is_valid()
    about_no_row = [Problem("title", "", "ต้องมีชื่อโครงการ"), Problem("budget[9].amount", "", "ไม่มี")]
    left = judged.add_problems([Problem("proposals[0].budget[1].amount", "2", "ต้องมากกว่านี้"), *about_no_row])
    assert left == about_no_row
    assert judged[2].errors == {"amount": ["ต้องมากกว่านี้"]}
    assert judged[0].errors == judged[1].errors == {}
    assert not judged.is_valid()


def test_a_problem_may_name_the_rows_otherwise_than_the_page():
    judged = rows(sent(("อบต.", "1")))
    assert judged.add_problems([Problem("lines[0].asked", "1", "ต่ำไป")], "lines", {"asked": "amount"}) == []
    assert judged[0].errors == {"amount": ["ต่ำไป"]}
