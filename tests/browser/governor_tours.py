"""The pages around the governor: who must agree, what is drafted line by line, and the conditions that come of it."""

from __future__ import annotations

from datetime import date, timedelta

from approvals.drafts import ChoiceDraft
from approvals.verbs.governor import choose_for_lines, embargo_plan
from directory import clock
from tests.approvals.approvers import agreed, the_governors_people
from tests.browser.tours import Stop, stops
from tests.cast import World, version_of
from tracking.models import Obligation, ObligationReport
from tracking.obligations import answer_obligation
from workflow import jobs


def _drafted(world: World, due: date) -> None:
    """A condition, a smaller amount and a refusal, on the version before the governor."""
    plan = world.resolved_province()
    lines = [row.line_id for row in world.rows(plan)]
    agency = world.bodies["agency"].pk
    drafts = {
        lines[0]: ChoiceDraft("condition", condition="ให้มีหนังสือยินยอมใช้ที่ดินก่อนเริ่มงาน", owner_id=agency, due_on=due),
        lines[1]: ChoiceDraft("refused", reason_code="scope", reason="อยู่นอกหน้าที่ของจังหวัด"),
    }
    choose_for_lines(plan=plan, seen=version_of(plan), choices=drafts, by=world.governor)


def tour_of_the_approvers(world: World) -> list[Stop]:
    """A plan that waits for those who must agree, with what the governor has drafted meanwhile."""
    today = clock.today()
    _drafted(world, today + timedelta(days=90))
    plan = world.provincial_plan
    head, first, _second = the_governors_people(world)
    agreed(plan, head)
    embargo_plan(plan=plan, seen=version_of(plan), publish_on=today + timedelta(days=9), by=world.governor)
    return [
        *stops(first, "inbox"),
        *stops(first, "plan_approvals plan_stand_back", plan.reference),
        *stops(world.governor, "plan plan_approvals plan_choices plan_endorse", plan.reference),
        *stops(world.provincial_officer, "approvers", world.province.code),
    ]


def tour_of_the_conditions(world: World) -> list[Stop]:
    """A condition of the endorsed plan, which its owner has answered."""
    _drafted(world, clock.today() + timedelta(days=90))
    world.endorsed()
    jobs.drain()
    found = Obligation.objects.get()
    pages = [*stops(world.agency, "inbox obligations"), *stops(world.agency, "obligation", found.pk)]
    answer_obligation(obligation=found, note="แนบหนังสือยินยอมแล้ว", by=world.agency)
    assert ObligationReport.objects.exists()
    return [
        *pages,
        *stops(world.provincial_officer, "inbox obligations"),
        *stops(world.provincial_officer, "obligation", found.pk),
        *stops(None, "status", found.commitment.line.proposal.reference),
    ]
