"""The graph around a line: on its page, from the command and in the tables one and the same."""

import json
from collections import defaultdict
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from approvals.drafts import Part
from approvals.verbs.worksheet import merge_lines, split_line
from proposals.forum_drafts import IdeaDraft
from proposals.graph import graph_around, percent
from proposals.models import Line, PlanLine, Share
from proposals.verbs.ideas import FromIdeas, collect_ideas, draft_from_ideas
from tests.visitors import browser_of

pytestmark = pytest.mark.django_db


def same_as_the_tables(lines):
    """Hold the graph of every line against the shares, both ways, and its baht against the plans."""
    up, down = defaultdict(list), defaultdict(list)
    for share in Share.objects.standing().order_by("pk"):
        up[share.source_id].append(share)
    for share in Share.objects.first_told().order_by("pk"):
        down[share.target_id].append(share)
    last = {row.line_id: row for row in PlanLine.objects.order_by("version__number")}

    def reached(line, ways, end):
        found = {share.pk: share for share in ways[line]}
        for share in list(found.values()):
            found |= reached(getattr(share, end), ways, end)
        return found

    for line in lines:
        graph = graph_around(line)
        for ways, shares, end in ((graph.up, up, "target_id"), (graph.down, down, "source_id")):
            told = sorted((way.source, way.target, way.asked) for each in ways.values() for way in each)
            there = reached(line.pk, shares, end).values()
            assert told == sorted((share.source_id, share.target_id, share.asked) for share in there)
        assert {pk: place.asked for pk, place in graph.places.items()} == {pk: last[pk].asked for pk in graph.places}
        for way in graph.ways():
            assert way.of_source == percent(way.asked, last[way.source].asked)
            assert way.of_target == percent(way.asked, last[way.target].asked)
        data = graph.as_data()
        assert sum(Decimal(share["asked"]) for share in data["shares"]) == sum(way.asked for way in graph.ways())
        assert len(data["lines"]) == len(graph.places)


@pytest.fixture
def endorsed(world):
    """One line merged with a part of another, the rest alone; a third split; all of it up to the governor."""
    plan = world.gathered_district()
    one, two, three = world.open_items(plan)[:3]
    merge_lines(plan=plan, line_ids=[one, two], title="ร่วม <b>", amounts={two: Decimal("750.25")}, by=world.coordinator)
    parts = [Part("ระยะ 1", Decimal(500)), Part("ระยะ 2", Decimal(1500))]
    split_line(plan=world.fresh(plan), line_id=three, parts=parts, by=world.coordinator)
    world.endorsed()
    return [Line.objects.get(pk=pk) for pk in (one, two, three)]


def page_of(by, line):
    return browser_of(by).get(reverse("proposal_lineage", args=[line.plan.reference, line.proposal.reference]))


def test_the_graph_says_what_the_tables_say_at_every_level(endorsed):
    same_as_the_tables(Line.objects.all())


def test_a_parted_line_goes_two_ways_and_its_parts_are_told_in_baht_and_per_cent(endorsed):
    _one, two, _three = endorsed  # asks 3,000 baht
    graph = graph_around(two)
    ways = {graph.places[way.target].title: way for way in graph.up[two.pk]}
    assert (ways["ร่วม <b>"].asked, ways["ร่วม <b>"].of_source) == (Decimal("750.25"), Decimal("25.01"))
    assert ways["ร่วม <b>"].of_target == Decimal("27.28")
    assert (ways["โครงการที่ 3"].asked, ways["โครงการที่ 3"].of_target) == (Decimal("2249.75"), Decimal("100.00"))
    assert [place.level for place in graph.places.values()].count("province") == 2


def test_the_governors_line_leads_back_to_every_village(endorsed, world):
    top = Line.objects.get(
        plan=world.provincial_plan, in_versions__proposal_version__title="ร่วม <b>", in_versions__rank__isnull=False
    )
    below = graph_around(top).downward
    (district,) = below.branches
    assert sorted(branch.way.asked for branch in district.branches) == [Decimal("750.25"), Decimal(2000)]
    assert {branch.place.line_id for branch in district.branches} == {endorsed[0].pk, endorsed[1].pk}


def test_a_proposal_leads_back_to_what_was_said_at_the_forum(world):
    said = ["ขอถนน", "ถนนเป็นหลุม"]
    ideas = collect_ideas(plan=world.plan, ideas=[IdeaDraft(text) for text in said], by=world.secretary)
    draft_from_ideas(plan=world.plan, made=[FromIdeas(world.words(2), ideas)], by=world.secretary)
    (line,) = world.lines(world.fresh(world.plan))
    assert [idea.text for idea in graph_around(line).downward.ideas] == said
    world.endorsed()
    (way,) = graph_around(line).up[line.pk]
    (above,) = graph_around(line).up[way.target]
    top = graph_around(Line.objects.get(pk=above.target))
    assert top.places[above.target].level == "province"
    assert [idea.text for idea in top.downward.branches[0].branches[0].ideas] == said


def test_the_page_shows_both_ways_to_whoever_sees_the_proposal(endorsed, world):
    one, two, _three = endorsed
    page = page_of(world.leader, two)
    text = page.content.decode()
    assert page.status_code == 200
    assert "ร่วม &lt;b&gt;" in text
    assert "750.25 บาท: ร้อยละ 25.01 ของต้นทาง ร้อยละ 27.28 ของปลายทาง" in text
    assert "รวมกับอีก 1 ส่วนของโครงการอื่น 2,000 บาท" in text
    assert "style=" not in text.partition("<main")[2]
    assert page_of(world.other_leader, one).status_code == 404
    top = Line.objects.filter(plan=world.provincial_plan).first()
    assert page_of(world.leader, top).status_code == 404
    assert page_of(world.provincial_officer, top).status_code == 200


def test_the_page_asks_as_much_of_many_lines_as_of_few(endorsed, world):
    browser = browser_of(world.provincial_officer)
    counts = []
    for line in Line.objects.filter(plan=world.provincial_plan).order_by("pk"):
        address = reverse("proposal_lineage", args=[line.plan.reference, line.proposal.reference])
        browser.get(address)
        with CaptureQueriesContext(connection) as asked:
            browser.get(address)
        counts.append(len(asked))
    assert len(set(counts)) == 1


def test_the_command_prints_the_same_as_data_and_as_a_list(endorsed, capsys):
    reference = endorsed[1].proposal.reference
    call_command("lineage", reference.lower(), "--json")
    assert json.loads(capsys.readouterr().out) == [graph_around(endorsed[1]).as_data()]
    call_command("lineage", reference)
    text = capsys.readouterr().out
    assert "← 750.25 (25.01% / 27.28%)" in text
    with pytest.raises(CommandError):
        call_command("lineage", "2572-370101-9999-X")
