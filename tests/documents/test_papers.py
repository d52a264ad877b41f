"""The life of a paper: signed, numbered without a gap, sent by its issuer and received by its recipient alone."""

from datetime import date

import pytest
from django.db import transaction

from directory.errors import Invalid, NotHere, Refused, Stale
from documents.models import Document, Register, Rendition, StoredFile
from documents.verbs import (
    LARGEST_UPLOAD,
    check_upload,
    number_document,
    receive_document,
    send_document,
    sign_document,
    upload_paper,
)
from tests.cast import DAY_ONE, PNG
from workflow import jobs

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def letter(world, plan=None):
    """The letter with which a council submits its plan."""
    plan = world.submitted(plan or world.plan)
    return Document.objects.get(plan=plan, kind="T10")


def sign(document, by):
    return sign_document(document=document, by=by, scan=PNG, content_type="image/png")


def numbered(world, document):
    sign(document, world.secretary)
    return number_document(document=document, by=world.secretary, dated=DAY_ONE)


def test_a_letter_lives_from_prepared_to_received(world):
    paper = letter(world)
    states = [paper.state]
    sign(paper, world.secretary)
    states.append(paper.state)
    number_document(document=paper, by=world.secretary, dated=DAY_ONE)
    states.append(paper.state)
    send_document(document=paper, by=world.secretary)
    states.append(paper.state)
    receive_document(document=paper, by=world.coordinator, number=" 77 ", on=DAY_ONE)
    assert [*states, paper.state] == ["prepared", "signed", "numbered", "sent", "received"]
    assert (paper.number_text, paper.dated, paper.receipt_number, paper.received_on) == (
        "1/2569", DAY_ONE, "77", DAY_ONE,
    )  # fmt: skip


@pytest.mark.parametrize("step", ["number", "send", "receive"])
def test_no_step_of_a_papers_life_is_left_out(world, step):
    paper = letter(world)
    acts = {
        "number": lambda: number_document(document=paper, by=world.secretary, dated=DAY_ONE),
        "send": lambda: send_document(document=paper, by=world.secretary),
        "receive": lambda: receive_document(document=paper, by=world.coordinator, number="1", on=DAY_ONE),
    }
    with pytest.raises(Stale):
        acts[step]()
    assert Document.objects.get(pk=paper.pk).state == "prepared"
    assert not Register.objects.exists()


def test_only_the_issuer_signs_numbers_and_sends_and_only_the_recipient_receives(world):
    paper = letter(world)
    for by, answer in ((world.coordinator, Refused), (world.lao_planner, Refused), (world.stranger, NotHere)):
        with pytest.raises(answer):
            sign(paper, by)
        with pytest.raises(answer):
            number_document(document=paper, by=by, dated=DAY_ONE)
        with pytest.raises(answer):
            send_document(document=paper, by=by)
    assert not Rendition.objects.filter(kind="scan").exists()
    numbered(world, paper)
    send_document(document=paper, by=world.leader)
    for by, answer in (
        (world.leader, Refused),
        (world.provincial_officer, Refused),
        (world.kbt_secretary, Refused),
        (world.other_coordinator, NotHere),
        (world.other_leader, NotHere),
    ):
        with pytest.raises(answer):
            receive_document(document=paper, by=by, number="1", on=DAY_ONE)
    receive_document(document=paper, by=world.chief, number="1", on=DAY_ONE)
    assert paper.state == "received"


def test_each_bodys_register_counts_for_itself_without_a_gap(world):
    mine, theirs = letter(world), letter(world, world.far_plan)
    numbered(world, mine)
    other = world.writer_of(world.far_plan)
    sign(theirs, other)
    number_document(document=theirs, by=other, dated=DAY_ONE)
    assert (mine.running_number, theirs.running_number) == (1, 1)
    assert sorted(Register.objects.values_list("body__code", "last_number")) == [("council", 1), ("far-council", 1)]


def test_an_aborted_numbering_leaves_no_hole(world):
    paper = letter(world)
    sign(paper, world.secretary)
    with transaction.atomic():
        number_document(document=paper, by=world.secretary, dated=DAY_ONE)
        transaction.set_rollback(True)
    with pytest.raises(Stale):
        number_document(document=paper, by=world.secretary, dated=DAY_ONE, seen=99)
    assert not Register.objects.exists()
    number_document(document=Document.objects.get(pk=paper.pk), by=world.secretary, dated=DAY_ONE)
    assert Document.objects.get(pk=paper.pk).running_number == 1


