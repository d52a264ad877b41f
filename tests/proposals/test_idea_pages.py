"""The pages of what people said: written down, grouped, made into proposals."""

from datetime import timedelta

import pytest
from django.urls import reverse

from directory import clock
from directory.models import Submission
from proposals.forum_drafts import CalledDraft
from proposals.models import Idea, IdeaUse, Proposal
from proposals.verbs.calling import call_meeting, cancel_meeting
from proposals.verbs.ideas import group_ideas
from tests.approvals.visits import form_of, words_of
from tests.cast import DAY_ONE
from tests.proposals.test_forum_pages import page_of
from tests.proposals.test_meeting_pages import sent
from tests.visitors import browser_of
from workflow.models import Event

pytestmark = pytest.mark.django_db


# --- Ideas -----------------------------------------------------------------------------------------------------------


def test_many_ideas_are_written_down_at_once_and_listed(world, call):
    page = browser_of(world.secretary).get(page_of("plan_collect", world) + f"?at=called-{call.pk}")
    assert page.context["form"]["at"].value() == f"called-{call.pk}"
    usual = browser_of(world.secretary).get(page_of("plan_collect", world))
    assert usual.context["form"]["at"].value() == f"called-{call.pk}"
    assert '<form method="post" enctype="multipart/form-data" novalidate data-offline="ideas">' in page.content.decode()
    typed = {"lines": "ป้าแดง: ขอน้ำประปา\nขอถนน", "at": f"called-{call.pk}"}
    answer = sent(world.secretary, page_of("plan_collect", world), **typed)
    assert answer["location"] == page_of("plan_ideas", world)
    words = words_of(browser_of(world.secretary).get(answer["location"]))
    assert "ขอน้ำประปา ป้าแดง · 2 พฤศจิกายน 2569" in words
    assert "ขอถนน ไม่ระบุผู้พูด · 2 พฤศจิกายน 2569" in words


def test_one_idea_after_the_other_stays_on_its_page(world, forum):
    address = page_of("plan_one_idea", world) + f"?at=meeting-{forum.pk}"
    page = browser_of(world.secretary).get(address)
    assert 'data-offline="ideas"' in page.content.decode()
    answer = sent(world.secretary, address, text="ขอไฟ", said_by="", at=f"meeting-{forum.pk}")
    assert answer["location"] == address
    assert Idea.objects.get().meeting == forum


def test_a_sending_that_is_repeated_writes_once_and_the_same_words_of_two_people_twice(world):
    browser = browser_of(world.secretary)
    address = page_of("plan_collect", world)
    data = {**form_of(browser.get(address)), "lines": "ขอน้ำ"}
    assert [browser.post(address, data).status_code for _time in range(3)] == [302, 302, 302]
    assert Idea.objects.count() == 1
    assert browser.post(address, {**form_of(browser.get(address)), "lines": "ขอน้ำ"}).status_code == 302
    assert Idea.objects.count() == 2


@pytest.mark.parametrize(
    ("name", "fields", "place"),
    [
        ("plan_collect", {"lines": "  \n "}, "lines"),
        ("plan_collect", {"lines": "ก" * 501}, "lines"),
        ("plan_collect", {"lines": "ขอน้ำ", "at": "meeting-99"}, "at"),
        ("plan_one_idea", {"text": ""}, "text"),
    ],
)
def test_what_is_wrong_with_an_idea_is_named_and_kept(world, name, fields, place):
    answer = sent(world.secretary, page_of(name, world), **fields)
    assert answer.status_code == 422
    assert place in answer.context["form"].errors
    assert not Idea.objects.exists()


# --- Written down without a network ----------------------------------------------------------------------------------


def delivered(browser, address, fields, key="8f14e45f-ceea-467e-8bd6-0b1c2d3e4f50"):
    """What the device sends from its own list, when there is a network again."""
    return browser.post(address, fields, headers={"Idempotency-Key": key, "Accept": "application/json"})


def test_what_a_phone_wrote_down_at_a_meeting_belongs_to_its_day_however_late_it_arrives(world):
    draft = CalledDraft("forum", "เวทีประชาคม", DAY_ONE + timedelta(days=3), "ศาลาวัดบุ่ง")
    call = call_meeting(plan=world.plan, draft=draft, by=world.secretary)
    browser, other = browser_of(world.secretary), world.plans["far-council"]
    called = browser.get(reverse("called", args=[world.plan.reference, call.pk])).content.decode()
    address = page_of("plan_one_idea", world) + f"?at=called-{call.pk}"
    assert f'href="{address}" data-keep' in called  # the phone keeps the page of that meeting beforehand
    kept = browser.get(address)
    assert kept.context["form"]["at"].value() == f"called-{call.pk}"
    fields = {**form_of(kept), "text": "ขอไฟส่องทาง", "at": f"called-{call.pk}"}
    del fields["once"]
    with world.in_days(4):  # it took place a day later than called, and is on record before the phone has a network
        world.meeting(world.plan, "forum", residents_present=40, called=call)
    before = Event.objects.count()
    with world.in_days(20):
        answers = [delivered(browser, address, fields) for _time in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 200]
        idea = Idea.objects.get()
        assert (idea.called, idea.said_on) == (call, DAY_ONE + timedelta(days=4))
        shown = words_of(browser.get(page_of("plan_ideas", world)))
        assert "ขอไฟส่องทาง ไม่ระบุผู้พูด · 6 พฤศจิกายน 2569" in shown
        assert "22 พฤศจิกายน" not in shown
    assert Event.objects.count() == before
    assert Submission.objects.get().at == clock.midnight_after(DAY_ONE + timedelta(days=19))  # no time of the day
    assert delivered(browser_of(world.people["far-council", "secretary"]),
                     reverse("plan_one_idea", args=[other.reference]), fields).status_code == 422  # fmt: skip


