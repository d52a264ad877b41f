"""The province's part: vetting, integration, hearing, resolution, the governor, the replies, and what follows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from approvals.drafts import ChoiceDraft, RemarkDraft
from approvals.models import GovernorChoice
from approvals.verbs.governor import choose_for_lines
from approvals.verbs.province import answer_councils, endorse_plan, hold_hearing
from approvals.verbs.review import accept_plan, open_review, return_plan, screen_plan
from config.journey import voices
from config.journey.councils import improve, meeting_of
from config.journey.desks import SCREENING, compile_plan, resolve
from config.journey.people import fixture
from config.journey.world import World, scan_of_a_signed_sheet
from directory import clock
from directory.acting import Acting
from directory.models import Body
from documents import storage
from proposals.models import Level, Meeting, Plan
from proposals.verbs.meetings import record_meeting
from proposals.verbs.plan import submit_plan
from tracking.models import Commitment, Obligation, ObligationReport
from tracking.obligations import answer_obligation, judge_obligation
from tracking.verbs import update_commitment

STEPS = (("budgeted", 250), ("under_way", 260), ("done", 270))


def vet_districts(world: World) -> None:
    """The province opens, screens and accepts the districts' plans; the first is returned once where there are more."""
    plans = world.plans(Level.DISTRICT, state="submitted")
    officer = world.officer()
    for done, plan in enumerate(plans, 1):
        with world.day(145):
            open_review(plan=plan, by=officer)
            screen_plan(plan=plan, seen=plan.version_on_desk, answers=SCREENING, by=officer)
            if done == 1 and len(plans) > 1:
                remark = RemarkDraft(fixture("remarks")["remarks"][0]["text"])
                due = clock.today() + timedelta(days=20)
                return_plan(plan=plan, seen=plan.version_on_desk, by=officer, remarks=[remark], due=due)
            else:
                accept_plan(plan=plan, seen=plan.version_on_desk, by=officer)
        world.progress("จังหวัดกลั่นกรองแผนอำเภอ", done, len(plans))
    for plan in world.plans(Level.DISTRICT, state="returned"):
        _come_back(world, plan)


def _come_back(world: World, plan: Plan) -> None:
    coordinator, chair, officer = world.coordinator(plan), world.acting(plan.owner, "chair"), world.officer()
    with world.day(155):
        improve(plan, coordinator)
        resolve(world, plan, plan.version_on_desk, coordinator, chair)
    with world.day(158):
        submit_plan(plan=plan, seen=plan.version_on_desk, by=coordinator)
        open_review(plan=plan, by=officer)
        screen_plan(plan=plan, seen=plan.version_on_desk, answers=SCREENING, by=officer)
        accept_plan(plan=plan, seen=plan.version_on_desk, by=officer)


def integrate(world: World) -> None:
    """The provincial worksheet, the hearing and ก.บ.จ.'s resolution: the plan then waits for the governor."""
    (plan,) = world.plans(Level.PROVINCE)
    officer, chair = world.officer(), world.acting(plan.owner, "chair")
    with world.day(200):
        version = compile_plan(world, plan, officer)
        notice = voices.announce_the_hearing(world, plan, opens=1, closes=10)
    with world.day(205):
        voices.say_something(notice)
    with world.day(210):
        voices.answer_the_public(world, plan, notice)
        hearing = record_meeting(
            plan=plan,
            draft=meeting_of(world, plan, Meeting.Kind.HEARING, "การรับฟังความคิดเห็นร่างแผนพัฒนาจังหวัด"),
            by=officer,
        )
        hold_hearing(plan=plan, hearing=hearing, by=officer)
    with world.day(220):
        resolve(world, plan, version, officer, chair)


def endorse_and_answer(world: World, *, conditions: Sequence[int] = ()) -> None:
    """The governor's endorsement, of some projects on a condition that is due on a day each, and the replies."""
    (plan,) = world.plans(Level.PROVINCE)
    officer = world.officer()
    with world.day(230):
        governor = world.acting(Body.objects.get(kind="governor", area=world.province), "governor")
        if conditions:
            set_conditions(world, plan, conditions, governor)
        endorse_plan(plan=plan, seen=plan.version_on_desk, by=governor)
    with world.day(240):
        answer_councils(plan=plan, by=officer)
    world.progress("จังหวัดบูรณาการ เห็นชอบ และตอบ", 1, 1)


def set_conditions(world: World, plan: Plan, days: Sequence[int], governor: Acting) -> None:
    """The governor takes the first projects up on a condition, which the agency of each is to fulfil by a day."""
    rows = plan.version_on_desk.plan_lines.filter(line__fates__isnull=True, agency__isnull=False)
    text = fixture("voices")["condition"]["text"]
    choices = {
        row.line_id: ChoiceDraft(
            GovernorChoice.Choice.CONDITION,
            condition=text,
            owner_id=row.agency_id,
            due_on=world.start + timedelta(days=day),
        )
        for row, day in zip(rows.order_by("rank", "line_id"), days, strict=False)
    }
    choose_for_lines(plan=plan, seen=plan.version_on_desk, choices=choices, by=governor)


def fulfil(world: World, *, day: int) -> None:
    """The condition that is due first is fulfilled with evidence, and the province accepts it three days later."""
    (plan,) = world.plans(Level.PROVINCE)
    obligation = (
        Obligation.objects.filter(commitment__line__plan=plan).order_by("due_on", "pk").select_related("owner")[0]
    )
    with world.day(day):
        proof = storage.store(
            scan_of_a_signed_sheet(f"PERMIT {plan.reference}"), content_type="image/png", name="permit.png"
        )
        by = world.acting(obligation.owner, "officer")
        answer_obligation(obligation=obligation, note=fixture("voices")["condition"]["answer"], by=by, evidence=proof)
    with world.day(day + 3):
        judge_obligation(obligation=obligation, kind=ObligationReport.Kind.ACCEPT, by=world.officer())


def follow_up(world: World) -> None:
    """One district's commitments get updates: most move on, one is dropped with a reason."""
    (plan,) = world.plans(Level.PROVINCE)
    district = world.plans(Level.DISTRICT)[0]
    commitments = list(
        Commitment.objects.filter(
            line__plan=plan, line__shares_in__source__proposal__district_code=district.district_code
        )
        .select_related("agency", "line")
        .distinct()
        .order_by("pk")[:12]
    )
    for number, commitment in enumerate(commitments):
        by = world.acting(commitment.agency, "officer")
        if number == 1:
            with world.day(250):
                update_commitment(commitment=commitment, status="dropped", note="พื้นที่ทับซ้อนกับโครงการของกรม", by=by)
            continue
        for status, day in STEPS[: 1 + number % len(STEPS)]:
            with world.day(day):
                update_commitment(commitment=commitment, status=status, by=by)
