"""The governor decides line by line, unseen, and publishes all of it at once, by hand or on a day by itself."""

import io
import json
import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.urls import get_resolver, reverse

from approvals.afterwards import money_per_source, rows_of
from approvals.drafts import ChoiceDraft
from approvals.governor import digest_of, latest_choices, published_choices
from approvals.models import Embargo, GovernorChoice
from approvals.verbs.governor import choose_for_lines, embargo_plan
from approvals.verbs.province import answer_councils, endorse_plan
from config.invariants import check
from config.routes import ROUTES
from directory import clock
from directory.errors import Invalid, NotHere, Refused, Stale
from directory.models import Tenure
from documents.models import Document
from proposals.models import Decision, Fate, Share
from tests.approvals.approvers import agreed, the_governors_people
from tests.approvals.visits import mistakes_of, sent, words_of
from tests.cast import DAY_ONE, version_of
from tests.visitors import browser_of
from workflow import jobs
from workflow.models import Event, Job, Notice

pytestmark = pytest.mark.django_db
CARRY, CONDITION, DEFER, REFUSE = "carry", "condition", "deferred", "refused"
DUE = date(2027, 3, 1)
OFTEN = re.compile(rb'(name="(?:csrfmiddlewaretoken|once)" value=")[^"]+|("nonce": ")[^"]+|(nonce=")[^"]+')


def choices_for(world):
    """One of each: as proposed, less, on a condition, put off, refused; the last line without a choice."""
    rows = world.rows(world.provincial_plan)
    agency = world.bodies["agency"].pk
    condition = {"condition": "ให้มีหนังสือยินยอมใช้ที่ดิน", "owner_id": agency, "due_on": DUE}
    return dict(
        zip(
            [row.line_id for row in rows],
            [
                ChoiceDraft(CARRY),
                ChoiceDraft(CARRY, granted=Decimal(100), reason="ตามราคากลาง"),
                ChoiceDraft(CONDITION, **condition),
                ChoiceDraft(DEFER, reason_code="not_ready", reason="แบบแปลนยังไม่พร้อม"),
                ChoiceDraft(REFUSE, reason_code="scope", reason="อยู่นอกหน้าที่ของจังหวัด"),
            ],
            strict=False,
        )
    )


def drafted(world, by=None):
    plan = world.resolved_province()
    made = choose_for_lines(plan=plan, seen=version_of(plan), choices=choices_for(world), by=by or world.governor)
    assert len(made) == 5
    return plan


def fields(act):
    with pytest.raises(Invalid) as refused:
        act()
    return [re.sub(r"\[\d+\]", "[]", problem.field) for problem in refused.value.problems]


def choose(world, draft, by=None, line=None):
    plan = world.fresh(world.provincial_plan)
    line = line or world.rows(plan)[0].line_id
    return choose_for_lines(plan=plan, seen=version_of(plan), choices={line: draft}, by=by or world.governor)


# --- Published all at once ---


def test_what_was_drafted_line_by_line_is_published_in_one_act(world):
    plan = drafted(world)
    rows = world.rows(plan)
    endorse_plan(plan=plan, seen=version_of(plan), by=world.governor)
    fates = dict(Fate.objects.filter(line__plan=plan).values_list("line_id", "kind"))
    assert [fates[row.line_id] for row in rows] == ["carried", "carried", "carried", "deferred", "refused", "carried"]
    less = Fate.objects.get(line=rows[1].line)
    assert (less.reason_code, less.reason) == ("granted_less", "ตามราคากลาง")
    event = Event.objects.get(plan=plan, verb="endorse")
    data = json.loads(event.data)
    assert data["chosen"] == 5
    assert data["choices"] == digest_of(latest_choices(version_of(plan)))
    assert Decision.objects.filter(plan=plan, act="endorse").count() == 1


