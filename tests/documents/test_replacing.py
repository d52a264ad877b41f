"""A paper is replaced by another, or declared void with a reason: nothing of it vanishes, and its number stays used."""

from datetime import timedelta

import pytest

from directory.errors import Invalid, NotHere, Refused, Stale
from documents.models import Document, Register
from documents.verbs import (
    number_document,
    prepare_again,
    receive_document,
    send_document,
    sign_document,
    void_document,
)
from portal.checked import paper_with
from tests.cast import DAY_ONE, PNG
from workflow import jobs

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper(world):
    world.submitted(world.plan)
    return Document.objects.get(plan=world.plan, kind="T10")


def issue(paper, by, typed=""):
    sign_document(document=paper, by=by, scan=PNG, content_type="image/png")
    return number_document(document=paper, by=by, dated=DAY_ONE, typed_number=typed)


def fresh(paper):
    return Document.objects.get(pk=paper.pk)


# --- Void ---


@pytest.mark.parametrize("state", ["prepared", "signed", "numbered", "sent", "received"])
def test_a_paper_becomes_void_at_any_time_of_its_life_and_stays(world, paper, state):
    if state != "prepared":
        sign_document(document=paper, by=world.secretary, scan=PNG, content_type="image/png")
    if state in {"numbered", "sent", "received"}:
        number_document(document=paper, by=world.secretary, dated=DAY_ONE)
    if state in {"sent", "received"}:
        send_document(document=paper, by=world.secretary)
    if state == "received":
        receive_document(document=paper, by=world.coordinator, number="9", on=DAY_ONE)
    number = paper.number_text
    void_document(document=paper, by=world.leader, reason=" ส่งผิดอำเภอ ")
    assert (paper.state, paper.void_reason, paper.number_text) == ("void", "ส่งผิดอำเภอ", number)
    with pytest.raises(Stale):
        void_document(document=paper, by=world.leader, reason="อีกครั้ง")
    with pytest.raises(Stale):
        send_document(document=paper, by=world.leader)


@pytest.mark.parametrize("reason", ["", "   ", "ก" * 501])
def test_a_paper_becomes_void_for_a_reason_only(world, paper, reason):
    with pytest.raises(Invalid) as refused:
        void_document(document=paper, by=world.leader, reason=reason)
    assert [problem.field for problem in refused.value.problems] == ["reason"]
    assert fresh(paper).state == "prepared"


@pytest.mark.parametrize(("who", "answer"), [("coordinator", Refused), ("lao_planner", Refused), ("stranger", NotHere)])
def test_only_the_issuer_declares_a_paper_void_or_replaces_it(world, paper, who, answer):
    with pytest.raises(answer):
        void_document(document=paper, by=getattr(world, who), reason="ผิด")
    with pytest.raises(answer):
        prepare_again(document=paper, by=getattr(world, who))
    assert (fresh(paper).state, Document.objects.filter(kind="T10").count()) == ("prepared", 1)


def test_the_number_of_a_void_paper_is_not_given_again(world, paper):
    issue(paper, world.secretary)
    void_document(document=paper, by=world.leader, reason="พิมพ์ผิด")
    anew = issue(prepare_again(document=paper, by=world.leader), world.secretary)
    assert (fresh(paper).running_number, anew.running_number) == (1, 2)
    assert (fresh(paper).state, anew.supersedes_id) == ("void", paper.pk)
    assert Register.objects.get(name="outgoing").last_number == 2


def test_everybody_reads_that_a_paper_is_void_and_why(world, paper):
    issue(paper, world.secretary)
    void_document(document=paper, by=world.leader, reason="ส่งผิดอำเภอ")
    told = paper_with(paper.check_code)
    assert (told.is_void, told.void_reason, told.number) == (True, "ส่งผิดอำเภอ", "1/2569")


# --- Replaced ---


def test_an_unsigned_paper_gives_way_at_once(world, paper):
    anew = prepare_again(document=paper, by=world.leader)
    assert (fresh(paper).state, anew.state, anew.supersedes) == ("superseded", "prepared", paper)
    with pytest.raises(Stale):
        prepare_again(document=fresh(paper), by=world.leader)


def test_an_issued_paper_stays_valid_until_the_new_one_is_issued(world, paper):
    issue(paper, world.secretary)
    send_document(document=paper, by=world.secretary)
    anew = prepare_again(document=paper, by=world.leader)
    told = paper_with(paper.check_code)
    assert (fresh(paper).state, told.is_replaced, told.replaced_by.number) == ("sent", False, "")
    issue(anew, world.secretary)
    told = paper_with(paper.check_code)
    assert (fresh(paper).state, told.is_replaced, told.replaced_by.number) == ("superseded", True, "2/2569")
    assert paper_with(anew.check_code).replaces.number == "1/2569"


