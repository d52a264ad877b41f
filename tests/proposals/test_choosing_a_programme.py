"""A council says which of the province's programmes a project fits: one plain choice, or none, or its own words."""

import re

import pytest
from django.urls import reverse

from proposals.models import Proposal, ProposalVersion
from proposals.strategy import programmes_by_words, tree_of
from proposals.verbs.drafting import draft_proposals
from proposals.verbs.strategy import NodeDraft, end_node, write_nodes
from tests.approvals.visits import form_of, mistakes_of
from tests.proposals.test_drafting_pages import draft_page, page_of, words
from tests.proposals.test_meeting_pages import sent
from tests.proposals.test_strategy import TREE
from tests.visitors import browser_of

pytestmark = pytest.mark.django_db
WATER = ("พัฒนาแหล่งน้ำ", "แผนงานแหล่งน้ำ")


@pytest.fixture
def tree(world):
    """The nodes of the province's tree by code."""
    about = {"province": world.province, "round_start": world.cycle.round_start}
    write_nodes(**about, drafts=TREE, by=world.provincial_officer)
    return {branch.node.code: branch.node for branch in tree_of("37", world.cycle.round_start)}


def said():
    version = ProposalVersion.objects.order_by("-pk").first()
    return version.strategy, version.programme


def choices_on(by, address):
    """What can be chosen, by the strategy above it; and what is."""
    page = browser_of(by).get(address).content.decode()
    select = page.partition('name="from_tree"')[2].partition("</select>")[0]
    groups = re.findall(r'<optgroup label="([^"]*)">(.*?)</optgroup>', select, re.DOTALL)
    return (
        {label: re.findall(r">([^<]+)</option>", options) for label, options in groups},
        re.findall(r'<option value="([^"]*)" selected', select),
    )


def test_a_council_chooses_a_programme_under_its_strategy_and_needs_no_script_for_it(world, tree):
    offered, chosen = choices_on(world.secretary, draft_page(world.plan))
    assert offered == {"1.1 พัฒนาแหล่งน้ำ": ["1.1.1 แผนงานแหล่งน้ำ"], "2 เมืองน่าอยู่": ["2.1 แผนงานถนน"]}
    assert chosen == [""]
    assert sent(world.secretary, draft_page(world.plan), **words(from_tree=tree["1.1.1"].pk)).status_code == 302
    assert said() == WATER
    proposal = Proposal.objects.get()
    for address in (
        page_of(world.plan, proposal, "proposal_edit"),
        reverse("proposal_write_step", args=[world.plan.reference, proposal.reference, "name"]),
    ):
        assert choices_on(world.secretary, address)[1] == [str(tree["1.1.1"].pk)]
        assert "แผนงานแหล่งน้ำ" not in re.findall(r'<input[^>]*id="id_programme"[^>]*>', str(browser_of(
            world.secretary
        ).get(address).content.decode()))[0]  # fmt: skip


def test_it_may_choose_nothing_write_its_own_words_or_change_its_mind(world, tree):
    sent(world.secretary, draft_page(world.plan), **words(from_tree="", strategy="ของเรา", programme="แผนของเรา"))
    assert said() == ("ของเรา", "แผนของเรา")
    proposal = Proposal.objects.get()
    step = reverse("proposal_write_step", args=[world.plan.reference, proposal.reference, "name"])
    name = {"title": "ขุดคลอง", "work_class": "together"}
    page = sent(world.secretary, step, **name, from_tree=tree["2.1"].pk, strategy="ของเรา", programme="แผนของเรา")
    assert page.status_code == 422
    assert mistakes_of(page) == ["ตรงกับแผนงานใดของจังหวัด: เลือกแผนงานไว้และเขียนเองไว้ด้วย ให้ลบที่เขียนเอง หรือเลือก “ไม่เลือก”"]
    assert said() == ("ของเรา", "แผนของเรา")
    assert sent(world.secretary, step, **name, from_tree=tree["2.1"].pk).status_code == 302
    assert said() == ("เมืองน่าอยู่", "แผนงานถนน")
    assert sent(world.secretary, step, **name, from_tree="").status_code == 302
    assert said() == ("", "")


def test_what_the_province_does_not_use_now_is_not_offered_and_not_taken(world, tree):
    end_node(province=world.province, node_id=tree["2.1"].pk, by=world.provincial_officer)
    assert list(choices_on(world.secretary, draft_page(world.plan))[0]) == ["1.1 พัฒนาแหล่งน้ำ"]
    for wrong in (tree["2.1"].pk, tree["1.1"].pk, "x"):
        page = sent(world.secretary, draft_page(world.plan), **words(from_tree=wrong))
        assert (page.status_code, 'href="#id_from_tree"' in page.content.decode()) == (422, True)
    assert not Proposal.objects.exists()


def test_without_a_tree_nothing_is_asked(world):
    browser = browser_of(world.secretary)
    page = browser.get(draft_page(world.plan))
    assert "from_tree" not in page.content.decode()
    assert (
        browser.post(draft_page(world.plan), {**form_of(page), **words(strategy="ก", from_tree="7")}).status_code == 302
    )
    assert said() == ("ก", "")


def test_words_lead_to_a_programme_under_whatever_name_it_ever_had(world, tree, django_assert_num_queries):
    about = {"province": world.province, "round_start": world.cycle.round_start, "by": world.provincial_officer}
    write_nodes(**about, drafts=[NodeDraft("programme", "1.1.1", "แผนงานน้ำ", "1.1")])
    write_nodes(**about, drafts=[NodeDraft("programme", "1.1.2", "แผนงานถนน", "1.1")])
    now = tree_of("37", world.cycle.round_start)
    with django_assert_num_queries(1):
        known = programmes_by_words("37", world.cycle.round_start, now)
    assert known[WATER] == known["พัฒนาแหล่งน้ำ", "แผนงานน้ำ"] == known["", "แผนงานน้ำ"] == tree["1.1.1"].pk
    assert known["เมืองน่าอยู่", "แผนงานถนน"] == tree["2.1"].pk
    assert ("", "แผนงานถนน") not in known  # two programmes are called so


def test_a_change_of_name_leaves_what_a_council_chose_and_shows_it_as_chosen(world, tree):
    draft = world.words(2, strategy=WATER[0], programme=WATER[1])
    (proposal,) = draft_proposals(plan=world.plan, drafts=[draft], by=world.secretary)
    about = {"province": world.province, "round_start": world.cycle.round_start, "by": world.provincial_officer}
    write_nodes(**about, drafts=[NodeDraft("programme", "1.1.1", "แผนงานน้ำ", "1.1")])
    assert choices_on(world.secretary, page_of(world.plan, proposal, "proposal_edit"))[1] == [str(tree["1.1.1"].pk)]
    assert said() == WATER
