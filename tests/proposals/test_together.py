"""Drafting together: invitations, suggestions that the owner decides on, and words about a field."""

import random
from datetime import timedelta
from itertools import pairwise

import pytest

from config.invariants import check
from directory import clock
from directory.acting import Acting
from directory.errors import Invalid, NotHere, Refused, Stale
from directory.models import Body, Tenure, User
from directory.powers import BodyKind, Role
from directory.verbs.bodies import establish_offices
from proposals.models import CoAuthor, Comment, EarlierWords, Proposal, ProposalVersion, Suggestion
from proposals.together import right_of
from proposals.verbs.drafting import draft_proposals, edit_proposal, remove_drafts
from proposals.verbs.plan import adopt_plan, submit_plan
from proposals.verbs.together import (
    accept_suggestions,
    comment_on,
    decline_suggestions,
    end_invitation,
    invite,
    resolve_comment,
    suggest_changes,
    withdraw_suggestion,
)
from tests.cast import DAY_ONE, IN_OFFICE_SINCE, PROVINCE, version_of
from workflow.models import Event, EventNote

pytestmark = pytest.mark.django_db

STRANGERS = ("other_leader", "other_lao_planner", "other_coordinator", "agency", "stranger")


def coach_of(province=PROVINCE, name="พี่เลี้ยงคนแรก"):
    """A coach of the province's network of councils, who sees no plan by herself."""
    body = Body.objects.create(
        code=f"network {name}", kind=BodyKind.WORKING_GROUP, name="คณะทำงานพี่เลี้ยง", area_id=province
    )
    (office,) = establish_offices([(body, Role.COACH, "พี่เลี้ยง")])
    user = User.objects.create(username=name, full_name=name)
    return Acting(user, office, Tenure.objects.create(user=user, office=office, starts=IN_OFFICE_SINCE))


@pytest.fixture
def coach(world):
    return coach_of()


@pytest.fixture
def proposal(world):
    draft = world.words(2, rationale="น้ำไม่พอใช้ในหน้าแล้ง", place="ริมคลอง")
    (proposal,) = draft_proposals(plan=world.plan, drafts=[draft], by=world.secretary)
    return proposal


def invited(world, proposal, who, right="suggest", by=None):
    return invite(plan=world.plan, proposal=proposal, office=who.office, right=right, by=by or world.secretary)


def words_of(proposal):
    return ProposalVersion.objects.filter(proposal=proposal).latest("number")


def fresh(world, proposal):
    found = Proposal.objects.get(pk=proposal.pk)
    found.plan = world.plan
    return found


# --- Invitations -----------------------------------------------------------------------------------------------------


def test_a_coach_sees_nothing_until_she_is_invited_and_nothing_once_it_has_ended(world, coach, proposal):
    with pytest.raises(NotHere):
        suggest_changes(proposal=proposal, changes={"title": "ใหม่"}, by=coach)
    invitation = invited(world, proposal, coach)
    assert right_of(coach, proposal) == "suggest"
    assert len(suggest_changes(proposal=proposal, changes={"title": "ใหม่"}, by=coach)) == 1
    end_invitation(invitation=invitation, by=world.secretary)
    assert right_of(coach, proposal) == ""
    with pytest.raises(NotHere):
        suggest_changes(proposal=proposal, changes={"title": "อีกครั้ง"}, by=coach)
    with pytest.raises(NotHere):
        comment_on(proposal=proposal, field="title", text="เห็นไหม", by=coach)
    with pytest.raises(NotHere):
        end_invitation(invitation=invitation, by=coach)


def test_an_invitation_reaches_its_draft_only_and_one_to_the_plan_all_of_them(world, coach, proposal):
    (other,) = draft_proposals(plan=world.plan, drafts=[world.words(3)], by=world.secretary)
    invited(world, proposal, coach)
    with pytest.raises(NotHere):
        comment_on(proposal=other, field="title", text="ขอถาม", by=coach)
    invited(world, None, coach, "comment")
    comment_on(proposal=other, field="title", text="ขอถาม", by=coach)
    assert (right_of(coach, proposal), right_of(coach, other)) == ("suggest", "comment")


