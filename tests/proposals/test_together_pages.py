"""The pages of drafting together, of searching, and of what is like a new proposal."""

import pytest
from django.urls import reverse

from proposals.models import CoAuthor, Comment, Suggestion
from proposals.verbs.drafting import draft_proposals, edit_proposal
from proposals.verbs.together import comment_on, end_invitation, invite, suggest_changes
from tests.approvals.visits import form_of, mistakes_of, words_of
from tests.proposals.test_drafting_pages import words
from tests.proposals.test_meeting_pages import sent
from tests.proposals.test_together import coach, coach_of, fresh, invited, proposal
from tests.visitors import browser_of

pytestmark = pytest.mark.django_db
__all__ = ["coach", "proposal"]

ROOM = ("proposal_together", "proposal_suggest", "proposal_invite", "proposal_versions", "proposal_readiness")


def at(proposal, name="proposal_together", *rest):
    return reverse(name, args=[proposal.plan.reference, proposal.reference, *rest])


def statuses(by, proposal):
    browser = browser_of(by)
    found = {name.removeprefix("proposal_"): browser.get(at(proposal, name)).status_code for name in ROOM}
    return {**found, "comments": browser.get(at(proposal, "proposal_comments", "title")).status_code}


def suggestion_form(by, proposal, **changes):
    """The form as it stands, with some fields typed anew."""
    page = browser_of(by).get(at(proposal, "proposal_suggest"))
    values = {name: field.value() for name, field in ((f.name, f) for f in page.context["form"])}
    return {name: "" if value is None else value for name, value in values.items()} | changes


def test_the_room_opens_to_the_owner_and_to_whom_she_invited_only(world, coach, proposal):
    closed = {"together": 404, "suggest": 404, "invite": 404, "versions": 404, "readiness": 404, "comments": 404}
    for who in ("other_leader", "other_lao_planner", "other_coordinator", "agency", "stranger"):
        assert statuses(getattr(world, who), proposal) == closed
    assert statuses(coach, proposal) == closed
    seen = {**dict.fromkeys(closed, 403), "versions": 200}
    assert statuses(world.lao_planner, proposal) == statuses(world.governor, proposal) == seen
    assert statuses(world.leader, proposal) == dict.fromkeys(closed, 200)
    invitation = invited(world, proposal, coach, "comment")
    guest = {**dict.fromkeys(closed, 200), "suggest": 403, "invite": 403}
    assert statuses(coach, proposal) == guest
    assert browser_of(coach).get(at(proposal, "proposal_edit")).status_code == 403
    assert browser_of(coach).get(reverse("plan", args=[world.plan.reference])).status_code == 404
    invited(world, proposal, coach, "write")
    assert statuses(coach, proposal) == {**guest, "suggest": 200}
    assert browser_of(coach).get(at(proposal, "proposal_edit")).status_code == 200
    end_invitation(invitation=CoAuthor.objects.get(ended_at=None), by=world.leader)
    assert invitation.pk
    assert statuses(coach, proposal) == closed
    assert browser_of(coach).get(at(proposal, "proposal_edit")).status_code == 404


def test_the_owner_invites_and_ends_it_and_the_coach_finds_her_drafts(world, coach, proposal):
    address = at(proposal, "proposal_invite")
    fields = {"office": str(coach.office.pk), "right": "suggest", "reach": "draft"}
    assert sent(world.secretary, address, **fields)["location"] == address
    assert "ร่างที่ได้รับเชิญให้ช่วยเขียน (1)" in words_of(browser_of(coach).get(reverse("inbox")))
    assert "โครงการที่ 2" in words_of(browser_of(coach).get(reverse("invitations")))
    invitation = CoAuthor.objects.get()
    assert sent(world.secretary, address, end=str(invitation.pk)).status_code == 302
    assert "ขณะนี้ไม่มีใครเชิญ" in words_of(browser_of(coach).get(reverse("invitations")))
    far = coach_of("27", "พี่เลี้ยงต่างจังหวัด")
    answer = sent(world.secretary, address, **{**fields, "office": str(far.office.pk)})
    assert answer.status_code == 422
    assert mistakes_of(answer)


def test_a_coach_leaves_by_herself(world, coach, proposal):
    invitation = invited(world, proposal, coach)
    browser = browser_of(coach)
    data = {**form_of(browser.get(at(proposal))), "end": str(invitation.pk)}
    assert browser.post(at(proposal, "proposal_invite"), data)["location"] == reverse("invitations")
    assert browser.get(at(proposal)).status_code == 404


