"""The pages on which ก.บ.ต. receives a plan and the local administrative organizations answer, line by line."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from approvals.drafts import OpinionDraft
from approvals.verbs.review import give_opinions
from proposals.models import Opinion
from proposals.queries import opinions_owed
from tests.approvals.visits import address, form_of, mistakes_of, opened, sent, sent_twice, words_of
from tests.cast import PNG, version_of
from tests.visitors import browser_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def submitted(world):
    """The council's plan of three lines, handed to the district and not yet received."""
    return world.submitted(world.plan)


@pytest.fixture
def received(world):
    """The same plan, received by ก.บ.ต.: the LAO is asked about its lines 2 and 3."""
    return world.received(world.plan)


def answers(plan, body):
    found = Opinion.objects.filter(line__plan=plan, body=body).order_by("line__number")
    return list(found.values_list("line__number", "kind", "reason"))


def paper(body, **changes):
    return {
        "behalf_body": str(body.pk),
        "behalf_signed_by": "นายสมชาย ใจดี",
        "behalf_dated_day": "2",
        "behalf_dated_month": "11",
        "behalf_dated_year": "2569",
        "behalf_scan": SimpleUploadedFile("ลงนาม.png", PNG, "image/png"),
        **changes,
    }


# --- ก.บ.ต. -----------------------------------------------------------------------------------------------------------


def test_the_committee_receives_and_answers_line_by_line_and_once(world, submitted):
    lines = world.lines(submitted)
    fields = {
        f"kind_{lines[1].pk}": "supports",
        f"kind_{lines[2].pk}": "objects",
        f"reason_{lines[2].pk}": "ที่ดินยังไม่ได้รับอนุญาต",
    }
    first, second = sent_twice(world.kbt_secretary, "receive", submitted, **fields)
    assert first.status_code == second.status_code == 302
    assert first["location"] == second["location"] == f"/plans/{submitted.reference}/"
    assert world.fresh(submitted).received_at is not None
    assert answers(submitted, world.bodies["kbt"]) == [(2, "supports", ""), (3, "objects", "ที่ดินยังไม่ได้รับอนุญาต")]


def test_lines_left_alone_may_all_get_the_same_answer(world, submitted):
    last = world.lines(submitted)[2]
    sent(
        world.kbt_secretary,
        "receive",
        submitted,
        rest_kind="supports",
        **{f"kind_{last.pk}": "objects", f"reason_{last.pk}": "ขอแบบ"},
    )
    assert answers(submitted, world.bodies["kbt"]) == [
        (1, "supports", ""),
        (2, "supports", ""),
        (3, "objects", "ขอแบบ"),
    ]


def test_an_objection_without_its_reason_is_named_at_its_line_and_nothing_is_lost(world, submitted):
    lines = world.lines(submitted)
    typed = "<script>alert(1)</script>"
    page = sent(
        world.kbt_secretary,
        "receive",
        submitted,
        **{f"kind_{lines[1].pk}": "objects", f"kind_{lines[2].pk}": "objects", f"reason_{lines[2].pk}": typed},
    )
    text = page.content.decode()
    assert page.status_code == 422
    assert f'href="#id_reason_{lines[1].pk}"' in text
    assert f'id="id_reason_{lines[1].pk}_error"' in text
    assert f'id="id_reason_{lines[2].pk}_error"' not in text
    assert typed not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert world.fresh(submitted).received_at is None
    assert not Opinion.objects.exists()


def test_a_reason_without_an_opinion_asks_for_the_opinion(world, submitted):
    line = world.lines(submitted)[0]
    page = sent(world.kbt_secretary, "receive", submitted, **{f"reason_{line.pk}": "ดี"})
    assert page.status_code == 422
    assert f'href="#id_kind_{line.pk}"' in page.content.decode()


def test_the_district_records_the_receipt_from_signed_paper(world, submitted):
    page = sent(world.coordinator, "receive", submitted, rest_kind="supports", **paper(world.bodies["kbt"]))
    assert (page.status_code, mistakes_of(page)) == (302, [])
    assert len(answers(submitted, world.bodies["kbt"])) == 3
    assert world.fresh(submitted).events.get(verb="receive").behalf_body == world.bodies["kbt"]


def test_only_the_committee_itself_is_offered_as_the_one_whose_paper_is_recorded(world, submitted):
    page = sent(world.coordinator, "receive", submitted, **paper(world.bodies["lao"]))
    assert page.status_code == 422
    assert world.fresh(submitted).received_at is None


@pytest.mark.parametrize(
    ("who", "status"), [("leader", 403), ("lao_planner", 403), ("other_leader", 404), ("other_coordinator", 404)]
)
def test_nobody_else_receives(world, submitted, who, status):
    browser = browser_of(getattr(world, who))
    assert browser.get(address("receive", submitted)).status_code == status
    assert browser.post(address("receive", submitted), {}).status_code == status


# --- LAO --------------------------------------------------------------------------------------------------------------


