"""What comes back from Excel by kind: scores with a resolution, a committee's order, checks, remarks."""

import json
from datetime import date
from decimal import Decimal

import pytest

from approvals.drafts import RemarkDraft, Resolved
from approvals.models import Consensus, Criterion, DeskSheet, Entry, Item, LineCheck, Scenario, Score, Worksheet
from approvals.verbs.assignment import assign_lines
from approvals.verbs.closing import rank_entries
from approvals.verbs.recusals import stand_back
from approvals.verbs.review import return_plan
from approvals.verbs.scenarios import adopt_scenario
from approvals.verbs.worksheet import score_lines, set_ceiling
from directory.errors import Invalid
from proposals.models import Cycle, Plan, Remark
from proposals.verbs.plan import answer_remarks
from tests.approvals.sheets import (
    checked,
    confirmed,
    downloaded,
    filled,
    names_of,
    returned,
    table_of,
    uploaded,
    whys,
)
from tests.approvals.visits import mistakes_of, opened, words_of
from tests.visitors import browser_of
from workflow.models import Event

pytestmark = pytest.mark.django_db


# --- Scores -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def meeting(world, taken):
    """A quorate meeting of the committee."""
    return world.meeting(taken)


def score_columns(plan):
    return {each.code: f"score_{each.pk}" for each in Criterion.objects.filter(worksheet__plan=plan)}


def scored_by(plan, names, need=3, ready=2):
    keys = score_columns(plan)
    return {name: {keys["need"]: need, keys["ready"]: ready} for name in names}


def taken_names(plan):
    items = Item.objects.filter(worksheet__plan=plan, answer="take").order_by("line_id")
    return list(items.values_list("line__proposal__reference", flat=True))


def test_the_committees_scores_are_entered_with_the_meetings_resolution(taken, world, desk, meeting):
    content = filled(downloaded(desk, taken, "scores"), scored_by(taken, taken_names(taken)))
    own = checked(desk, taken, "scores", content)
    page = confirmed(desk, own)
    assert (page.status_code, Score.objects.count()) == (422, 0)
    assert mistakes_of(page) == ["ต้องเลือก “การประชุมที่มีมติให้คะแนน”", "ต้องกรอก “ข้อความมติ”"]
    page = confirmed(desk, own, meeting=meeting.pk, text="ที่ประชุมให้คะแนนตามบัญชีแนบ")
    assert page.status_code == 302
    assert sorted(set(Score.objects.values_list("criterion__code", "value"))) == [
        ("need", Decimal(3)),
        ("ready", Decimal(2)),
    ]
    kept = Consensus.objects.get()
    assert (kept.meeting, kept.text, kept.lines, kept.workbook) == (meeting, "ที่ประชุมให้คะแนนตามบัญชีแนบ", 6, own.sha256)
    event = Event.objects.get(verb="score_lines")
    assert json.loads(event.data) == {"consensus": kept.pk, "meeting": meeting.pk, "workbook": own.sha256}
    assert "ตามมติ การประชุม" in words_of(opened(desk, "scores", taken)[1])


def test_a_meeting_without_its_quorum_resolves_no_scores(taken, world, desk):
    line = Item.objects.filter(worksheet__plan=taken, answer="take").first().line_id
    for meeting in (world.meeting(taken, present=2, absent=7), world.meeting(world.plan)):
        resolved = Resolved(meeting, "เห็นชอบ")
        with pytest.raises(Invalid, match="ครบองค์ประชุม"):
            score_lines(plan=taken, scores={(line, "need"): 3}, by=desk, resolved=resolved)
    assert not Score.objects.exists()


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        (5, "ต้องเป็นจำนวนเต็มตั้งแต่ 0 ถึง 4"),
        ("สูง", "ต้องเป็นจำนวนเต็มตั้งแต่ 0 ถึง 4"),
        (2.5, "ต้องเป็นจำนวนเต็มตั้งแต่ 0 ถึง 4"),
        ("=1+1", "เป็นสูตร"),
        (True, "ต้องเป็นข้อความหรือตัวเลข"),
    ],
)
def test_what_is_no_score_is_passed_over_by_name(taken, world, desk, typed, why):
    first, second, *_rest = taken_names(taken)
    need = score_columns(taken)["need"]
    cells = {first: {need: typed}, second: {need: "๔"}}
    own = checked(desk, taken, "scores", filled(downloaded(desk, taken, "scores"), cells))
    assert (own.found["changes"], list(whys(own))) == (1, [first])
    assert why in whys(own)[first]
    assert own.found["passed"][0]["heading"] == "" or "ความจำเป็น" in own.found["passed"][0]["heading"]


