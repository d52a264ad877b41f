"""Searching proposals: nothing that a plain reading would find is missed, and nothing of others is shown."""

import random
from dataclasses import replace
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.urls import reverse

from proposals.drafts import BudgetDraft
from proposals.models import Proposal, ProposalVersion, SearchedWords
from proposals.search import find_proposals, rebuild
from proposals.search_words import normalised
from proposals.similar import similar_to
from proposals.verbs.drafting import draft_proposals, edit_proposal, remove_drafts
from proposals.verbs.together import invite
from tests.approvals.self_managed import in_another_cycle
from tests.proposals.test_together import coach_of
from tests.visitors import browser_of

pytestmark = pytest.mark.django_db

WORKS = ("ก่อสร้างถนนคอนกรีตเสริมเหล็ก", "ขุดลอกคลอง", "ปรับปรุงระบบประปา", "ส่งเสริมกลุ่มอาชีพ", "ปลูกป่าชุมชน", "จัดตั้งธนาคารน้ำใต้ดิน")
THINGS = ("บ้านหนองแวง", "สายวัดป่า", "หมู่ที่ ๓", "ห้วยน้ำซับ", "ศาลากลางบ้าน", "โรงเรียนผู้สูงอายุ", "(ระยะที่ 2)", '50% "ตลาด"')
ODD = ("น\u0e4d\u0e49า", "น\u0e49\u0e4dา", "ที\u200bดิน", "เเปลงนา", "ท\u0e48ี่", "Solar CELL", "ก_ข", "100%")


def titles_of(found):
    return [proposal.title for proposal in found]


def title_of(proposal):
    return proposal.title


def titled(world, plan, *titles, by=None, **changes):
    drafts = [replace(world.words(number), title=title, **changes) for number, title in enumerate(titles, 2)]
    return draft_proposals(plan=plan, drafts=drafts, by=by or world.writer_of(plan))


@pytest.fixture
def many(world):
    """A thousand titles in one plan, some written in odd ways."""
    chance = random.Random(37)  # noqa: S311  # the same every time
    titles = [
        " ".join([chance.choice(WORKS), chance.choice(THINGS), chance.choice((*THINGS, *ODD)), str(number)])
        for number in range(1000)
    ]
    titled(world, world.plan, *titles, place="หมู่ที่ ๗ บ้านโนนสวรรค์")
    return titles


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("น\u0e4d\u0e49า", "น้ำ"),
        ("น\u0e49\u0e4dา", "น้ำ"),
        ("เเผน", "แผน"),
        ("ท\u0e48ีดิน", "ที่ดิน"),
        ("หมู่ที่ ๑๒", "หมู่ที่ 12"),
        ("ที\u200bดิน", "ทีดิน"),
        ("Solar  CELL\n", "solar cell"),
        ("e\u0301", "\u00e9"),
    ],
)
def test_the_same_word_written_another_way_is_the_same(written, typed):
    assert normalised(written) == normalised(typed)


def test_the_search_finds_all_that_a_plain_reading_finds(world, many):
    """200 searches of one to ten letters and of several pieces, against a scan of every title and place."""
    chance = random.Random(200)  # noqa: S311  # the same every time
    texts = {
        f"{normalised(title)}\n{normalised(place)}": title
        for title, place in ProposalVersion.objects.values_list("title", "place")
    }
    queries = ["%", "_", '"', "'", "50%", "ก_ข", "น้ำ", "SOLAR", "ที่", "ไม่มีคำนี้", "๗", "ป่า ถนน", 'ถนน OR "']
    while len(queries) < 200:
        title = chance.choice(many)
        parts = []
        for _piece in range(chance.choice((1, 1, 1, 2))):
            start = chance.randrange(len(title) - 1)
            parts.append(title[start : start + chance.randint(1, 10)])
        queries.append(" ".join(parts))
    for query in queries:
        pieces = [piece for piece in normalised(query).split(" ") if piece]
        plain = sorted(title for text, title in texts.items() if pieces and all(piece in text for piece in pieces))
        assert sorted(titles_of(find_proposals(query, by=world.leader))) == plain, repr(query)


