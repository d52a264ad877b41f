"""The desk's table: which lines it shows, in which order, in which groups, page by page at any depth."""

import re
from dataclasses import replace
from decimal import Decimal
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db.models import F

from approvals.lines import LINES_A_PAGE, SORTED, Wanted, groups_of, items_on, lines_on, stretch_on
from approvals.models import Entry, Item, SavedFilter, Worksheet
from approvals.verbs.assignment import assign_lines, finish_lines
from approvals.verbs.line_checks import check_line
from approvals.verbs.saved_filters import MOST_KEPT, remove_filter, save_filter
from approvals.verbs.worksheet import merge_lines, take_lines
from approvals.views.rows import rows_of
from bench.ranking import filled
from directory.errors import Invalid, NotHere, Refused
from directory.models import Village
from proposals.drafts import BudgetDraft
from proposals.models import Line, Opinion, PlanLine, Remark
from proposals.verbs.drafting import draft_proposals
from proposals.verbs.plan import withdraw_lines
from tests.approvals.visits import address, form_of, opened, words_of
from tests.cast import DAY_ONE, TARGET_YEAR
from tests.visitors import browser_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet(world):
    """The district's plan whose worksheet has just opened: of three councils a kept line and two more of each."""
    return world.gathered_district()


@pytest.fixture
def crowded(world, sheet):
    """The same with 1,300 lines, every second one undecided, each asking for something else."""
    worksheet = Worksheet.objects.get(plan=sheet)
    filled(world, worksheet, 1_300)
    Item.objects.filter(worksheet=worksheet).update(asked=F("pk") * 7919 % 9973 + 1)
    Item.objects.filter(worksheet=worksheet).annotate(odd=F("pk") % 2).filter(odd=1).update(answer="")
    Entry.objects.filter(worksheet=worksheet).update(rank=F("number"), score=F("number") % 5)
    return sheet


def shown(plan, **asked):
    return list(lines_on(plan, Wanted(**{"shown": "all", **asked})).values_list("line_id", flat=True))


def walked(plan, wanted):
    """Every page forward, and then every page backward, as lists of lines."""
    forward: list[list[int]] = []
    asked: dict[str, str] = {}
    while True:
        page = stretch_on(plan, wanted, asked)
        forward.append([row.line_id for row in page.rows])
        if page.after is None:
            break
        asked = {"after": str(page.after)}
    backward = [forward[-1]]
    while page.before is not None:
        page = stretch_on(plan, wanted, {"before": str(page.before)})
        backward.insert(0, [row.line_id for row in page.rows])
    return forward, backward


# --- Which lines ------------------------------------------------------------------------------------------------------


def test_lines_are_found_by_where_they_come_from_and_what_they_are(sheet, world):
    area, owner = world.plan.area_id, world.plan.owner_id
    of_the_plan = {line.pk for line in world.lines(world.plan)}
    assert set(shown(sheet, area=area)) == of_the_plan
    assert set(shown(sheet, owner=str(owner))) == of_the_plan
    kept = set(shown(sheet, work_class="self"))
    assert kept == set(Item.objects.filter(answer="kept").values_list("line_id", flat=True))
    assert set(shown(sheet, work_class="self", shown="undecided")) == set()
    asked = dict(Item.objects.filter(worksheet__plan=sheet).values_list("line_id", "asked"))
    within = {pk for pk, amount in asked.items() if 2000 <= amount <= 2500}
    assert set(shown(sheet, least=Decimal(2000), most=Decimal(2500))) == within != set()
    assert shown(sheet, shown="refused") == []


def test_lines_are_found_by_their_village_and_by_having_none(world):
    village = Village.objects.filter(area=world.plan.area_id).first() or Village.objects.create(
        area_id=world.plan.area_id, number=4, name="หนองแวง"
    )
    draft_proposals(plan=world.plan, drafts=[world.words(9, village=village)], by=world.secretary)
    plan = world.gathered_district()
    (there,) = shown(plan, village=str(village.pk))
    assert there not in shown(plan, village="-")
    assert len(shown(plan, village="-")) == len(shown(plan)) - 1


