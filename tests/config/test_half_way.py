"""A province stopped half-way has work on every desk, and nothing else is touched."""

import io
import json
from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Max
from django.test import override_settings

from approvals.appeals import appeals_waiting_for, has_decided
from approvals.approvers import plans_to_approve
from approvals.models import Worksheet
from approvals.objections import objections_waiting_for
from approvals.verbs.approvers import approve_plan
from approvals.verbs.closing import resolve_plan
from approvals.verbs.province import endorse_plan
from config.demo_accounts import KINDS, busiest_province, chosen, make_accounts
from config.invariants import check
from config.journey.papers import BESIDE_THE_WAY
from directory import clock
from directory.acting import Acting
from directory.errors import Invalid
from directory.models import Area, Body, Tenure
from directory.powers import BodyKind
from documents import layouts
from documents.models import Document, Rendition
from proposals.drafts import AttendanceDraft, MeetingDraft
from proposals.models import Cycle, Fate, Meeting, Petition, Plan, PlanLine
from proposals.queries import open_remarks
from proposals.verbs.meetings import pass_resolution, record_meeting
from tests.cast import build_world
from tracking.models import Commitment, Obligation
from tracking.obligations import waiting_obligations
from workflow.inbox import waiting_for
from workflow.models import Deadline, Event, Job, Notice
from workflow.verification import verify

TODAY = date(2026, 11, 20)
PROVINCE, NEIGHBOUR = "83", "37"
SET_ASIDE = ("830303", "830304", "830305", "830306")  # two subdistricts are enough for the districts that submit


def quick_page(snapshot, **given):
    """Bytes in place of a page: what pages look like is tried elsewhere."""
    return f"%PDF-1.4 {snapshot['check_code']} {sorted(given.items())}".encode()


def state_of(province):
    """All that could be touched of a province's plans."""
    plans = Plan.objects.filter(province_code=province)
    return (
        list(plans.order_by("pk").values_list("pk", "state", "revision", "event_count", "event_head")),
        list(Deadline.objects.filter(plan__in=plans).order_by("pk").values()),
        list(Notice.objects.filter(plan__in=plans).order_by("pk").values()),
        list(Body.objects.filter(area=province).order_by("pk").values()),
    )


def tell(command, **options):
    out = io.StringIO()
    call_command(command, stdout=out, stderr=out, **options)
    return out.getvalue()


@pytest.fixture(scope="module")
def _walked(django_db_setup, django_db_blocker, _databases, worker_id):
    """Walked once for all tests of this file, beside a province that really plans; each test rolls back its changes."""
    with (
        pytest.MonkeyPatch.context() as patch,
        override_settings(PRASAN_DEMO=True),
        _databases.copied(f"{worker_id}_half_way"),
        clock.at(TODAY),
    ):
        patch.setattr(layouts, "render", quick_page)
        with django_db_blocker.unblock():
            Area.objects.filter(pk__in=SET_ASIDE).update(abolished_on=date(2020, 1, 1))
            build_world().submitted(Plan.objects.get(owner__code="council"))
            before = state_of(NEIGHBOUR)
            said = tell("journey_half_way", province=PROVINCE, json=True, alone=True)
        yield before, json.loads(said.splitlines()[-1])


@pytest.fixture
def walked(_walked, db):
    with clock.at(TODAY):
        yield _walked


def holders(kind, role):
    tenures = Tenure.objects.current(TODAY).filter(
        office__body__kind=kind, office__role=role, office__body__area__code__startswith=PROVINCE
    )
    return [Acting(t.user, t.office, t) for t in tenures.select_related("user", "office__body").order_by("pk")]


def desks_with(step, kind, role):
    """The bodies of the holders in whose inbox a step waits."""
    return {by.body.code for by in holders(kind, role) if step in {t.flow_task.name for t in waiting_for(by)}}


# --- Work for everybody ---


