"""A province's own names of its bodies on paper: from their day on, in whole names, and never in papers of before."""

import json
from datetime import timedelta

import pytest

from directory import clock
from directory.models import Body
from documents.models import Document
from documents.verbs import prepare_again
from tests.cast import DAY_ONE, PROVINCE
from workflow.models import Term
from workflow.terms import names_in, set_term

LONG = "คณะกรรมการบริหารงานตำบลแบบบูรณาการ"


@pytest.fixture
def named(world):
    """The council and ก.บ.ต. of the first subdistrict under names as registers have them."""
    for code, name in (("council", "สภาองค์กรชุมชนตำบลบุ่ง"), ("kbt", f"{LONG} บุ่ง")):
        Body.objects.filter(pk=world.bodies[code].pk).update(name=name)
    world.refresh()
    return world


def call(world, key, text, **more):
    set_term(province=world.province, key=f"body:{key}", text=text, by=world.provincial_officer, **more)


def words_of(paper):
    return json.dumps(json.loads(paper.snapshot), ensure_ascii=False)


def paper(world, code):
    return Document.objects.filter(plan=world.plan, kind=code).latest("pk")


def test_papers_call_bodies_as_their_province_does_from_the_day_on(named):
    call(named, "council", "สภาชุมชน", valid_from=DAY_ONE + timedelta(days=10))
    named.adopted(named.plan)
    before = paper(named, "T03")
    frozen = before.snapshot
    with clock.at(DAY_ONE + timedelta(days=10)):
        named.submitted(named.plan)
    after = paper(named, "T10")
    assert "สภาองค์กรชุมชนตำบลบุ่ง" in words_of(before)
    assert "สภาชุมชนบุ่ง" in words_of(after)
    assert "สภาองค์กรชุมชนตำบลบุ่ง" not in words_of(after)
    before.refresh_from_db()
    assert before.snapshot == frozen


def test_a_paper_prepared_again_takes_the_place_of_the_one_under_the_old_name(named):
    named.adopted(named.plan)
    old = paper(named, "T03")
    call(named, "council", "สภาชุมชน")
    new = prepare_again(document=old, by=named.leader)
    assert (new.supersedes, new.title) == (old, old.title)
    assert "สภาชุมชนบุ่ง" in words_of(new)


def test_another_provinces_names_stand_on_no_paper_here(named):
    Term.objects.create(province_id="27", key="body:council", text="สภาอื่น", valid_from=DAY_ONE, created_at=clock.now())
    named.submitted(named.plan)
    assert "สภาอื่น" not in words_of(paper(named, "T10"))


def test_only_the_word_for_the_kind_is_exchanged_in_a_name(named):
    call(named, "subdistrict_committee", "คณะทำงานตำบล (คทต.)", abbreviation="คทต.")
    names = names_in(PROVINCE)[PROVINCE]
    kbt = Body.objects.get(pk=named.bodies["kbt"].pk)
    assert names.body_name(kbt) == "คณะทำงานตำบล บุ่ง"
    kbt.name = "ก.บ.ต. บุ่ง"
    assert names.body_name(kbt) == "คทต. บุ่ง"
    kbt.name = "ที่ว่าการของ ก.บ.ต."
    assert names.body_name(kbt) == kbt.name
    assert names.body_name(named.bodies["lao"]) == named.bodies["lao"].name


def test_usual_names_stand_where_a_province_has_set_none(named):
    named.submitted(named.plan)
    assert "สภาองค์กรชุมชนตำบลบุ่ง" in words_of(paper(named, "T10"))
