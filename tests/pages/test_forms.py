"""How forms look, and where a refused value is shown."""

import re
from dataclasses import dataclass
from datetime import date
from html.parser import HTMLParser

import pytest
from django import forms
from django.template.loader import render_to_string
from django.utils import translation

from pages.fields import BahtField, LongTextField, ScanField, ShortTextField, ThaiDateField
from pages.forms import Mistake, PageForm, mistakes


@pytest.fixture(autouse=True)
def _in_thai():
    with translation.override("th"):
        yield


@dataclass(frozen=True)
class Problem:
    field: str
    value: str
    message: str


class ProposalForm(PageForm):
    title = ShortTextField(label="ชื่อโครงการ", max_length=20, help_text="ตามที่เวทีเรียก")
    problem = LongTextField(label="ปัญหา", max_length=100, required=False)
    amount = BahtField(label="วงเงิน")
    day = ThaiDateField(label="วันประชุม")
    kind = forms.ChoiceField(label="ประเภท", choices=[("own", "ทำเอง"), ("join", "ทำร่วม")], widget=forms.RadioSelect)
    level = forms.ChoiceField(label="ระดับ", choices=[("t", "ตำบล")])
    themes = forms.MultipleChoiceField(
        label="ด้าน",
        choices=[("a", "น้ำ"), ("b", "ถนน")],
        widget=forms.CheckboxSelectMultiple({"class": "govuk-checkboxes--small"}),
    )
    agreed = forms.BooleanField(label="ยืนยัน")
    scan = ScanField(label="ไฟล์สแกน")
    secret = forms.CharField(label="รหัสผ่าน", widget=forms.PasswordInput)
    once = forms.CharField(widget=forms.HiddenInput)


