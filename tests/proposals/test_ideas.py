"""What people say: a line each, anonymous where they wish it, grouped, and kept as what proposals came of."""

from datetime import date

import pytest
from django.apps import apps
from django.core.management import call_command
from django.urls import reverse

from directory.errors import Invalid, NotHere, Refused, Stale
from directory.models import Submission, Village
from documents.models import Document
from documents.verbs import issue_paper
from proposals.drafts import ProposalDraft
from proposals.forum_drafts import LONGEST_IDEA, MOST_IDEAS, CalledDraft, IdeaDraft, ideas_in
from proposals.models import Idea, IdeaGroup, IdeaUse, Plan, PlanLine, Proposal
from proposals.verbs.calling import call_meeting
from proposals.verbs.drafting import remove_drafts
from proposals.verbs.ideas import FromIdeas, collect_ideas, draft_from_ideas, group_ideas, remove_ideas
from proposals.verbs.minutes import check_minutes
from tests.approvals.visits import form_of
from tests.cast import DAY_ONE
from tests.visitors import browser_of
from workflow.models import Event

pytestmark = pytest.mark.django_db


def fields(act):
    with pytest.raises(Invalid) as refused:
        act()
    return [problem.field for problem in refused.value.problems]


def said(world, *texts, **where):
    return collect_ideas(plan=world.plan, ideas=[IdeaDraft(text) for text in texts], by=world.secretary, **where)


# --- Reading lines ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "words", "name"),
    [
        ("ขอไฟส่องทาง", "ขอไฟส่องทาง", ""),
        ("ป้าแดง: ขอไฟส่องทาง", "ขอไฟส่องทาง", "ป้าแดง"),
        ("  นายสมชาย ใจดี :ขอถนน: หน้าวัด ", "ขอถนน: หน้าวัด", "นายสมชาย ใจดี"),
        ("หมู่ 3: ขอถนน", "หมู่ 3: ขอถนน", ""),
        ("เปิดไฟ 18:30 ทุกวัน", "เปิดไฟ 18:30 ทุกวัน", ""),
        (f"{'ก' * 61}: ยาวเกินเป็นชื่อ", f"{'ก' * 61}: ยาวเกินเป็นชื่อ", ""),
        (": ไม่มีชื่อ", ": ไม่มีชื่อ", ""),
        ("ป้าแดง:", "ป้าแดง:", ""),
    ],
)
def test_who_said_it_stands_before_a_colon(line, words, name):
    assert ideas_in(line, anonymous=False) == [IdeaDraft(words, name)]


def test_each_line_is_an_idea_and_blank_ones_are_none():
    typed = "ขอน้ำ\r\n\n   \nลุงดำ: ขอถนน\n"
    assert ideas_in(typed, anonymous=False) == [IdeaDraft("ขอน้ำ"), IdeaDraft("ขอถนน", "ลุงดำ")]


def test_of_the_anonymous_no_name_is_kept_even_where_one_was_typed():
    assert ideas_in("ลุงดำ: ขอถนน", anonymous=True) == [IdeaDraft("ขอถนน")]


# --- Writing down ----------------------------------------------------------------------------------------------------


def test_ideas_are_kept_in_their_order_with_the_meeting_where_they_were_said(world):
    forum = world.meeting(world.plan, "forum")
    village = Village.objects.filter(area=world.plan.area).first()
    said(world, "ขอน้ำ", "ขอถนน", meeting=forum)
    (third,) = collect_ideas(plan=world.plan, ideas=[IdeaDraft("ขอไฟ", "ป้าแดง", village)], by=world.leader)
    assert list(Idea.objects.values_list("number", "text")) == [(1, "ขอน้ำ"), (2, "ขอถนน"), (3, "ขอไฟ")]
    assert [idea.meeting for idea in Idea.objects.all()] == [forum, forum, None]
    assert (third.said_by, third.village) == ("ป้าแดง", village)


