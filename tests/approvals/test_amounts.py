"""Partial amounts: less than was asked, budget line by budget line, with a reason, to the satang."""

from decimal import Decimal

import pytest

from approvals.amounts import budget_of
from approvals.drafts import Integration, Part
from approvals.models import Amount, Entry
from approvals.verbs.amounts import propose_amounts
from approvals.verbs.closing import lay_before_committee, rank_entries
from approvals.verbs.worksheet import integrate_entries, merge_lines, split_line
from directory.errors import Invalid, NotHere
from proposals.drafts import BudgetDraft
from proposals.verbs.drafting import draft_proposals
from tests.cast import TARGET_YEAR

pytestmark = pytest.mark.django_db
FIRST, SECOND = (TARGET_YEAR, "province"), (TARGET_YEAR + 1, "lao")


@pytest.fixture
def sheet(world):
    """The district's worksheet; the leader's council asks 100.01 and 200 baht in two years besides its usual lines."""
    world.draft(world.plan)
    budget = [BudgetDraft(*FIRST, Decimal("100.01")), BudgetDraft(*SECOND, Decimal(200))]
    draft_proposals(plan=world.plan, drafts=[world.words(4, title="สองปี", budget=budget)], by=world.secretary)
    return world.scored(world.gathered_district())


def entry(title="สองปี"):
    return Entry.objects.filter(title=title).order_by("pk")[0]


def propose(world, sheet, amounts, title="สองปี"):
    given = {key: (Decimal(baht), reason) for key, (baht, reason) in amounts.items()}
    return propose_amounts(plan=sheet, number=entry(title).number, amounts=given, by=world.coordinator)


def shown(found):
    return [(each.year, each.source, each.asked, each.proposed, each.reason) for each in budget_of(found)]


def test_the_parts_make_what_the_entry_proposes_and_asked_stays(world, sheet):
    found = propose(world, sheet, {FIRST: ("100.01", ""), SECOND: ("150.5", " ทำครึ่งสาย ")})
    assert (found.proposed, found.proposed_reason) == (
        Decimal("250.51"),
        "2573 องค์กรปกครองส่วนท้องถิ่น: ทำครึ่งสาย",
    )
    assert shown(found) == [
        (*FIRST, Decimal("100.01"), Decimal("100.01"), ""),
        (*SECOND, Decimal(200), Decimal("150.50"), "ทำครึ่งสาย"),
    ]
    rank_entries(plan=sheet, by=world.coordinator)
    lay_before_committee(plan=sheet, by=world.coordinator)
    row = next(row for row in world.rows(world.fresh(sheet)) if row.proposal_version.title == "สองปี")
    assert (row.asked, row.proposed) == (Decimal("300.01"), Decimal("250.51"))
    assert "ทำครึ่งสาย" in row.proposed_reason


def test_proposing_all_that_was_asked_is_saying_nothing(world, sheet):
    propose(world, sheet, {FIRST: ("0", "รอปีหน้า"), SECOND: ("200", "")})
    found = propose(world, sheet, {FIRST: ("100.01", ""), SECOND: ("200", "")})
    assert (found.proposed, found.proposed_reason, Amount.objects.count()) == (None, "", 0)


@pytest.mark.parametrize(
    ("amounts", "fields"),
    [
        ({FIRST: ("100", "")}, ["amounts[0].reason", "amounts[1].proposed"]),
        ({FIRST: ("100.005", "x"), SECOND: ("200", "")}, ["amounts[0].proposed"]),
        ({FIRST: ("-1", "x"), SECOND: ("NaN", "x")}, ["amounts[0].proposed", "amounts[1].proposed"]),
        ({FIRST: ("1", "x"), SECOND: ("200", ""), (2580, "province"): ("1", "x")}, ["amounts"]),
        ({FIRST: ("1", "ก" * 301), SECOND: ("200", "")}, ["amounts[0].reason"]),
    ],
)
def test_another_amount_has_a_reason_and_every_budget_line_its_amount(world, sheet, amounts, fields):
    with pytest.raises(Invalid) as refused:
        propose(world, sheet, amounts)
    assert [problem.field for problem in refused.value.problems] == fields
    assert (entry().proposed, Amount.objects.count()) == (None, 0)


def test_an_entry_that_is_not_on_the_worksheet_is_not_here(world, sheet):
    with pytest.raises(NotHere):
        propose_amounts(plan=sheet, number=999, amounts={}, by=world.coordinator)


def test_merged_lines_add_up_by_year_and_source_and_a_part_has_its_part(world, sheet):
    lines = [e.shares.get().item.line_id for e in (entry(), entry("โครงการที่ 2"))]
    merged = merge_lines(plan=sheet, line_ids=lines, title="รวม", by=world.coordinator)
    assert [row[:3] for row in shown(merged)] == [(*FIRST, Decimal("2100.01")), (*SECOND, Decimal(200))]
    parts = [Part("ก", Decimal("100.00")), Part("ข", Decimal("200.01"))]
    one, two = split_line(plan=sheet, line_id=lines[0], parts=parts, by=world.coordinator)
    assert [row[:3] for row in shown(one)] == [(*FIRST, Decimal("33.34")), (*SECOND, Decimal("66.66"))]
    assert sum(row[2] for row in shown(two)) == Decimal("200.01")


def test_amounts_of_another_sum_lay_nothing_before_the_committee(world, sheet):
    propose(world, sheet, {FIRST: ("0", "รอปีหน้า"), SECOND: ("200", "")})
    rank_entries(plan=sheet, by=world.coordinator)
    Entry.objects.filter(pk=entry().pk).update(proposed=Decimal(1))
    with pytest.raises(Invalid) as refused:
        lay_before_committee(plan=sheet, by=world.coordinator)
    assert [problem.field for problem in refused.value.problems] == ["entries"]


def test_a_sum_said_later_for_the_whole_entry_takes_its_parts_away(world):
    plan = world.scored(world.gathered_province())
    by, agency = world.provincial_officer, world.bodies["agency"].pk
    first = Entry.objects.filter(worksheet__plan=plan).order_by("number")[0]
    key = next((each.year, each.source) for each in budget_of(first))
    propose_amounts(plan=plan, number=first.number, amounts={key: (Decimal(5), "บางส่วน")}, by=by)
    integrate_entries(
        plan=plan, integrations={first.number: Integration(agency, "province", Decimal(5), "บางส่วน")}, by=by
    )
    assert Amount.objects.count() == 1
    integrate_entries(plan=plan, integrations={first.number: Integration(agency, "province", Decimal(6), "เพิ่ม")}, by=by)
    assert Amount.objects.count() == 0
