"""The province's integration: its strategy tree over the projects, the years of their money, and the matrix."""

import io
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest
from django.urls import reverse

from approvals.drafts import Integration
from approvals.integration import UNPLACED, placed_below, tree_for, under_programmes
from approvals.matrix import Wanted, matrix_of, projects_of
from approvals.models import Entry, Worksheet
from approvals.province_papers import allocation_lists
from approvals.undoing import last_step
from approvals.verbs.amounts import propose_amounts
from approvals.verbs.closing import lay_before_committee, rank_entries
from approvals.verbs.integration import place_entries
from approvals.verbs.undoing import undo_last
from approvals.verbs.worksheet import integrate_entries, merge_lines, reopen_lines
from directory.errors import Invalid, NotHere, Refused, Stale
from proposals.drafts import BudgetDraft
from proposals.models import BudgetLine, StrategyNode
from proposals.verbs.drafting import draft_proposals
from proposals.verbs.strategy import end_node, require_places, write_nodes
from tests.approvals.visits import address, opened, sent, words_of
from tests.proposals.test_strategy import TREE

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet(world):
    """The province's worksheet, scored."""
    return world.scored(world.gathered_province())


def a_tree(world):
    about = {"province": world.province, "round_start": world.cycle.round_start}
    write_nodes(**about, drafts=TREE, by=world.provincial_officer)
    return {node.code: node for node in StrategyNode.objects.all()}


def place(world, plan, numbers, node, by=None):
    chosen = node.pk if node else None
    return place_entries(plan=plan, numbers=numbers, programme_id=chosen, by=by or world.provincial_officer)


def numbers_of(plan):
    return list(Entry.objects.filter(worksheet__plan=plan).order_by("number").values_list("number", flat=True))


def wrong(act):
    with pytest.raises(Invalid) as refused:
        act()
    return [(problem.field, problem.value) for problem in refused.value.problems]


def laid(world, plan):
    rank_entries(plan=plan, by=world.provincial_officer)
    lay_before_committee(plan=plan, by=world.provincial_officer)
    return world.fresh(plan)


# --- The tree over the projects ---


def test_a_placed_project_says_its_programme_and_strategy_and_its_sources_keep_their_words(world, sheet):
    tree, numbers = a_tree(world), numbers_of(sheet)
    assert place(world, sheet, numbers[:1], tree["1.1.1"]) == 1
    plan = laid(world, sheet)
    rows = {row.line.worksheet_entry.number: row.proposal_version for row in world.rows(plan)}
    assert (rows[numbers[0]].strategy, rows[numbers[0]].programme) == ("พัฒนาแหล่งน้ำ", "แผนงานแหล่งน้ำ")
    assert {(rows[n].strategy, rows[n].programme) for n in numbers[1:]} == {("", "")}
    assert {row.proposal_version.strategy for row in world.rows(world.district_plan)} == {""}


def test_the_annexes_stand_under_the_programmes_and_what_has_no_place_comes_last(world, sheet):
    tree, numbers = a_tree(world), numbers_of(sheet)
    place(world, sheet, numbers[:1], tree["2.1"])
    place(world, sheet, numbers[1:2], tree["1.1.1"])
    plan = laid(world, sheet)
    rows = world.rows(plan)
    names = ["พัฒนาแหล่งน้ำ / แผนงานแหล่งน้ำ", "เมืองน่าอยู่ / แผนงานถนน", UNPLACED]
    assert [(group.name, len(group.rows)) for group in under_programmes(plan, rows)] == [
        (names[0], 1), (names[1], 1), (names[2], len(rows) - 2),
    ]  # fmt: skip
    snapshot = next(iter(allocation_lists(plan, world.governor))).snapshot
    action_plan = next(part for part in snapshot["annexes"] if "บัญชี ๓ โครงการทั้งหมด" in part["heading"])
    assert [row["cells"][0] for row in action_plan["rows"] if row.get("style") == "group"] == names