def test_each_right_allows_itself_and_what_is_less(world, coach, proposal):
    invited(world, proposal, coach, "comment")
    comment_on(proposal=proposal, field="title", text="ขอถาม", by=coach)
    with pytest.raises(NotHere):
        suggest_changes(proposal=proposal, changes={"title": "ใหม่"}, by=coach)
    invited(world, proposal, coach, "suggest")
    suggest_changes(proposal=proposal, changes={"title": "ใหม่"}, by=coach)
    with pytest.raises(NotHere):
        edit_proposal(proposal=proposal, draft=world.words(4), by=coach, seen=0)
    invited(world, proposal, coach, "write")
    edit_proposal(proposal=proposal, draft=world.words(4), by=coach, seen=0)
    assert words_of(proposal).written_by == coach.user
    assert CoAuthor.objects.filter(ended_at__isnull=True).count() == 1


def test_who_is_invited_to_write_neither_writes_elsewhere_nor_moves_the_plan(world, coach, proposal):
    (other,) = draft_proposals(plan=world.plan, drafts=[world.words(3)], by=world.secretary)
    invited(world, proposal, coach, "write")
    with pytest.raises(NotHere):
        edit_proposal(proposal=other, draft=world.words(4), by=coach, seen=0)
    with pytest.raises(NotHere):
        draft_proposals(plan=world.plan, drafts=[world.words(5)], by=coach)
    with pytest.raises(NotHere):
        remove_drafts(plan=world.plan, proposals=[proposal], by=coach)
    resolution = world.resolution(world.plan)
    with pytest.raises(NotHere):
        adopt_plan(plan=world.plan, seen=version_of(world.plan), resolution=resolution, by=coach)
    world.adopted(world.plan)
    with pytest.raises(NotHere):
        submit_plan(plan=world.plan, seen=version_of(world.plan), by=coach)
    with pytest.raises(Stale):
        edit_proposal(proposal=fresh(world, proposal), draft=world.words(4), by=coach, seen=proposal.revision)


def test_the_planner_of_the_local_organization_may_always_suggest_on_what_was_opened_to_her(world, proposal):
    with pytest.raises(Refused):
        suggest_changes(proposal=proposal, changes={"title": "ใหม่"}, by=world.lao_planner)
    invited(world, proposal, world.lao_planner, "comment")
    assert right_of(world.lao_planner, proposal) == "suggest"
    suggest_changes(proposal=proposal, changes={"title": "ใหม่"}, by=world.lao_planner)


@pytest.mark.parametrize("who", STRANGERS)
def test_to_strangers_a_draft_is_not_there(world, proposal, who):
    by = getattr(world, who)
    (suggestion,) = suggest_changes(proposal=proposal, changes={"title": "ใหม่"}, by=world.leader)
    comment = comment_on(proposal=proposal, field="title", text="ขอถาม", by=world.leader)
    acts = [
        lambda: invite(plan=world.plan, office=by.office, right="write", by=by),
        lambda: suggest_changes(proposal=proposal, changes={"title": "ก"}, by=by),
        lambda: accept_suggestions(proposal=proposal, suggestions=[suggestion], by=by, seen=0),
        lambda: decline_suggestions(proposal=proposal, suggestions=[suggestion], by=by),
        lambda: withdraw_suggestion(suggestion=suggestion, by=by),
        lambda: comment_on(proposal=proposal, field="title", text="ก", by=by),
        lambda: resolve_comment(comment=comment, by=by),
    ]
    for act in acts:
        with pytest.raises(NotHere):
            act()


def test_only_the_owner_invites_and_only_whom_it_may(world, coach, proposal):
    for by in (world.lao_planner, world.coordinator, world.provincial_officer):
        with pytest.raises(Refused):
            invited(world, proposal, coach, by=by)
    far = coach_of("27", "พี่เลี้ยงต่างจังหวัด")
    for who in (far, world.other_lao_planner, world.agency, world.leader):
        with pytest.raises(Invalid):
            invited(world, proposal, who)
    with pytest.raises(Invalid):
        invited(world, proposal, coach, "own")
    (elsewhere,) = world.draft(world.far_plan, 1)
    with pytest.raises(Invalid):
        invited(world, elsewhere, coach)
    assert not CoAuthor.objects.exists()


