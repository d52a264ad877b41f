"""Every address × the nine people of the field and a passer-by: as the table says, and every form needs its token."""

import json
import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.urls import reverse

from approvals.models import HearingNotice
from approvals.verbs.hearings import NoticeDraft, announce_hearing
from config.management.commands.routes import addresses
from config.routes import PERSONAS, ROUTES, VISITOR
from directory import clock
from directory.models import AccessCard, User
from directory.verbs.cards import issue_access_cards
from directory.verbs.delegation import delegate_office, delegations_of
from documents.models import Document
from documents.pictures import Photo
from proposals.ballot_drafts import BallotDraft
from proposals.charters import ArticleDraft, CharterDraft
from proposals.forum_drafts import CalledDraft
from proposals.models import Ballot, CalledMeeting, Charter, Meeting, MeetingPhoto
from proposals.verbs.ballot_votes import issue_slips
from proposals.verbs.ballots import open_ballot, prepare_ballot
from proposals.verbs.calling import call_meeting
from proposals.verbs.charters import adopt_charter, draft_charter
from proposals.verbs.extracts import send_extract
from proposals.verbs.photos import keep_photo
from tests.cast import DAY_ONE, World, build_world, version_of
from tests.visitors import browser_of
from workflow import jobs

NAMES = sorted({row["name"] for row in addresses()})
NOWHERE = "xxxx"


def test_no_address_is_undeclared_and_no_row_is_without_an_address():
    assert sorted(ROUTES) == NAMES


def test_the_command_lists_every_address_with_its_answers(capsys):
    call_command("routes", "--json")
    rows = json.loads(capsys.readouterr().out)
    assert sorted({row["name"] for row in rows}) == NAMES
    assert all(set(row["answers"]) == {*PERSONAS, VISITOR} for row in rows)
    adopt = next(row for row in rows if row["name"] == "plan_adopt")
    assert adopt["url"] == "/plans/<str:reference>/adopt/"
    assert (adopt["answers"]["leader"], adopt["answers"]["other_leader"], adopt["answers"]["visitor"]) == (
        200,
        404,
        302,
    )


@pytest.fixture(scope="module")
def tour(django_db_setup, django_db_blocker):
    """One world for all addresses: the leader's plan is with its district, which compiles; papers have been drawn."""
    from django.db import transaction

    with django_db_blocker.unblock(), clock.at(DAY_ONE), transaction.atomic():
        world = build_world()
        an_open_ballot(world)
        a_deputy(world)
        world.gathered_district()
        User.objects.filter(pk=world.leader.user.pk).update(phone="0812345678")
        issue_access_cards(people=[world.leader.user], by=world.coordinator)
        beside_the_plan(world)
        while jobs.run_one(None):
            pass
        call_meeting(plan=world.plan, draft=CalledDraft("forum", "เวทีประชาคม", DAY_ONE, "ศาลา"), by=world.secretary)
        meeting = Meeting.objects.filter(plan=world.plan).order_by("pk")[0]
        keep_photo(meeting=meeting, kind="sheet", photo=Photo(b"a sheet"), by=world.secretary)
        yield world, browsers_of(world)
        transaction.set_rollback(True)


def an_open_ballot(world: World) -> None:
    """On the leader's plan, with a slip for a phone."""
    world.draft(world.plan)
    draft = BallotDraft("จัดลำดับ", "approval", "equal-shares", Decimal(5000), "กรอบของ อบต.", 9, [1, 2, 3])
    ballot = prepare_ballot(plan=world.plan, draft=draft, by=world.leader)
    open_ballot(ballot=ballot, seen=0, by=world.leader)
    issue_slips(ballot=ballot, count=1, by=world.leader)


def a_deputy(world: World) -> None:
    """Somebody who acts in the leader's office for a while."""
    other = world.other_leader.user
    delegate_office(
        contact=other.phone or "",
        full_name=str(other),
        starts=DAY_ONE,
        until=DAY_ONE + timedelta(days=3),
        order_number="1/2569",
        by=world.leader,
    )