def test_words_are_proposed_shown_against_what_stands_there_and_accepted(world, coach, proposal):
    invited(world, proposal, coach)
    typed = suggestion_form(coach, proposal, rationale="น้ำไม่พอใช้ตลอดปี", indicators="ครัวเรือน | 200", note="ให้ชัดขึ้น")
    assert sent(coach, at(proposal, "proposal_suggest"), **typed)["location"] == at(proposal)
    assert set(Suggestion.objects.values_list("field", "text")) == {
        ("rationale", "น้ำไม่พอใช้ตลอดปี"),
        ("indicators", "ครัวเรือน\t200"),
    }
    page = browser_of(world.leader).get(at(proposal))
    assert (
        "<del>ใน</del>" in page.content.decode().replace("หน้าแล้ง</del>", "</del>") or "<del>" in page.content.decode()
    )
    assert "<ins>" in page.content.decode()
    assert "ให้ชัดขึ้น" in words_of(page)
    assert "มี 2 ข้อเสนอรอพิจารณา" in words_of(browser_of(world.leader).get(at(proposal, "proposal")))
    one = Suggestion.objects.get(field="rationale")
    sent(world.leader, at(proposal), decision="accept", suggestions=str(one.pk))
    assert Suggestion.objects.get(pk=one.pk).state == "accepted"
    sent(world.leader, at(proposal), decision="accept_all")
    assert set(Suggestion.objects.values_list("state", flat=True)) == {"accepted"}
    shown = words_of(browser_of(world.leader).get(at(proposal, "proposal")))
    assert "น้ำไม่พอใช้ตลอดปี" in shown
    assert "ครัวเรือน" in shown


def test_nothing_changed_is_said_and_no_suggestion_ticked_too(world, coach, proposal):
    invited(world, proposal, coach)
    unchanged = suggestion_form(coach, proposal)
    assert sent(coach, at(proposal, "proposal_suggest"), **unchanged).status_code == 422
    suggest_changes(proposal=proposal, changes={"objective": "ก"}, by=coach)
    answer = sent(world.leader, at(proposal), decision="accept")
    assert answer.status_code == 422
    assert "เลือกข้อเสนอของโครงการนี้อย่างน้อยหนึ่งข้อ" in words_of(answer)


def test_an_outdated_suggestion_is_marked_and_refused_with_both_texts(world, coach, proposal):
    invited(world, proposal, coach)
    (made,) = suggest_changes(proposal=proposal, changes={"rationale": "ของพี่เลี้ยง"}, by=coach)
    edit_proposal(proposal=proposal, draft=world.words(2, rationale="ของเจ้าของ"), by=world.leader, seen=0)
    assert "ช่องนี้เปลี่ยนไปหลังมีข้อเสนอ" in words_of(browser_of(world.leader).get(at(proposal)))
    answer = sent(world.leader, at(proposal), decision="accept", suggestions=str(made.pk))
    assert answer.status_code == 409
    assert "ของพี่เลี้ยง" in words_of(answer)
    assert "ของเจ้าของ" in words_of(answer)


def test_suggestions_are_declined_by_the_owner_and_withdrawn_by_who_made_them(world, coach, proposal):
    invited(world, proposal, coach)
    one, two = suggest_changes(proposal=proposal, changes={"objective": "ก", "programme": "ข"}, by=coach)
    sent(world.leader, at(proposal), decision="decline", suggestions=str(one.pk), reason="ยังไม่ตกลง")
    sent(coach, at(proposal), decision="withdraw", suggestions=str(two.pk))
    assert list(Suggestion.objects.order_by("pk").values_list("state", flat=True)) == ["declined", "withdrawn"]
    assert "ยังไม่ตกลง" in words_of(browser_of(coach).get(at(proposal)))


def test_a_guest_who_may_write_saves_and_comes_back_to_the_room(world, coach, proposal):
    invited(world, proposal, coach, "write")
    assert sent(coach, at(proposal, "proposal_edit"), **words(title="แก้โดยพี่เลี้ยง"))["location"] == at(proposal)
    assert "แก้โดยพี่เลี้ยง" in words_of(browser_of(world.leader).get(at(proposal)))


def test_a_field_is_talked_about_answered_and_closed_and_markup_is_text(world, coach, proposal):
    invited(world, proposal, coach, "comment")
    address = at(proposal, "proposal_comments", "budget")
    sent(coach, address, text="<b>ราคา</b>มาจากไหน")
    thread = Comment.objects.get()
    shown = browser_of(world.leader).get(address).content.decode()
    assert "&lt;b&gt;ราคา&lt;/b&gt;มาจากไหน" in shown
    sent(world.leader, address, text="จาก อบต.", parent=str(thread.pk))
    assert "ถามตอบ (1)" in words_of(browser_of(coach).get(at(proposal)))
    sent(world.leader, address, close=str(thread.pk))
    assert "ปิดเรื่องแล้ว" in words_of(browser_of(coach).get(address))
    assert sent(coach, address, text="").status_code == 422
    assert browser_of(coach).get(at(proposal, "proposal_comments", "owner")).status_code == 404