def test_who_was_invited_may_leave_and_who_lost_her_office_is_invited_no_longer(world, coach, proposal):
    invitation = invited(world, proposal, coach)
    end_invitation(invitation=invitation, by=coach)
    with pytest.raises(NotHere):
        comment_on(proposal=proposal, field="title", text="ก", by=coach)
    invited(world, proposal, coach)
    with clock.at(DAY_ONE + timedelta(days=40)):
        Tenure.objects.filter(user=coach.user).update(ends=DAY_ONE + timedelta(days=30))
        with pytest.raises(NotHere):
            comment_on(proposal=proposal, field="title", text="ก", by=coach)


def test_ending_twice_is_a_conflict(world, coach, proposal):
    invitation = invited(world, proposal, coach)
    end_invitation(invitation=CoAuthor.objects.get(pk=invitation.pk), by=world.leader)
    with pytest.raises(Stale):
        end_invitation(invitation=invitation, by=world.leader)


def test_what_a_guest_wrote_is_no_foreign_word_while_she_was_invited(world, coach, proposal):
    invited(world, proposal, coach, "write")
    with clock.at(DAY_ONE + timedelta(days=1)):
        edit_proposal(proposal=proposal, draft=world.words(4), by=coach, seen=0)
    with clock.at(DAY_ONE + timedelta(days=2)):
        end_invitation(invitation=CoAuthor.objects.get(), by=world.leader)
    assert check(world.cycle).names() == set()
    CoAuthor.objects.update(right="suggest")
    assert check(world.cycle).names() == {"only_the_owner_writes_words"}


# --- Suggestions -----------------------------------------------------------------------------------------------------


def test_the_owner_accepts_one_by_one_or_all_and_the_words_are_hers(world, coach, proposal):
    invited(world, proposal, coach)
    changes = {
        "rationale": "น้ำไม่พอใช้ตลอดปี",
        "objective": "เพื่อให้มีน้ำใช้",
        "beneficiaries": "๘๕๐",
        "work_class": "hand_up",
        "indicators": "ครัวเรือนที่มีน้ำใช้\t200 ครัวเรือน\nน้ำสะอาด\t",
    }
    made = suggest_changes(proposal=proposal, changes=changes, by=coach, note="เพิ่มให้ครบ ผ.02")
    assert words_of(proposal).objective == ""
    one, *others = made
    accept_suggestions(proposal=proposal, suggestions=[one], by=world.leader, seen=0)
    assert (words_of(proposal).rationale, words_of(proposal).objective) == ("น้ำไม่พอใช้ตลอดปี", "")
    accept_suggestions(proposal=proposal, suggestions=others, by=world.leader, seen=1)
    words = words_of(proposal)
    assert (words.objective, words.beneficiaries, words.work_class) == ("เพื่อให้มีน้ำใช้", 850, "hand_up")
    assert list(words.indicators.order_by("pk").values_list("name", "target")) == [
        ("ครัวเรือนที่มีน้ำใช้", "200 ครัวเรือน"),
        ("น้ำสะอาด", ""),
    ]
    assert (words.asked, words.place, words.written_by) == (2000, "ริมคลอง", world.leader.user)
    assert set(Suggestion.objects.values_list("state", "decided_by")) == {("accepted", world.leader.office.pk)}
    assert Event.objects.filter(verb="edit_proposal", actor=world.leader.user).count() == 2


def test_a_suggestion_on_words_that_changed_since_is_refused_showing_both(world, coach, proposal):
    invited(world, proposal, coach)
    (suggestion,) = suggest_changes(proposal=proposal, changes={"rationale": "ของพี่เลี้ยง"}, by=coach)
    edit_proposal(proposal=proposal, draft=world.words(2, rationale="ของเจ้าของ"), by=world.secretary, seen=0)
    with pytest.raises(Stale) as refusal:
        accept_suggestions(proposal=proposal, suggestions=[suggestion], by=world.leader, seen=1)
    assert "ของพี่เลี้ยง" in refusal.value.message
    assert "ของเจ้าของ" in refusal.value.message
    assert words_of(proposal).rationale == "ของเจ้าของ"
    assert Suggestion.objects.get().state == "open"


