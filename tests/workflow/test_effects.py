"""What a page announces is what the verb then sends: the papers by their codes, the notices by their bodies."""

import importlib
import pkgutil
from collections.abc import Callable
from datetime import timedelta

import pytest

import approvals.verbs
import proposals.verbs
from approvals.afterwards import rows_of
from approvals.drafts import FundingAnswer, FundingDecision
from approvals.models import Appeal
from approvals.verbs.afterwards import forward_plan, proclaim_plan, record_funding
from approvals.verbs.amending import take_in_amendment
from approvals.verbs.appeals import answer_appeal, file_appeal, withdraw_appeal
from approvals.verbs.approvers import approve_plan
from approvals.verbs.assembly import ask_assembly_again, resolve_in_assembly
from approvals.verbs.closing import resolve_plan
from approvals.verbs.gathering import gather_plans
from approvals.verbs.objections import object_to_draft
from approvals.verbs.petitions import answer_petition, receive_petition, resolve_petition, send_petition
from approvals.verbs.province import answer_councils, endorse_plan, hold_hearing, send_back
from approvals.verbs.review import accept_plan, give_opinions, open_review, receive_plan, return_plan
from directory import clock
from documents.models import Document
from proposals.models import Mode, Plan
from proposals.verbs.carry_over import bring_deferred_back
from proposals.verbs.extracts import send_extract
from proposals.verbs.plan import adopt_plan, recall_plan, submit_plan, withdraw_lines, withdraw_plan
from tests.approvals import petitioning
from tests.approvals.amending import again, amended
from tests.approvals.appealing import DENIED, answered, appealed
from tests.approvals.approvers import agreed, the_governors_people
from tests.approvals.self_managed import IN_FAVOUR, an_assembly, in_another_cycle, sitting
from tests.cast import World, version_of
from tests.proposals.test_carry_over import last_cycle, plan_of_the_next_cycle
from workflow import jobs
from workflow.effects import effects_of
from workflow.models import Notice

pytestmark = pytest.mark.django_db


def _recalled(world):
    return recall_plan(plan=world.submitted(world.plan), by=world.leader, reason="พบข้อผิดพลาด")


def _withdrawn_line(world):
    plan = world.submitted(world.plan)
    last = [line.pk for line in world.lines(plan)][-1:]
    return withdraw_lines(plan=plan, line_ids=last, by=world.leader, reason="มีงบแล้ว")


def _withdrawn(world):
    return withdraw_plan(plan=world.submitted(world.plan), by=world.leader, reason="ยุบสภา")


def _gathered(world):
    world.accepted(world.plan)
    return gather_plans(plan=world.fresh(world.district_plan), by=world.coordinator, reason="มติที่ประชุม")


def _sent_to_an_agency(world):
    plan = world.accepted(world.plan)
    last = [line.pk for line in world.lines(plan)][-1:]
    due, agency = clock.today() + timedelta(days=30), world.bodies["agency"]
    return send_extract(plan=plan, seen=version_of(plan), agency=agency, line_ids=last, due_on=due, by=world.leader)


def _resolved_by_councils(world):
    an_assembly(world)
    in_another_cycle(world, mode=Mode.SELF_MANAGED)
    plan, chair = world.heard_province(), world.acting("assembly", "chair")
    return resolve_in_assembly(plan=plan, seen=version_of(plan), draft=sitting(), votes=IN_FAVOUR, by=chair)


def _asked_again(world):
    plan = _resolved_by_councils(world)
    return ask_assembly_again(plan=plan, seen=version_of(plan), reason="ขอทบทวน", by=world.provincial_chair)


def _appeal_withdrawn(world):
    appeal = appealed(world)
    return withdraw_appeal(appeal=appeal, seen=appeal.revision, by=world.leader)


Walk = Callable[[World], Plan | Appeal]


def _brought_back(world):
    last_cycle(world)
    plan = plan_of_the_next_cycle(world)
    jobs.drain()
    return world.fresh(plan)


def _objected(world):
    return object_to_draft(plan=world.gathered_district(), text="ขอให้แยกไว้", by=world.leader)


def _forwarded(world):
    return forward_plan(plan=world.answered(), recipient="สศช.", by=world.provincial_officer)


def _funded(world):
    plan = world.answered()
    answers = {row.line_id: FundingAnswer("funded", row.proposed) for row in rows_of(plan)}
    decision = FundingDecision("ก.น.บ.", clock.today())
    return record_funding(plan=plan, source="province", decision=decision, answers=answers, by=world.provincial_officer)


def _proclaimed(world):
    return proclaim_plan(plan=_funded(world), proclaimed_on=clock.today(), by=world.provincial_officer)


def _approved(world):
    plan = world.resolved_province()
    agreed(plan, the_governors_people(world)[0])
    return plan


