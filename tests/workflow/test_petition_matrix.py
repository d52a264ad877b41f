"""Every office × every stage of a petition × every verb of its way: the answer of the rules; a no changes nothing.

The same table as `test_transition_matrix` for the flow ``petition-1``, whose owner and stages are its own.
"""

from collections.abc import Callable
from dataclasses import replace

import pytest

from approvals.verbs.petitions import (
    answer_petition,
    edit_petition,
    receive_petition,
    resolve_petition,
    send_petition,
)
from approvals.verbs.province import endorse_plan
from directory import clock
from proposals.models import Plan
from proposals.verbs.plan import submit_plan
from tests.approvals.petitioning import (
    IN_FAVOUR,
    WORDS,
    YES,
    answered,
    chair_of,
    drafted,
    received,
    resolved,
    sent_to_the_governor,
)
from tests.approvals.self_managed import sitting
from tests.cast import CAST, DAY_ONE, World, version_of
from tests.workflow.test_transition_matrix import DONE, NOT_HERE, REFUSED, STALE, Rule, Stage, digest, glance, tried

pytestmark = pytest.mark.django_db
WALK: dict[str, Callable[[World], Plan]] = {
    "drafted": drafted,
    "resolved": resolved,
    "sent": sent_to_the_governor,
    "received": received,
    "answered": answered,
}
OWN = {"assembly_chair", "assembly_secretary"}
SEES = {*OWN, "provincial_officer", "provincial_chair", "governor"}
OFFICES = [*CAST, *sorted(OWN)]
LEVEL = "assembly"

VERBS: dict[str, Rule] = {
    "edit": Rule(
        {LEVEL: OWN}, {"drafted"},
        lambda s, p, by: edit_petition(plan=p, draft=replace(WORDS, subject="อีกเรื่อง"), seen=p.revision, by=by),
    ),
    "resolve": Rule(
        {LEVEL: {"assembly_chair"}}, {"drafted"},
        lambda s, p, by: resolve_petition(plan=p, seen=p.revision, draft=sitting(), votes=IN_FAVOUR, by=by),
    ),
    "send": Rule(
        {LEVEL: {"assembly_chair"}}, {"resolved"},
        lambda s, p, by: send_petition(plan=p, seen=p.revision, by=by),
    ),
    "receive": Rule(
        {LEVEL: {"provincial_officer"}}, {"sent"},
        lambda s, p, by: receive_petition(plan=p, seen=p.revision, by=by),
    ),
    "answer": Rule(
        {LEVEL: {"governor"}}, {"received"},
        lambda s, p, by: answer_petition(plan=p, seen=p.revision, draft=YES, by=by),
    ),
    # Steps of the plans of the three levels are nobody's turn here.
    "submit as a plan": Rule(
        {LEVEL: SEES}, set(), lambda s, p, by: submit_plan(plan=p, seen=s.seen(p), by=by)
    ),
    "endorse as a plan": Rule(
        {LEVEL: SEES}, set(), lambda s, p, by: endorse_plan(plan=p, seen=s.seen(p), by=by)
    ),
}  # fmt: skip


def expected(rule, stage, office):
    """The answer by the order of the door: seen, permitted, in time."""
    if office not in SEES:
        return NOT_HERE
    if office not in rule.may[LEVEL]:
        return REFUSED
    return DONE if stage in rule.done else STALE


@pytest.mark.parametrize("stage", WALK)
def test_every_office_gets_the_answer_of_the_rules_on_a_petition_and_a_refusal_changes_nothing(world, stage):
    with clock.at(DAY_ONE):
        plan = Plan.objects.get(pk=WALK[stage](world).pk)
        world.assembly_chair, world.assembly_secretary = chair_of(world), world.acting("assembly", "secretary")
        here = Stage(stage, world, plan, world.meeting(world.fresh(world.plan)), glance())
        before = digest()
        assert version_of(plan).plan_id == plan.pk
        wrong = {}
        for verb, rule in VERBS.items():
            for office in OFFICES:
                answer = expected(rule, stage, office)
                given = tried(rule, here, office, answer)
                if given != answer:
                    wrong[verb, office] = (given, answer)
        assert wrong == {}
        assert digest() == before


def test_each_verb_of_a_petition_succeeds_once_on_its_way():
    successes = [
        (verb, stage)
        for verb, rule in VERBS.items()
        for stage in WALK
        if any(expected(rule, stage, office) == DONE for office in OFFICES)
    ]
    assert successes == [
        ("edit", "drafted"), ("resolve", "drafted"), ("send", "resolved"), ("receive", "sent"), ("answer", "received"),
    ]  # fmt: skip