@pytest.mark.parametrize(
    ("ideas", "field"),
    [
        ([], "ideas"),
        ([IdeaDraft(" ")], "ideas[0].text"),
        ([IdeaDraft("ขอน้ำ"), IdeaDraft("ก" * (LONGEST_IDEA + 1))], "ideas[1].text"),
        ([IdeaDraft("ขอน้ำ\x07")], "ideas[0].text"),
        ([IdeaDraft("ขอน้ำ", "ก" * 201)], "ideas[0].said_by"),
        ([IdeaDraft("ขอน้ำ")] * (MOST_IDEAS + 1), "ideas"),
    ],
)
def test_wrong_ideas_are_named_and_none_is_written(world, ideas, field):
    assert fields(lambda: collect_ideas(plan=world.plan, ideas=ideas, by=world.secretary)) == [field]
    assert not Idea.objects.exists()


def test_ideas_belong_to_a_meeting_and_a_village_of_the_same_plan(world):
    elsewhere = world.meeting(world.far_plan, "forum")
    assert fields(lambda: said(world, "ขอน้ำ", meeting=elsewhere)) == ["meeting"]
    village = Village.objects.filter(area=world.far_plan.area).first()
    idea = IdeaDraft("ขอน้ำ", "", village)
    assert fields(lambda: collect_ideas(plan=world.plan, ideas=[idea], by=world.secretary)) == ["ideas[0].village"]


@pytest.mark.parametrize(
    ("who", "answer"),
    [("lao_planner", Refused), ("coordinator", Refused), ("governor", Refused), ("other_leader", NotHere)],
)
def test_only_the_body_keeps_its_notebook(world, who, answer):
    by = getattr(world, who)
    (idea,) = said(world, "ขอน้ำ")
    made = [FromIdeas(ProposalDraft("โครงการน้ำ"), [idea])]
    acts = (
        lambda: collect_ideas(plan=world.plan, ideas=[IdeaDraft("ขอถนน")], by=by),
        lambda: group_ideas(plan=world.plan, ideas=[idea], title="น้ำ", by=by),
        lambda: remove_ideas(plan=world.plan, ideas=[idea], by=by),
        lambda: draft_from_ideas(plan=world.plan, made=made, by=by),
    )
    for act in acts:
        with pytest.raises(answer):
            act()
    assert [(idea.text, idea.group) for idea in Idea.objects.all()] == [("ขอน้ำ", None)]


def test_a_plan_that_has_come_to_its_end_takes_no_more(world):
    (idea,) = said(world, "ขอน้ำ")
    plan = world.submitted(world.plan)
    said(world, "ยังจดได้ระหว่างรอ")
    Plan.objects.filter(pk=plan.pk).update(state="closed")
    acts = (lambda: said(world, "ขอถนน"), lambda: remove_ideas(plan=world.plan, ideas=[idea], by=world.secretary))
    for act in acts:
        with pytest.raises(Stale):
            act()


def test_a_district_keeps_no_notebook(world):
    idea = [IdeaDraft("ขอน้ำ")]
    assert fields(lambda: collect_ideas(plan=world.district_plan, ideas=idea, by=world.coordinator)) == ["plan"]


# --- Grouping --------------------------------------------------------------------------------------------------------


def test_ideas_are_grouped_regrouped_and_a_group_without_ideas_goes_away(world):
    first, second, third = said(world, "ขอน้ำ", "ขุดสระ", "ขอถนน")
    act = {"plan": world.plan, "by": world.secretary}
    water = group_ideas(ideas=[first, second], title=" น้ำ ", **act)
    assert group_ideas(ideas=[third], title="น้ำ", **act) == water
    group_ideas(ideas=[third], title="ถนน", **act)
    assert group_ideas(ideas=[first, second], title="", **act) is None
    assert list(IdeaGroup.objects.values_list("title", flat=True)) == ["ถนน"]
    assert list(Idea.objects.values_list("group__title", flat=True)) == [None, None, "ถนน"]


def test_only_ideas_of_this_plan_are_grouped_and_only_under_a_title_that_fits(world):
    (idea,) = said(world, "ขอน้ำ")
    far = collect_ideas(plan=world.far_plan, ideas=[IdeaDraft("ที่อื่น")], by=world.writer_of(world.far_plan))
    act = {"plan": world.plan, "by": world.secretary}
    assert fields(lambda: group_ideas(ideas=[], title="น้ำ", **act)) == ["ideas"]
    assert fields(lambda: group_ideas(ideas=[idea, *far], title="น้ำ", **act)) == ["ideas"]
    assert fields(lambda: group_ideas(ideas=[idea], title="ก" * 201, **act)) == ["title"]
    assert not IdeaGroup.objects.exists()


