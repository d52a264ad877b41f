"""Every address × the nine people of the field and a passer-by: as the table says, and every form needs its token."""

import json
import re

import pytest
from django.core.management import call_command
from django.urls import reverse

from config.management.commands.routes import addresses
from config.routes import PERSONAS, ROUTES, VISITOR
from directory import clock
from documents.models import Document
from proposals.models import Meeting
from tests.cast import DAY_ONE, World, build_world
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
        world.gathered_district()
        while jobs.run_one(None):
            pass
        yield world, browsers_of(world)
        transaction.set_rollback(True)


def browsers_of(world: World):
    return {VISITOR: browser_of(None), **{name: browser_of(getattr(world, name)) for name in PERSONAS}}


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
        "line": world.open_items(world.district_plan)[0],
        "tenure": world.leader.tenure.pk,
        "year": world.cycle.target_year,
        "ticket": NOWHERE,
    }
    if about == "paper":
        known["code"] = document.check_code
    elif about == "body":
        known["code"] = world.bodies["council"].code
    else:
        known["code"] = world.province.code
    known["pk"] = {"commitment": 1, "office": world.leader.office.pk}.get(about, meeting.pk)
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