def test_an_edited_title_is_found_by_what_it_says_now_and_a_removed_draft_not_at_all(world):
    (proposal,) = titled(world, world.plan, "ขุดลอกคลองเก่า")
    edit_proposal(proposal=proposal, draft=world.words(2, title="ปลูกป่าริมทาง"), by=world.leader, seen=0)
    assert titles_of(find_proposals("ขุดลอก", by=world.leader)) == []
    assert titles_of(find_proposals("ริมทาง", by=world.leader)) == ["ปลูกป่าริมทาง"]
    remove_drafts(plan=world.plan, proposals=[Proposal.objects.get()], by=world.leader)
    assert titles_of(find_proposals("ริมทาง", by=world.leader)) == []
    titled(world, world.plan, "ขุดสระใหม่")  # an id may come again: nothing of the old words stands there
    assert titles_of(find_proposals("ริมทาง", by=world.leader)) == []


def test_each_office_finds_what_it_sees_and_what_it_was_invited_to(world):
    titled(world, world.plan, "ขุดลอกคลองบุ่ง")
    titled(world, world.shared_plans[0], "ขุดลอกคลองไก่คำ")
    (far,) = titled(world, world.far_plan, "ขุดลอกคลองชานุมาน")
    found = {
        name: sorted(titles_of(find_proposals("ขุดลอกคลอง", by=getattr(world, name))))
        for name in ("leader", "other_leader", "lao_planner", "coordinator", "other_coordinator", "governor", "agency")
    }
    assert found == {
        "leader": ["ขุดลอกคลองบุ่ง"],
        "other_leader": ["ขุดลอกคลองไก่คำ"],
        "lao_planner": ["ขุดลอกคลองบุ่ง"],
        "coordinator": ["ขุดลอกคลองบุ่ง", "ขุดลอกคลองไก่คำ"],
        "other_coordinator": ["ขุดลอกคลองชานุมาน"],
        "governor": ["ขุดลอกคลองชานุมาน", "ขุดลอกคลองบุ่ง", "ขุดลอกคลองไก่คำ"],
        "agency": [],
    }
    assert not find_proposals("ขุดลอกคลอง", by=world.stranger).exists()
    coach = coach_of()
    assert not find_proposals("ขุดลอกคลอง", by=coach).exists()
    invite(plan=world.far_plan, proposal=far, office=coach.office, right="comment", by=world.writer_of(world.far_plan))
    assert titles_of(find_proposals("ขุดลอกคลอง", by=coach)) == ["ขุดลอกคลองชานุมาน"]


def test_another_councils_project_is_found_once_its_province_has_announced_the_plan(world):
    world.resolved_province()
    assert find_proposals("โครงการที่", by=world.other_leader).count() == 3
    world.endorsed()
    owners = set(find_proposals("โครงการที่", by=world.other_leader).values_list("owner__code", flat=True))
    assert {"council", "shared-council-a", "shared-council-b"} <= owners
    assert not find_proposals("โครงการที่", by=world.other_leader).filter(plan=world.far_plan).exists()


def test_without_words_nothing_is_found_and_area_and_year_narrow(world):
    titled(world, world.plan, "ขุดลอกคลองบุ่ง")
    titled(world, world.far_plan, "ขุดลอกคลองชานุมาน")
    by = world.provincial_officer
    assert not find_proposals("  ", by=by).exists()
    assert titles_of(find_proposals("คลอง", by=by, area="3702")) == ["ขุดลอกคลองชานุมาน"]
    assert titles_of(find_proposals("คลอง", by=by, area="370101")) == ["ขุดลอกคลองบุ่ง"]
    assert find_proposals("คลอง", by=by, year=2572).count() == 2
    assert not find_proposals("คลอง", by=by, year=2571).exists()


def test_a_rebuilt_index_finds_the_same(world, capsys):
    titled(world, world.plan, "ขุดลอกคลองบุ่ง", "ปลูกป่า")
    before = sorted(SearchedWords.objects.values_list("proposal_id", "words"))
    SearchedWords.objects.filter(words__contains="คลอง").update(words="อย่างอื่น")
    SearchedWords.objects.exclude(words="อย่างอื่น").delete()
    assert not find_proposals("คลองบุ่ง", by=world.leader).exists()
    call_command("rebuild_search")
    assert "2" in capsys.readouterr().out
    assert sorted(SearchedWords.objects.values_list("proposal_id", "words")) == before
    assert titles_of(find_proposals("คลองบุ่ง", by=world.leader)) == ["ขุดลอกคลองบุ่ง"]
    assert rebuild() == 2