def test_another_field_that_changed_is_no_hindrance(world, coach, proposal):
    invited(world, proposal, coach)
    made = suggest_changes(proposal=proposal, changes={"objective": "เพื่อน้ำ"}, by=coach)
    edit_proposal(proposal=proposal, draft=world.words(2, rationale="ของเจ้าของ"), by=world.secretary, seen=0)
    accept_suggestions(proposal=proposal, suggestions=made, by=world.leader, seen=1)
    assert (words_of(proposal).rationale, words_of(proposal).objective) == ("ของเจ้าของ", "เพื่อน้ำ")


def test_the_owner_must_have_seen_the_draft_as_it_is(world, coach, proposal):
    invited(world, proposal, coach)
    made = suggest_changes(proposal=proposal, changes={"objective": "เพื่อน้ำ"}, by=coach)
    edit_proposal(proposal=proposal, draft=world.words(2), by=world.secretary, seen=0)
    with pytest.raises(Stale):
        accept_suggestions(proposal=proposal, suggestions=made, by=world.leader, seen=0)


def test_only_the_owner_decides_and_nobody_accepts_her_own_from_outside(world, coach, proposal):
    invited(world, proposal, coach, "write")
    invited(world, proposal, world.lao_planner)
    made = suggest_changes(proposal=proposal, changes={"objective": "เพื่อน้ำ"}, by=coach)
    for by, refusal in ((coach, NotHere), (world.lao_planner, Refused), (world.coordinator, Refused)):
        with pytest.raises(refusal):
            accept_suggestions(proposal=proposal, suggestions=made, by=by, seen=0)
        with pytest.raises(refusal):
            decline_suggestions(proposal=proposal, suggestions=made, by=by)
    with pytest.raises(Refused):
        withdraw_suggestion(suggestion=made[0], by=world.lao_planner)
    assert words_of(proposal).objective == ""


def test_declined_and_withdrawn_suggestions_keep_their_words_and_are_decided_once(world, coach, proposal):
    invited(world, proposal, coach)
    one, two = suggest_changes(proposal=proposal, changes={"objective": "ก", "programme": "ข"}, by=coach)
    decline_suggestions(proposal=proposal, suggestions=[one], by=world.secretary, reason="ยังไม่ตกลงกัน")
    assert withdraw_suggestion(suggestion=two, by=coach).state == "withdrawn"
    assert set(Suggestion.objects.values_list("text", "state", "reason")) == {
        ("ก", "declined", "ยังไม่ตกลงกัน"),
        ("ข", "withdrawn", ""),
    }
    for again in (
        lambda: accept_suggestions(proposal=proposal, suggestions=[one], by=world.leader, seen=0),
        lambda: decline_suggestions(proposal=proposal, suggestions=[two], by=world.leader),
        lambda: withdraw_suggestion(suggestion=two, by=coach),
    ):
        with pytest.raises(Stale):
            again()


def test_two_suggestions_for_one_field_are_not_accepted_together(world, coach, proposal):
    invited(world, proposal, coach)
    made = [
        *suggest_changes(proposal=proposal, changes={"objective": "ก"}, by=coach),
        *suggest_changes(proposal=proposal, changes={"objective": "ข"}, by=coach),
    ]
    with pytest.raises(Invalid):
        accept_suggestions(proposal=proposal, suggestions=made, by=world.leader, seen=0)
    with pytest.raises(Invalid):
        accept_suggestions(proposal=proposal, suggestions=[], by=world.leader, seen=0)
    (other,) = draft_proposals(plan=world.plan, drafts=[world.words(3)], by=world.secretary)
    with pytest.raises(Invalid):
        decline_suggestions(proposal=other, suggestions=made[:1], by=world.leader)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({}, "changes"),
        ({"place": "ริมคลอง"}, "changes"),  # what it says already
        ({"title": " "}, "title"),
        ({"title": "ก" * 301}, "title"),
        ({"rationale": "ก\x07"}, "rationale"),
        ({"beneficiaries": "ร้อย"}, "beneficiaries"),
        ({"work_class": "others"}, "work_class"),
        ({"village_id": "999999"}, "village_id"),
        ({"village_id": "บ้าน"}, "village_id"),
        ({"budget": "2572 lao 1"}, "budget"),
        ({"asked": "1"}, "asked"),
    ],
)
def test_what_could_not_stand_in_the_field_is_named(world, coach, proposal, changes, field):
    invited(world, proposal, coach)
    with pytest.raises(Invalid) as refusal:
        suggest_changes(proposal=proposal, changes=changes, by=coach)
    assert field in {problem.field for problem in refusal.value.problems}
    assert not Suggestion.objects.exists()