def _taken_in(world):
    world.gathered_district()
    plan = amended(world)
    jobs.drain()
    return again(plan)


# Each verb with the walk that does it as its last act, and the codes of the papers that it must announce and prepare.
WALKS: dict[str, tuple[Callable[..., Plan | Appeal], set[str], Walk]] = {
    "a council adopts": (adopt_plan, {"T03"}, lambda w: w.adopted(w.plan)),
    "a council submits": (submit_plan, {"T04", "T08", "T10"}, lambda w: w.submitted(w.plan)),
    "a council recalls": (recall_plan, set(), _recalled),
    "a council withdraws a project": (withdraw_lines, set(), _withdrawn_line),
    "a council withdraws its plan": (withdraw_plan, set(), _withdrawn),
    "a council sends a project to an agency": (send_extract, {"T07"}, _sent_to_an_agency),
    "the committee receives": (receive_plan, set(), lambda w: w.received(w.plan)),
    "the district opens": (open_review, {"D01"}, lambda w: w.in_review(w.plan)),
    "the organization answers": (give_opinions, {"T09"}, lambda w: w.ready_to_decide(w.plan)),
    "the district returns": (return_plan, {"D02"}, lambda w: w.returned(w.plan)),
    "the district accepts": (accept_plan, set(), lambda w: w.accepted(w.plan)),
    "the district gathers": (gather_plans, set(), _gathered),
    "the district resolves": (resolve_plan, {"D04", "D06"}, lambda w: w.resolved_district()),
    "the district submits": (submit_plan, {"D07", "D08", "D09", "D10"}, lambda w: w.submitted_district()),
    "the province returns": (return_plan, {"P03"}, lambda w: w.returned_district()),
    "the province accepts": (accept_plan, {"P02"}, lambda w: w.accepted_district()),
    "the province is heard": (hold_hearing, {"P05"}, lambda w: w.heard_province()),
    "the councils resolve first": (resolve_in_assembly, {"P11"}, _resolved_by_councils),
    "the province asks the councils again": (ask_assembly_again, set(), _asked_again),
    "the province resolves": (resolve_plan, {"P04", "P06", "P07"}, lambda w: w.resolved_province()),
    "the governor sends back": (send_back, set(), lambda w: w.sent_back()),
    "an approver agrees": (approve_plan, set(), _approved),
    "an amendment goes in above": (take_in_amendment, set(), _taken_in),
    "the governor endorses": (endorse_plan, {"P08", "P09"}, lambda w: w.endorsed()),
    "the province answers": (answer_councils, {"P10"}, lambda w: w.answered()),
    "what was deferred comes back": (bring_deferred_back, set(), _brought_back),
    "a council objects to a draft": (object_to_draft, set(), _objected),
    "a council appeals": (file_appeal, set(), appealed),
    "the desk answers an appeal": (answer_appeal, set(), lambda w: answered(w, DENIED)),
    "a council takes its appeal back": (withdraw_appeal, set(), _appeal_withdrawn),
    "the councils' meeting resolves on a petition": (resolve_petition, {"P11"}, petitioning.resolved),
    "the councils' meeting sends a petition": (send_petition, {"P12"}, petitioning.sent_to_the_governor),
    "the governor's office receives a petition": (receive_petition, set(), petitioning.received),
    "the governor answers a petition": (answer_petition, {"P13"}, petitioning.answered),
    "the province sends its plan on": (forward_plan, {"N01"}, _forwarded),
    "a source of money answers": (record_funding, set(), _funded),
    "the plan in use is proclaimed": (proclaim_plan, {"P08", "P10"}, _proclaimed),
}


@pytest.mark.parametrize("name", WALKS)
def test_what_is_announced_is_what_is_sent(world, name):
    verb, codes, walk = WALKS[name]
    subject = walk(world)
    announced = effects_of(verb)
    assert set(announced.papers_about(subject)) == codes
    assert codes <= set(Document.objects.values_list("kind", flat=True))
    told = Notice.objects.filter(plan=getattr(subject, "plan", subject), verb=verb.__name__)
    assert sorted(told.values_list("body_id", flat=True)) == sorted(body.pk for body in announced.recipients(subject))
    assert told.exists() == bool(announced.notifies)


def test_no_verb_that_announces_something_is_missing_here():
    declared = set()
    for package in (approvals.verbs, proposals.verbs):
        for found in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            verbs = vars(importlib.import_module(found.name)).values()
            declared |= {verb for verb in verbs if callable(verb) and (_says_something(verb))}
    assert declared == {verb for verb, _codes, _walk in WALKS.values()}


def _says_something(verb):
    announced = effects_of(verb)
    return any(announced.papers.values()) or bool(announced.notifies)