def test_lines_are_found_by_their_reviewer_and_by_being_checked(sheet, world):
    first, second, *rest = world.open_items(sheet)
    assign_lines(plan=sheet, line_ids=[first], office=world.chief.office, by=world.coordinator)
    assign_lines(plan=sheet, line_ids=[second], office=world.coordinator.office, by=world.coordinator)
    assert shown(sheet, assigned=str(world.chief.office.pk)) == [first]
    assert set(shown(sheet, assigned="-", shown="undecided")) == set(rest)
    finish_lines(plan=sheet, line_ids=[second], by=world.coordinator)
    assert shown(sheet, assigned=str(world.coordinator.office.pk)) == [second]
    page = words_of(opened(world.coordinator, "worksheet", sheet, query=f"?assigned={world.chief.office.pk}")[1])
    assert "ค้าง 1 รายการ ตรวจแล้ว 0 · ตั้งแต่" in page
    questions = {f"test-{number}": True for number in range(1)}
    with pytest.raises(Invalid):
        check_line(plan=sheet, line_id=first, answers=questions, by=world.coordinator)
    assert shown(sheet, checked="yes") == []
    assert len(shown(sheet, checked="no")) == 9


def test_lines_are_found_by_what_is_open_and_who_is_against(sheet, world):
    first, second, third, *_rest = world.open_items(sheet)
    item = {each.line_id: each for each in Item.objects.filter(worksheet__plan=sheet)}
    said = {"version": item[first].version, "asked_by": world.coordinator.office, "due": DAY_ONE, "text": "ขอแบบ"}
    Remark.objects.create(plan=item[first].version.plan, number=1, line_id=first, **said)
    lao = world.lao_planner.office.body
    for line, kind in ((second, "objects"), (third, "supports")):
        Opinion.objects.create(
            line_id=line,
            version=item[line].version,
            body=world.bodies["agency"] if kind == "objects" else lao,
            kind=kind,
            reason="ซ้ำ",
            given_at=Worksheet.objects.get(plan=sheet).opened_at,
        )
    assert shown(sheet, remark="open") == [first]
    assert shown(sheet, opinion="against") == [second]
    merge_lines(plan=sheet, line_ids=[first, second], title="ร่วม", by=world.coordinator)
    number = Entry.objects.get(worksheet__plan=sheet).number
    assert set(shown(sheet, entry=str(number))) == {first, second}


def test_lines_are_found_by_a_part_of_their_title_or_of_their_reference_as_they_were_handed_up(sheet, world):
    handed_up = list(lines_on(sheet, Wanted(shown="all")).select_related("proposal_version", "line__proposal"))
    one = handed_up[4]
    title, reference = one.proposal_version.title, one.line.proposal.reference
    assert shown(sheet, words=reference[5:]) == [one.line_id]
    assert shown(sheet, words=title) == [row.line_id for row in handed_up if title in row.proposal_version.title] != []
    assert shown(sheet, words=f"{title}{reference}") == []
    assert shown(sheet, words=reference[5:], order="title") == [one.line_id]
    words = dict(Item.objects.values_list("line_id", "words"))
    assert words[one.line_id] == f"{title}\n{reference}"


def test_a_worksheet_from_before_is_given_the_words_that_its_lines_had(sheet):
    words = dict(Item.objects.values_list("pk", "words"))
    Item.objects.update(words="")
    import_module("approvals.migrations.0015_words_of_items").say_the_words(apps, None)
    assert dict(Item.objects.values_list("pk", "words")) == words
    assert "" not in words.values()


def test_the_items_alone_name_the_same_lines_in_the_same_order_wherever_they_know_enough(crowded, world):
    first, second, third, *_rest = world.open_items(crowded)
    line = Line.objects.select_related("plan").get(pk=first)
    withdraw_lines(plan=line.plan, line_ids=[first], by=world.writer_of(line.plan), reason="ทำเองแล้ว")
    assign_lines(plan=crowded, line_ids=[second, third], office=world.chief.office, by=world.coordinator)
    ways: list[dict[str, Any]] = [{"order": order} for order in ("", "asked", "score", "rank")]
    ways += [{"shown": each} for each in ("all", "taken", "answered", "kept", "undecided", "refused")]
    ways += [{"words": "โครงการ"}, {"area": world.plan.area_id}, {"owner": str(world.plan.owner_id)}]
    ways += [{"least": Decimal(100), "most": Decimal(4000)}, {"entry": "7"}, {"checked": "no"}]
    ways += [{"assigned": str(world.chief.office.pk)}, {"assigned": "-", "order": "rank"}]
    for way in ways:
        wanted = Wanted(**way)
        expected = list(lines_on(crowded, wanted).values_list("line_id", flat=True))
        assert list(items_on(crowded, wanted).values_list("line_id", flat=True)) == expected, way
        assert first not in expected
    for beyond in (Wanted(order="title"), Wanted(strategy="-"), Wanted(village="-"), Wanted(work_class="self")):
        assert items_on(crowded, beyond) is None