def beside_the_plan(world: World) -> None:
    """An adopted charter of the leader's council, and a project of its plan that was sent to the agency."""
    version = draft_charter(
        plan=world.plan, kind="tambon", title="ธรรมนูญ", draft=CharterDraft([ArticleDraft("รักษาป่า")]), by=world.secretary
    )
    meeting = world.meeting(world.plan)
    adopt_charter(version=version, plan=world.plan, meeting=meeting, in_force_from=DAY_ONE, seen=0, by=world.leader)
    send_extract(
        plan=world.plan,
        seen=version_of(world.plan),
        agency=world.bodies["agency"],
        line_ids=[world.lines(world.plan)[-1].pk],
        due_on=DAY_ONE + timedelta(days=30),
        by=world.leader,
    )
    notice = NoticeDraft("รับฟังความคิดเห็น", DAY_ONE, "ศาลากลาง", DAY_ONE, DAY_ONE + timedelta(days=15))
    announce_hearing(plan=world.provincial_plan, draft=notice, by=world.provincial_officer)


def browsers_of(world: World):
    return {VISITOR: browser_of(None), **{name: browser_of(getattr(world, name)) for name in PERSONAS}}


def code_of(world: World, about: str) -> str:
    """What an address calls its record, where it does so by a code."""
    codes = {
        "paper": lambda: Document.objects.filter(plan=world.plan).order_by("pk")[0].check_code,
        "called": lambda: CalledMeeting.objects.get(plan=world.plan).code,
        "ballot": lambda: Ballot.objects.get(plan=world.plan).code,
        "form": lambda: "p02",
        "hearing": lambda: HearingNotice.objects.get().code,
        "body": lambda: world.bodies["council"].code,
    }
    return codes.get(about, lambda: world.province.code)()


def record_of(world: World, about: str) -> int:
    """Which record stands in an address."""
    records = {
        "commitment": lambda: 1,
        "office": lambda: world.leader.office.pk,
        "deputy": lambda: delegations_of(world.leader.office)[0].pk,
        "card": lambda: AccessCard.objects.latest("pk").pk,
        "called": lambda: CalledMeeting.objects.get(plan=world.plan).pk,
        "ballot": lambda: Ballot.objects.get(plan=world.plan).pk,
    }
    return records.get(about, lambda: Meeting.objects.filter(plan=world.plan).order_by("pk")[0].pk)()


def address_of(world: World, name: str) -> str:
    """The address with the records of the cast that its row names."""
    about = ROUTES[name].about
    plan = {"district": world.district_plan, "province": world.provincial_plan}.get(about, world.plan)
    document = Document.objects.filter(plan=world.plan).order_by("pk").first()
    meeting = Meeting.objects.filter(plan=world.plan).order_by("pk").first()
    proposal = world.lines(world.plan)[0].proposal
    known = {
        "reference": plan.reference,
        "check_code": document.check_code,
        "rendition": document.renditions.first().pk,
        "proposal_reference": proposal.reference,
        "charter_reference": Charter.objects.get().reference,
        "number": 1,
        "line": world.open_items(world.district_plan)[0],
        "tenure": world.leader.tenure.pk,
        "year": world.cycle.target_year,
        "ticket": NOWHERE,
        "token": NOWHERE,
        "step": "number",
        "section": "name",
        "mode": "integrated",
        "body": world.bodies["council"].code,
        "side": "out",
        "kind": "criteria",
        "photo": MeetingPhoto.objects.get(meeting=meeting).pk,
        "field": "title",
        "province": world.province.code,
        "agency": world.bodies["agency"].code,
        "area": world.province.code,
        "name": "lines",
    }
    if name == "public_charter":
        known["reference"] = known["charter_reference"]
    if about == "register":
        known["year"] = 2569
    known["code"], known["pk"] = code_of(world, about), record_of(world, about)
    wanted = re.findall(r"<\w+:(\w+)>", next(row["url"] for row in addresses() if row["name"] == name))
    return reverse(name, kwargs={key: known[key] for key in wanted})


@pytest.mark.parametrize("name", NAMES)
def test_every_address_answers_each_of_the_cast_as_the_table_says(tour, name):
    world, browsers = tour
    address = address_of(world, name)
    answers = {who: browser.get(address).status_code for who, browser in browsers.items()}
    assert answers == dict(ROUTES[name].answers)


@pytest.mark.parametrize("name", [name for name in NAMES if "POST" in ROUTES[name].methods])
def test_every_form_refuses_a_sending_without_its_token(tour, name):
    world, _browsers = tour
    strict = browser_of(world.leader, enforce_csrf_checks=True)
    assert strict.post(address_of(world, name), {"x": "1"}).status_code == 403
