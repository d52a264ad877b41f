"""A circular: one letter to several recipients, signed once, with one number marked ว, and received by each."""

import pytest

from directory.errors import Invalid
from directory.models import Body
from documents import kinds
from documents.models import Document, Register
from documents.verbs import (
    endorse_document,
    number_document,
    prepare_again,
    prepare_papers,
    receive_document,
    send_document,
    set_route,
    sign_document,
    void_document,
)
from tests.cast import DAY_ONE, PNG

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheets(world, monkeypatch):
    """One letter of the council to its LAO and to the district."""
    letter = kinds.KINDS["T10"]

    def fill(plan, by):
        [draft] = letter.fill(plan, by)
        for code in ("lao", "district"):
            yield kinds.PaperDraft(
                issuer=draft.issuer,
                title=draft.title,
                snapshot=draft.snapshot,
                recipient=world.bodies[code],
                register=draft.register,
                circular=True,
            )

    monkeypatch.setitem(kinds.KINDS, "C01", kinds.Kind("C01", "หนังสือเวียน", "documents", fill))
    world.submitted(world.plan)
    return prepare_papers("C01", world.plan, world.leader)


def states():
    return list(Document.objects.filter(kind="C01").order_by("pk").values_list("state", flat=True))


def sign(sheet, by):
    return sign_document(document=sheet, by=by, scan=PNG, content_type="image/png")


def test_one_signature_and_one_number_are_those_of_every_sheet(world, sheets):
    sign(sheets[0], world.secretary)
    assert states() == ["signed", "signed"]
    number_document(document=sheets[1], by=world.secretary, dated=DAY_ONE)
    numbers = Document.objects.filter(kind="C01").order_by("copy")
    assert list(numbers.values_list("number_text", "running_number", "copy", "state")) == [
        ("ว 1/2569", 1, 1, "numbered"),
        ("ว 1/2569", 1, 2, "numbered"),
    ]
    assert Register.objects.get(name="outgoing").last_number == 1


def test_the_letter_after_a_circular_has_the_next_number_of_the_same_register(world, sheets):
    sign(sheets[0], world.secretary)
    number_document(document=sheets[0], by=world.secretary, dated=DAY_ONE)
    letter = Document.objects.get(kind="T10")
    sign(letter, world.secretary)
    number_document(document=letter, by=world.secretary, dated=DAY_ONE)
    assert letter.number_text == "2/2569"


def test_each_recipient_receives_its_own_sheet(world, sheets):
    sign(sheets[0], world.secretary)
    number_document(document=sheets[0], by=world.secretary, dated=DAY_ONE)
    for sheet in Document.objects.filter(kind="C01"):
        send_document(document=sheet, by=world.secretary)
    to_the_lao, to_the_district = Document.objects.filter(kind="C01").order_by("copy")
    receive_document(document=to_the_lao, by=world.lao_planner, on=DAY_ONE)
    assert states() == ["received", "sent"]
    receive_document(document=to_the_district, by=world.coordinator, number="8", on=DAY_ONE)
    assert states() == ["received", "received"]


def test_a_circular_goes_its_route_and_becomes_void_as_one(world, sheets):
    set_route(document=sheets[0], offices=[world.leader.office], by=world.secretary)
    endorse_document(document=Document.objects.get(pk=sheets[1].pk), by=world.leader)
    sheets = Document.objects.filter(kind="C01")
    assert [each.endorsements.get().name for each in sheets] == [str(world.leader.user)] * 2
    assert [each.waits_at for each in sheets] == [None, None]
    void_document(document=Document.objects.get(pk=sheets[1].pk), by=world.secretary, reason="ยกเลิกการประชุม")
    assert states() == ["void", "void"]


def test_a_circular_is_prepared_again_as_one(world, sheets):
    anew = prepare_again(document=sheets[1], by=world.secretary)
    assert states() == ["superseded", "superseded", "prepared", "prepared"]
    assert (anew.recipient, anew.copy, anew.supersedes) == (world.bodies["district"], 2, sheets[1])
    first = Document.objects.get(supersedes=sheets[0])
    assert first.circular == anew.circular != sheets[0].circular


def test_a_circulars_typed_number_carries_its_mark(world, sheets):
    Body.objects.filter(code="council").update(register="external")
    sheet = Document.objects.select_related("issuer").get(pk=sheets[0].pk)
    sign(sheet, world.secretary)
    for typed in ("อจ 0118/45", "ว", "45ว"):
        with pytest.raises(Invalid, match="หนังสือเวียนต้องมี ว"):
            number_document(document=sheet, by=world.secretary, dated=DAY_ONE, typed_number=typed)
    number_document(document=sheet, by=world.secretary, dated=DAY_ONE, typed_number="อจ 0118/ว ๔๕")
    assert set(Document.objects.filter(kind="C01").values_list("number_text", "state")) == {
        ("อจ 0118/ว ๔๕", "numbered")
    }
