"""Changed words, figures, versions and decisions no longer fit their hashes, and verification says which."""

import pytest

from proposals import contents, integrity
from proposals.models import BudgetItem, BudgetLine, Decision, Indicator, Line, PlanLine, PlanVersion, ProposalVersion
from tests.config.test_invariants_world import _world, world  # noqa: F401  # fixtures
from tests.workflow.builders import triggers_off
from workflow import verification

TABLES = ["proposals_proposalversion", "proposals_budgetline", "proposals_budgetitem", "proposals_indicator",
          "proposals_planline", "proposals_planversion", "proposals_decision"]  # fmt: skip
WORDS = {
    "title": "ชื่ออื่น", "strategy": "อื่น", "programme": "อื่น", "rationale": "อื่น", "objective": "อื่น", "target_output": "อื่น",
    "expected_result": "อื่น", "place": "ที่อื่น", "village_id": None, "lead_agency": "อื่น", "beneficiaries": 1,
    "work_class": "self", "beneficiary_group": "คนอื่น", "latitude": "15.870001", "longitude": "104.6",
}  # fmt: skip
ROW = {"rank": 77, "work_class": "self", "asked": 3, "proposed": 3, "proposed_reason": "อื่น", "funding_source": "pao",
       "within_ceiling": None, "agency_id": None}  # fmt: skip


@pytest.fixture
def open_history(world):  # noqa: F811
    triggers_off(*TABLES)
    return world


def found():
    return [(row["plan"], row["why"].partition(":")[0]) for row in integrity.check()]


def fault(plan, why):
    return (plan.pk, str(why.label))


@pytest.fixture
def words(open_history):
    return ProposalVersion.objects.get(proposal__lines__plan=open_history.council_plans[0], proposal__lines__number=2)


def test_what_nobody_changed_fits_its_hashes(world):  # noqa: F811
    assert found() == []


def test_both_ways_of_hashing_agree_on_every_version(world):  # noqa: F811
    frozen = PlanVersion.objects.filter(frozen_at__isnull=False)
    assert dict(integrity.recomputed_versions()) == {version.pk: contents.hash_of(version) for version in frozen}


def test_every_column_of_the_words_is_tampered_with_here():
    assert sorted(WORDS) == sorted([*contents.CONTENT_FIELDS, *contents.LATER_FIELDS])


@pytest.mark.parametrize("column", WORDS)
def test_changed_words_of_a_proposal_are_found(open_history, words, column):
    ProposalVersion.objects.filter(pk=words.pk).update(**{column: WORDS[column]})
    assert found() == [fault(open_history.council_plans[0], integrity.Why.WORDS)]


ITEM = {"item": "อื่น", "unit": "อื่น", "quantity": "9.5", "unit_price": 3, "year": 2573, "source": "pao", "position": 9}


@pytest.mark.parametrize("column", [name for name in ITEM if name != "position"])
def test_a_changed_budget_item_is_found(open_history, words, column):
    BudgetItem.objects.filter(version=words, position=1).update(**{column: ITEM[column]})
    assert found() == [fault(open_history.council_plans[0], integrity.Why.WORDS)]


def test_budget_items_in_another_order_are_found(open_history, words):
    BudgetItem.objects.filter(version=words, position=1).update(position=ITEM["position"])
    assert found() == [fault(open_history.council_plans[0], integrity.Why.WORDS)]


def test_a_changed_budget_is_found(open_history, words):
    BudgetLine.objects.filter(version=words, year=2573).update(year=2574)
    assert found() == [fault(open_history.council_plans[0], integrity.Why.WORDS)]


def test_an_indicator_that_was_added_is_found(open_history, words):
    Indicator.objects.create(version=words, name="ใหม่", target="1")
    assert found() == [fault(open_history.council_plans[0], integrity.Why.WORDS)]


def test_words_in_a_later_batch_are_found_too(open_history, words, monkeypatch):
    monkeypatch.setattr(integrity, "BATCH", 2)
    ProposalVersion.objects.filter(pk=words.pk).update(title="ชื่ออื่น")
    assert len(found()) == 1


@pytest.mark.parametrize("column", ROW)
def test_a_changed_line_of_a_frozen_version_is_found_with_the_decisions_on_it(open_history, column):
    row = PlanLine.objects.get(line=Line.objects.get(plan=open_history.provincial_plan, number=1))
    change = {"asked": {"asked": 3, "proposed_reason": "x"}, "proposed": {"proposed": 3, "proposed_reason": "x"}}
    PlanLine.objects.filter(pk=row.pk).update(**change.get(column, {column: ROW[column]}))
    version, decision = integrity.Why.VERSION, integrity.Why.DECISION
    assert sorted(found()) == sorted(
        [fault(open_history.provincial_plan, why) for why in (version, decision, decision)]
    )


def test_a_line_removed_from_a_frozen_version_is_found(open_history):
    PlanLine.objects.filter(line__plan=open_history.late_plan, line__number=2).delete()
    assert fault(open_history.late_plan, integrity.Why.VERSION) in found()


def test_a_decision_on_another_hash_is_found_at_its_place_in_the_log(open_history):
    decision = Decision.objects.filter(act="accept", plan=open_history.council_plans[0]).get()
    Decision.objects.filter(pk=decision.pk).update(version_hash="f" * 64)
    rows = list(integrity.check())
    assert [(row["plan"], row["sequence"]) for row in rows] == [(decision.plan_id, decision.event.sequence)]


def test_a_decision_on_a_version_that_was_never_frozen_is_found(open_history):
    plan = open_history.late_plan
    newer = PlanVersion.objects.create(plan=plan, number=9, created_at=plan.created_at)
    Decision.objects.filter(plan=plan, act="late").update(version=newer)
    assert found() == [fault(plan, integrity.Why.DECISION)]


def test_the_findings_join_the_verification_of_the_log(open_history, words, monkeypatch):
    monkeypatch.setattr(verification, "_checks", {})
    integrity.register()
    integrity.register()
    ProposalVersion.objects.filter(pk=words.pk).update(title="ชื่ออื่น")
    assert len(verification.verify().broken) == 1