def test_any_two_wordings_are_compared_word_by_word(world, coach, proposal):
    edit_proposal(proposal=proposal, draft=world.words(2, rationale="น้ำไม่พอใช้ตลอดปี"), by=world.leader, seen=0)
    world.adopted(world.plan)
    page = browser_of(world.leader).get(at(proposal, "proposal_versions"))
    assert [wording.written_by for wording in page.context["wordings"]] == [
        world.secretary.user.full_name,
        world.leader.user.full_name,
    ]
    changes = {change.label: change.pieces for change in page.context["changes"]}
    assert "".join(p.text for p in changes["หลักการและเหตุผล"] if p.kind != "new") == "น้ำไม่พอใช้ในหน้าแล้ง"
    assert "".join(p.text for p in changes["หลักการและเหตุผล"] if p.kind != "gone") == "น้ำไม่พอใช้ตลอดปี"
    assert changes["หลักการและเหตุผล"][0].kind == "same"
    only_seen = browser_of(world.lao_planner).get(at(proposal, "proposal_versions"))
    assert len(only_seen.context["wordings"]) == 1


def test_the_rooms_pages_cost_few_queries(world, coach, proposal, django_assert_max_num_queries):
    invited(world, proposal, coach, "write")
    suggest_changes(proposal=proposal, changes={"objective": "ก", "village_id": "", "title": "ข"}, by=coach)
    for number in range(5):
        comment_on(proposal=proposal, field="title", text=str(number), by=coach)
        by = world.leader if number % 2 else coach
        edit_proposal(proposal=fresh(world, proposal), draft=world.words(number + 3), by=by, seen=number)
    for by in (world.leader, coach):
        browser = browser_of(by)
        names = [*ROOM, "proposal_edit"] if by is world.leader else [n for n in ROOM if n != "proposal_invite"]
        for address in [*(at(proposal, name) for name in names), at(proposal, "proposal_comments", "title")]:
            with django_assert_max_num_queries(12):
                assert browser.get(address).status_code == 200, address
        for name in ("invitations", "search"):
            with django_assert_max_num_queries(12):
                assert browser.get(reverse(name) + "?q=โครงการ").status_code == 200
        with django_assert_max_num_queries(12):
            browser.get(reverse("inbox"))


# --- Searching -------------------------------------------------------------------------------------------------------


def test_the_search_page_counts_only_what_its_reader_may_see(world, proposal):
    draft_proposals(plan=world.far_plan, drafts=[world.words(3)], by=world.writer_of(world.far_plan))
    address = reverse("search") + "?q=โครงการที่"
    assert "พบ 1 โครงการ" in words_of(browser_of(world.leader).get(address))
    assert "พบ 2 โครงการ" in words_of(browser_of(world.provincial_officer).get(address))
    assert "พบ 0 โครงการ" in words_of(browser_of(world.stranger).get(address))
    assert "พบ 0 โครงการ" in words_of(browser_of(world.leader).get(address + "&year=2572&q=ไม่มี"))
    assert "พบ" not in words_of(browser_of(world.leader).get(reverse("search"))).partition("<main")[2]
    assert browser_of(world.leader).get(reverse("search") + "?q=" + "ก" * 300).status_code == 200
    assert browser_of(None).get(address).status_code == 302


def test_a_new_proposal_shows_what_is_like_it_and_is_saved_all_the_same(world):
    draft_proposals(plan=world.plan, drafts=[world.words(2, title="ขุดลอกคลองหนองแวง")], by=world.secretary)
    answer = sent(
        world.secretary, reverse("plan_draft", args=[world.plan.reference]), **words(title="ขุดลอกคลองหนองแวงใหญ่")
    )
    assert answer.status_code == 302
    page = words_of(browser_of(world.secretary).get(answer["location"]))
    assert "ไว้ดูประกอบเท่านั้น" in page
    assert "ขุดลอกคลองหนองแวง 2572-370101-0001" in page


def test_while_typing_a_part_of_the_page_is_answered(world, proposal):
    address = reverse("plan_similar", args=[world.plan.reference]) + "?title=โครงการที่ 2"
    part = browser_of(world.leader).get(address, headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    assert "โครงการที่ 2" in words_of(part)
    whole = browser_of(world.leader).get(address + f"&proposal={proposal.reference}")
    assert "<html" in whole.content.decode()
    assert "ไม่พบโครงการที่คล้ายกัน" in words_of(whole)
    assert browser_of(world.other_leader).get(address).status_code == 404


def test_a_new_proposals_page_costs_few_queries(world, proposal, django_assert_max_num_queries):
    draft_proposals(plan=world.plan, drafts=[world.words(n) for n in range(3, 30)], by=world.secretary)
    invite(plan=world.plan, office=world.lao_planner.office, right="suggest", by=world.leader)
    for by in (world.leader, world.lao_planner):
        browser = browser_of(by)
        with django_assert_max_num_queries(12):
            assert browser.get(at(proposal, "proposal")).status_code == 200