# --- Similar ones ----------------------------------------------------------------------------------------------------


def alike(world, title, by=None, plan=None, **about):
    return [
        title_of(each.proposal) for each in similar_to(title, plan=plan or world.plan, by=by or world.leader, **about)
    ]


def test_what_is_called_alike_is_shown_and_the_most_alike_first(world):
    titled(
        world,
        world.plan,
        "ก่อสร้างถนนคอนกรีตเสริมเหล็กบ้านหนองแวง",
        "ก่อสร้างถนนคอนกรีตเสริมเหล็กบ้านโนนสูง",
        "ส่งเสริมกลุ่มอาชีพแม่บ้าน",
    )
    found = alike(world, "ก่อสร้างถนนคอนกรีตเสริมเหล็กสายบ้านหนองแวง")
    assert found == ["ก่อสร้างถนนคอนกรีตเสริมเหล็กบ้านหนองแวง", "ก่อสร้างถนนคอนกรีตเสริมเหล็กบ้านโนนสูง"]
    assert alike(world, "ก่อสร้างถน") == found[::-1] or set(alike(world, "ก่อสร้างถน")) <= set(found)
    assert alike(world, "ตรวจสุขภาพ") == alike(world, "") == alike(world, "ก") == []


def test_the_proposal_itself_is_not_like_itself_and_other_councils_drafts_are_not_shown(world):
    (own,) = titled(world, world.plan, "ขุดลอกคลองหนองแวง")
    titled(world, world.shared_plans[0], "ขุดลอกคลองหนองแวงใหญ่")
    assert alike(world, "ขุดลอกคลองหนองแวง", exclude=own) == []
    assert alike(world, "ขุดลอกคลองหนองแวง", by=world.coordinator, exclude=own) == ["ขุดลอกคลองหนองแวงใหญ่"]
    assert alike(world, "ขุดลอกคลองหนองแวง", by=world.stranger) == []


def test_of_two_called_alike_the_same_place_and_the_like_cost_come_first(world):
    titled(world, world.plan, "ขุดลอกคลอง", place="หมู่ที่ 1")
    titled(world, world.plan, "ขุดลอกคลอง", place="หมู่ที่ 2", budget=[BudgetDraft(2572, "lao", Decimal(900_000))])
    first = similar_to("ขุดลอกคลอง", plan=world.plan, by=world.leader, place="หมู่ที่ ๒")[0]
    assert getattr(first.proposal, "place", "") == "หมู่ที่ 2"
    first = similar_to("ขุดลอกคลอง", plan=world.plan, by=world.leader, asked=Decimal(800_000))[0]
    assert getattr(first.proposal, "asked", 0) == 900_000


def test_of_two_called_alike_the_one_of_the_same_year_comes_first_and_an_earlier_cycles_tells_its_year(world):
    titled(world, world.plan, "ขุดลอกคลอง", budget=[BudgetDraft(2572, "lao", Decimal(900))])
    titled(world, world.plan, "ขุดลอกคลอง", budget=[BudgetDraft(2573, "lao", Decimal(900))])
    found = similar_to("ขุดลอกคลอง", plan=world.plan, by=world.leader)
    assert [(getattr(each.proposal, "same_year", None), each.asked_in) for each in found] == [
        (True, None),
        (False, None),
    ]
    new = in_another_cycle(replace(world, plans=dict(world.plans)))
    titled(new, new.plan, "ขุดลอกคลอง", budget=[BudgetDraft(2573, "lao", Decimal(900))])
    found = similar_to("ขุดลอกคลอง", plan=new.plan, by=new.leader)
    assert [(getattr(each.proposal, "same_year", None), each.asked_in) for each in found] == [
        (True, None),
        (True, 2572),
        (False, 2572),
    ]
    page = browser_of(new.leader).get(reverse("plan_similar", args=[new.plan.reference]), {"title": "ขุดลอกคลอง"})
    assert page.content.decode().count("เคยขอเมื่อปี 2572") == 2


def test_similar_ones_cost_few_queries_whatever_their_number(world, many, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        assert len(alike(world, "ขุดลอกคลองบ้านหนองแวง หมู่ที่ 3")) == 5