def test_a_province_without_a_tree_keeps_the_words_of_its_projects(world, sheet):
    plan = laid(world, sheet)
    assert under_programmes(plan, world.rows(plan)) is None
    snapshot = next(iter(allocation_lists(plan, world.governor))).snapshot
    assert not [row for part in snapshot["annexes"] for row in part["rows"] if row.get("style") == "group"]


def test_closing_waits_for_a_place_of_every_project_only_where_the_province_says_so(world, sheet):
    tree, numbers = a_tree(world), numbers_of(sheet)
    about = {"province": world.province, "round_start": world.cycle.round_start, "by": world.provincial_officer}
    laid(world, sheet)
    require_places(required=True, **about)
    place(world, sheet, numbers[1:], tree["2.1"])
    first = Entry.objects.get(worksheet__plan=sheet, number=numbers[0])
    assert wrong(lambda: lay_before_committee(plan=sheet, by=world.provincial_officer)) == [
        ("entries", f"{first.number} {first.title}")
    ]
    place(world, sheet, numbers[:1], tree["1.1.1"])
    lay_before_committee(plan=sheet, by=world.provincial_officer)
    place(world, sheet, numbers[:1], None)
    require_places(required=False, **about)
    lay_before_committee(plan=sheet, by=world.provincial_officer)


def test_what_is_wrong_with_a_place_is_named_and_nothing_changes(world, sheet):
    tree, numbers = a_tree(world), numbers_of(sheet)
    assert wrong(lambda: place(world, sheet, [999], tree["1.1.1"])) == [("entries", "999")]
    assert wrong(lambda: place(world, sheet, [], tree["1.1.1"])) == [("entries", "")]
    assert wrong(lambda: place(world, sheet, numbers, tree["1.1"])) == [("programme", str(tree["1.1"].pk))]
    end_node(province=world.province, node_id=tree["2.1"].pk, by=world.provincial_officer)
    assert wrong(lambda: place(world, sheet, numbers, tree["2.1"])) == [("programme", str(tree["2.1"].pk))]
    assert not Entry.objects.exclude(programme=None).exists()


def test_only_the_provinces_desk_places_its_projects_and_only_while_it_compiles(world, sheet):
    tree, numbers = a_tree(world), numbers_of(sheet)
    for by, refusal in ((world.coordinator, NotHere), (world.governor, Refused), (world.stranger, NotHere)):
        with pytest.raises(refusal):
            place(world, sheet, numbers, tree["1.1.1"], by=by)
    world.resolved_province()
    with pytest.raises(Stale):
        place(world, world.fresh(sheet), numbers, tree["1.1.1"])


def test_undoing_a_merger_brings_back_the_places_of_what_was_merged(world, sheet):
    tree, numbers = a_tree(world), numbers_of(sheet)
    place(world, sheet, numbers[:2], tree["1.1.1"])
    entries = Entry.objects.filter(worksheet__plan=sheet, number__in=numbers[:2])
    lines = [share.item.line_id for entry in entries for share in entry.shares.select_related("item")]
    merge_lines(plan=sheet, line_ids=lines, title="รวม", by=world.provincial_officer)
    assert not Entry.objects.exclude(programme=None).exists()
    seen = last_step(Worksheet.objects.get(plan=sheet)).sequence
    undo_last(plan=sheet, seen=seen, by=world.provincial_officer)
    assert Entry.objects.filter(worksheet__plan=sheet, programme=tree["1.1.1"]).count() == 2