def test_nobody_has_spoken_yet_at_a_meeting_to_come_and_never_at_a_cancelled_one(world):
    draft = CalledDraft("forum", "เวทีประชาคม", DAY_ONE + timedelta(days=3), "ศาลาวัดบุ่ง")
    call = call_meeting(plan=world.plan, draft=draft, by=world.secretary)
    address = page_of("plan_collect", world)
    assert browser_of(world.secretary).get(address).context["form"]["at"].value() == ""
    early = sent(world.secretary, address, lines="ขอน้ำ", at=f"called-{call.pk}")
    assert (early.status_code, "ยังไม่ถึงวันประชุม" in words_of(early)) == (422, True)
    cancel_meeting(called=call, reason="ฝนตก", by=world.secretary)
    with world.in_days(4):
        assert sent(world.secretary, address, lines="ขอน้ำ", at=f"called-{call.pk}").status_code == 422
    assert not Idea.objects.exists()


def test_an_idea_is_never_markup(world):
    sent(world.secretary, page_of("plan_collect", world), lines="<script>alert(1)</script>")
    shown = browser_of(world.secretary).get(page_of("plan_ideas", world)).content.decode()
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert(1)" in shown


def test_ticked_ideas_are_grouped_taken_out_and_removed(world, ideas):
    address = page_of("plan_sort_ideas", world)
    two = [str(idea.pk) for idea in ideas[:2]]
    unnamed = sent(world.secretary, address, ideas=two, what="into")
    assert "ต้องเลือกกลุ่ม" in str(unnamed.context["form"].errors["title"])
    assert sent(world.secretary, address, ideas=two, what="into", title="น้ำ").status_code == 302
    assert list(Idea.objects.filter(group__title="น้ำ")) == ideas[:2]
    assert sent(world.secretary, address, ideas=two[1:], what="out").status_code == 302
    assert sent(world.secretary, address, ideas=two[1:], what="remove").status_code == 302
    assert list(Idea.objects.values_list("text", flat=True)) == ["ขอน้ำประปา", "ขอถนน"]
    nothing = sent(world.secretary, address, what="remove")
    assert nothing.status_code == 422


def test_a_group_becomes_one_proposal_and_both_pages_keep_the_link(world, ideas):
    group = group_ideas(plan=world.plan, ideas=ideas[:2], title="ระบบน้ำ", by=world.secretary)
    address = page_of("plan_draft_ideas", world) + f"?group={group.pk}"
    form = browser_of(world.secretary).get(address).context["form"]
    assert (form["title"].value(), form["rationale"].value()) == ("ระบบน้ำ", "ขอน้ำประปา\nขุดสระ")
    ticked = [str(idea.pk) for idea in ideas[:2]]
    answer = sent(world.secretary, address, ideas=ticked, how="one", title="ขยายระบบน้ำประปา", rationale="น้ำไม่พอ")
    proposal = Proposal.objects.get()
    assert answer["location"] == page_of("proposal", world, proposal.reference)
    assert "ขอน้ำประปา" in words_of(browser_of(world.leader).get(answer["location"]))
    listed = browser_of(world.leader).get(page_of("plan_ideas", world))
    assert listed.content.decode().count(page_of("proposal", world, proposal.reference)) == 2
    kept = sent(world.secretary, page_of("plan_sort_ideas", world), ideas=ticked[:1], what="remove")
    assert kept.status_code == 422
    assert "มีโครงการที่มาจากข้อนี้ จึงลบไม่ได้" in words_of(kept)


def test_each_ticked_idea_becomes_a_proposal_of_its_own(world, ideas):
    address = page_of("plan_draft_ideas", world) + "".join(f"?ideas={ideas[0].pk}&ideas={ideas[2].pk}")
    assert len(browser_of(world.secretary).get(address).context["form"].initial["ideas"]) == 2
    ticked = [str(ideas[0].pk), str(ideas[2].pk)]
    answer = sent(world.secretary, address, ideas=ticked, how="each")
    assert answer["location"] == page_of("plan_lines", world)
    titles = [row.proposal_version.title for row in world.rows(world.plan)]
    assert (titles, IdeaUse.objects.count()) == (["ขอน้ำประปา", "ขอถนน"], 2)


def test_one_proposal_needs_its_title_and_an_idea(world, ideas):
    answer = sent(world.secretary, page_of("plan_draft_ideas", world), how="one")
    assert answer.status_code == 422
    assert {"title", "ideas"} <= set(answer.context["form"].errors)