def test_a_reviewer_proposes_words_for_what_she_reviews_and_the_owner_accepts_when_it_is_back(world):
    world.draft(world.plan)
    proposal = world.lines(world.plan)[1].proposal
    proposal.plan = world.plan
    for by in (world.coordinator, world.provincial_officer, world.governor):
        with pytest.raises((Refused, Stale)):  # a draft is its owner's; and only the desk that reviews proposes words
            suggest_changes(proposal=proposal, changes={"objective": "เพื่อน้ำ"}, by=by)
    world.in_review(world.plan)
    proposal = fresh(world, proposal)
    (suggestion,) = suggest_changes(proposal=proposal, changes={"objective": "เพื่อน้ำ"}, by=world.coordinator)
    with pytest.raises(Stale):
        accept_suggestions(proposal=proposal, suggestions=[suggestion], by=world.leader, seen=proposal.revision)
    world.returned(world.plan)
    proposal = fresh(world, proposal)
    accept_suggestions(proposal=proposal, suggestions=[suggestion], by=world.leader, seen=proposal.revision)
    assert words_of(proposal).objective == "เพื่อน้ำ"


def test_events_hold_ids_and_never_words(world, coach, proposal):
    invited(world, proposal, coach)
    made = suggest_changes(proposal=proposal, changes={"objective": "ถ้อยคำลับ"}, by=coach, note="หมายเหตุลับ")
    comment_on(proposal=proposal, field="title", text="ความเห็นลับ", by=coach)
    decline_suggestions(proposal=proposal, suggestions=made, by=world.leader, reason="เหตุผลลับ")
    told = " ".join([*Event.objects.values_list("data", flat=True), *EventNote.objects.values_list("text", flat=True)])
    assert "ลับ" not in told


# --- Comments --------------------------------------------------------------------------------------------------------


def test_a_thread_is_opened_answered_and_closed_by_the_owner_or_who_opened_it(world, coach, proposal):
    invited(world, proposal, coach, "comment")
    thread = comment_on(proposal=proposal, field="budget", text="ราคานี้มาจากไหน", by=coach)
    comment_on(proposal=proposal, field="budget", text="จาก อบต.", by=world.secretary, parent=thread)
    other = comment_on(proposal=proposal, field="title", text="ชื่อยาวไป", by=world.secretary)
    resolve_comment(comment=thread, by=coach)
    with pytest.raises(NotHere):
        resolve_comment(comment=other, by=coach)
    resolve_comment(comment=other, by=world.leader)
    with pytest.raises(Stale):
        resolve_comment(comment=thread, by=world.leader)
    with pytest.raises(Invalid):
        comment_on(proposal=proposal, field="budget", text="สายไป", by=coach, parent=thread)
    assert Comment.objects.filter(parent=thread).get().resolved_at is None


@pytest.mark.parametrize(("field", "text"), [("title", " "), ("title", "ก" * 2001), ("owner", "ก"), ("title", "\x00")])
def test_a_comment_needs_a_field_and_words(world, proposal, field, text):
    with pytest.raises(Invalid):
        comment_on(proposal=proposal, field=field, text=text, by=world.leader)


def test_an_answer_stands_in_its_own_thread(world, proposal):
    thread = comment_on(proposal=proposal, field="title", text="ก", by=world.leader)
    answer = comment_on(proposal=proposal, field="title", text="ข", by=world.leader, parent=thread)
    for field, parent in (("place", thread), ("title", answer)):
        with pytest.raises(Invalid):
            comment_on(proposal=proposal, field=field, text="ค", by=world.leader, parent=parent)
    with pytest.raises(Invalid):
        resolve_comment(comment=answer, by=world.leader)