@pytest.mark.parametrize(
    ("kind", "role", "step", "least"),
    [
        ("council", "chair", "adopt", 4),
        ("council", "chair", "submit", 1),
        ("subdistrict_committee", "secretary", "receive", 1),
        ("lao", "planner", "opinion", 2),
        ("district_office", "coordinator", "technical", 2),
        ("district_office", "coordinator", "decide", 1),
        ("district_committee", "chair", "adopt", 1),
        ("provincial_office", "officer", "vet", 1),
        ("governor", "governor", "endorse", 1),
    ],
)
def test_a_step_waits_for_each_office_that_completes_steps(walked, kind, role, step, least):
    assert len(desks_with(step, kind, role)) >= least


def test_a_council_s_secretary_has_a_plan_to_write_and_papers_to_sign(walked):
    drafts = Plan.objects.filter(cycle__target_year=2573, state="draft")
    with_lines = [plan for plan in drafts if PlanLine.objects.filter(version=plan.current_version_id).exists()]
    assert (len(drafts), len(with_lines)) == (2, 1)
    papers = Document.objects.filter(plan__province_code=PROVINCE, state="prepared", superseded_by=None)
    of_councils = papers.filter(issuer__kind="council").exclude(kind__in=BESIDE_THE_WAY)
    assert sorted(of_councils.values_list("kind", flat=True)) == ["T03", "T03", "T03", "T04", "T10"]


def test_the_provincial_committee_s_table_and_a_district_s_wait_for_a_signature(walked):
    waiting = Document.objects.filter(plan__province_code=PROVINCE, state="prepared", superseded_by=None)
    kinds = set(waiting.values_list("kind", flat=True)) - BESIDE_THE_WAY
    districts, councils = {"D04", "D06", "D07", "D08", "D09"}, {"T03", "T04", "T10"}
    assert kinds == {"P04", "P05", "P06", "P07"} | districts | councils
    assert waiting.get(kind="P04").issuer.kind == BodyKind.PROVINCIAL_COMMITTEE


def test_every_agency_has_commitments_without_a_first_update_beside_some_that_have_moved_on(walked):
    untold = Commitment.objects.filter(updates=None)
    assert set(Counter(untold.values_list("agency", flat=True))) == set(
        Commitment.objects.values_list("agency", flat=True)
    )
    assert {"budgeted", "under_way", "dropped"} <= set(Commitment.objects.values_list("status", flat=True))


def test_each_account_of_the_demonstration_finds_fitting_work(walked):
    found = list(chosen(busiest_province()))
    assert [kind for kind, _by, _work in found] == list(KINDS)
    for kind, by, work in found:
        assert any(work.counts[sort] for sort in kind.wants), (kind.office, str(by))
    bodies = {kind.office: by.body for kind, by, _work in found}
    assert bodies["council chair"] == bodies["council secretary"] != bodies["another council's chair"]
    assert bodies["district coordinator"] != bodies["another district's coordinator"]


def test_what_was_said_beside_the_plans_waits_for_the_account_that_can_answer_it(walked):
    accounts = {kind.office: by for kind, by, _work in chosen(busiest_province())}
    head, agency = accounts["head of the provincial office"], accounts["agency officer"]
    (objection,) = objections_waiting_for(accounts["another district's coordinator"])
    assert objection.plan.state == "compiling"
    (asked,) = plans_to_approve(head, 10)
    assert asked.plan.state == "adopted"
    (appeal,) = appeals_waiting_for(head)
    assert not has_decided(head.user, appeal.fate)
    (obligation,) = waiting_obligations(agency)
    assert (obligation.status, obligation.due_on) == ("open", TODAY + timedelta(days=5))
    assert Obligation.objects.get(status="met").due_on < TODAY
    (petition,) = Petition.objects.all()
    assert [t.flow_task.name for t in waiting_for(accounts["governor"]) if int(t.plan_id) == petition.plan_id] == [
        "answer"
    ]
    (vetting,) = Deadline.objects.filter(kind="vetting", settled_at=None)
    assert (vetting.due_on, vetting.plan.state) == (TODAY - timedelta(days=2), "submitted")