def test_the_page_places_those_that_are_ticked(world, sheet, django_assert_max_num_queries):
    by, numbers = world.provincial_officer, numbers_of(sheet)
    assert "ยังไม่มีผังยุทธศาสตร์" in words_of(opened(by, "strategy", sheet)[1])
    tree = a_tree(world)
    assert sent(by, "strategy", sheet, programme=str(tree["2.1"].pk)).status_code == 422
    answer = sent(by, "strategy", sheet, programme=str(tree["2.1"].pk), entries=[str(numbers[0])])
    assert answer.status_code == 302
    browser, page = opened(by, "strategy", sheet)
    assert [(each.key, len(each.entries)) for each in page.context["groups"]] == [
        ("none", len(numbers) - 1),
        (str(tree["2.1"].pk), 1),
    ]
    with django_assert_max_num_queries(12):
        browser.get(address("strategy", sheet))
    sent(by, "strategy", sheet, programme="none", entries=[str(numbers[0])], query=f"?programme={tree['2.1'].pk}")
    assert [each.branch for each in placed_below(sheet.worksheet, tree_for(sheet.worksheet))] == [None]
    for person, status in ((world.coordinator, 404), (world.governor, 403), (world.stranger, 404)):
        assert opened(person, "strategy", sheet)[1].status_code == status


# --- The years of the money ---


def over_years(world):
    """A province's worksheet over a project that asks in two years from two funds."""
    plan = world.plan
    spread = [BudgetDraft(2572, "lao", Decimal("1000.01")), BudgetDraft(2573, "ministry", Decimal(3000))]
    draft_proposals(plan=plan, drafts=[world.words(2, budget=spread, title="อ่างเก็บน้ำ")], by=world.secretary)
    return world.scored(world.gathered_province())


def money_of(rows):
    found = BudgetLine.objects.filter(version__in=[row.proposal_version_id for row in rows]).order_by("year", "source")
    return [(line.year, line.source, line.amount) for line in found]


def test_a_project_keeps_the_years_and_funds_of_its_money_up_to_the_province(world):
    sheet = over_years(world)
    district = [row for row in world.rows(world.fresh(world.district_plan)) if row.proposal_version.title == "อ่างเก็บน้ำ"]
    asked = [(2572, "lao", Decimal("1000.01")), (2573, "ministry", Decimal(3000))]
    assert money_of(district) == asked
    entry = Entry.objects.get(worksheet__plan=sheet, title="อ่างเก็บน้ำ")
    chosen = Integration(world.bodies["agency"].pk, "province")
    integrate_entries(plan=sheet, integrations={entry.number: chosen}, by=world.provincial_officer)
    rows = [row for row in world.rows(laid(world, sheet)) if row.proposal_version.title == "อ่างเก็บน้ำ"]
    assert money_of(rows) == [(2572, "province", Decimal("1000.01")), (2573, "province", Decimal(3000))]
    assert rows[0].asked == Decimal("4000.01")


# --- The matrix ---


def matrix(plan, **wanted):
    worksheet = Worksheet.objects.get(plan=plan)
    return matrix_of(projects_of(worksheet), replace(Wanted(), **wanted))


def test_the_matrix_sums_projects_and_baht_by_owner_source_and_year(world, django_assert_num_queries):
    sheet = over_years(world)
    agency, other = world.bodies["agency"], world.bodies["other-agency"]
    entry = Entry.objects.get(worksheet__plan=sheet, title="อ่างเก็บน้ำ")
    rest = [number for number in numbers_of(sheet) if number != entry.number]
    drafts = {number: Integration(other.pk, "ministry") for number in rest[1:]}
    drafts[entry.number] = Integration(agency.pk, "province")
    integrate_entries(plan=sheet, integrations=drafts, by=world.provincial_officer)
    worksheet = Worksheet.objects.get(plan=sheet)
    with django_assert_num_queries(3):
        projects = projects_of(worksheet)
    assert len(projects) == len(rest) + 1
    whole = matrix_of(projects, Wanted())
    assert [row.name for row in whole.rows] == [agency.name, other.name, ""]
    assert (whole.rows[0].total.count, whole.rows[0].total.baht) == (1, Decimal("4000.01"))
    assert whole.total.total.baht == sum(share.asked for e in worksheet.entries.all() for share in e.shares.all())
    assert whole.sources == ["province", "ministry", "none"] or set(whole.sources) == {"province", "ministry", "none"}
    year = matrix(sheet, year=2573)
    assert [(row.name, row.total.baht) for row in year.rows] == [(agency.name, Decimal(3000))]
    assert matrix(sheet, owner="none").total.total.count == 1
    assert matrix(sheet, source="ministry").total.total.count == len(rest) - 1


