"""How to break an invariant behind the door's back, and all that can go wrong with fates and money.

`test_invariants.py` asks whether each is found.
"""

from typing import Any

import pytest
from django.db import connection

from approvals.models import Appeal, Score
from config.invariants.history import VERSIONS, WORDS
from directory import clock
from proposals import written
from proposals.amendments import let_replace
from proposals.models import BudgetItem, BudgetLine, Fate, Line, PlanLine, ProposalVersion, Share
from proposals.verbs.drafting import insert_lines
from proposals.verbs.own_plans import insert_amendment

BREAKS: list[Any] = []


def breaks(*invariants):
    """The function breaks these; it returns a value that stands in the row that shall be named."""

    def register(function):
        BREAKS.append(pytest.param(function, invariants, id=function.__name__))
        return function

    return register


def sql(statement, *values):
    """Write past the ORM; answers how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        assert cursor.rowcount == 1, statement


def set_(row, **columns):
    """Change a row past the door."""
    assert type(row).objects.filter(pk=row.pk).update(**columns) == 1


def line(area, number):
    return Line.objects.get(plan__area=area, number=number)


def fate(area, number):
    return Fate.objects.get(line__plan__area=area, line__number=number)


# --- Fates ---


@breaks("every_settled_line_has_one_fate")
def a_line_that_vanished(w):
    lost = fate("980102", 3)
    Fate.objects.filter(pk=lost.pk).delete()
    return lost.line_id


@breaks("every_settled_line_has_one_fate")
def a_plan_left_behind_by_the_level_above(w):
    sql("UPDATE proposals_plan SET state = 'in_review' WHERE id = %s", w.late_plan.pk)
    return w.late_plan.pk


@breaks("every_settled_line_has_one_fate")
def a_line_of_a_withdrawn_plan_without_a_fate(w):
    sql("UPDATE proposals_plan SET state = 'withdrawn' WHERE id = %s", w.late_plan.pk)
    lost = fate("980103", 2)
    lost.delete()
    return lost.line_id


@breaks("no_line_has_two_fates", "every_settled_line_has_one_fate")
def a_line_with_two_fates(w):
    other, mine = fate("980102", 3), fate("980101", 4)
    Fate.objects.create(
        line=mine.line,
        decision=mine.decision,
        kind="refused",
        reason_code="x",
        reason="x",
        asked=mine.asked,
        revises=other,
    )
    return mine.line_id


@breaks("every_fate_has_its_reason")
def a_refusal_with_an_empty_reason(w):
    set_(fate("980102", 3), reason="  ")
    return fate("980102", 3).pk


@breaks("shares_fit_the_kind_of_fate", "shares_sum_to_what_was_asked")
def a_merged_line_that_leads_nowhere(w):
    Share.objects.filter(source=line("980101", 2)).delete()
    return fate("980101", 2).pk


@breaks("shares_fit_the_kind_of_fate", "baht_out_equals_baht_in")
def a_refused_line_that_lives_on(w):
    refused = fate("980102", 3)
    Share.objects.create(fate=refused, source=refused.line, target=line("9801", 1), asked=1)
    return refused.pk


@breaks("shares_fit_the_kind_of_fate")
def a_carried_line_in_company(w):
    set_(fate("980101", 2), kind="carried")
    return line("980101", 2).pk


@breaks("shares_fit_the_kind_of_fate")
def a_split_line_that_says_merged(w):
    set_(fate("980101", 3), kind="merged")
    return line("980101", 3).pk


@breaks("shares_fit_the_kind_of_fate")
def a_carried_line_that_says_split(w):
    set_(fate("9801", 1), kind="split", reason_code="x", reason="x")
    return line("9801", 1).pk


@breaks("shares_fit_the_kind_of_fate")
def a_share_of_a_strangers_fate(w):
    share = Share.objects.filter(source=line("980101", 2)).get()
    set_(share, fate=fate("980102", 2))
    return share.pk


@breaks("late_lines_wait_for_the_next_round")
def a_late_line_that_was_judged(w):
    set_(fate("980103", 2), kind="refused", reason_code="duplicate")
    return fate("980103", 2).pk


@breaks("kept_lines_are_left_alone")
def a_kept_line_that_was_cut(w):
    set_(fate("980101", 1), kind="deferred", reason_code="over_ceiling", reason="เกินกรอบ")
    return fate("980101", 1).pk


@breaks("kept_lines_are_left_alone")
def a_line_kept_by_somebody_else_than_its_community(w):
    set_(fate("980102", 3), kind="kept", reason_code="", reason="")
    return fate("980102", 3).pk


@breaks("kept_lines_are_left_alone")
def a_kept_line_that_was_scored(w):
    known = Score.objects.first()
    kept = line("980101", 1)
    Score.objects.create(
        line=kept, version=kept.plan.current_version, criterion=known.criterion, value=4, office=known.office
    )
    return kept.pk


# --- Money ---


@breaks("shares_sum_to_what_was_asked", "a_line_above_asks_what_it_received", "baht_out_equals_baht_in")
def a_satang_lost_on_the_way(w):
    share = Share.objects.filter(source=line("980101", 3)).first()
    sql("UPDATE proposals_share SET asked = asked - 1 WHERE id = %s", share.pk)
    return share.source_id


@breaks("shares_sum_to_what_was_asked")
def a_fate_over_another_amount(w):
    sql("UPDATE proposals_fate SET asked = asked + 1 WHERE id = %s", fate("980102", 3).pk)
    return fate("980102", 3).pk


@breaks("shares_sum_to_what_was_asked")
def a_settled_line_that_left_the_plan(w):
    gone = fate("980102", 3)
    PlanLine.objects.filter(line=gone.line).delete()
    return gone.pk


@breaks("a_line_above_asks_what_it_received", "a_line_asks_what_its_words_ask", VERSIONS)
def a_line_above_that_asks_more(w):
    row = PlanLine.objects.get(line=line("98", 1))
    sql("UPDATE proposals_planline SET asked = asked + 100 WHERE id = %s", row.pk)
    return row.line_id


@breaks("what_was_taken_apart_asks_the_same")
def a_merger_taken_apart_that_asks_less(w):
    left = fate("980101", 2)
    (joint,) = left.shares.values_list("target", flat=True)
    opened = insert_amendment(w.district_plan, "change", "ตามผลอุทธรณ์")
    row = PlanLine.objects.get(line=left.line, version=left.line.plan.current_version)
    (new,) = insert_lines(opened, [written.draft_of(row.proposal_version)], written_by=None)
    let_replace([(new.line_id, joint)])
    answer = {"state": "granted", "answered_on": clock.today(), "reason_code": "mistake", "reason": "x"}
    Appeal.objects.create(
        plan=left.line.plan,
        number=1,
        line=left.line,
        fate=left,
        above=w.district_plan,
        grounds="x",
        office=w.councils["980101"].chair.office,
        filed_on=clock.today(),
        due_on=clock.today(),
        amendment=opened,
        **answer,
    )
    return joint


@breaks("shares_go_one_level_up")
def a_share_that_skips_the_district(w):
    share = Share.objects.filter(source=line("980101", 2)).get()
    set_(share, target=line("98", 2))
    return share.pk


@breaks("shares_go_one_level_up", "place_codes_agree")
def a_council_plan_gathered_by_the_province(w):
    set_(w.late_plan, parent=w.provincial_plan)
    return w.late_plan.pk


@breaks("a_line_asks_what_its_words_ask", WORDS)
def a_budget_that_grew_after_the_meeting(w):
    budget = BudgetLine.objects.filter(version__proposal__lines=line("980101", 2)).first()
    sql("UPDATE proposals_budgetline SET amount = amount + 1 WHERE id = %s", budget.pk)
    return budget.version_id


@breaks("items_add_up_to_the_budget", WORDS)
def an_item_that_became_dearer(w):
    item = BudgetItem.objects.filter(version__proposal__lines=line("980101", 2)).first()
    sql("UPDATE proposals_budgetitem SET unit_price = unit_price + 1 WHERE id = %s", item.pk)
    return item.version_id


@breaks("a_line_asks_what_its_words_ask")
def a_line_with_the_words_of_another(w):
    row = PlanLine.objects.get(line=line("980101", 2))
    set_(row, proposal_version=ProposalVersion.objects.get(proposal__lines=line("980102", 2)))
    return row.pk