def test_a_score_is_not_removed_by_emptying_its_cell(taken, world, desk):
    first = Item.objects.filter(worksheet__plan=taken, answer="take").first()
    score_lines(plan=taken, scores={(first.line_id, "need"): 3}, by=desk)
    name = first.line.proposal.reference
    own = checked(
        desk, taken, "scores", filled(downloaded(desk, taken, "scores"), {name: {score_columns(taken)["need"]: None}})
    )
    assert "ลบคะแนนไม่ได้" in whys(own)[name]


def test_while_scorers_score_alone_a_consensus_is_refused_with_the_reason(taken, world, desk):
    Worksheet.objects.filter(plan=taken).update(scoring=Cycle.Scoring.ALONE)
    page = uploaded(
        desk, taken, "scores", filled(downloaded(desk, taken, "scores"), scored_by(taken, taken_names(taken)))
    )
    assert (page.status_code, DeskSheet.objects.count()) == (422, 0)
    assert "ผู้ให้คะแนนกำลังให้คะแนนรายคน" in mistakes_of(page)[0]


# --- Ranks ------------------------------------------------------------------------------------------------------------


def test_a_committees_own_order_becomes_a_scenario_that_only_a_resolution_adopts(taken, world, desk):
    world.scored(taken)
    set_ceiling(plan=taken, ceiling=Decimal(8000), by=desk)
    rank_entries(plan=taken, by=desk)
    numbers = [row["key"] for row in table_of(downloaded(desk, taken, "ranking"))]
    content = filled(
        downloaded(desk, taken, "ranking"),
        {number: {"rank": rank} for rank, number in enumerate(reversed(numbers), 1)},
    )
    own = checked(desk, taken, "ranking", content)
    assert (own.found["changes"], own.found["passed_count"]) == (6, 0)
    before = list(Entry.objects.order_by("rank").values_list("number", flat=True))
    assert confirmed(desk, own, name="ลำดับของ ก.บ.อ.").status_code == 302
    scenario = Scenario.objects.get()
    assert (scenario.method, scenario.outcome["order"]) == ("as_resolved", [int(n) for n in reversed(numbers)])
    assert list(Entry.objects.order_by("rank").values_list("number", flat=True)) == before
    words = {"meeting": world.meeting(taken), "text": "เห็นชอบลำดับตามที่เสนอ", "votes_for": 7}
    adopt_scenario(plan=taken, scenario=scenario, by=desk, **words)
    assert list(Entry.objects.order_by("rank").values_list("number", flat=True)) == scenario.outcome["order"]
    assert Entry.objects.filter(within_ceiling=True).count() == scenario.outcome["inside"]


def test_an_order_with_a_gap_or_a_rank_twice_is_refused_whole(taken, world, desk):
    world.scored(taken)
    set_ceiling(plan=taken, ceiling=Decimal(8000), by=desk)
    rank_entries(plan=taken, by=desk)
    number = table_of(downloaded(desk, taken, "ranking"))[0]["key"]
    page = uploaded(desk, taken, "ranking", filled(downloaded(desk, taken, "ranking"), {number: {"rank": 2}}))
    assert page.status_code == 422
    assert "ลำดับต้องเป็น 1 ถึง 6 รายการละหนึ่งลำดับ ลำดับที่ 1 ขาดหรือซ้ำ" in mistakes_of(page)[0]
    assert not Scenario.objects.exists()


# --- Checks -----------------------------------------------------------------------------------------------------------


