"""Criteria and scores as a committee's secretary enters them: by hand, page by page, with the meeting's resolution."""

import json

import pytest

from approvals.models import Consensus, Criterion, Score
from approvals.verbs.worksheet import set_criteria, take_lines
from tests.approvals.scoring import agreed, scores_for
from tests.approvals.visits import address, form_of, mistakes_of, opened, rows, sent, words_of
from tests.cast import CRITERIA
from workflow.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet(world):
    """The district's plan whose worksheet has just opened: of three councils a kept line and two more of each."""
    return world.gathered_district()


@pytest.fixture
def taken(world, sheet):
    """The same with all six lines taken in and two criteria set."""
    set_criteria(plan=sheet, criteria=CRITERIA, by=world.coordinator)
    take_lines(plan=sheet, line_ids=world.open_items(sheet), by=world.coordinator)
    return sheet


def test_criteria_begin_with_the_usual_ones_and_a_new_one_gets_a_code(sheet, world):
    page = opened(world.coordinator, "criteria", sheet)[1]
    assert 'name="criteria-4-name"' in page.content.decode()
    assert "confirmed" not in page.content.decode()
    given = rows(
        "criteria",
        {"code": "urgency", "name": "ความเร่งด่วน", "weight": "๒๕", "d4": "ร้ายแรง"},
        {"code": "", "name": "ความพร้อม", "weight": "75"},
        {"code": "participation", "name": "", "weight": ""},
    )
    assert sent(world.coordinator, "criteria", sheet, **given)["location"] == address("scores", sheet)
    found = Criterion.objects.filter(worksheet__plan=sheet).values_list("code", "name", "weight", "descriptors")
    assert list(found) == [("urgency", "ความเร่งด่วน", 25, {"4": "ร้ายแรง"}), ("criterion-1", "ความพร้อม", 75, {})]


def test_a_weight_below_one_is_named_at_its_row(sheet, world):
    copied = list(Criterion.objects.values_list("code", flat=True))
    given = rows("criteria", {"code": "a", "name": "ก", "weight": "100"}, {"code": "b", "name": "ข", "weight": "0"})
    page = sent(world.coordinator, "criteria", sheet, **given)
    assert (page.status_code, 'href="#id_criteria-1-weight"' in page.content.decode()) == (422, True)
    page = sent(world.coordinator, "criteria", sheet, **rows("criteria", {"code": "", "name": "", "weight": ""}))
    assert (page.status_code, "ต้องมีเกณฑ์อย่างน้อยหนึ่งข้อ" in words_of(page)) == (422, True)
    assert list(Criterion.objects.values_list("code", flat=True)) == copied


def test_other_criteria_ask_whether_the_scores_may_go(taken, world):
    sent(world.coordinator, "scores", taken, **scores_for(taken), **agreed(world, taken))
    given = rows("criteria", {"code": "need", "name": "ความจำเป็น", "weight": "100"})
    page = sent(world.coordinator, "criteria", taken, **given)
    assert (page.status_code, 'href="#id_confirmed"' in page.content.decode()) == (422, True)
    assert "ให้คะแนนไว้แล้ว 12 คะแนน" in words_of(page)
    assert Score.objects.count() == 12
    assert sent(world.coordinator, "criteria", taken, **given, confirmed="on").status_code == 302
    assert Score.objects.count() == 0


def test_scores_are_saved_page_by_page_and_only_what_was_changed(taken, world):
    said = agreed(world, taken)
    page = sent(world.coordinator, "scores", taken, **scores_for(taken), **said)
    assert page["location"] == address("scores", taken)
    stored = sorted((code, int(value)) for code, value in Score.objects.values_list("criterion__code", "value"))
    assert stored == [("need", 3)] * 6 + [("ready", 2)] * 6
    given = {**scores_for(taken), **said}
    browser, page = opened(world.coordinator, "scores", taken)
    one, other = list(given)[:2]
    sent(world.chief, "scores", taken, **{**given, other: "0"})
    browser.post(address("scores", taken), {**form_of(page), **given, one: "4"})
    now = {f"s-{s.line_id}-{s.criterion_id}": int(s.value) for s in Score.objects.all()}
    assert (now[one], now[other]) == (4, 0)  # the chief's score is not overwritten by what was on the page before


def test_scores_typed_on_the_page_name_the_meeting_that_gave_them_and_its_words(taken, world):
    page = sent(world.coordinator, "scores", taken, **scores_for(taken))
    assert (page.status_code, Score.objects.count()) == (422, 0)
    assert mistakes_of(page) == ["ต้องเลือก “การประชุมที่มีมติให้คะแนน”", "ต้องกรอก “ข้อความมติ”"]
    assert "ยังไม่มีการประชุมคณะกรรมการที่ครบองค์ประชุม" in words_of(page)
    for meeting in (world.meeting(taken, present=2, absent=7), world.meeting(world.plan)):
        page = sent(world.coordinator, "scores", taken, **scores_for(taken), meeting=meeting.pk, text="เห็นชอบ")
        assert (page.status_code, 'href="#id_meeting"' in page.content.decode()) == (422, True)
    assert not Score.objects.exists()
    said = agreed(world, taken)
    assert sent(world.coordinator, "scores", taken, **scores_for(taken), **said).status_code == 302
    kept = Consensus.objects.get()
    assert (kept.meeting_id, kept.text, kept.lines, kept.workbook) == (said["meeting"], said["text"], 6, "")
    data = json.loads(Event.objects.get(verb="score_lines").data)
    assert data == {"consensus": kept.pk, "meeting": kept.meeting_id, "workbook": ""}
    page = opened(world.coordinator, "scores", taken)[1].content.decode()
    assert f'<option value="{kept.meeting_id}" selected>' in page  # the next page of lines needs no typing again
    assert page.count(kept.text) == 2


def test_a_score_off_the_scale_or_for_nothing_is_refused(taken, world):
    name, said = next(iter(scores_for(taken))), agreed(world, taken)
    for wrong in ("5", "-1", "x", "99999999999999999999"):
        assert sent(world.coordinator, "scores", taken, **{name: wrong}, **said).status_code == 422
    page = sent(world.coordinator, "scores", taken, **said)
    assert mistakes_of(page) == ["ยังไม่ได้เปลี่ยนคะแนนใดในหน้านี้"]
    assert not Score.objects.exists()


def test_scores_for_criteria_that_are_no_more_are_a_conflict(taken, world):
    browser, page = opened(world.coordinator, "scores", taken)
    data = {**form_of(page), **scores_for(taken), **agreed(world, taken)}
    set_criteria(plan=taken, criteria=CRITERIA, by=world.chief)
    late = browser.post(address("scores", taken), data)
    assert late.status_code == 409
    assert str(world.chief.user) in words_of(late)


def test_the_unscored_are_found_by_their_address(taken, world):
    given = scores_for(taken)
    sent(world.coordinator, "scores", taken, **dict(list(given.items())[:4]), **agreed(world, taken))
    page = opened(world.coordinator, "scores", taken, query="?show=undecided")[1]
    assert page.content.decode().count('<select class="govuk-select prasan-score"') == 8
