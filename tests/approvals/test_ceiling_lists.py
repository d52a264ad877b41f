"""What stands within and over the ceiling: a page and a workbook for the desk, for everybody once it is announced."""

import io
from decimal import Decimal

import openpyxl
import pytest
from django.urls import reverse

from approvals.drafts import ChoiceDraft
from approvals.models import Entry, GovernorChoice
from approvals.verbs.closing import lay_before_committee, rank_entries
from approvals.verbs.governor import choose_for_lines
from approvals.verbs.province import endorse_plan
from approvals.verbs.worksheet import set_ceiling
from proposals.models import PlanLine
from tests.approvals.visits import address, opened, words_of
from tests.cast import version_of
from tests.visitors import browser_of

pytestmark = pytest.mark.django_db
CARRY, REFUSE = GovernorChoice.Choice.CARRY, GovernorChoice.Choice.REFUSE


def cut_in_the_middle(world):
    """A province's plan before its committee, with some of its projects over the ceiling."""
    plan = world.compiled_province()
    money = [row.proposed for row in world.rows(plan)]
    set_ceiling(plan=plan, ceiling=sum(money) - 1, by=world.provincial_officer)
    rank_entries(plan=plan, by=world.provincial_officer)
    lay_before_committee(plan=plan, by=world.provincial_officer)
    world.refresh()
    return world.provincial_plan


def lines_of(file):
    return [row[2] for row in openpyxl.load_workbook(io.BytesIO(file.content)).active.iter_rows(
        min_row=2, values_only=True
    )]  # fmt: skip


def titles(plan, **about):
    rows = PlanLine.objects.filter(version=plan.current_version_id, **about).order_by("rank")
    return list(rows.values_list("proposal_version__title", flat=True))


def test_the_desk_reads_and_downloads_both_lists_before_anybody_else(world, django_assert_max_num_queries):
    plan = cut_in_the_middle(world)
    over, within = titles(plan, within_ceiling=False), titles(plan, within_ceiling=True)
    assert over
    assert within
    browser, page = opened(world.provincial_officer, "ceiling", plan, query="?ceiling=over")
    assert [line.proposal_version.title for line, *_rest in page.context["lines"]] == over
    assert f"เกินกรอบวงเงิน ({len(over)} ·" in words_of(page)
    with django_assert_max_num_queries(12):
        browser.get(address("ceiling", plan))
    for shown, expected in (("over", over), ("within", within), ("", [*within, *over]), ("x", [*within, *over])):
        assert lines_of(browser.get(address("ceiling_xlsx", plan) + f"?ceiling={shown}")) == expected
    for person, status in ((world.governor, 403), (world.coordinator, 404), (world.stranger, 404)):
        for name in ("ceiling", "ceiling_xlsx"):
            assert opened(person, name, plan)[1].status_code == status
    public = reverse("province_xlsx", args=["37", 2572])
    assert browser_of(None).get(public).status_code == 404
    assert opened(world.coordinator, "ceiling", world.district_plan)[1].status_code == 404


def test_once_it_is_announced_everybody_downloads_the_same_lists_as_text(world, django_assert_max_num_queries):
    cut_in_the_middle(world)
    Entry.objects.filter(rank=1).update(title="=1+1")
    lay_before_committee(plan=world.provincial_plan, by=world.provincial_officer)
    plan = world.endorsed()
    public = reverse("province_xlsx", args=["37", 2572])
    browser = browser_of(None)
    with django_assert_max_num_queries(5):
        whole = browser.get(public)
    assert lines_of(whole) == titles(plan)
    assert openpyxl.load_workbook(io.BytesIO(whole.content)).active["C2"].data_type == "s"
    assert lines_of(browser.get(public + "?ceiling=over")) == titles(plan, within_ceiling=False)
    assert whole["X-Robots-Tag"] == "noindex, nofollow"
    assert opened(world.governor, "ceiling", plan)[1].status_code == 200
    assert public in browser.get(reverse("province", args=["37", 2572])).content.decode()


def test_after_the_governor_the_desk_reads_what_was_granted_and_nothing_that_was_left_out(world):
    plan = world.resolved_province()
    less, refused, *others = world.rows(plan)
    choices = {
        less.line_id: ChoiceDraft(CARRY, granted=Decimal(100), reason="ตามราคากลาง"),
        refused.line_id: ChoiceDraft(REFUSE, reason_code="scope", reason="อยู่นอกหน้าที่ของจังหวัด"),
    }
    choose_for_lines(plan=plan, seen=version_of(plan), choices=choices, by=world.governor)
    endorse_plan(plan=plan, seen=version_of(plan), by=world.governor)
    browser, page = opened(world.provincial_officer, "ceiling", plan)
    granted = {line.line_id: amount for line, _source, amount in page.context["lines"]}
    assert granted == {less.line_id: Decimal(100), **{row.line_id: row.proposed for row in others}}
    assert sum(each[2][1] for each in page.context["choices"] if each[2]) == sum(granted.values())
    file = browser.get(address("ceiling_xlsx", plan))
    rows = openpyxl.load_workbook(io.BytesIO(file.content)).active.iter_rows(min_row=2, values_only=True)
    assert sum(Decimal(str(row[9]).replace(",", "")) for row in rows) == sum(granted.values())