def test_what_stands_in_the_plan_is_what_was_carried_with_what_was_granted(world):
    plan = drafted(world)
    rows = world.rows(plan)
    endorse_plan(plan=plan, seen=version_of(plan), by=world.governor)
    standing = {row.line_id: vars(row)["granted"] for row in rows_of(world.fresh(plan))}
    assert standing == {
        rows[0].line_id: rows[0].proposed,
        rows[1].line_id: Decimal(100),
        rows[2].line_id: rows[2].proposed,
        rows[5].line_id: rows[5].proposed,
    }
    assert sum(each.proposed for each in money_per_source(world.fresh(plan))) == sum(standing.values())
    page = browser_of(None).get("/provinces/37/2572/").content.decode()
    assert page.count("100.00") + page.count(">100<") >= 1
    for row in rows[3:5]:
        assert row.line.proposal.reference not in page
    assert rows[0].line.proposal.reference in page


def test_the_public_page_of_a_councils_project_tells_what_was_granted(world):
    plan = drafted(world)
    less = world.rows(plan)[1].line
    district_line = Share.objects.filter(target=less)[0].source
    own = Share.objects.filter(target=district_line)[0].source.proposal
    endorse_plan(plan=plan, seen=version_of(plan), by=world.governor)
    assert "วงเงินที่เสนอ 100 บาท" in words_of(browser_of(None).get(f"/status/{own.reference}/")).replace("100.00", "100")


def test_the_papers_name_what_was_granted_the_conditions_and_the_reasons(world):
    plan = drafted(world)
    rows = world.rows(plan)
    endorse_plan(plan=plan, seen=version_of(plan), by=world.governor)
    lists = json.loads(Document.objects.get(kind="P09").snapshot)
    (conditions,) = [annex for annex in lists["annexes"] if "เงื่อนไข" in annex["heading"][0]]
    (row,) = conditions["rows"]
    assert "ให้มีหนังสือยินยอมใช้ที่ดิน" in row["cells"]
    assert world.bodies["agency"].name in row["cells"]
    assert "๑ มีนาคม ๒๕๗๐" in row["cells"]
    announced = Document.objects.get(kind="P08").snapshot
    assert "๔ โครงการ" in announced
    assert rows[3].proposal_version.title.translate(THAI) not in json.loads(announced)["annexes"][0]["rows"]
    answer_councils(plan=plan, by=world.provincial_officer)
    letters = "".join(Document.objects.filter(kind="P10").values_list("snapshot", flat=True))
    assert "เงื่อนไข: ให้มีหนังสือยินยอมใช้ที่ดิน" in letters
    assert "แบบแปลนยังไม่พร้อม" in letters
    assert "อยู่นอกหน้าที่ของจังหวัด" in letters


THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


def test_nothing_is_lost_where_the_governor_leaves_lines_out(world):
    plan = drafted(world)
    endorse_plan(plan=plan, seen=version_of(plan), by=world.governor)
    jobs.drain()
    assert check().broken == []


def test_without_any_choice_every_line_is_carried_as_proposed(world):
    plan = world.endorsed()
    assert set(Fate.objects.filter(line__plan=plan).values_list("kind", flat=True)) == {"carried"}
    assert published_choices(world.fresh(plan)) == {}