def test_an_address_is_read_and_written_alike_and_what_it_does_not_know_is_left_alone():
    said = "show=all area=370101 strategy=- q=ถนน sort=asked village=12 class=together owner=3 from=๑,๐๐๐ to=2,000.50"
    said += " assigned=- checked=no remark=open opinion=against entry=4 by=area"
    asked = dict(pair.split("=") for pair in said.split())
    wanted = Wanted.of(asked)
    again = {name: value for name, _eq, value in (each.partition("=") for each in wanted.address().split("&"))}
    assert (wanted.least, wanted.most) == (Decimal(1000), Decimal("2000.50"))
    assert set(again) == set(asked)
    assert Wanted.of({**asked, "from": "1000", "to": "2000.50"}) == wanted
    nonsense = dict.fromkeys(asked, "nonsense'\"<")
    left = Wanted.of(nonsense)
    assert (left.shown, left.order, left.owner, left.least, left.group) == ("undecided", "", "", None, "")
    assert Wanted.of({"owner": "9" * 30, "entry": "²"}) == Wanted()


# --- In which order, page by page -------------------------------------------------------------------------------------


def test_every_line_stands_on_one_page_whichever_the_order_and_the_way(crowded):
    for order in SORTED:
        wanted = Wanted(order=order)
        forward, backward = walked(crowded, wanted)
        assert [pk for page in forward for pk in page] == shown(crowded, shown="undecided", order=order)
        assert {len(page) for page in forward[:-1]} == {LINES_A_PAGE}
        assert backward == forward


def test_amounts_scores_and_ranks_sort_as_they_say(crowded):
    items = {item.line_id: item for item in Item.objects.filter(worksheet__plan=crowded)}
    by_asked = [items[pk].asked for pk in shown(crowded, order="asked")]
    assert by_asked == sorted(by_asked, reverse=True)
    entry_of = dict(Item.objects.values_list("line_id", "shares__entry__rank"))
    assert [entry_of[pk] for pk in shown(crowded, order="rank") if entry_of[pk]] == sorted(
        rank for rank in entry_of.values() if rank
    )


def test_a_page_keeps_its_place_when_its_first_line_was_decided_meanwhile(crowded, world):
    wanted = Wanted()
    page = stretch_on(crowded, wanted, {})
    after = str(page.after)
    following = [row.line_id for row in stretch_on(crowded, wanted, {"after": after}).rows]
    take_lines(plan=crowded, line_ids=[int(after)], by=world.coordinator)
    assert [row.line_id for row in stretch_on(crowded, wanted, {"after": after}).rows] == following


def test_a_place_of_another_plan_or_none_is_the_first_page(crowded, world):
    first = [row.line_id for row in stretch_on(crowded, Wanted(), {}).rows]
    elsewhere = world.lines(world.far_plan)[0].pk if world.lines(world.far_plan) else 10**12
    for named in (str(elsewhere), "x", "²", "9" * 40, ""):
        assert [row.line_id for row in stretch_on(crowded, Wanted(), {"after": named}).rows] == first


def test_thousands_of_lines_are_counted_to_a_thousand_and_read_in_four_queries(
    crowded, world, django_assert_max_num_queries
):
    deep = world.open_items(crowded)[400]
    for shown_of in ("all", "taken", "undecided"):
        with django_assert_max_num_queries(4):
            lines = stretch_on(crowded, Wanted(shown=shown_of, order="asked"), {})
            assert len(rows_of(crowded, lines.rows)) == LINES_A_PAGE
    with django_assert_max_num_queries(4):
        lines = stretch_on(crowded, Wanted(shown="all", order="asked"), {"after": str(deep)})
    assert (lines.count, lines.is_more) == (1000, True)
    browser = browser_of(world.coordinator)
    browser.get(address("worksheet", crowded))
    for query in (
        "",
        f"?after={deep}&sort=title",
        f"?show=all&by=village&before={deep}",
        "?show=all&q=โครงการ&sort=score",
    ):
        with django_assert_max_num_queries(12):
            page = browser.get(address("worksheet", crowded, query=query))
        assert page.status_code == 200
        assert len(re.findall("data-row>", page.content.decode())) == LINES_A_PAGE
    assert "มากกว่า 1,000 รายการ" in words_of(page)


