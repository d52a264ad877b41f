"""A paper is put through the offices on its route, in order, before it is signed."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Q

from directory.errors import Invalid, NotHere, Refused, Stale
from documents.models import Document, Endorsement, UsualRoute
from documents.queries import offices_for_route, papers_of
from documents.verbs import endorse_document, send_document_back, set_route, sign_document
from proposals.verbs.plan import recall_plan
from tests.cast import PNG

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper(world):
    world.submitted(world.plan)
    return Document.objects.get(plan=world.plan, kind="T10")


@pytest.fixture
def routed(world, paper):
    """The council's letter goes through its secretary, then its chair."""
    offices = [world.secretary.office, world.leader.office]
    return set_route(document=paper, offices=offices, by=world.secretary)


def sign(paper, by):
    return sign_document(document=paper, by=by, scan=PNG, content_type="image/png")


def waiting(by):
    papers: Any = papers_of(by).exclude(Q(waits=""))
    return list(papers.filter(kind="T10").values_list("waits", flat=True))


def test_a_paper_without_a_route_is_signed_at_once(world, paper):
    assert waiting(world.leader) == ["sign"]
    assert sign(paper, world.secretary).state == "signed"


def test_each_office_endorses_in_its_turn_and_then_the_paper_is_signed(world, routed):
    assert (waiting(world.secretary), waiting(world.leader)) == (["endorse"], [])
    endorse_document(document=routed, by=world.secretary, note=" ตรวจแล้ว ")
    assert (waiting(world.secretary), waiting(world.leader)) == ([], ["endorse"])
    endorse_document(document=routed, by=world.leader)
    assert (waiting(world.secretary), waiting(world.leader)) == (["sign"], ["sign"])
    rows = list(routed.endorsements.values_list("place", "outcome", "name", "position", "note"))
    assert rows == [
        (1, "endorsed", str(world.secretary.user), world.secretary.office.title, "ตรวจแล้ว"),
        (2, "endorsed", str(world.leader.user), world.leader.office.title, ""),
    ]
    assert sign(routed, world.secretary).state == "signed"


def test_nobody_signs_before_the_route_is_gone(world, routed):
    endorse_document(document=routed, by=world.secretary)
    with pytest.raises(Invalid, match="ยังเสนอผ่านไม่ครบเส้นทาง"):
        sign(routed, world.secretary)
    assert Document.objects.get(pk=routed.pk).state == "prepared"
    assert not routed.renditions.filter(kind="scan").exists()


@pytest.mark.parametrize(("who", "answer"), [("leader", Refused), ("coordinator", Refused), ("stranger", NotHere)])
def test_only_the_office_that_is_asked_endorses_or_sends_back(world, routed, who, answer):
    by = getattr(world, who)
    with pytest.raises(answer):
        endorse_document(document=routed, by=by)
    with pytest.raises(answer):
        send_document_back(document=routed, by=by, note="แก้")
    assert not Endorsement.objects.exists()


def test_an_office_endorses_once(world, routed):
    seen = routed.revision
    endorse_document(document=routed, by=world.secretary, seen=seen)
    with pytest.raises(Refused):
        endorse_document(document=routed, by=world.secretary)
    with pytest.raises(Stale):
        endorse_document(document=routed, by=world.leader, seen=seen)
    endorse_document(document=routed, by=world.leader)
    with pytest.raises(Stale):
        endorse_document(document=routed, by=world.leader)


def test_the_route_is_set_by_the_issuer_and_before_it_is_walked(world, paper):
    offices = [world.secretary.office]
    for by, answer in ((world.coordinator, Refused), (world.other_leader, NotHere)):
        with pytest.raises(answer):
            set_route(document=paper, offices=offices, by=by)
    set_route(document=paper, offices=offices, by=world.leader)
    set_route(document=paper, offices=[world.leader.office, world.secretary.office], by=world.leader)
    assert list(paper.route.values_list("place", "office")) == [
        (1, world.leader.office.pk),
        (2, world.secretary.office.pk),
    ]
    endorse_document(document=paper, by=world.leader)
    with pytest.raises(Invalid, match="มีผู้เสนอผ่านแล้ว"):
        set_route(document=paper, offices=[], by=world.leader)


def test_a_route_may_be_taken_away_again(world, routed):
    set_route(document=routed, offices=[], by=world.secretary)
    assert not routed.route.exists()
    assert sign(routed, world.secretary).state == "signed"


@pytest.mark.parametrize("offices", ["twice", "an office that cannot see it", "an office that keeps no papers"])
def test_a_route_names_each_office_once_and_only_those_that_keep_papers_there(world, paper, offices):
    wrong = {
        "twice": [world.leader.office, world.leader.office],
        "an office that cannot see it": [world.other_leader.office],
        "an office that keeps no papers": [world.stranger.office],
    }
    with pytest.raises(Invalid) as refused:
        set_route(document=paper, offices=wrong[offices], by=world.leader)
    assert [problem.field for problem in refused.value.problems] == ["offices"]
    assert not paper.route.exists()


def test_the_offices_above_may_be_asked(world, paper):
    asked = set(offices_for_route(paper).values_list("pk", flat=True))
    assert {world.leader.office.pk, world.coordinator.office.pk, world.provincial_officer.office.pk} <= asked
    assert world.other_coordinator.office.pk not in asked
    set_route(document=paper, offices=[world.coordinator.office], by=world.leader)
    assert waiting(world.coordinator) == ["endorse"]
    endorse_document(document=paper, by=world.coordinator)
    assert waiting(world.leader) == ["sign"]


def test_who_sends_a_paper_back_says_why_and_a_new_one_takes_its_place(world, routed):
    with pytest.raises(Invalid) as refused:
        send_document_back(document=routed, by=world.secretary, note="  ")
    assert [problem.field for problem in refused.value.problems] == ["note"]
    send_document_back(document=routed, by=world.secretary, note="ชื่อเรื่องผิด")
    assert (routed.state, waiting(world.leader)) == ("returned", ["again"])
    with pytest.raises(Stale):
        endorse_document(document=routed, by=world.secretary)
    from documents.verbs import prepare_again

    anew = prepare_again(document=routed, by=world.secretary)
    assert (anew.state, anew.supersedes_id) == ("prepared", routed.pk)
    assert Document.objects.get(pk=routed.pk).state == "superseded"
    assert waiting(world.leader) == ["sign"]


def test_a_usual_route_is_taken_by_every_later_paper_of_the_kind(world, paper):
    set_route(document=paper, offices=[world.leader.office], by=world.leader, usual=True)
    assert UsualRoute.objects.get().kind == "T10"
    recall_plan(plan=world.plan, by=world.leader, reason="แก้ยอด")
    world.submitted(world.plan)
    later = Document.objects.get(plan=world.plan, kind="T10", state="prepared")
    assert (later.waits_at, list(later.route.values_list("office", flat=True))) == (
        world.leader.office,
        [world.leader.office.pk],
    )
    minutes = Document.objects.filter(plan=world.plan, kind="T03").latest("pk")
    assert minutes.waits_at is None
    set_route(document=later, offices=[], by=world.leader, usual=True)
    assert not UsualRoute.objects.exists()


@pytest.mark.parametrize("statement", ["UPDATE {} SET note = 'x'", "DELETE FROM {}"])
def test_what_an_office_said_is_never_changed(world, routed, statement):
    from django.db import connection

    endorse_document(document=routed, by=world.secretary)
    with pytest.raises(IntegrityError, match="history is never edited"), transaction.atomic():
        connection.cursor().execute(statement.format(Endorsement._meta.db_table))