def test_the_last_of_several_new_papers_takes_the_place_of_the_issued_one(world, paper):
    issue(paper, world.secretary)
    second = prepare_again(document=paper, by=world.leader)
    third = prepare_again(document=second, by=world.leader)
    assert (fresh(paper).state, fresh(second).state) == ("numbered", "superseded")
    issue(third, world.secretary)
    assert [fresh(each).state for each in (paper, second, third)] == ["superseded", "superseded", "numbered"]


def test_a_replacement_is_made_from_what_the_plan_says_now(world, paper):
    jobs.drain()
    anew = prepare_again(document=paper, by=world.leader)
    jobs.drain()
    assert anew.check_code != paper.check_code
    assert fresh(anew).renditions.get(kind="unsigned").file != paper.renditions.get(kind="unsigned").file


# --- Numbers typed from the office's own system, and receipts ---


@pytest.fixture
def two_returns(world):
    """Two letters of the district, which numbers in a system of its own."""
    for plan in (world.plan, world.shared_plans[0]):
        world.returned(plan)
    return list(Document.objects.filter(kind="D02").order_by("pk"))


def test_a_number_is_typed_once_in_a_year(world, two_returns):
    first, second = two_returns
    issue(first, world.coordinator, "อจ 0118/45")
    with pytest.raises(Invalid) as refused:
        issue(second, world.coordinator, " อจ 0118/45 ")
    [problem] = refused.value.problems
    assert problem.field == "typed_number"
    assert first.title in problem.message
    assert "2569" in problem.message
    void_document(document=first, by=world.coordinator, reason="พิมพ์ผิด")
    with pytest.raises(Invalid):
        number_document(document=second, by=world.coordinator, dated=DAY_ONE, typed_number="อจ 0118/45")
    with world.in_days(90):
        later = DAY_ONE + timedelta(days=90)
        number_document(document=fresh(second), by=world.coordinator, dated=later, typed_number="อจ 0118/45")
    assert fresh(second).register_year == 2570


def test_a_council_gives_its_receipts_from_its_own_register_without_a_gap(world):
    for plan in (world.plan, world.far_plan):
        world.returned(plan)
    mine, theirs = Document.objects.filter(kind="D02").order_by("pk")
    for letter, desk in ((mine, world.coordinator), (theirs, world.other_coordinator)):
        issue(letter, desk, "อจ 0118/9")
        send_document(document=letter, by=desk)
    receive_document(document=mine, by=world.secretary, on=DAY_ONE, number="ไม่ใช้")
    receive_document(document=theirs, by=world.writer_of(world.far_plan), on=DAY_ONE)
    assert [(each.receipt_number, each.receipt_running, each.receipt_year) for each in (mine, theirs)] == [
        ("1", 1, 2569),
        ("1", 1, 2569),
    ]
    kept = Register.objects.filter(name="incoming").order_by("body__code")
    assert list(kept.values_list("body__code", "last_number")) == [("council", 1), ("far-council", 1)]


def test_an_aborted_receipt_leaves_no_hole(world):
    world.returned(world.plan)
    letter = Document.objects.get(kind="D02")
    issue(letter, world.coordinator, "อจ 0118/9")
    with pytest.raises(Stale):
        receive_document(document=letter, by=world.secretary, on=DAY_ONE)
    assert not Register.objects.filter(name="incoming").exists()
    send_document(document=letter, by=world.coordinator)
    assert receive_document(document=letter, by=world.secretary, on=DAY_ONE).receipt_number == "1"


def test_a_receipt_number_is_typed_once_in_a_year(world):
    for plan in (world.plan, world.shared_plans[0]):
        world.submitted(plan)
    first, second = Document.objects.filter(kind="T10").order_by("pk")
    for letter in (first, second):
        by = world.writer_of(letter.plan)
        issue(letter, by)
        send_document(document=letter, by=by)
    receive_document(document=first, by=world.coordinator, number="77", on=DAY_ONE)
    with pytest.raises(Invalid) as refused:
        receive_document(document=second, by=world.coordinator, number="77 ", on=DAY_ONE)
    assert [(problem.field, first.title in problem.message) for problem in refused.value.problems] == [("number", True)]
    assert fresh(second).state == "sent"
    receive_document(document=second, by=world.coordinator, number="78", on=DAY_ONE)