def test_what_is_proposed_by_year_counts_in_the_matrix_as_it_was_said(world):
    sheet = over_years(world)
    entry = Entry.objects.get(worksheet__plan=sheet, title="อ่างเก็บน้ำ")
    less = {(2572, "lao"): (Decimal(0), "ไม่ทันปีนี้"), (2573, "ministry"): (Decimal(3000), "")}
    propose_amounts(plan=sheet, number=entry.number, amounts=less, by=world.provincial_officer)
    own = next(each for each in projects_of(sheet.worksheet) if each.entry.pk == entry.pk)
    assert (own.baht(2572), own.baht(2573), own.baht(None)) == (Decimal(0), Decimal(3000), Decimal(3000))
    half = Integration(world.bodies["agency"].pk, "province", Decimal("2000.01"), "ครึ่งหนึ่ง")
    integrate_entries(plan=sheet, integrations={entry.number: half}, by=world.provincial_officer)
    own = next(each for each in projects_of(sheet.worksheet) if each.entry.pk == entry.pk)
    assert own.baht(2572) + own.baht(2573) == Decimal("2000.01")  # in proportion, to the satang
    assert own.baht(2572) == Decimal("500.01")


def test_the_page_of_the_matrix_is_filtered_by_its_address_and_downloads_the_same(world, django_assert_max_num_queries):
    sheet = over_years(world)
    entry = Entry.objects.get(worksheet__plan=sheet, title="อ่างเก็บน้ำ")
    Entry.objects.filter(pk=entry.pk).update(title='=HYPERLINK("x")')
    chosen = Integration(world.bodies["agency"].pk, "province")
    integrate_entries(plan=sheet, integrations={entry.number: chosen}, by=world.provincial_officer)
    query = f"?owner={world.bodies['agency'].pk}&year=2573"
    browser, page = opened(world.provincial_officer, "matrix", sheet, query=query)
    assert [each.entry.pk for each, _source, _baht in page.context["lines"]] == [entry.pk]
    assert page.context["matrix"].total.total.baht == 3000
    with django_assert_max_num_queries(12):
        browser.get(address("matrix", sheet))
    file = browser.get(reverse("plan_matrix_xlsx", args=[sheet.reference]) + query)
    book = openpyxl.load_workbook(io.BytesIO(file.content))
    rows = list(book.active.iter_rows(values_only=True))
    assert len(rows) == 2
    assert rows[1][1] == '=HYPERLINK("x")'
    assert book.active["B2"].data_type == "s"
    assert rows[1][-1] == "4,000.01"
    whole = browser.get(address("matrix", sheet) + "?year=99999&owner=%00&source=x&ceiling=y&programme=zz")
    assert whole.status_code == 200
    for person, status in ((world.coordinator, 404), (world.governor, 403), (world.stranger, 404)):
        for name in ("matrix", "matrix_xlsx"):
            assert opened(person, name, sheet)[1].status_code == status


def test_a_project_that_left_the_worksheet_is_in_no_matrix(world, sheet):
    lines = world.open_items(sheet) or [share.item.line_id for share in Entry.objects.get(
        worksheet__plan=sheet, number=numbers_of(sheet)[0]
    ).shares.select_related("item")]  # fmt: skip
    before = matrix(sheet).total.total.count
    reopen_lines(plan=sheet, line_ids=lines, by=world.provincial_officer)
    assert matrix(sheet).total.total.count == before - 1