def test_checks_come_back_and_a_line_in_which_one_has_a_stake_is_passed_over(sheet, world, desk):
    first, second, third, *_rest = names_of(world, sheet)
    stand_back(plan=sheet, line_ids=world.open_items(sheet)[:1], reason="เป็นญาติกัน", by=desk)
    columns = [name for name in table_of(downloaded(desk, sheet, "checks"))[0] if name.startswith("check_")]
    yes = dict.fromkeys(columns, "เข้าข้อนี้")
    cells = {first: yes, second: {**yes, "note": "ตรวจแล้ว"}, third: {columns[0]: "ไม่เข้าข้อนี้"}}
    own = returned(desk, sheet, "checks", cells)
    check = LineCheck.objects.get()
    assert (check.line.proposal.reference, set(check.answers.values()), check.note) == (second, {True}, "ตรวจแล้ว")
    assert "มีส่วนได้เสีย" in whys(own)[first]
    assert whys(own)[third] == "ต้องตอบทุกข้อตามรายการที่ใช้อยู่"


def test_checks_and_reviewers_download_as_the_page_is_filtered(sheet, world, desk):
    first, *_rest = world.open_items(sheet)
    assign_lines(plan=sheet, line_ids=[first], office=desk.office, by=desk)
    own = names_of(world, sheet)[:1]
    for name in ("checks", "assignments"):
        assert [row["key"] for row in table_of(downloaded(desk, sheet, name, "?mine=1"))] == own
        assert len(table_of(downloaded(desk, sheet, name, ""))) == len(world.open_items(sheet))


# --- Remarks ----------------------------------------------------------------------------------------------------------


def test_a_plan_is_returned_with_the_remarks_of_a_workbook(world, desk):
    plan = world.ready_to_decide(world.plan)
    rows = table_of(downloaded(desk, plan, "requests"))
    second, third = rows[1]["key"], rows[2]["key"]
    own = checked(
        desk,
        plan,
        "requests",
        filled(downloaded(desk, plan, "requests"), {second: {"text": "ขอพิกัด"}, third: {"text": "ขอราคากลาง"}}),
    )
    assert Plan.objects.get(pk=plan.pk).state == "in_review"
    assert "D02" in words_of(browser_of(desk).get(f"/plans/{plan.reference}/desk/requests/{own.pk}/"))
    page = confirmed(desk, own, due_day="1", due_month="12", due_year="2569")
    assert page.status_code == 302, mistakes_of(page)
    found = Remark.objects.filter(plan=plan).order_by("number")
    assert [(r.number, r.line.proposal.reference, r.text) for r in found] == [
        (1, second, "ขอพิกัด"),
        (2, third, "ขอราคากลาง"),
    ]
    assert Plan.objects.get(pk=plan.pk).state == "returned"


def test_remarks_are_closed_and_waived_from_a_workbook_and_only_when_they_may(world, desk):
    plan = world.ready_to_decide(world.plan)
    lines = world.lines(plan)
    drafts = [RemarkDraft(f"ข้อที่ {n}", line_id=line.pk) for n, line in enumerate(lines, 1)]
    return_plan(plan=plan, seen=plan.current_version, remarks=drafts, due=date(2026, 12, 1), by=desk)
    answer_remarks(plan=plan, answers={1: "แก้แล้ว", 2: "แก้แล้ว", 3: "แก้แล้ว"}, by=world.secretary)
    world.in_review(plan)
    Remark.objects.filter(number=3).update(answer="", answered_at=None)
    closed, waived = {"outcome": "ปิดข้อสังเกต"}, {"outcome": "ยกเว้น", "reason": "ไม่จำเป็นแล้ว"}
    own = returned(desk, plan, "remarks", {"1": closed, "2": waived, "3": closed})
    found = [(r.number, r.closed_at is not None, r.waived_reason) for r in Remark.objects.order_by("number")]
    assert found == [(1, True, ""), (2, True, "ไม่จำเป็นแล้ว"), (3, False, "")]
    assert "ยังไม่มีคำตอบ" in whys(own)["3"]
