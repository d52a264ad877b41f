"""Charters: written in articles, adopted by a meeting, never changed afterwards, renewed, and cited by proposals."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from directory import clock
from directory.errors import Invalid, NotHere, Refused, Stale
from proposals import integrity
from proposals.charters import (
    ArticleDraft,
    CharterDraft,
    SignatoryDraft,
    changes_between,
    charters_citable_in,
    citations_of,
    hash_of,
    meetings_that_may_adopt,
)
from proposals.models import Article, Charter, CharterVersion, Meeting
from proposals.verbs.charters import adopt_charter, cite_articles, draft_charter, edit_charter, renew_charter
from tests.cast import CAST
from tests.workflow.builders import triggers_off
from workflow.models import Event

pytestmark = pytest.mark.django_db

WORDS = CharterDraft(
    articles=[ArticleDraft("รักษาป่าชุมชน", "ป่า"), ArticleDraft("ไม่เผาตอซัง")],
    signatories=[SignatoryDraft("นางสมศรี ใจดี", "ประธานสภา")],
)


def drafted(world, plan=None, by=None, **changes):
    plan = plan or world.plan
    facts = {"kind": "tambon", "title": "ธรรมนูญตำบลบุ่ง", "draft": WORDS, **changes}
    return draft_charter(plan=plan, by=by or world.writer_of(plan), **facts)


def adopted(world, version=None, plan=None, by=None, meeting=None, **changes):
    plan = plan or world.plan
    version = version or drafted(world, plan)
    facts = {"in_force_from": clock.today(), "seen": version.revision, **changes}
    by = by or world.chair_of(plan)
    return adopt_charter(version=version, plan=plan, meeting=meeting or world.meeting(plan), by=by, **facts)


def test_a_council_writes_a_charter_in_numbered_articles(world):
    version = drafted(world)
    assert list(version.articles.values_list("number", "heading", "text")) == [
        (1, "ป่า", "รักษาป่าชุมชน"),
        (2, "", "ไม่เผาตอซัง"),
    ]
    assert list(version.signatories.values_list("name", "position")) == [("นางสมศรี ใจดี", "ประธานสภา")]
    assert version.charter.reference.startswith("2572-370101-001-")
    assert (version.number, version.frozen_at) == (1, None)


def test_the_articles_are_written_anew_and_numbered_by_their_place(world):
    version = drafted(world)
    draft = CharterDraft([ArticleDraft("ข้อใหม่"), *WORDS.articles])
    edit_charter(version=version, plan=world.plan, draft=draft, seen=0, by=world.leader)
    assert [article.text for article in version.articles.all()] == ["ข้อใหม่", "รักษาป่าชุมชน", "ไม่เผาตอซัง"]
    assert not version.signatories.exists()
    with pytest.raises(Stale):
        edit_charter(version=version, plan=world.plan, draft=WORDS, seen=0, by=world.secretary)


@pytest.mark.parametrize("who", CAST)
def test_only_the_councils_own_people_write_its_charter_and_only_its_chair_adopts(world, who):
    by = getattr(world, who)
    version, meeting = drafted(world), world.meeting(world.plan)
    acts = {
        "draft": lambda: drafted(world, by=by, title="อีกฉบับ"),
        "edit": lambda: edit_charter(version=version, plan=world.plan, draft=WORDS, seen=0, by=by),
        "adopt": lambda: adopted(world, version, by=by, meeting=meeting),
    }
    may = {"leader": {"draft", "edit", "adopt"}, "secretary": {"draft", "edit"}}.get(who, set())
    sees = {"lao_planner", "kbt_secretary", "coordinator", "district_chair", "provincial_officer", "provincial_chair"}
    refusal = Refused if who in {*sees, "governor", "leader", "secretary"} else NotHere
    for name, act in acts.items():
        with transaction.atomic():
            if name in may:
                act()
            else:
                with pytest.raises(refusal):
                    act()
            version.refresh_from_db()
            version.revision = 0
            CharterVersion.objects.filter(pk=version.pk, frozen_at=None).update(revision=0)


def test_a_quorate_meeting_adopts_it_and_its_words_are_frozen_under_their_hash(world):
    version = adopted(world)
    assert version.hash == hash_of(version)
    assert version.frozen_at is not None
    with pytest.raises(Stale):
        edit_charter(version=version, plan=world.plan, draft=WORDS, seen=version.revision, by=world.leader)
    with pytest.raises(Stale):
        adopted(world, version)
    for statement in (
        "UPDATE proposals_article SET text = 'อื่น' WHERE version_id = %s",
        "DELETE FROM proposals_signatory WHERE version_id = %s",
        "UPDATE proposals_charterversion SET hash = 'x' WHERE id = %s",
    ):
        refused = pytest.raises(IntegrityError, match="history is never edited")
        with refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [version.pk])


def test_adoption_is_bound_to_the_words_that_were_seen(world):
    version = drafted(world)
    edit_charter(version=version, plan=world.plan, draft=CharterDraft([ArticleDraft("อื่น")]), seen=0, by=world.secretary)
    with pytest.raises(Stale):
        adopted(world, CharterVersion.objects.get(pk=version.pk), seen=0)


def test_an_open_assembly_adopts_too_where_people_came(world):
    forum = world.meeting(world.plan, Meeting.Kind.FORUM, present=0, absent=0, members_count=1, residents_present=80)
    assert adopted(world, meeting=forum).adopted_at == forum


@pytest.mark.parametrize(
    ("meeting", "said"),
    [
        ({"present": 2, "absent": 7}, "ไม่ครบองค์ประชุม"),
        ({"kind": "hearing", "present": 7}, "การรับฟังความคิดเห็นรับรองธรรมนูญไม่ได้"),
        ({"kind": "forum", "present": 0, "absent": 1}, "ไม่ได้บันทึกว่ามีผู้เข้าร่วม"),
    ],
)
def test_a_meeting_without_quorum_a_hearing_and_an_empty_forum_adopt_nothing(world, meeting, said):
    version = drafted(world)
    sitting = world.meeting(world.plan, **meeting)
    with pytest.raises(Invalid, match=said):
        adopted(world, version, meeting=sitting)
    assert meetings_that_may_adopt(world.plan) == []


def test_exactly_half_of_the_members_are_enough_by_a_rule_of_half(world):
    version = drafted(world)
    assert adopted(world, version, meeting=world.meeting(world.plan, present=4, absent=4)).frozen_at


def test_another_bodys_meeting_an_early_day_and_a_charter_without_articles_are_refused(world):
    version = drafted(world, draft=None)
    with pytest.raises(Invalid, match="ยังไม่มีข้อความสักข้อ"):
        adopted(world, version)
    full = drafted(world)
    with pytest.raises(Invalid, match="เป็นขององค์กรอื่น"):
        adopted(world, full, meeting=world.meeting(world.far_plan))
    with pytest.raises(Invalid, match="ต้องไม่ก่อนวันประชุม"):
        adopted(world, full, in_force_from=clock.today() - timedelta(days=1))


def test_what_is_wrong_with_the_words_is_named(world):
    draft = CharterDraft([ArticleDraft(" "), ArticleDraft("ก" * 5001, "ข" * 201)], [SignatoryDraft("")])
    with pytest.raises(Invalid) as refusal:
        drafted(world, draft=draft, kind="law", title="")
    fields = {problem.field for problem in refusal.value.problems}
    assert fields == {
        *("kind", "title", "articles[0].text", "articles[1].text", "articles[1].heading", "signatories[0].name")
    }
    assert not Charter.objects.exists()


def test_a_new_version_starts_from_the_old_one_which_stays(world):
    first = adopted(world)
    second = renew_charter(charter=first.charter, plan=world.plan, by=world.secretary)
    assert (second.number, second.articles.count(), second.signatories.count()) == (2, 2, 1)
    with pytest.raises(Invalid, match="กำลังเขียนอยู่แล้ว"):
        renew_charter(charter=first.charter, plan=world.plan, by=world.secretary)
    draft = CharterDraft([ArticleDraft("รักษาป่าชุมชนและต้นน้ำ", "ป่า")])
    edit_charter(version=second, plan=world.plan, draft=draft, seen=0, by=world.secretary)
    changes = changes_between(list(first.articles.all()), list(second.articles.all()))
    assert [(change.number, change.kind) for change in changes] == [(1, "changed"), (2, "removed")]
    assert [(piece.kind, piece.text) for piece in changes[0].pieces][-1] == ("new", "และต้นน้ำ")


def test_another_council_finds_no_charter_that_is_not_its_own(world):
    version = adopted(world)
    with pytest.raises(NotHere):
        renew_charter(charter=version.charter, plan=world.far_plan, by=world.chair_of(world.far_plan))


# --- Citing ----------------------------------------------------------------------------------------------------------


def test_a_proposal_cites_articles_of_an_adopted_charter_and_these_replace_earlier_ones(world):
    version = adopted(world)
    proposal = world.draft(world.plan, 1)[0]
    first, second = version.articles.all()
    cite_articles(proposal=proposal, article_ids=[first.pk, second.pk, first.pk], by=world.secretary)
    cite_articles(proposal=proposal, article_ids=[second.pk], by=world.secretary)
    assert [citation.article for citation in citations_of(proposal)] == [second]


def test_what_no_meeting_adopted_and_what_holds_elsewhere_cannot_be_cited(world):
    proposal = world.draft(world.plan, 1)[0]
    being_written, far = drafted(world), adopted(world, plan=world.far_plan)
    for article in Article.objects.filter(version__in=[being_written, far]):
        with pytest.raises(Invalid, match="ไม่มีข้อนี้"):
            cite_articles(proposal=proposal, article_ids=[article.pk], by=world.secretary)
    assert charters_citable_in(world.plan) == []
    assert citations_of(proposal) == []


def test_both_councils_of_a_subdistrict_may_cite_each_others_charters(world):
    mine, theirs = world.shared_plans
    version = adopted(world, plan=mine)
    assert charters_citable_in(theirs) == [version]


def test_nobody_cites_for_a_council_but_itself_and_only_while_it_writes(world):
    version = adopted(world)
    world.draft(world.plan)
    proposal = world.lines(world.plan)[0].proposal
    article = version.articles.first().pk
    with pytest.raises(NotHere):
        cite_articles(proposal=proposal, article_ids=[article], by=world.other_leader)
    with pytest.raises(Refused):
        cite_articles(proposal=proposal, article_ids=[article], by=world.coordinator)
    world.adopted(world.plan)
    proposal.plan.refresh_from_db(fields=["revision"])
    with pytest.raises(Stale):
        cite_articles(proposal=proposal, article_ids=[article], by=world.secretary)


def test_no_words_of_a_charter_go_into_the_chain(world):
    adopted(world)
    told = "".join(Event.objects.filter(plan=world.plan).values_list("data", flat=True))
    assert "ป่า" not in told
    assert "สมศรี" not in told


# --- Verification ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE proposals_article SET text = 'อื่น' WHERE number = 1",
        "UPDATE proposals_article SET heading = 'อื่น' WHERE number = 2",
        "UPDATE proposals_signatory SET position = 'อื่น'",
        "DELETE FROM proposals_signatory",
        "UPDATE proposals_charter SET title = 'อื่น'",
    ],
)
def test_verification_finds_whatever_was_changed_in_an_adopted_charter(world, tampering):
    adopted(world)
    assert list(integrity.changed_charters()) == []
    triggers_off("proposals_article", "proposals_signatory")
    with connection.cursor() as cursor:
        cursor.execute(tampering)
    assert [row["plan"] for row in integrity.changed_charters()] == [world.plan.pk]
