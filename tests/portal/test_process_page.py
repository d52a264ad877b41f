"""The page of a plan's process: its own definition as a picture and in words, with what is done and what waits."""

import re

from django.urls import reverse

from documents.typesetting.words import clusters
from portal.chart import LETTER, LINE, process_of
from proposals.verbs.plan import recall_plan
from tests.visitors import browser_of


def states(plan):
    return {step.title: step.state for step in process_of(plan).told}


def test_what_is_done_and_what_waits_is_told_in_the_order_of_the_definition(world):
    world.in_review(world.plan)
    assert states(world.plan) == {
        "รับรองแผนในที่ประชุม": "done",
        "เสนอแผน": "done",
        "ก.บ.ต. ต้องรับก่อนหรือไม่": "done",
        "รับแผนและตอบรายโครงการ": "done",
        "ต้องถามความเห็น อปท. หรือไม่": "done",
        "ตรวจแผน": "waits",
        "ให้ความเห็นรายโครงการ": "waits",
        "รับแผนหรือขอให้ปรับปรุง": "to-come",
        "รับแผนแล้วหรือไม่": "to-come",
    }


def test_a_flow_that_can_be_entered_half_way_is_still_told_from_its_beginning(world):
    assert list(states(world.district_plan)) == [
        "รวบรวมแผนจากระดับล่าง",
        "มติ ก.บ.อ.",
        "เสนอแผนอำเภอต่อจังหวัด",
        "กลั่นกรองแผนอำเภอ",
        "รับแผนแล้วหรือไม่",
    ]


def test_a_question_tells_where_each_answer_leads(world):
    (asked,) = [step for step in process_of(world.plan).told if step.title.startswith("ต้องถาม")]
    assert asked.leads_to == "ใช่: ให้ความเห็นรายโครงการ ไม่ใช่: ครบทุกทาง"


def test_after_a_recall_only_the_new_process_counts(world):
    recall_plan(plan=world.submitted(world.plan), by=world.leader, reason="ลืมโครงการหนึ่ง")
    assert states(world.fresh(world.plan))["เสนอแผน"] == "waits"
    assert states(world.fresh(world.plan))["ก.บ.ต. ต้องรับก่อนหรือไม่"] == "to-come"


def test_every_step_is_drawn_once_inside_the_picture(world):
    for plan in (world.plan, world.district_plan, world.provincial_plan):
        picture = process_of(plan).picture
        assert len({(shape.x, shape.y) for shape in picture.shapes}) == len(picture.shapes)
        assert all(s.x >= 0 and s.x + s.width <= picture.width for s in picture.shapes)
        assert all(s.y >= 0 and s.y + s.height <= picture.top + picture.height for s in picture.shapes)


def test_the_words_beside_the_drawing_lie_inside_the_picture_too(world):
    for plan in (world.plan, world.district_plan, world.provincial_plan):
        picture = process_of(plan).picture
        words = [line for shape in picture.shapes for line in shape.lines]
        assert all(0 < x < picture.width for _text, x, _y in words)
        assert all(picture.top <= y - LINE and y <= picture.top + picture.height for _text, _x, y in words)
        beside = [line for shape in picture.shapes if shape.kind != "task" for line in shape.lines]
        assert all(x + len(clusters(text)) * LETTER <= picture.width for text, x, _y in beside)


def test_the_page_has_the_picture_with_its_words_and_nothing_of_its_own_style(world, django_assert_max_num_queries):
    browser = browser_of(world.leader)
    with django_assert_max_num_queries(12):
        page = browser.get(reverse("plan_process", args=[world.plan.reference])).content.decode()
    (picture,) = re.findall(r"<svg class=\"prasan-chart\".*?</svg>", page, re.DOTALL)
    assert 'role="img" aria-labelledby="chart steps"' in picture
    assert "style=" not in picture
    assert "<style" not in picture
    assert page.count('<li class="prasan-process__step ') == len(process_of(world.plan).told)


def test_a_stranger_finds_no_such_page(world):
    assert browser_of(world.stranger).get(reverse("plan_process", args=[world.plan.reference])).status_code == 404