# --- From ideas to proposals -----------------------------------------------------------------------------------------


def test_one_proposal_from_several_ideas_or_one_from_each_and_the_link_is_kept(world):
    first, second, third = said(world, "ขอน้ำ", "ขุดสระ", "ขอถนน")
    made = [FromIdeas(ProposalDraft("ระบบน้ำ"), [first, second]), FromIdeas(ProposalDraft("ถนน"), [third, first])]
    water, road = draft_from_ideas(plan=world.plan, made=made, by=world.secretary)
    uses = IdeaUse.objects.order_by("pk").values_list("idea__text", "proposal")
    assert list(uses) == [("ขอน้ำ", water.pk), ("ขุดสระ", water.pk), ("ขอถนน", road.pk), ("ขอน้ำ", road.pk)]
    titles = PlanLine.objects.filter(version__plan=world.plan).order_by("pk")
    assert [row.proposal_version.title for row in titles] == ["ระบบน้ำ", "ถนน"]


def test_wrong_words_or_anothers_idea_write_neither_proposal_nor_link(world):
    (idea,) = said(world, "ขอน้ำ")
    far = collect_ideas(plan=world.far_plan, ideas=[IdeaDraft("ที่อื่น")], by=world.writer_of(world.far_plan))
    act = {"plan": world.plan, "by": world.secretary}
    assert fields(lambda: draft_from_ideas(made=[FromIdeas(ProposalDraft(" "), [idea])], **act)) == [
        "proposals[0].title"
    ]
    assert fields(lambda: draft_from_ideas(made=[FromIdeas(ProposalDraft("น้ำ"), far)], **act)) == ["ideas"]
    assert fields(lambda: draft_from_ideas(made=[FromIdeas(ProposalDraft("น้ำ"), [])], **act)) == ["ideas"]
    assert not Proposal.objects.exists()
    assert not IdeaUse.objects.exists()


def test_an_idea_from_which_something_was_made_stays_until_its_draft_is_removed(world):
    used, free = said(world, "ขอน้ำ", "ขอถนน")
    made = [FromIdeas(ProposalDraft("ระบบน้ำ"), [used])]
    proposals = draft_from_ideas(plan=world.plan, made=made, by=world.secretary)
    act = {"plan": world.plan, "by": world.secretary}
    assert fields(lambda: remove_ideas(ideas=[used, free], **act)) == ["ideas"]
    assert Idea.objects.count() == 2
    remove_ideas(ideas=[free], **act)
    remove_drafts(proposals=proposals, **act)
    remove_ideas(ideas=[used], **act)
    assert not Idea.objects.exists()


# --- Anonymous really is ---------------------------------------------------------------------------------------------

NAME, DEVICE, PLACE = "คุณคานารีหนึ่ง", "CANARY-BROWSER/9", "203.0.113.77"
CANARIES = (NAME, DEVICE, PLACE)


def every_row():
    """Every value of every table of the database, as text."""
    for model in apps.get_models(include_auto_created=True):
        columns = [field.attname for field in model._meta.concrete_fields]
        for row in model._base_manager.order_by().values_list(*columns):
            for column, value in zip(columns, row, strict=True):
                yield f"{model._meta.label}.{column}", str(value)


def captured(world, caplog):
    """A forum at which somebody anonymous speaks, is written down on a page, and came through the door."""
    call = call_meeting(plan=world.plan, draft=CalledDraft("forum", "เวทีประชาคม", DAY_ONE, "ศาลา"), by=world.secretary)
    caplog.set_level("DEBUG")
    browser = browser_of(world.secretary, HTTP_USER_AGENT=DEVICE, REMOTE_ADDR=PLACE)
    bulk = reverse("plan_collect", args=[world.plan.reference])
    page = browser.get(bulk)
    typed = {"lines": f"{NAME}: ขอน้ำประปา\nขอถนน", "anonymous": "on", "at": f"called-{call.pk}"}
    assert browser.post(bulk, {**form_of(page), **typed}).status_code == 302
    one = reverse("plan_one_idea", args=[world.plan.reference])
    page = browser.get(one)
    assert browser.post(one, {**form_of(page), "text": "ขอไฟฟ้า", "at": f"called-{call.pk}"}).status_code == 302
    passer_by = browser_of(None, HTTP_USER_AGENT=DEVICE, REMOTE_ADDR=PLACE)
    door = reverse("door", args=[call.code])
    page = passer_by.get(door)
    assert passer_by.post(door, {**form_of(page), "affiliation": "leaders"}).status_code == 200
    return call