def test_a_later_choice_replaces_the_earlier_one_which_stays_on_record(world):
    plan = drafted(world)
    line = world.rows(plan)[4].line_id
    choose(world, ChoiceDraft(CARRY), line=line)
    assert latest_choices(version_of(plan))[line].choice == CARRY
    assert GovernorChoice.objects.filter(line=line).count() == 2
    endorse_plan(plan=world.fresh(plan), seen=version_of(plan), by=world.governor)
    assert Fate.objects.get(line=line).kind == "carried"
    for change in (lambda: GovernorChoice.objects.update(granted=1), lambda: GovernorChoice.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_choices_hold_for_the_version_on_which_they_were_made(world):
    plan = drafted(world)
    world.sent_back()
    world.resolved_province()
    plan = world.fresh(plan)
    endorse_plan(plan=plan, seen=version_of(plan), by=world.governor)
    assert set(Fate.objects.filter(line__plan=plan).values_list("kind", flat=True)) == {"carried"}


def test_an_approver_who_has_not_agreed_stops_the_publication_and_nothing_becomes_public(world):
    plan = drafted(world)
    people = the_governors_people(world)
    assert fields(lambda: endorse_plan(plan=plan, seen=version_of(plan), by=world.governor)) == ["approvals"] * 3
    assert not Fate.objects.filter(line__plan=plan).exists()
    agreed(world.fresh(plan), *people)
    assert endorse_plan(plan=world.fresh(plan), seen=version_of(plan), by=world.governor).state == "endorsed"


# --- Who, when, and with what ---


def test_only_the_governor_drafts_and_only_while_the_plan_lies_there(world):
    plan = world.resolved_province()
    draft = {world.rows(plan)[0].line_id: ChoiceDraft(CARRY)}
    for by in (world.provincial_officer, world.provincial_chair):
        with pytest.raises(Refused):
            choose_for_lines(plan=plan, seen=version_of(plan), choices=draft, by=by)
    for by in (world.leader, world.coordinator, world.agency, world.stranger):
        with pytest.raises(NotHere):
            choose_for_lines(plan=plan, seen=version_of(plan), choices=draft, by=by)
    first = version_of(plan)
    world.sent_back()
    with pytest.raises(Stale):
        choose_for_lines(plan=world.fresh(plan), seen=first, choices=draft, by=world.governor)
    world.endorsed()
    with pytest.raises(Stale):
        choose(world, ChoiceDraft(CARRY))
    assert not GovernorChoice.objects.exists()


@pytest.mark.parametrize(
    ("draft", "found"),
    [
        (ChoiceDraft("perhaps"), ["choices[].choice"]),
        (ChoiceDraft(CARRY, granted=Decimal(1)), ["choices[].reason"]),
        (ChoiceDraft(CARRY, granted=Decimal("1e9"), reason="เพิ่ม"), ["choices[].granted"]),
        (ChoiceDraft(CARRY, granted=Decimal(-1), reason="ลด"), ["choices[].granted"]),
        (ChoiceDraft(CARRY, granted=Decimal("NaN"), reason="ลด"), ["choices[].granted"]),
        (ChoiceDraft(CARRY, granted=Decimal("0.001"), reason="ลด"), ["choices[].granted"]),
        (ChoiceDraft(CARRY, condition="มีแบบ"), ["choices[].condition"]),
        (ChoiceDraft(REFUSE), ["choices[].reason_code", "choices[].reason"]),
        (ChoiceDraft(DEFER, reason_code="x"), ["choices[].reason"]),
        (ChoiceDraft(CONDITION), ["choices[].condition", "choices[].owner", "choices[].due_on"]),
        (
            ChoiceDraft(CONDITION, condition="มีแบบ", owner_id=999_999, due_on=DAY_ONE),
            ["choices[].owner", "choices[].due_on"],
        ),
    ],
)
def test_a_wrong_choice_is_named_and_nothing_is_kept(world, draft, found):
    world.resolved_province()
    assert fields(lambda: choose(world, draft)) == found
    assert not GovernorChoice.objects.exists()


def test_lines_of_another_plan_and_bodies_of_another_province_are_refused(world):
    plan = world.resolved_province()
    foreign = world.lines(world.plan)[0].pk
    assert fields(lambda: choose(world, ChoiceDraft(CARRY), line=foreign)) == ["lines"]
    elsewhere = ChoiceDraft(CONDITION, condition="มีแบบ", owner_id=world.stranger.body.pk, due_on=DUE)
    assert fields(lambda: choose(world, elsewhere)) == ["choices[].owner"]
    nothing = lambda: choose_for_lines(plan=plan, seen=version_of(plan), choices={}, by=world.governor)  # noqa: E731
    assert fields(nothing) == ["lines"]


def test_a_condition_that_is_due_before_it_is_published_stops_the_publication(world):
    plan = drafted(world)
    with clock.at(DUE):
        assert fields(lambda: endorse_plan(plan=plan, seen=version_of(plan), by=world.governor)) == ["choices"]
    assert world.fresh(plan).state == "adopted"


# --- Until a day ---


def held_until(world, day, **more):
    plan = world.fresh(world.provincial_plan)
    return embargo_plan(plan=plan, seen=version_of(plan), publish_on=day, by=world.governor, **more)


def test_on_its_day_it_is_published_by_itself_and_not_an_hour_before(world):
    plan = drafted(world)
    day = DAY_ONE + timedelta(days=10)
    held_until(world, day, legal_basis="พ.ร.ฎ. 2565")
    with clock.at(clock.midnight_after(day - timedelta(days=1)) - timedelta(hours=1)):
        jobs.drain()
        assert world.fresh(plan).state == "adopted"
    with clock.at(clock.midnight_after(day - timedelta(days=1))):
        jobs.drain(["publish_embargo"])
    assert world.fresh(plan).state == "endorsed"
    decision = Decision.objects.get(act="endorse")
    assert (decision.office, decision.legal_basis) == (world.governor.office, "พ.ร.ฎ. 2565")
    assert Fate.objects.filter(line__plan=plan, kind="refused").count() == 1


def test_another_day_replaces_the_first_and_lifting_it_leaves_it_to_the_governor(world):
    plan = drafted(world)
    first, later = DAY_ONE + timedelta(days=5), DAY_ONE + timedelta(days=9)
    held_until(world, first)
    held_until(world, later)
    with clock.at(first):
        jobs.drain(["publish_embargo"])
    assert world.fresh(plan).state == "adopted"
    held_until(world, None)
    with clock.at(later):
        jobs.drain(["publish_embargo"])
    assert world.fresh(plan).state == "adopted"
    assert fields(lambda: held_until(world, None)) == ["publish_on"]
    assert Embargo.objects.count() == 3


@pytest.mark.parametrize("days", [0, -1, 400])
def test_a_day_that_is_not_ahead_is_refused(world, days):
    drafted(world)
    assert fields(lambda: held_until(world, DAY_ONE + timedelta(days=days)))[0] == "publish_on"
    assert not Embargo.objects.exists()
    assert not Job.objects.filter(kind="publish_embargo").exists()


def test_a_day_after_a_condition_is_due_is_refused(world):
    drafted(world)
    assert fields(lambda: held_until(world, DUE)) == ["publish_on"]


def test_who_no_longer_holds_the_office_publishes_nothing_and_the_office_is_told_once(world):
    plan = drafted(world)
    day = DAY_ONE + timedelta(days=10)
    held_until(world, day)
    Tenure.objects.filter(pk=world.governor.tenure.pk).update(ends=DAY_ONE + timedelta(days=3))
    with clock.at(day):
        jobs.drain(["publish_embargo"])
        jobs._handlers["publish_embargo"](Job.objects.get(kind="publish_embargo").payload)
    assert world.fresh(plan).state == "adopted"
    assert [notice.body for notice in Notice.objects.filter(verb="publish_embargo")] == [world.bodies["governor"]]


# --- On its page ---


def test_the_governor_drafts_and_sets_the_day_on_one_page_and_nobody_else_opens_it(
    world, django_assert_max_num_queries
):
    plan = world.resolved_province()
    lines = [row.line_id for row in world.rows(plan)]
    page = sent(world.governor, "choices", plan, act="choose", lines=[lines[0]], choice="refused")
    assert page.status_code == 422
    assert len(mistakes_of(page)) == 2
    answer = sent(
        world.governor, "choices", plan, act="choose", lines=lines[:2], choice="deferred", outcome="deferred:not_ready"
    )
    assert answer.status_code == 302, mistakes_of(answer)
    assert {c.reason_code for c in latest_choices(version_of(plan)).values()} == {"not_ready"}
    day = {"publish_on_day": "20", "publish_on_month": "11", "publish_on_year": "2569"}
    assert sent(world.governor, "choices", plan, act="hold", **day).status_code == 302
    assert Embargo.objects.get().publish_on == date(2026, 11, 20)
    assert sent(world.governor, "choices", plan, act="lift").status_code == 302
    assert Embargo.objects.count() == 2
    browser = browser_of(world.governor)
    with django_assert_max_num_queries(12):
        shown = browser.get(reverse("plan_choices", args=[plan.reference]))
    assert words_of(shown).count(str(GovernorChoice.Choice.DEFER.label)) >= 3
    assert "2 โครงการ" in words_of(browser.get(reverse("plan_endorse", args=[plan.reference])))
    for by, status in ((world.provincial_officer, 403), (world.leader, 404), (world.stranger, 404)):
        assert browser_of(by).get(reverse("plan_choices", args=[plan.reference])).status_code == status


# --- Nothing leaks ---

# What a plan, its proposals, its papers and its money appear on; the other addresses know nothing of plans.
_ABOUT_PLANS = (
    *("plan", "proposal", "status", "province", "check", "paper", "inbox", "calendar", "search", "commitment"),
    *("front", "registers", "extract"),
)


def addresses(world):
    """Every address about plans that can be asked for with the records of this world, and of what feeds them."""
    above = world.rows(world.provincial_plan)
    code = Document.objects.filter(plan=world.provincial_plan).latest("pk").check_code
    known = {
        "reference": world.provincial_plan.reference,
        "proposal_reference": above[3].line.proposal.reference,
        "province": "37",
        "year": 2572,
        "check_code": code,
        "code": code,
        "line": above[3].line_id,
        "number": 1,
        "pk": 1,
    }
    for name in ROUTES:
        wanted = _arguments(name)
        if name.startswith(_ABOUT_PLANS) and wanted is not None and wanted <= set(known):
            yield name, reverse(name, kwargs={key: known[key] for key in wanted})
    for plan in (world.plan, world.district_plan):
        for name in ("plan", "plan_lines", "plan_history", "plan_archive", "status"):
            yield name, reverse(name, args=[plan.reference])
    for row in (*above[2:5], *world.rows(world.plan)):
        yield "status", reverse("status", args=[row.line.proposal.reference])
    yield "status", f"{reverse('status', args=[world.provincial_plan.reference])}?code={code}"
    yield "search", f"{reverse('search')}?q=โครงการ"


def _arguments(name):
    found = get_resolver().reverse_dict.getlist(name)
    return set(found[0][0][0][1]) if found else None


def seen_by(world, browsers):
    found = {}
    for name, address in dict.fromkeys(addresses(world)):
        if "GET" not in ROUTES[name].methods:
            continue
        for who, browser in browsers.items():
            answer = browser.get(address)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            if answer.headers.get("Content-Type", "").startswith("application/zip") or address.endswith(".xlsx"):
                body = str(len(body)).encode()
            head = {key: value for key, value in answer.headers.items() if key != "Set-Cookie"}
            found[who, address] = (answer.status_code, head, OFTEN.sub(rb"\1\2\3", body))
    return found


def told_by_commands(world):
    out = io.StringIO()
    reference = world.lines(world.plan)[1].proposal.reference
    call_command("lineage", reference, "--json", stdout=out)
    call_command("log_head", stdout=out)
    return out.getvalue()


@pytest.mark.sqlite_alone  # every address is asked
def test_nobody_sees_a_byte_of_what_is_drafted_or_of_the_day_that_is_set(world, settings):
    settings.PUBLIC_PAGES_RATE = settings.GUESSES_RATE = "1000000/m"
    plan = world.resolved_province()
    jobs.drain()
    others = {"visitor": None, "leader": world.leader, "officer": world.provincial_officer, "agency": world.agency}
    browsers = {who: browser_of(by) for who, by in others.items()}
    seen_by(world, browsers)  # what a first look alone leaves behind in a session
    before, commands = seen_by(world, browsers), told_by_commands(world)
    rows = {model: model.objects.count() for model in (Event, Notice, Document, Fate, Decision)}
    kept = (plan.revision, plan.event_count, plan.event_head)
    with world.in_days(0):
        drafted(world)
        held_until(world, DAY_ONE + timedelta(days=20))
    fresh = world.fresh(plan)
    assert (fresh.revision, fresh.event_count, fresh.event_head) == kept
    assert {model: model.objects.count() for model in rows} == rows
    after = seen_by(world, browsers)
    assert {where for where in before if before[where] != after[where]} == set()
    assert told_by_commands(world) == commands
    assert len(before) > 250
    assert {status for status, *_rest in before.values()} >= {200, 302, 403, 404}
    assert sum(status == 200 for status, *_rest in before.values()) > 60