def test_who_is_governor_and_chairs_the_provincial_committee_has_one_account(walked):
    accounts = {account.office: account for account in make_accounts(PROVINCE)}
    chair, governor = accounts["provincial committee chair"], accounts["governor"]
    assert (chair.username, chair.password) == (governor.username, governor.password)
    assert chair.waits != governor.waits
    assert len({account.username for account in accounts.values()}) == len(KINDS) - 1


# --- Where the plans stand ---


def test_one_cycle_has_ended_one_lies_before_the_governor_and_one_stands_at_every_stage(walked):
    states = {
        year: Counter(
            Plan.objects.filter(cycle__target_year=year, province_code=PROVINCE, kind="area").values_list(
                "state", flat=True
            )
        )
        for year in (2571, 2572, 2573)
    }
    assert states[2571]["answered"] == states[2572]["adopted"] == 1
    assert set(states[2571]) | set(states[2572]) == {"answered", "adopted", "closed"}
    assert set(states[2573]) >= {
        *("draft", "adopted", "submitted", "in_review", "returned", "accepted", "closed", "gathering", "compiling")
    }


def test_councils_have_remarks_to_answer_and_one_is_recorded_on_behalf(walked):
    returned = Plan.objects.filter(cycle__target_year=2573, state="returned")
    assert sorted(open_remarks(plan).count() for plan in returned) == [2, 3]
    recorded = Event.objects.filter(plan__cycle__target_year=2573, behalf_body__isnull=False)
    assert recorded.values("plan").distinct().count() == 1


def test_a_few_deadlines_have_just_passed_and_most_lie_ahead(walked):
    running = Deadline.objects.filter(
        plan__province_code=PROVINCE, settled_at__isnull=True, replaced_by__isnull=True
    ).values_list("due_on", flat=True)
    overdue = [day for day in running if day < TODAY]
    assert len(overdue) == 3
    assert len(running) > 3 * len(overdue)
    assert all(TODAY - day <= timedelta(days=7) for day in overdue)


def test_inboxes_show_since_when_by_the_journey_s_clock_and_nothing_lies_ahead(walked):
    chairs = holders("council", "chair")
    since = [task.created.date() for by in chairs for task in waiting_for(by)]
    assert all(day < TODAY for day in since)
    assert len(set(since)) > 2
    events = Event.objects.filter(plan__province_code=PROVINCE)
    assert events.aggregate(last=Max("at"))["last"] < clock.now()


def test_the_cycles_ask_for_different_things(walked):
    titles = [
        set(
            PlanLine.objects.filter(
                line__plan__cycle__target_year=year, line__plan__province_code=PROVINCE, line__plan__level="subdistrict"
            ).values_list("proposal_version__title", flat=True)
        )
        for year in (2571, 2572, 2573)
    ]
    assert all(len(one & other) < len(one) / 4 for one, other in pairwise(titles))


def test_every_paper_can_be_opened_and_no_job_is_left(walked):
    papers = Document.objects.filter(plan__province_code=PROVINCE)
    rendered = Rendition.objects.filter(document__in=papers, kind="unsigned").values("document").distinct()
    assert rendered.count() == papers.count() > 100
    assert not Job.objects.exclude(state="done").exists()


# --- The work can be done ---


def test_the_committee_resolves_on_the_list_that_lies_before_it_and_the_plan_that_came_late_waits(walked):
    plan = Plan.objects.select_related("owner__secretariat", "area__parent", "cycle", "current_version").get(
        level="district", state="compiling", province_code=PROVINCE
    )
    late = Plan.objects.get(parent=plan, state="submitted")
    assert Worksheet.objects.get(plan=plan).laid_version_id == plan.current_version_id
    [chair] = [by for by in holders("district_committee", "chair") if by.body == plan.owner]
    [coordinator] = [by for by in holders("district_office", "coordinator") if by.body == plan.owner.secretariat]
    resolution = resolution_on(plan, coordinator)
    resolve_plan(plan=plan, seen=plan.version_on_desk, resolution=resolution, by=chair)
    assert {fate.reason_code for fate in Fate.objects.filter(line__plan=late, kind="deferred")} == {"late"}