def test_an_lao_answers_in_parts_and_may_take_a_line_into_its_own_plan(world, received):
    _own, second, third = world.lines(received)
    fields = {
        f"kind_{second.pk}": "takes_in",
        f"plan_name_{second.pk}": "แผนพัฒนาท้องถิ่น",
        f"plan_year_{second.pk}": "๒๕๗๒",
        f"plan_item_{second.pk}": "14",
    }
    page = sent(world.lao_planner, "opinions", received, **fields)
    assert page["location"] == address("opinions", received)
    taken = Opinion.objects.get(line=second, body=world.bodies["lao"])
    assert (taken.kind, taken.plan_name, taken.plan_year, taken.plan_item) == ("takes_in", "แผนพัฒนาท้องถิ่น", 2572, "14")
    browser, again = opened(world.lao_planner, "opinions", received)
    assert f'name="kind_{second.pk}"' not in again.content.decode()
    page = browser.post(
        address("opinions", received),
        {**form_of(again), f"kind_{third.pk}": "beyond_capacity", f"reason_{third.pk}": "เกินงบประมาณ"},
    )
    assert page["location"] == f"/plans/{received.reference}/"
    assert opinions_owed(received) == {}


def test_taking_in_names_the_plan_the_year_and_the_item(world, received):
    line = world.lines(received)[1]
    page = sent(
        world.lao_planner, "opinions", received, **{f"kind_{line.pk}": "takes_in", f"plan_year_{line.pk}": "2029"}
    )
    text = page.content.decode()
    assert page.status_code == 422
    assert f'href="#id_plan_year_{line.pk}"' in text
    page = sent(
        world.lao_planner, "opinions", received, **{f"kind_{line.pk}": "takes_in", f"plan_year_{line.pk}": "2572"}
    )
    assert [
        f'href="#id_{name}_{line.pk}"' in page.content.decode() for name in ("plan_name", "plan_year", "plan_item")
    ] == [
        True,
        False,
        True,
    ]
    assert not Opinion.objects.filter(body=world.bodies["lao"]).exists()


def test_sending_no_opinion_at_all_says_so(world, received):
    page = sent(world.lao_planner, "opinions", received)
    assert page.status_code == 422
    assert "ต้องให้ความเห็นอย่างน้อยหนึ่งรายการ" in words_of(page)


def test_what_a_colleague_answered_meanwhile_is_a_conflict_in_words(world, received):
    line = world.lines(received)[1]
    browser, page = opened(world.lao_planner, "opinions", received)
    beyond = OpinionDraft("beyond_capacity", reason="เกินงบ")
    owed = opinions_owed(received)[world.bodies["lao"].pk]
    give_opinions(plan=received, seen=version_of(received), answers=dict.fromkeys(owed, beyond), by=world.lao_executive)
    late = browser.post(address("opinions", received), {**form_of(page), f"kind_{line.pk}": "supports"})
    assert late.status_code == 409
    assert str(world.lao_executive.user) in words_of(late)


def test_the_district_records_an_opinion_for_each_lao_that_owes_one(world):
    plan = world.received(world.shared_plans[0])
    lao = world.bodies["shared-lao-a"]
    query = f"?body={lao.pk}"
    page = sent(world.coordinator, "opinions", plan, query=query, rest_kind="supports", **paper(lao))
    assert page.status_code == 302
    assert {kind for _number, kind, _reason in answers(plan, lao)} == {"supports"}


@pytest.mark.parametrize(
    ("who", "status"), [("leader", 403), ("other_lao_planner", 404), ("stranger", 404), ("governor", 403)]
)
def test_nobody_else_gives_an_laos_opinion(world, received, who, status):
    assert browser_of(getattr(world, who)).get(address("opinions", received)).status_code == status


# --- Many lines -------------------------------------------------------------------------------------------------------


def test_three_hundred_lines_are_received_on_one_page_and_answered_a_hundred_at_a_time(
    world, django_assert_max_num_queries
):
    plan = world.plan
    world.draft(plan, 301)
    world.submitted(plan)
    browser = browser_of(world.kbt_secretary)
    with django_assert_max_num_queries(12):
        page = browser.get(address("receive", plan), headers={"accept-encoding": "gzip"})
    assert len(page.content) < 120_000
    page = browser.get(address("receive", plan))
    assert page.content.decode().count('id="id_kind_') == 300
    assert "หน้านี้แสดง 300 จาก 301" in words_of(page)
    browser.post(address("receive", plan), {**form_of(page), "rest_kind": "supports"})
    assert len(answers(plan, world.bodies["kbt"])) == 300
    browser = browser_of(world.lao_planner)
    with django_assert_max_num_queries(12):
        page = browser.get(address("opinions", plan), headers={"accept-encoding": "gzip"})
    assert len(page.content) < 120_000
    page = browser.get(address("opinions", plan, query="?page=3"))
    assert page.content.decode().count('id="id_kind_') == 100
    browser.post(address("opinions", plan, query="?page=3"), {**form_of(page), "rest_kind": "supports"})
    assert len(answers(plan, world.bodies["lao"])) == 100