def test_a_register_begins_anew_with_the_calendar_year(world):
    paper = letter(world)
    sign(paper, world.secretary)
    with world.in_days(90):
        number_document(document=paper, by=world.secretary, dated=date(2027, 1, 4))
    assert (paper.register_year, paper.number_text) == (2570, "1/2570")


def test_an_office_with_a_register_of_its_own_types_its_number(world):
    plan = world.returned(world.plan)
    paper = Document.objects.get(plan=plan, kind="D02")
    sign(paper, world.coordinator)
    with pytest.raises(Invalid) as refused:
        number_document(document=paper, by=world.coordinator, dated=DAY_ONE, typed_number="  ")
    assert [p.field for p in refused.value.problems] == ["typed_number"]
    number_document(document=paper, by=world.coordinator, dated=DAY_ONE, typed_number=" อจ 0118/45 ")
    assert (paper.number_text, paper.running_number) == ("อจ 0118/45", None)
    assert not Register.objects.exists()


def test_a_typed_number_that_is_too_long_is_refused_in_words(world):
    plan = world.returned(world.plan)
    paper = Document.objects.get(plan=plan, kind="D02")
    sign(paper, world.coordinator)
    with pytest.raises(Invalid):
        number_document(document=paper, by=world.coordinator, dated=DAY_ONE, typed_number="9" * 81)


def test_a_receipt_number_that_is_too_long_is_refused_in_words(world):
    paper = letter(world)
    numbered(world, paper)
    send_document(document=paper, by=world.secretary)
    with pytest.raises(Invalid):
        receive_document(document=paper, by=world.coordinator, number="9" * 41, on=DAY_ONE)


def test_nothing_is_dated_ahead(world):
    paper = letter(world)
    sign(paper, world.secretary)
    with pytest.raises(Invalid):
        number_document(document=paper, by=world.secretary, dated=date(2026, 11, 3))


def test_minutes_carry_no_running_number(world):
    plan = world.adopted(world.plan)
    minutes = Document.objects.get(plan=plan, kind="T03")
    sign(minutes, world.secretary)
    number_document(document=minutes, by=world.secretary, dated=DAY_ONE)
    assert (minutes.state, minutes.number_text, minutes.running_number) == ("numbered", "", None)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "application/pdf"),
        (PNG, "application/pdf"),
        (PNG, "image/jpeg"),
        (PDF, "image/png"),
        (b"GIF89a", "image/gif"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml"),
        (b"MZ\x90\x00", "application/pdf"),
        (b"%PDF-" + b"\0" * LARGEST_UPLOAD, "application/pdf"),
    ],
)
def test_an_upload_is_what_it_says_or_is_refused(world, content, said):
    with pytest.raises(Invalid) as refused:
        upload_paper(content, content_type=said)
    assert [p.field for p in refused.value.problems] == ["file"]
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize(("content", "said"), [(PNG, "image/png"), (PDF, "application/pdf")])
def test_the_same_bytes_are_kept_once(world, content, said):
    check_upload(content, said)
    assert upload_paper(content, content_type=said) == upload_paper(content, content_type=said, name="อีกชื่อ")
    assert StoredFile.objects.count() == 1


def test_a_wrong_scan_signs_nothing(world):
    paper = letter(world)
    with pytest.raises(Invalid):
        sign_document(document=paper, by=world.secretary, scan=b"hello", content_type="application/pdf")
    assert (Document.objects.get(pk=paper.pk).state, Rendition.objects.count()) == ("prepared", 0)


def test_a_new_letter_takes_the_place_of_one_that_was_not_signed(world):
    first = letter(world)
    from proposals.verbs.plan import recall_plan

    recall_plan(plan=world.plan, by=world.leader, reason="แก้ยอด")
    world.submitted(world.plan)
    second = Document.objects.get(plan=world.plan, kind="T10", supersedes=first)
    first.refresh_from_db()
    assert (first.state, second.state) == ("superseded", "prepared")
    with pytest.raises(Stale):
        sign(first, world.secretary)


def test_what_is_printed_is_rendered_once_from_its_snapshot(world):
    paper = letter(world)
    jobs.drain()
    unsigned = paper.renditions.get(kind="unsigned")
    numbered(world, paper)
    jobs.drain()
    jobs.drain()
    issued = paper.renditions.get(kind="issued")
    assert unsigned.file.sha256 != issued.file.sha256
    assert list(paper.renditions.values_list("kind", flat=True)) == ["unsigned", "scan", "issued"]