def test_the_governor_endorses_once_the_head_of_the_office_has_agreed_and_not_before(walked):
    plan = Plan.objects.get(level="province", state="adopted", province_code=PROVINCE)
    (governor,), (head,) = holders("governor", "governor"), holders("provincial_office", "chief")
    seen = plan.version_on_desk
    with pytest.raises(Invalid):
        endorse_plan(plan=plan, seen=seen, by=governor)
    approve_plan(plan=plan, seen=seen, seen_hash=seen.hash, answer="agree", by=head)
    endorse_plan(plan=plan, seen=seen, by=governor)
    assert plan.state == "endorsed"


def resolution_on(plan, by):
    roster = [AttendanceDraft(f"กรรมการคนที่ {number}") for number in range(1, plan.owner.members_count + 1)]
    draft = MeetingDraft(
        kind=Meeting.Kind.COMMITTEE, title="การประชุม", held_on=TODAY, place="ที่ว่าการอำเภอ", attendances=roster
    )
    meeting = record_meeting(plan=plan, draft=draft, by=by)
    return pass_resolution(
        meeting=meeting, version=plan.version_on_desk, text="เห็นชอบ", votes_for=meeting.members_present, by=by
    )


# --- Nothing else is touched ---


def test_another_province_is_left_as_it_was(walked):
    before, _figures = walked
    assert state_of(NEIGHBOUR) == before


def test_the_invariants_hold_and_the_log_verifies(walked):
    assert check().broken == []
    assert verify(None).is_whole


def test_the_command_tells_what_waits(walked):
    _before, figures = walked
    assert figures["cycles"] == [2571, 2572, 2573]
    assert figures["log_verified"]
    unsigned = Document.objects.filter(plan__province_code=PROVINCE, state="prepared", superseded_by=None)
    assert figures["waiting"]["หนังสือรอลงนาม"] == unsigned.count() == 71
    assert figures["waiting"]["กลั่นกรองแผนอำเภอ"] == 1


# --- Refusals ---


def refusal_of(**options):
    cycles = Cycle.objects.count()
    with pytest.raises(CommandError) as refused:
        tell("journey_half_way", **{"province": PROVINCE, **options})
    assert refused.value.returncode == 2
    assert Cycle.objects.count() == cycles
    return str(refused.value)


def test_a_cycle_that_is_open_already_is_refused(walked):
    assert "2572" in refusal_of(cycle=2574)


def test_without_demo_mode_a_database_with_real_bodies_is_refused(db, settings):
    settings.PRASAN_DEMO = False
    Body.objects.create(code="real", kind="agency", name="หน่วยงานจริง", area_id="83")
    assert "PRASAN_DEMO" in refusal_of()


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"per_tambon": 4}, "--per-tambon 4"),
        ({"province": "10"}, "กรุงเทพมหานคร"),
        ({"province": "8301"}, "--province 8301"),
        ({"province": "99"}, "--province"),
        ({"cycle": 2540}, "target_year"),
    ],
)
def test_what_cannot_be_walked_is_refused_before_anything_is_opened(db, settings, options, why):
    settings.PRASAN_DEMO = True
    assert why in refusal_of(**options)


def test_a_province_with_too_few_districts_for_every_stage_is_refused(db, settings):
    settings.PRASAN_DEMO = True
    Area.objects.filter(pk="7501").update(abolished_on=date(2020, 1, 1))
    assert "น้อยเกิน" in refusal_of(province="75")