class Elements(HTMLParser):
    """Every start tag of a page as (name, attributes)."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def named(self, name):
        return [attributes for _tag, attributes in self.found if attributes.get("name") == name]

    def ids(self):
        return [attributes["id"] for _tag, attributes in self.found if "id" in attributes]


def page(form, template="forms/form.html"):
    return Elements(render_to_string(template, {"form": form}))


def blank():
    return ProposalForm({})


# --- The look ---


def test_each_input_wears_the_class_of_its_kind():
    shown = page(ProposalForm())
    assert {name: shown.named(name)[0]["class"] for name in ("title", "amount", "level", "scan", "secret")} == {
        "title": "govuk-input",
        "amount": "govuk-input govuk-input--width-10",
        "level": "govuk-select",
        "scan": "govuk-file-upload",
        "secret": "govuk-password-input__input govuk-js-password-input-input govuk-input",
    }
    assert shown.named("problem")[0]["class"] == "govuk-js-character-count govuk-textarea"
    assert [radio["class"] for radio in shown.named("kind")] == ["govuk-radios__input"] * 2
    assert [box["class"] for box in shown.named("themes")] == ["govuk-checkboxes__input"] * 2
    assert shown.named("agreed")[0]["class"] == "govuk-checkboxes__input"
    assert "class" not in shown.named("once")[0]


def test_a_class_of_a_group_goes_to_the_group():
    groups = [a["class"] for tag, a in page(ProposalForm()).found if a.get("data-module") == "govuk-checkboxes"]
    assert groups == ["govuk-checkboxes govuk-checkboxes--small", "govuk-checkboxes"]


def test_the_browser_is_not_asked_to_judge():
    assert not [tag for tag, attributes in page(ProposalForm()).found if attributes.keys() & {"required", "maxlength"}]


@pytest.mark.parametrize("form", [ProposalForm(), ProposalForm({})], ids=["new", "refused"])
def test_every_label_and_description_leads_to_one_element(form):
    shown = page(form)
    ids = shown.ids()
    assert len(ids) == len(set(ids))
    pointed = [attributes["for"] for tag, attributes in shown.found if tag == "label"]
    pointed += [i for _tag, attributes in shown.found for i in attributes.get("aria-describedby", "").split()]
    pointed += [attributes["aria-controls"] for _tag, attributes in shown.found if "aria-controls" in attributes]
    assert set(pointed) <= set(ids)
    assert not [tag for tag, attributes in shown.found if "style" in attributes or "onclick" in attributes]


def test_each_visible_input_has_a_label():
    shown = page(ProposalForm())
    labelled = {attributes["for"] for tag, attributes in shown.found if tag == "label"}
    inputs = [
        attributes["id"]
        for tag, attributes in shown.found
        if tag in {"input", "select", "textarea"} and attributes.get("type") != "hidden"
    ]
    assert set(inputs) == labelled
    assert len(inputs) == 14


def test_hint_error_and_length_are_read_out_with_the_input():
    refused = page(blank())
    assert refused.named("title")[0]["aria-describedby"] == "id_title_helptext id_title_error"
    assert refused.named("title")[0]["aria-invalid"] == "true"
    assert refused.named("amount")[0]["aria-describedby"] == "id_amount_error id_amount_unit"
    assert refused.named("problem")[0]["aria-describedby"] == "id_problem-info"
    described = [a["aria-describedby"] for tag, a in refused.found if tag == "fieldset"]
    assert described == ["id_day_error", "id_kind_error", "id_themes_error"]


def test_an_error_is_marked_by_more_than_colour():
    html = blank()["title"].as_field_group()
    assert "govuk-form-group--error" in html
    assert "govuk-input--error" in html
    assert '<span class="govuk-visually-hidden">ข้อผิดพลาด:</span> ต้องกรอก “ชื่อโครงการ”' in html


def test_what_may_stay_empty_says_so_unless_all_may():
    class Filter(ProposalForm):
        mark_optional = False

    assert "(ไม่บังคับ)" in ProposalForm()["problem"].as_field_group()
    assert "(ไม่บังคับ)" not in ProposalForm()["title"].as_field_group()
    assert "(ไม่บังคับ)" not in Filter()["problem"].as_field_group()


def test_text_of_people_is_escaped_everywhere():
    cross = '"><script>alert(1)</script>'

    class Hostile(ProposalForm):
        pick = forms.ChoiceField(label=cross, help_text=cross, choices=[(cross, cross)], widget=forms.RadioSelect)

    form = Hostile({"title": cross, "problem": cross, "amount": cross, "day_day": cross, "pick": cross})
    form.add_problems([Problem("title", cross, cross), Problem("nowhere", cross, cross)], {"nowhere": cross})
    html = render_to_string("forms/errors.html", {"form": form}) + render_to_string("forms/form.html", {"form": form})
    assert "<script" not in html


def test_a_date_is_three_labelled_inputs_and_keeps_what_was_typed():
    shown = page(ProposalForm({"day_day": "31", "day_month": "2", "day_year": "2569"}))
    assert (shown.named("day_day")[0]["value"], shown.named("day_year")[0]["value"]) == ("31", "2569")
    chosen = [attributes["value"] for tag, attributes in shown.found if tag == "option" and "selected" in attributes]
    assert chosen == ["2"]
    assert [shown.named(f"day_{part}")[0]["id"] for part in ("day", "month", "year")] == [
        "id_day_0",
        "id_day_1",
        "id_day_2",
    ]


def test_a_date_shows_its_initial_day_in_the_buddhist_era():
    shown = page(ProposalForm(initial={"day": date(2026, 11, 21)}))
    assert (shown.named("day_day")[0]["value"], shown.named("day_year")[0]["value"]) == ("21", "2569")


def test_only_the_part_of_a_date_at_fault_is_marked():
    shown = page(ProposalForm({"day_day": "21", "day_month": "11", "day_year": "2026"}))
    marked = {part: "aria-invalid" in shown.named(f"day_{part}")[0] for part in ("day", "month", "year")}
    assert marked == {"day": False, "month": False, "year": True}
    assert "govuk-input--error" in shown.named("day_year")[0]["class"]
    assert "data-wrong" not in shown.named("day_year")[0]


# --- Mistakes ---


def test_what_is_missing_is_named_by_its_label():
    assert {name: messages[0] for name, messages in blank().errors.items()} == {
        "title": "ต้องกรอก “ชื่อโครงการ”",
        "amount": "ต้องกรอก “วงเงิน”",
        "day": "ต้องกรอก “วันประชุม”",
        "kind": "ต้องเลือก “ประเภท”",
        "level": "ต้องเลือก “ระดับ”",
        "themes": "ต้องเลือก “ด้าน”",
        "agreed": "ต้องทำเครื่องหมายที่ “ยืนยัน”",
        "scan": "ต้องแนบ “ไฟล์สแกน”",
        "secret": "ต้องกรอก “รหัสผ่าน”",
        "once": "ต้องกรอก “Once”",
    }


def test_a_form_may_say_itself_what_is_missing():
    class Short(PageForm):
        title = ShortTextField(label="ชื่อ", error_messages={"required": "ตั้งชื่อก่อน"})

    assert Short({}).errors["title"] == ["ตั้งชื่อก่อน"]


def test_the_summary_leads_to_the_input_to_correct():
    form = ProposalForm({"day_day": "21", "day_month": "11", "day_year": "2026"})
    html = render_to_string("forms/errors.html", {"form": form})
    assert re.findall(r'href="#([^"]+)"', html) == [
        "id_title",
        "id_amount",
        "id_day_2",
        "id_kind_0",
        "id_level",
        "id_themes_0",
        "id_agreed",
        "id_scan",
        "id_secret",
    ]
    assert 'role="alert"' in html
    assert "มีข้อมูลที่ต้องแก้ไข" in html
    ids = page(form).ids()
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(ids)


def test_a_message_without_its_label_gets_it_in_the_summary():
    class Short(PageForm):
        amount = BahtField(label="วงเงิน")

    assert mistakes(Short({"amount": "-1"})) == [
        Mistake("วงเงิน: -1 บาท ไม่อยู่ระหว่าง 0 ถึง 999,999,999,999.99 บาท", "id_amount")
    ]


def test_a_page_without_mistakes_has_no_summary():
    assert render_to_string("forms/errors.html", {"form": ProposalForm()}).strip() == ""
    assert render_to_string("forms/errors.html", {}).strip() == ""


# --- Problems of the verbs ---


@pytest.mark.parametrize(
    ("field", "names", "place"),
    [
        ("title", {}, "title"),
        ("proposals[3].title", {}, "title"),
        ("budget[0].amount", {}, "amount"),
        ("budget[0].asked", {"asked": "amount"}, "amount"),
        ("budget[0].asked", {"budget[].asked": "amount"}, "amount"),
        ("budget[0].asked", {"budget[0].asked": "amount", "asked": "title"}, "amount"),
        ("themes[2]", {}, "themes"),
        ("budget", {"budget": "amount"}, "amount"),
        ("answers[12].kind", {}, "kind"),
        ("day.start", {}, "day"),
    ],
)
def test_a_problem_finds_its_field(field, names, place):
    form = blank()
    form.add_problems([Problem(field, "x", "ต้องไม่เป็นเช่นนี้")], names)
    assert "ต้องไม่เป็นเช่นนี้" in form.errors[place]


def test_a_problem_about_no_field_keeps_its_name_and_value():
    form = blank()
    problem = Problem("lines[7].rank", "2", "ลำดับซ้ำ")
    form.add_problems([problem, Problem("meeting", "", "ยังไม่ครบองค์ประชุม")], {"lines[].rank": "ลำดับของโครงการ"})
    assert form.non_field_errors() == ["ลำดับของโครงการ “2”: ลำดับซ้ำ", "ยังไม่ครบองค์ประชุม"]
    form.add_problems([problem], {"lines[].rank": "ลำดับของโครงการ"})
    assert len(form.non_field_errors()) == 2


def test_problems_make_a_right_form_wrong():
    class Short(PageForm):
        title = ShortTextField(label="ชื่อ")

    form = Short({"title": "ถนน"})
    assert form.is_valid()
    form.add_problems([Problem("title", "ถนน", "ชื่อซ้ำ")])
    form.add_problems([Problem("title", "ถนน", "ชื่อซ้ำ")])
    assert not form.is_valid()
    assert form.errors == {"title": ["ชื่อซ้ำ"]}


def test_a_held_form_shows_what_was_typed_and_judges_nothing():
    form = ProposalForm({"title": "ก" * 30})
    form.hold()
    assert not form.is_valid()
    assert form.errors == {}
    assert page(form).named("title")[0]["value"] == "ก" * 30