def test_no_name_no_device_and_no_address_of_the_anonymous_is_anywhere(world, caplog):
    call = captured(world, caplog)
    assert list(Idea.objects.values_list("text", "said_by")) == [("ขอน้ำประปา", ""), ("ขอถนน", ""), ("ขอไฟฟ้า", "")]
    forum = world.meeting(world.plan, "forum", called=call, headcounts={"leaders": 1})
    check_minutes(meeting=forum, checked_by="นางสมศรี", on=DAY_ONE, by=world.secretary)
    found = [where for where, value in every_row() if any(canary in value for canary in CANARIES)]
    assert found == []
    assert not any(canary in caplog.text for canary in CANARIES)
    papers = Document.objects.filter(plan=world.plan, kind="T03")
    assert "ขอน้ำประปา" in papers.get().snapshot
    shown = "".join(
        browser_of(by).get(address).content.decode()
        for by in (world.leader, world.coordinator, world.governor)
        for address in (
            reverse("plan_ideas", args=[world.plan.reference]),
            reverse("plan_history", args=[world.plan.reference]),
            reverse("called", args=[world.plan.reference, call.pk]),
            reverse("meeting", args=[world.plan.reference, forum.pk]),
        )
    )
    assert "ขอน้ำประปา" in shown
    assert not any(canary in shown for canary in CANARIES)


def test_nothing_tells_when_somebody_spoke_nearer_than_the_day(world, caplog):
    names = {field.name for model in (Idea, IdeaGroup, IdeaUse) for field in model._meta.concrete_fields}
    assert not {name for name in names if name.endswith(("_at", "_on", "_by")) and name != "said_by"}
    before = Event.objects.count()
    captured(world, caplog)
    assert Event.objects.count() == before + 1
    assert Event.objects.latest("pk").verb == "call_meeting"
    kept = Submission.objects.filter(user=world.secretary.user)
    assert {moment.isoformat() for moment in kept.values_list("at", flat=True)} == {"2026-11-01T17:00:00+00:00"}
    assert set(kept.values_list("content", flat=True)) == {""}


def test_who_is_named_is_named_to_the_body_and_the_desks_above_alone(world):
    collect_ideas(plan=world.plan, ideas=[IdeaDraft("ขอน้ำ", NAME)], by=world.secretary)
    made = [FromIdeas(ProposalDraft("ระบบน้ำ"), list(Idea.objects.all()))]
    (proposal,) = draft_from_ideas(plan=world.plan, made=made, by=world.secretary)
    addresses = (
        reverse("plan_ideas", args=[world.plan.reference]),
        reverse("proposal", args=[world.plan.reference, proposal.reference]),
    )
    for address in addresses:
        seen = {
            who: NAME in browser_of(getattr(world, who)).get(address).content.decode()
            for who in ("leader", "coordinator", "provincial_officer", "lao_planner", "governor", "kbt_secretary")
        }
        assert seen == {
            **dict.fromkeys(("leader", "coordinator", "provincial_officer"), True),
            **dict.fromkeys(("lao_planner", "governor", "kbt_secretary"), False),
        }


def test_what_people_said_is_an_annex_to_the_forums_minutes_without_their_names(world):
    forum = world.meeting(world.plan, "forum")
    collect_ideas(plan=world.plan, ideas=[IdeaDraft("ขอน้ำ", NAME)], meeting=forum, by=world.secretary)
    check_minutes(meeting=forum, checked_by="นางสมศรี", on=DAY_ONE, by=world.secretary)
    paper = Document.objects.get(plan=world.plan, kind="T03")
    assert "ขอน้ำ" in paper.snapshot
    assert NAME not in paper.snapshot
    assert forum.held_on == date(2026, 11, 2)
    again = issue_paper(code="T03", plan=world.plan, by=world.secretary, about="forum 1/2569")
    assert [new.supersedes for new in again] == [paper]


def test_the_log_still_fits_together(world, caplog):
    captured(world, caplog)
    call_command("verify_log")
