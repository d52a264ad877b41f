"""Five people at a desk that is not theirs, or no longer: every address of it, every file, search and feed of it.

The province's officer, a coordinator of the next district, a scorer, a deputy whose delegation ended an hour ago and an
outsider from another province try every address of the site in which a plan or a paper stands, by GET and by POST, on a
district's plan that is being scored and on the province's plan before its committee. Four of them find nothing: the
answer is that of a plan that does not exist, to the byte. `desk_table` says how the officer is answered; a new address
fails by its name until it stands there.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from django.db import transaction
from django.urls import reverse

from approvals.models import Item, Worksheet
from approvals.verbs.blind import appoint_scorers
from approvals.verbs.worksheet import set_criteria, take_lines
from config.management.commands.routes import addresses
from directory import clock
from directory.acting import Acting
from directory.mandates import forget
from directory.verbs.delegation import delegate_office
from documents.models import Document
from documents.verbs.issuing import issue_paper
from portal.calendar import calendar_of
from proposals.models import Plan
from proposals.verbs.drafting import draft_proposals
from tests.approvals.desk_table import OFFICER
from tests.cast import CRITERIA, DAY_ONE, World, build_world
from tests.visitors import browser_of
from workflow import jobs
from workflow.models import Event, Job, Notice

BLIND = ("other_coordinator", "scorer", "deputy", "outsider")
CANARY = "นกขมิ้นเหลืองอ่อน"
UNTIL = DAY_ONE + timedelta(days=1)
AN_HOUR_AFTER = clock.midnight_after(UNTIL) + timedelta(hours=1)
URLS = {row["name"]: row["url"] for row in addresses()}
OF_A_DESK = sorted(name for name, url in URLS.items() if "<str:reference>" in url or "<str:check_code>" in url)
NEVER_ALIKE = {"source_archive", "unsent_pass", "calendar_overdue_xlsx"}  # packed or drawn anew each time
EVERYWHERE = sorted(name for name, url in URLS.items() if "<" not in url and name not in NEVER_ALIKE)
BY_ITSELF = {  # for forms alone, or for reading alone; for anybody, in or out of an office
    *("sheet_import_drop", "desk_sheet", "desk_sheet_marked", "desk_sheet_drop"),
    *("public_charter", "status"),
}
SCORES = {("GET", "plan_score_alone"): 200, ("GET", "plan_stand_back"): 200}
"""What whoever was appointed to score has at that desk: the page to score on, and to stand back from a line."""


@dataclass
class Desk:
    """One plan on its desk, and the people who try it."""

    world: World
    plan: Plan
    paper: Document
    people: dict[str, Acting]
    ended: Acting
    before: dict[tuple[str, str], bytes] = field(default_factory=dict)


def _titled(world: World) -> None:
    """The leader's plan in words that stand nowhere else."""
    drafts = [world.words(n, title=f"{CANARY} {n}") for n in (1, 2, 3)]
    draft_proposals(plan=world.plan, drafts=drafts, by=world.secretary)


def _deputy(world: World, of: Acting) -> Acting:
    """Somebody from the other district who acts in an office for two days."""
    person = world.acting("far-lao", "planner").user
    tenure = delegate_office(
        contact=person.phone or "", full_name=str(person), starts=DAY_ONE, until=UNTIL, order_number="9/2569", by=of
    )
    return Acting.as_holder(tenure.user, tenure.office)


def _people(world: World) -> dict[str, Acting]:
    return {
        "officer": world.provincial_officer,
        "other_coordinator": world.other_coordinator,
        "scorer": world.acting("far-lao", "executive"),
        "deputy": world.acting("far-lao", "planner"),  # in the office that is left to them
        "outsider": world.stranger,
    }