def test_the_way_leads_from_page_to_page_and_keeps_the_filter(crowded, world):
    browser, page = opened(world.coordinator, "worksheet", crowded, query="?sort=asked&q=โครงการ")
    (after,) = re.findall(r'href="(\?[^"]*)" rel="next"', page.content.decode())
    assert "sort=asked" in after
    page = browser.get(address("worksheet", crowded) + after.replace("&amp;", "&"))
    assert 'rel="prev"' in page.content.decode()
    assert "after=" not in re.findall(r'href="(\?[^"]*)" rel="prev"', page.content.decode())[0]


# --- In which groups --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("group", ["strategy", "village", "class", "area", "owner"])
def test_groups_add_up_to_the_list_and_lead_to_their_lines(sheet, group):
    found = groups_of(sheet, Wanted(shown="all", group=group))
    assert sum(each.lines for each in found) == 9
    assert sum(each.asked for each in found) == Decimal(18000)
    for each in found:
        query = dict(pair.split("=") for pair in each.address.split("&"))
        assert lines_on(sheet, Wanted.of(query)).count() == each.lines


# --- Filters that people keep -----------------------------------------------------------------------------------------


def keep(by, plan, query="", **fields):
    browser, page = opened(by, "filters", plan, query=query)
    return browser.post(address("filters", plan, query=query), {**form_of(page), **fields})


def test_a_filter_is_kept_under_a_name_and_seen_by_its_person_alone(sheet, world):
    query = "?show=all&class=together&from=1,000&nonsense=1"
    there = keep(world.coordinator, sheet, query=query, name=" ถนน  ร่วม ")
    assert there.status_code == 302
    kept = SavedFilter.objects.get()
    assert (kept.name, kept.query) == ("ถนน ร่วม", "show=all&class=together&from=1000")
    assert "ถนน ร่วม" in words_of(opened(world.coordinator, "worksheet", sheet)[1])
    assert "ถนน ร่วม" not in words_of(opened(world.chief, "worksheet", sheet)[1])
    page = keep(world.coordinator, sheet, name="")
    assert (page.status_code, 'href="#id_name"' in page.content.decode()) == (422, True)
    keep(world.coordinator, sheet, name="", remove=kept.pk)
    assert not SavedFilter.objects.exists()


def test_the_same_name_is_overwritten_and_there_is_an_end_to_names(world):
    by = world.coordinator
    for number in range(MOST_KEPT):
        save_filter(name=f"ชุดที่ {number}", wanted=Wanted(), by=by)
    save_filter(name="ชุดที่ 0", wanted=Wanted(words="ถนน"), by=by)
    assert SavedFilter.objects.get(name="ชุดที่ 0").query.endswith("q=%E0%B8%96%E0%B8%99%E0%B8%99")
    for name, words in (("เกิน", ""), ("ก" * 61, ""), ("ชุดที่ 0", "ก" * 1000)):
        with pytest.raises(Invalid):
            save_filter(name=name, wanted=Wanted(words=words), by=by)
    assert SavedFilter.objects.count() == MOST_KEPT


def test_nobody_removes_anothers_filter_or_saves_in_an_office_that_is_not_theirs(world):
    kept = save_filter(name="ของฉัน", wanted=Wanted(), by=world.coordinator)
    with pytest.raises(NotHere):
        remove_filter(pk=kept.pk, by=world.chief)
    stranger = replace(world.chief, office=world.coordinator.office)
    for act in (
        lambda: save_filter(name="x", wanted=Wanted(), by=stranger),
        lambda: remove_filter(pk=kept.pk, by=stranger),
    ):
        with pytest.raises(Refused):
            act()
    assert list(SavedFilter.objects.all()) == [kept]


def test_the_rows_say_where_what_and_whose_and_escape_it(world):
    words = world.words(
        2, title="ถนน <b>", strategy="ยุทธ & ศาสตร์", budget=[BudgetDraft(TARGET_YEAR, "province", Decimal(5))]
    )
    draft_proposals(plan=world.plan, drafts=[words], by=world.secretary)
    plan = world.gathered_district()
    text = opened(world.coordinator, "worksheet", plan)[1].content.decode()
    assert "ถนน &lt;b&gt;" in text
    assert "ยุทธ &amp; ศาสตร์" in text
    line = PlanLine.objects.get(proposal_version__title="ถนน <b>", version__plan=world.plan)
    assert f"/plans/{world.plan.reference}/proposals/{line.line.proposal.reference}/" in text