# --- Earlier words, and together at once -----------------------------------------------------------------------------


def test_what_another_wrote_is_kept_when_it_is_changed_and_what_one_wrote_a_moment_ago_is_not(world, proposal):
    edit_proposal(proposal=proposal, draft=world.words(2, rationale="สอง"), by=world.secretary, seen=0)
    assert not EarlierWords.objects.exists()
    edit_proposal(proposal=proposal, draft=world.words(2, rationale="สาม"), by=world.leader, seen=1)
    with clock.at(DAY_ONE + timedelta(days=1)):
        edit_proposal(proposal=proposal, draft=world.words(2, rationale="สี่"), by=world.leader, seen=2)
    kept = EarlierWords.objects.order_by("pk").values_list("revision", "words__rationale", "written_by")
    assert list(kept) == [(1, "สอง", world.secretary.user.pk), (2, "สาม", world.leader.user.pk)]


def test_a_removed_draft_takes_its_talk_with_it(world, coach, proposal):
    invited(world, proposal, coach)
    suggest_changes(proposal=proposal, changes={"objective": "ก"}, by=coach)
    comment_on(proposal=proposal, field="title", text="ก", by=coach)
    edit_proposal(proposal=proposal, draft=world.words(3), by=world.leader, seen=0)
    remove_drafts(plan=world.plan, proposals=[fresh(world, proposal)], by=world.leader)
    assert not any(model.objects.exists() for model in (CoAuthor, Suggestion, Comment, EarlierWords, Proposal))


def test_in_two_hundred_random_interleavings_nobody_overwrites_and_both_texts_are_kept(world, coach, proposal):
    """The owner writes and accepts, the coach writes and suggests, each on what they last looked at."""
    chance = random.Random(2572)  # noqa: S311  # the same every time
    invited(world, proposal, coach, "write")
    people = {"owner": world.leader, "coach": coach}
    seen = {who: (0, words_of(proposal).rationale) for who in people}
    now, refused, written = words_of(proposal).rationale, 0, 0
    said = [now]
    for turn in range(200):
        who = chance.choice(["owner", "coach"])
        act = chance.choice(["look", "write", "suggest", "accept"])
        draft = fresh(world, proposal)
        text = f"{who} ครั้งที่ {turn}"
        if act == "look":
            seen[who] = (draft.revision, now)
        elif act == "suggest":
            suggest_changes(proposal=draft, changes={"rationale": text}, by=people[who])
            said.append(text)
        elif act == "write":
            revision, _words = seen[who]
            try:
                words = world.words(2, rationale=text, place="ริมคลอง")
                edit_proposal(proposal=draft, draft=words, by=people[who], seen=revision)
            except Stale:
                refused += 1
                assert revision != draft.revision
            else:
                assert revision == draft.revision - 1
                now, seen[who], written = text, (draft.revision, text), written + 1
                said.append(text)
        elif (open_ones := list(Suggestion.objects.filter(state="open"))) and who == "owner":
            chosen = chance.choice(open_ones)
            fits = chosen.revision == draft.revision and seen[who][0] == draft.revision
            try:
                accept_suggestions(proposal=draft, suggestions=[chosen], by=world.leader, seen=seen[who][0])
            except Stale:
                refused += 1
                assert not fits
            else:
                now, seen[who], written = chosen.text, (draft.revision, chosen.text), written + 1
        assert words_of(proposal).rationale == now
    kept = {now, *EarlierWords.objects.values_list("words__rationale", flat=True)}
    kept |= set(Suggestion.objects.values_list("text", flat=True))
    lost = [text for text in said if text not in kept]
    # Only what one and the same writer replaced on the same occasion may be gone.
    order = [text for text in said if text not in set(Suggestion.objects.values_list("text", flat=True))]
    followed = dict(pairwise(order))
    assert all(text.split()[0] == followed[text].split()[0] for text in lost)
    assert refused > 10
    assert written > 10