def _scored_by(world: World, scorer: Acting) -> None:
    plan, by = world.gathered_district(), world.coordinator
    Worksheet.objects.filter(plan=plan).update(scoring="alone")
    set_criteria(plan=plan, criteria=CRITERIA, by=by)
    take_lines(plan=plan, line_ids=world.open_items(plan), by=by)
    appoint_scorers(plan=plan, offices=[scorer.office], by=by)


@pytest.fixture(scope="module", params=["district", "province"])
def desk(request: Any, django_db_setup: Any, django_db_blocker: Any) -> Iterator[Desk]:
    with django_db_blocker.unblock(), clock.at(DAY_ONE), transaction.atomic():
        world = build_world()
        of = world.coordinator if request.param == "district" else world.provincial_officer
        people, ended = _people(world), _deputy(world, of)
        with clock.at(AN_HOUR_AFTER):
            before = _pages(people)
        _titled(world)
        if request.param == "district":
            _scored_by(world, people["scorer"])
            plan, code = world.district_plan, "D03"
        else:
            plan, code = world.compiled_province(), "T05"
        issue_paper(code=code, plan=plan, by=of)
        while jobs.run_one(None):
            pass
        world.refresh()
        with clock.at(AN_HOUR_AFTER):
            for person in people.values():
                forget(person.user)
            yield Desk(world, plan, Document.objects.filter(plan=plan).latest("pk"), people, ended, before)
        transaction.set_rollback(True)


def _address(desk: Desk, name: str, *, nowhere: bool = False) -> str:
    """The address of the desk's plan or paper; or of one like it that does not exist."""
    proposal = desk.world.lines(desk.plan)
    known: dict[str, Any] = {
        "reference": desk.plan.reference,
        "check_code": desk.paper.check_code,
        "rendition": desk.paper.renditions.first().pk,
        "proposal_reference": proposal[0].proposal.reference if proposal else "2572-370101-0001-X",
        "charter_reference": "none",
        "line": Item.objects.filter(worksheet__plan=desk.plan).order_by("pk")[0].line_id,
        "section": "name",
        "name": "lines",
        "field": "title",
    }
    if nowhere:
        known |= {"reference": "2572-999999-99-Z", "check_code": "ZZZZZZZZZZZZZZZZ"}
    wanted = re.findall(r"<\w+:(\w+)>", URLS[name])
    return reverse(name, kwargs={key: known.get(key, 1) for key in wanted})


def _same_but_for_itself(content: bytes, address: str) -> bytes:
    """A page without what differs each time it is drawn: its address, its one-time keys and tokens."""
    text = content.decode(errors="replace").replace(address, "")
    return re.sub(r'(name="(?:once|csrfmiddlewaretoken)" value=|nonce=)"[^"]*"', "", text).encode()


def _pages(people: dict[str, Acting]) -> dict[tuple[str, str], bytes]:
    """Every address without a record in it, as those see it who must not notice the desk."""
    found = {}
    for who in BLIND:
        if who in people and who != "scorer":  # who was appointed is told so
            browser = browser_of(people[who])
            for name in EVERYWHERE:
                page: Any = browser.get(reverse(name))
                content = b"".join(page.streaming_content) if page.streaming else page.content
                found[who, name] = _same_but_for_itself(content, reverse(name))
    return found


def _kept() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Event, Job, Notice, Document, Item, Plan))


