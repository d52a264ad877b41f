"""A province's own titles and columns of the official forms: new versions by hand, unknown columns named."""

import io
from datetime import date, timedelta

import pypdf
import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction

from directory import clock
from directory.errors import Invalid, NotHere, Refused
from documents.models import Document
from proposals.form_sources import SOURCES, sources_for
from proposals.form_tables import column_problems, form_table, rows_with_money, template_for
from proposals.models import FormTemplate
from proposals.verbs.form_templates import set_form
from tests.approvals.visits import form_of
from tests.cast import version_of
from tests.visitors import browser_of

pytestmark = pytest.mark.django_db
P02 = "/forms/37/p02/"
COLUMNS = [
    {"source": "number", "title": "ที่", "width": 5},
    {"source": "title", "title": "ชื่องาน", "width": 60},
    {"source": "asked", "title": "", "width": 20},
]


def own_form(world, **changes):
    values = {"province": world.province, "code": "ผ.02", "title": "แบบของจังหวัด", "columns": COLUMNS}
    return set_form(**{**values, "by": world.provincial_officer, **changes})


def test_every_form_has_a_common_version_with_columns_that_are_known():
    forms = FormTemplate.objects.filter(province=None)
    assert sorted(forms.values_list("code", flat=True)) == sorted(FormTemplate.Code.values)
    for form in forms:
        assert column_problems(form.code, form.columns) == []


def test_every_known_source_belongs_to_some_form():
    assert set(sources_for("ผ.01")) | set(sources_for("ผ.02")) == set(SOURCES)
    assert not set(sources_for("ผ.01")) & set(sources_for("ผ.02"))


def test_a_province_s_own_form_comes_before_the_common_one_there_alone(world):
    assert template_for("ผ.02", world.cycle).province is None
    own_form(world)
    assert template_for("ผ.02", world.cycle).title == "แบบของจังหวัด"
    assert template_for("ผ.02/1", world.cycle).province is None


def test_a_change_is_a_new_version_and_the_earlier_one_stays(world):
    first, second = own_form(world), own_form(world, title="แบบใหม่")
    assert (first.version, second.version) == (1, 2)
    assert FormTemplate.objects.filter(province=world.province).count() == 2
    with pytest.raises(DatabaseError), transaction.atomic():
        FormTemplate.objects.filter(pk=first.pk).update(title="แก้ย้อนหลัง")


def test_a_form_for_a_later_day_or_another_round_does_not_hold_yet(world):
    own_form(world, valid_from=clock.today() + timedelta(days=1))
    own_form(world, round_start=2566)
    assert template_for("ผ.02", world.cycle).province is None
    own_form(world, round_start=2571, title="รอบนี้")
    assert template_for("ผ.02", world.cycle).title == "รอบนี้"


def test_the_columns_of_a_province_are_on_its_paper_with_sums(world):
    world.draft(world.plan)
    own_form(world)
    block = form_table(template_for("ผ.02", world.cycle), rows_with_money(version_of(world.plan)), world.cycle)
    assert [column["title"] for column in block["columns"]] == ["ที่", "ชื่องาน", "งบประมาณที่ขอ (บาท)"]
    assert block["rows"][1]["cells"] == ["๑", "โครงการที่ ๑", "๑,๐๐๐"]
    assert block["rows"][-1] == {"cells": ["รวม ๓ โครงการ", "๖,๐๐๐"], "style": "total"}


def test_yearly_columns_are_those_of_the_round(world):
    block = form_table(template_for("ผ.01", world.cycle), [], world.cycle)
    years = [column["title"] for column in block["columns"] if column["title"].startswith("โครงการ พ.ศ.")]
    assert years == [f"โครงการ พ.ศ. {year}" for year in ("๒๕๗๑", "๒๕๗๒", "๒๕๗๓", "๒๕๗๔", "๒๕๗๕")]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"columns": [{"source": "ghost", "title": "", "width": 5}]}, "columns[0].source"),
        ({"columns": [{"source": "summary_name", "title": "", "width": 5}]}, "columns[0].source"),
        ({"columns": [{"source": "title", "title": "", "width": 0}]}, "columns[0].width"),
        ({"columns": []}, "columns"),
        ({"columns": COLUMNS * 9}, "columns"),
        ({"title": " "}, "title"),
        ({"code": "ผ.99"}, "code"),
    ],
)
def test_what_is_wrong_with_a_form_is_named_and_nothing_is_kept(world, changes, field):
    with pytest.raises(Invalid) as refusal:
        own_form(world, **changes)
    assert field in [problem.field for problem in refusal.value.problems]
    assert not FormTemplate.objects.filter(province=world.province).exists()


def test_only_the_province_s_own_office_sets_its_forms(world):
    for person in (world.leader, world.coordinator, world.governor):
        with pytest.raises((Refused, NotHere)):
            own_form(world, by=person)
    with pytest.raises(NotHere):
        own_form(world, by=world.stranger)


# --- Its pages ---


def sent(world, **changes):
    browser = browser_of(world.provincial_officer)
    page = browser.get(P02)
    fields: dict[str, object] = {**form_of(page)}
    day = date(2026, 11, 2)
    fields |= {
        "title": "แบบของจังหวัด",
        "legal_reference": "",
        "valid_from_day": day.day,
        "valid_from_month": day.month,
        "valid_from_year": day.year + 543,
        "columns-TOTAL_FORMS": 2,
        "columns-INITIAL_FORMS": 0,
        "columns-0-source": "title",
        "columns-0-title": "งาน",
        "columns-0-width": "70",
        "columns-1-source": "asked",
        "columns-1-title": "บาท",
        "columns-1-width": "30",
    }
    return browser.post(P02, {**fields, **changes})


def test_the_officer_sets_title_and_columns_on_a_page(world):
    answer = sent(world)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/forms/")
    made = template_for("ผ.02", world.cycle)
    assert [column["source"] for column in made.columns] == ["title", "asked"]
    assert made.set_by == world.provincial_officer.office
    listed = browser_of(world.provincial_officer).get("/forms/").content.decode()
    assert "ของจังหวัด ฉบับที่ 1" in listed


def test_a_column_without_a_width_is_told_at_its_row(world):
    answer = sent(world, **{"columns-1-width": ""})
    assert answer.status_code == 422
    assert not FormTemplate.objects.filter(province=world.province).exists()


def test_a_form_is_seen_as_a_sample_before_it_is_used(world):
    world.draft(world.plan)
    answer = browser_of(world.provincial_officer).get(f"{P02}preview/")
    assert answer["Content-Type"] == "application/pdf"
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.content)).pages)
    assert "โครงการที่ ๑" in text
    assert "ตัวอย่าง" in text


# --- The command ---


def test_an_administrator_issues_a_form_as_its_council(world, capsys):
    plan = world.adopted(world.plan)
    reference = world.lines(plan)[0].proposal.reference
    call_command("issue_document", "T05", reference, "--as", world.secretary.user.username)
    [paper] = Document.objects.filter(kind="T05")
    assert capsys.readouterr().out == f"{paper.check_code} T05 {paper.title}\n"


def test_the_command_asks_the_same_permission(world):
    plan = world.adopted(world.plan)
    with pytest.raises(CommandError):
        call_command("issue_document", "T05", plan.reference, "--as", world.coordinator.user.username)
    with pytest.raises(CommandError, match="no plan and no proposal"):
        call_command("issue_document", "T05", "2572-999999-0001-X", "--as", world.leader.user.username)
    assert not Document.objects.filter(kind="T05").exists()
