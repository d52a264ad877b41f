"""Dates of a cycle's phases: announced by letter for a province or an area, extended with a reason, and followed."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from icalendar import Calendar

from directory import clock
from directory.errors import Invalid, NotHere, Refused
from directory.models import Area
from portal.calendar import calendar_of
from proposals.phases import MISSED
from proposals.verbs.phase_dates import ANNOUNCED, Announcement, announce_date
from tests.approvals.self_managed import in_another_cycle
from tests.approvals.visits import form_of
from tests.cast import DAY_ONE, DISTRICT, DISTRICT_DUE, FAR, OTHER_DISTRICT, PROVINCE, TAMBON, TARGET_YEAR
from tests.visitors import browser_of
from workflow import deadlines
from workflow.models import Deadline, Event, Notice, PhaseDate
from workflow.phases import keep_up

JANUARY, FEBRUARY, MARCH = date(2027, 1, 31), date(2027, 2, 28), date(2027, 3, 15)


def announced(world, phase, due_on, area=PROVINCE, *, by=None, year=TARGET_YEAR, **changes: Any) -> PhaseDate:
    letter = {"announced_by": "อจ 0017/ว 9", "announced_on": clock.today(), **changes}
    return announce_date(
        area=Area.objects.get(pk=area),
        target_year=year,
        announcement=Announcement(phase, due_on, **letter),
        by=by or world.provincial_officer,
    )


def running(plan, kind):
    found = deadlines.open_deadlines(plan, kind).first()
    return found and found.due_on


def refused(*args: Any, **kwargs: Any) -> set[str]:
    before = PhaseDate.objects.count()
    with pytest.raises(Invalid) as said:
        announced(*args, **kwargs)
    assert PhaseDate.objects.count() == before
    return {problem.field for problem in said.value.problems}


def test_a_provinces_date_holds_for_every_plan_of_its_level_at_once(world):
    announced(world, "submission", JANUARY)
    assert {running(plan, "submission") for plan in (world.plan, world.far_plan, world.kbt_plan)} == {JANUARY}
    assert running(world.district_plan, "submission") is None
    deadline = deadlines.open_deadlines(world.plan, "submission").get()
    assert (deadline.announced_by, deadline.announced_on) == ("อจ 0017/ว 9", DAY_ONE)
    assert deadline.remind_on == JANUARY - timedelta(days=world.cycle.remind_days)
    assert ("council", world.plan.reference) in {
        (notice.body.code, notice.plan.reference) for notice in Notice.objects.filter(verb=ANNOUNCED)
    }


@pytest.mark.parametrize("first", ["province", "area"])
def test_the_nearest_areas_date_counts_in_whichever_order_they_come(world, first):
    acts = [
        lambda: announced(world, "submission", JANUARY),
        lambda: (announced(world, "submission", FEBRUARY, OTHER_DISTRICT), announced(world, "submission", MARCH, FAR)),
    ]
    for act in acts if first == "province" else reversed(acts):
        act()
    assert running(world.plan, "submission") == JANUARY
    assert running(world.kbt_plan, "submission") == FEBRUARY
    assert running(world.far_plan, "submission") == MARCH


def test_an_extension_keeps_the_row_before_it_and_says_why(world):
    first = announced(world, "drafting", JANUARY)
    assert refused(world, "drafting", FEBRUARY, announced_by="อจ 0017/ว 20") == {"reason"}
    assert running(world.plan, "drafting") == JANUARY
    announced(world, "drafting", FEBRUARY, announced_by="อจ 0017/ว 20", reason="น้ำท่วม")
    assert list(PhaseDate.objects.values_list("due_on", "announced_by", "reason")) == [
        (JANUARY, first.announced_by, ""),
        (FEBRUARY, "อจ 0017/ว 20", "น้ำท่วม"),
    ]
    new = deadlines.open_deadlines(world.plan, "drafting").get()
    assert (new.due_on, new.reason, new.replaces.due_on) == (FEBRUARY, "น้ำท่วม", JANUARY)


def test_the_same_letter_twice_changes_nothing(world):
    first = announced(world, "drafting", JANUARY)
    told = Notice.objects.count()
    assert announced(world, "drafting", JANUARY) == first
    assert (PhaseDate.objects.count(), Notice.objects.count()) == (1, told)


def test_rows_are_never_edited(world):
    row = announced(world, "drafting", JANUARY)
    for act in (lambda: PhaseDate.objects.filter(pk=row.pk).update(due_on=MARCH), row.delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


@pytest.mark.parametrize(
    ("office", "area", "answer"),
    [
        ("coordinator", DISTRICT, None),
        ("coordinator", TAMBON, None),
        ("coordinator", OTHER_DISTRICT, NotHere),
        ("coordinator", PROVINCE, NotHere),
        ("leader", TAMBON, NotHere),
        ("governor", PROVINCE, Refused),
        ("stranger", PROVINCE, NotHere),
    ],
)
def test_the_province_announces_for_all_and_a_district_for_its_own(world, office, area, answer):
    act = lambda: announced(world, "submission", JANUARY, area, by=getattr(world, office))  # noqa: E731  # named for the line below
    if answer is None:
        assert act().area_id == area
        return
    with pytest.raises(answer):
        act()
    assert not PhaseDate.objects.exists()


def test_a_district_stays_inside_the_provinces_date_and_out_of_the_provinces_phases(world):
    announced(world, "submission", JANUARY)
    assert refused(world, "submission", FEBRUARY, DISTRICT, by=world.coordinator) == {"due_on"}
    announced(world, "submission", JANUARY - timedelta(days=5), DISTRICT, by=world.coordinator)
    assert running(world.plan, "submission") == JANUARY - timedelta(days=5)
    with pytest.raises(Refused):
        announced(world, "gather_district", JANUARY, DISTRICT, by=world.coordinator)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"phase": "nothing"}, "phase"),
        ({"due_on": DAY_ONE - timedelta(days=1)}, "due_on"),
        ({"announced_by": " "}, "announced_by"),
        ({"announced_by": "ก" * 101}, "announced_by"),
        ({"announced_on": DAY_ONE + timedelta(days=1)}, "announced_on"),
        ({"reason": "ก" * 301}, "reason"),
        ({"year": 2590}, "target_year"),
        ({"phase": "hearing", "area": TAMBON}, "area"),
        ({"phase": "closing", "area": TAMBON}, "area"),
    ],
)
def test_what_cannot_be_announced_is_named_and_moves_nothing(world, said, field):
    values = {"phase": "submission", "due_on": JANUARY, **said}
    assert refused(world, values.pop("phase"), values.pop("due_on"), **values) == {field}
    assert not Deadline.objects.filter(kind__in=["submission", "hearing", "closing"]).exists()


def test_a_phase_is_over_when_its_work_is_done_and_the_next_begins(world):
    announced(world, "forum", JANUARY)
    announced(world, "submission", FEBRUARY)
    announced(world, "review", MARCH)
    world.draft(world.plan)
    world.meeting(world.plan, "forum")
    assert running(world.plan, "forum") is None
    assert running(world.plan, "submission") == FEBRUARY
    world.submitted(world.plan)
    assert (running(world.plan, "submission"), running(world.plan, "review")) == (None, MARCH)
    world.accepted(world.plan)
    assert running(world.plan, "review") is None
    assert not deadlines.overdue().filter(plan=world.plan).exists()


def test_following_twice_changes_nothing(world):
    announced(world, "submission", JANUARY)
    for _again in range(2):
        keep_up(world.plan)
    assert Deadline.objects.filter(plan=world.plan, kind="submission").count() == 1


def test_who_misses_a_phase_is_told_and_the_levels_above_later_and_it_stays_due(world):
    announced(world, "submission", JANUARY)
    with clock.at(JANUARY + timedelta(days=1)):
        deadlines.sweep()
        assert ("council", world.plan.reference) in told(MISSED)
        assert not told(deadlines.ESCALATION)
    with clock.at(JANUARY + timedelta(days=world.cycle.escalate_days)):
        deadlines.sweep()
    assert {("district", world.plan.reference), ("province", world.plan.reference)} <= told(deadlines.ESCALATION)
    assert world.plan in {late.plan for late in deadlines.overdue()}
    world.submitted(world.plan)
    assert world.plan not in {late.plan for late in deadlines.overdue()}


def told(verb):
    return {(notice.body.code, notice.plan.reference) for notice in Notice.objects.filter(verb=verb)}


def test_what_is_overdue_runs_again_when_its_day_is_moved(world):
    announced(world, "submission", JANUARY)
    with clock.at(JANUARY + timedelta(days=2)):
        deadlines.sweep()
        announced(world, "submission", FEBRUARY, announced_by="อจ 0017/ว 30", reason="น้ำท่วม")
        assert not deadlines.overdue().exists()
        assert running(world.plan, "submission") == FEBRUARY


def test_an_opinions_counted_days_are_never_shortened_and_end_on_the_announced_day(world):
    announced(world, "opinions", DAY_ONE + timedelta(days=10))
    world.submitted(world.plan)
    assert running(world.plan, "opinion") == DAY_ONE + timedelta(days=10)
    world.submitted(world.shared_plans[0])
    announced(world, "opinions", FEBRUARY, announced_by="อจ 0017/ว 30", reason="เลือกตั้งท้องถิ่น")
    assert running(world.plan, "opinion") == FEBRUARY
    with clock.at(FEBRUARY + timedelta(days=1)):
        deadlines.sweep()
        world.submitted(world.far_plan)
        assert running(world.far_plan, "opinion") == FEBRUARY + timedelta(days=1 + world.cycle.opinion_days)


def test_a_letter_of_its_own_that_gave_a_plan_longer_stands(world):
    longer = DISTRICT_DUE + timedelta(days=40)
    letter: Any = {"announced_by": "ชน 1/2570", "announced_on": DAY_ONE}
    deadlines.extend(world.district_plan, "gather", longer, by=world.coordinator, power="write_plan", **letter)
    announced(world, "gather_district", DISTRICT_DUE + timedelta(days=10))
    assert running(world.district_plan, "gather") == longer
    assert running(world.other_district_plan, "gather") == DISTRICT_DUE + timedelta(days=10)


def test_dates_announced_in_a_year_hold_for_that_cycle_alone(world):
    announced(world, "submission", JANUARY)
    old = world.plan
    new = in_another_cycle(world)
    announced(world, "submission", MARCH, year=TARGET_YEAR + 1)
    assert (running(old, "submission"), running(new.plan, "submission")) == (JANUARY, MARCH)


def test_the_clock_alone_takes_two_cycles_through_all_their_phases_each_by_its_own_dates(world):
    """One council does its work in time in the old cycle; nothing is done in the new one, which is a month behind."""
    days = {phase: 20 * (n + 1) for n, phase in enumerate(("forum", "drafting", "submission", "gather_district"))}
    for phase, after in days.items():
        announced(world, phase, DAY_ONE + timedelta(days=after))
    old = dict(world.plans)
    world.submitted(world.plan)
    with world.in_days(30):
        in_another_cycle(world)
        for phase, after in days.items():
            announced(world, phase, DAY_ONE + timedelta(days=30 + after), year=TARGET_YEAR + 1)
    watched = (old["council"], old["far-council"], world.plan)
    lapses: list[tuple[int, int, str, str]] = []
    for day in range(31, 30 + days["gather_district"] + 2):
        with world.in_days(day):
            deadlines.sweep()
        lapsed = Deadline.objects.filter(lapsed_at__date=DAY_ONE + timedelta(days=day), plan__in=watched).order_by("pk")
        lapses += [(day, each.plan.cycle.target_year, each.plan.owner.code, each.kind) for each in lapsed]
    assert lapses == [
        (31, 2572, "far-council", "forum"),
        (31, 2572, "council", "receipt"),
        (31, 2572, "council", "opinion"),
        (41, 2572, "far-council", "drafting"),
        (51, 2573, "council", "forum"),
        (61, 2572, "far-council", "submission"),
        (71, 2573, "council", "drafting"),
        (91, 2573, "council", "submission"),
    ]
    gathered = Event.objects.filter(verb="gather", plan__level="district").select_related("plan__cycle")
    assert {(event.at.date(), event.plan.cycle.target_year) for event in gathered} == {
        (DAY_ONE + timedelta(days=81), 2572),
        (DAY_ONE + timedelta(days=111), 2573),
    }


# --- Pages ---


def page(person, **query):
    return browser_of(person).get(reverse("planning_dates"), query)


def test_the_officer_announces_a_date_on_its_page_and_plans_and_calendars_show_it(world):
    browser = browser_of(world.provincial_officer)
    address = reverse("planning_dates")
    form = {
        **form_of(browser.get(address)),
        "where": f"{PROVINCE}-{TARGET_YEAR}",
        "phase": "submission",
        **{f"due_on_{name}": value for name, value in (("day", 31), ("month", 1), ("year", 2570))},
        **{f"announced_on_{name}": value for name, value in (("day", 2), ("month", 11), ("year", 2569))},
        "announced_by": "อจ 0017/ว 9",
    }
    assert browser.post(address, {**form, "announced_by": ""}).status_code == 422
    assert browser.post(address, form).status_code == 302
    assert "อจ 0017/ว 9" in browser.get(address).content.decode()
    seen = browser_of(world.leader).get(reverse("plan", args=[world.plan.reference])).content.decode()
    assert "31 มกราคม 2570" in seen
    calendar = Calendar.from_ical(calendar_of(world.leader))
    due = {(str(event["summary"]), event["dtstart"].dt) for event in calendar.walk("VEVENT")}
    assert (f"เสนอแผนต่ออำเภอ {world.plan.reference}", JANUARY) in due


def test_a_district_is_offered_its_own_areas_and_its_own_phases_alone(world):
    shown = page(world.coordinator).content.decode()
    assert f'value="{DISTRICT}-{TARGET_YEAR}"' in shown
    assert f'value="{TAMBON}-{TARGET_YEAR}"' in shown
    assert not any(f'value="{area}-{TARGET_YEAR}"' in shown for area in (OTHER_DISTRICT, PROVINCE, FAR))
    assert 'value="closing"' not in shown
    assert page(world.leader).status_code == 403


def test_the_dates_page_costs_few_queries(world, django_assert_max_num_queries):
    announced(world, "submission", JANUARY)
    announced(world, "submission", FEBRUARY, FAR)
    browser = browser_of(world.provincial_officer)
    with django_assert_max_num_queries(12):
        assert browser.get(reverse("planning_dates")).status_code == 200


def test_dates_that_are_to_come_stand_in_the_calendar_of_everybody_there(world):
    announced(world, "funding", MARCH)
    announced(world, "submission", FEBRUARY, FAR)
    calendar = browser_of(world.leader).get("/calendar/").content.decode()
    assert "บันทึกผลการจัดสรรและประกาศใช้แผน" in calendar
    assert "28 กุมภาพันธ์ 2570" not in calendar
    words = calendar_of(world.leader).decode()
    assert "บันทึกผลการจัดสรร" in Calendar.from_ical(words).to_ical().decode().replace("\r\n ", "")