def _seen(answer: Any, address: str) -> tuple[int, dict[str, str], bytes]:
    """All that an answer tells: its status, its headers, its words."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    headers = {name: value for name, value in answer.headers.items() if name not in {"Content-Length", "Set-Cookie"}}
    return answer.status_code, headers, _same_but_for_itself(content, address)


def test_every_address_of_a_desk_has_its_row():
    assert sorted(OFFICER) == OF_A_DESK


@pytest.mark.parametrize("who", BLIND)
def test_four_people_are_answered_at_every_address_as_if_the_desk_were_not_there(desk, who):
    browser, kept = browser_of(desk.people[who]), _kept()
    nowhere: dict[tuple[str, str], Any] = {}
    found = {}
    for name in OF_A_DESK:
        like = name if name in BY_ITSELF else "paper" if name.startswith("paper") else "plan"
        for method, ask in (("GET", browser.get), ("POST", browser.post)):
            if (method, like) not in nowhere:
                away = _address(desk, like, nowhere=True)
                nowhere[method, like] = _seen(ask(away), away)
                assert nowhere[method, like][0] in ({404, 405} if name in BY_ITSELF else {404})
            seen = _seen(ask(_address(desk, name)), _address(desk, name))
            if seen != nowhere[method, like]:
                found[method, name] = seen[0]
    expected = {}
    if who == "scorer" and desk.plan.level == "district":
        expected = SCORES
        assert {found.pop(("POST", name)) for _method, name in SCORES} <= {409, 422}  # an empty form scores nothing
    assert found == expected
    assert _kept() == kept


def test_the_officer_is_answered_as_the_table_says_and_sends_nothing_where_only_looking_is_theirs(desk):
    browser, kept = browser_of(desk.people["officer"]), _kept()
    found = {name: browser.get(_address(desk, name)).status_code for name in OF_A_DESK}
    assert found == {name: OFFICER[name][desk.plan.level] for name in OF_A_DESK}
    closed = [name for name, status in found.items() if status == 403 and name not in BY_ITSELF]
    assert {name: browser.post(_address(desk, name)).status_code for name in closed} == dict.fromkeys(closed, 403)
    assert _kept() == kept


def test_a_session_of_the_delegation_that_ended_is_sent_to_sign_in(desk):
    for name in ("plan", "plan_worksheet", "paper_file", "plan_archive", "inbox", "search", "calendar"):
        address = reverse(name) if name in EVERYWHERE else _address(desk, name)
        for method in ("get", "post"):
            answer = getattr(browser_of(desk.ended), method)(address)
            assert (answer.status_code, CANARY in answer.content.decode()) == (302, False)
            assert answer["Location"].startswith(reverse("sign_in"))


def test_no_list_count_search_or_news_of_theirs_differs_by_what_lies_on_the_desk(desk):
    told = {("other_coordinator", "calendar")} if desk.plan.level == "province" else set()  # their own plan is late
    after = _pages(desk.people)
    assert {key for key, page in after.items() if page != desk.before[key]} <= told
    assert not any(CANARY.encode() in page or desk.plan.reference.encode() in page for page in after.values())


@pytest.mark.parametrize("who", BLIND)
def test_a_search_for_its_words_or_its_number_finds_what_a_search_for_nonsense_finds(desk, who):
    browser = browser_of(desk.people[who])
    for sought, nonsense in ((CANARY, "ฆฌญฐฑฒฬฮฯ"), (desk.plan.reference, "2572-999999-99-Z")):
        for name in ("search", "plans", "papers"):
            pages = [
                _same_but_for_itself(browser.get(reverse(name), {"q": words}).content, reverse(name)).decode()
                for words in (sought, nonsense)
            ]
            assert _without(pages[0], sought) == _without(pages[1], nonsense)


def _without(page: str, words: str) -> str:
    return page.replace(words, "").replace(quote(words), "").replace(quote_plus(words), "")


@pytest.mark.parametrize("who", BLIND)
def test_a_script_is_told_the_same_and_a_calendar_program_nothing(desk, who):
    browser, accept = browser_of(desk.people[who]), {"accept": "application/json"}
    for name in ("plan", "plan_worksheet", "plan_ranking", "plan_archive", "plan_fairness_xlsx", "paper_file"):
        there, nowhere = (browser.get(_address(desk, name, nowhere=away), headers=accept) for away in (False, True))
        assert (there.status_code, there["Content-Type"]) == (404, "application/problem+json")
        assert there.content == nowhere.content
    assert desk.plan.reference.encode() not in calendar_of(desk.people[who])
