"""Commitments after the endorsement: opened once, reported by their own agency, in the order of things."""

from datetime import timedelta

import pytest

from directory.errors import Invalid, NotHere, Refused
from proposals.models import Decision
from tests.cast import DAY_ONE
from tracking.models import Commitment, CommitmentUpdate, Status
from tracking.queries import commitments_for
from tracking.verbs import open_commitments, update_commitment
from workflow import jobs
from workflow.models import Event

pytestmark = pytest.mark.django_db
FOLLOWS = {
    "waiting": {"waiting", "budgeted", "dropped"},
    "budgeted": {"budgeted", "under_way", "dropped"},
    "under_way": {"under_way", "done", "dropped"},
    "done": {"done"},
    "dropped": {"dropped", "waiting"},
    "unfunded": {"unfunded", "waiting"},
}
WAY_TO = {
    "waiting": [],
    "budgeted": ["budgeted"],
    "under_way": ["budgeted", "under_way"],
    "done": ["budgeted", "under_way", "done"],
    "dropped": ["dropped"],
    "unfunded": [],
}


@pytest.fixture
def followed(world):
    """The world with its commitments, three of each agency."""
    world.endorsed()
    jobs.drain()
    return world


def of(world, name):
    return Commitment.objects.filter(agency=world.bodies[name]).order_by("pk")


def report(commitment, status, by, note="เหตุผล"):
    return update_commitment(commitment=commitment, status=status, by=by, note=note)


def test_each_line_of_the_endorsed_plan_is_a_commitment_opened_once(followed):
    rows = {row.line_id: (row.proposal_version.title, row.proposed) for row in followed.rows(followed.provincial_plan)}
    assert {c.line_id: (c.title, c.amount) for c in Commitment.objects.all()} == rows
    assert {(c.status, c.year, c.province_code, tuple(c.district_codes)) for c in Commitment.objects.all()} == {
        ("waiting", 2572, "37", ("3701",))
    }
    decision = Decision.objects.get(act="endorse")
    open_commitments({"decision": decision.pk})
    assert Commitment.objects.count() == len(rows) == 6


@pytest.mark.parametrize("present", FOLLOWS)
def test_a_status_follows_only_in_its_order(followed, present):
    commitment = of(followed, "agency")[0]
    for status in WAY_TO[present]:
        report(commitment, status, followed.agency)
    allowed, refused_without_a_trace = set(), []
    for status in Status.values:
        probe = Commitment.objects.get(pk=commitment.pk)
        before = CommitmentUpdate.objects.count()
        Commitment.objects.filter(pk=commitment.pk).update(status=present)
        try:
            report(probe, status, followed.agency)
            allowed.add(status)
        except Invalid:
            refused_without_a_trace.append(CommitmentUpdate.objects.count() == before)
    assert allowed == FOLLOWS[present]
    assert refused_without_a_trace == [True] * (len(Status.values) - len(allowed))


def test_an_unknown_status_is_refused(followed):
    with pytest.raises(Invalid):
        report(of(followed, "agency")[0], "forgotten", followed.agency)


def test_dropping_needs_a_reason(followed):
    commitment = of(followed, "agency")[0]
    with pytest.raises(Invalid) as refused:
        report(commitment, "dropped", followed.agency, note=" ")
    assert [p.field for p in refused.value.problems] == ["note"]
    report(commitment, "dropped", followed.agency, note="พื้นที่ทับซ้อน")
    assert (commitment.status, commitment.updates.get().note) == ("dropped", "พื้นที่ทับซ้อน")


def test_an_agency_reports_on_its_own_and_the_province_on_all(followed):
    own, others = of(followed, "agency")[0], of(followed, "other-agency")[0]
    with pytest.raises(Refused):
        report(others, "budgeted", followed.agency)
    report(own, "budgeted", followed.agency)
    report(others, "budgeted", followed.provincial_officer)
    for by in (followed.leader, followed.coordinator, followed.stranger):
        with pytest.raises(NotHere):
            report(own, "under_way", by)
    assert [u.office for u in CommitmentUpdate.objects.order_by("pk")] == [
        followed.agency.office,
        followed.provincial_officer.office,
    ]


def test_a_report_stands_on_the_provincial_plans_chain(followed):
    update = report(of(followed, "agency")[0], "budgeted", followed.agency)
    event = Event.objects.get(plan=followed.provincial_plan, verb="update_commitment")
    assert (update.event, event.from_state, event.to_state) == (event, "waiting", "budgeted")
    plan = followed.fresh(followed.provincial_plan)
    assert (plan.event_count, plan.event_head) == (event.sequence, event.hash)


def test_lists_show_each_office_its_own(followed):
    assert set(commitments_for(followed.agency)) == set(of(followed, "agency"))
    assert commitments_for(followed.provincial_officer).count() == 6
    assert commitments_for(followed.provincial_officer, agency=followed.bodies["agency"].pk).count() == 3
    assert commitments_for(followed.provincial_officer, district="3701").count() == 6
    assert commitments_for(followed.provincial_officer, district="3702").count() == 0
    for by in (followed.leader, followed.coordinator, followed.stranger):
        assert commitments_for(by).count() == 0


def test_quiet_are_those_unfinished_without_news_for_ninety_days(followed):
    first, second, third = of(followed, "agency")
    for status in ("budgeted", "under_way", "done"):
        report(third, status, followed.agency)
    quiet = lambda: set(commitments_for(followed.agency, quiet=True))  # noqa: E731
    with followed.in_days(90):
        assert quiet() == set()
        report(first, "waiting", followed.agency)
    with followed.in_days(91):
        assert quiet() == {second}
        assert first.updated_on == DAY_ONE + timedelta(90)
