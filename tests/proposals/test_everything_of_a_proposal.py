"""A proposal about which everything has been said that can be: its page tells all of it and stays within its budget."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from approvals.drafts import RemarkDraft
from directory import clock
from proposals.attaching import prepared
from proposals.drafts import BudgetDraft, IndicatorDraft, ItemDraft
from proposals.forum_drafts import IdeaDraft
from proposals.models import Amendment, Extract, ExtractLine, Line, Opinion, Plan, PlanKind
from proposals.verbs.attachments import add_attachment
from proposals.verbs.charters import cite_articles
from proposals.verbs.ideas import FromIdeas, collect_ideas, draft_from_ideas
from proposals.verbs.plan import answer_remarks
from proposals.verbs.together import comment_on, invite, suggest_changes
from tests.approvals.visits import words_of
from tests.cast import TARGET_YEAR
from tests.proposals.test_attachments import photograph
from tests.proposals.test_charters import adopted as adopted_charter
from tests.visitors import browser_of

pytestmark = pytest.mark.django_db

MOST_QUERIES = 11


@pytest.fixture
def proposal(world):
    """Written from ideas with all its parts, reviewed, returned, answered, offered to an agency, and replaced."""
    ideas = collect_ideas(plan=world.plan, ideas=[IdeaDraft("ขอน้ำใช้"), IdeaDraft("ขอบ่อ", "ป้าแดง")], by=world.secretary)
    draft = world.words(
        2,
        items=[ItemDraft("ท่อ", "ม.", Decimal(2), Decimal(1000), TARGET_YEAR, "province")],
        indicators=[IndicatorDraft("ครัวเรือน", "40")],
        budget=[BudgetDraft(TARGET_YEAR, "province", Decimal(2000))],
    )
    (written,) = draft_from_ideas(plan=world.plan, made=[FromIdeas(draft, ideas)], by=world.secretary)
    add_attachment(plan=world.plan, proposal=written, file=prepared(photograph(), name="บ่อ.jpg"), by=world.secretary)
    invite(plan=world.plan, proposal=written, office=world.lao_planner.office, right="suggest", by=world.secretary)
    suggest_changes(proposal=written, changes={"title": "บ่อน้ำของหมู่บ้าน"}, by=world.lao_planner)
    comment_on(proposal=written, field="title", text="อยู่ตรงไหน", by=world.secretary)
    article = adopted_charter(world).articles.get(number=1)
    cite_articles(proposal=written, article_ids=[article.pk], by=world.secretary)
    line = world.lines(world.plan)[0]
    world.returned(world.plan, RemarkDraft("ขอพิกัด", line_id=line.pk), RemarkDraft("ขอแบบแปลน", line_id=line.pk))
    answer_remarks(plan=world.plan, answers={1: "หน้าวัด"}, by=world.secretary)
    offered(world, line)
    replaced(world, line)
    came_back(world, line)
    return written


def offered(world, line):
    days = {"sent_on": clock.today(), "due_on": clock.today() + timedelta(days=30)}
    for number, (body, answer) in enumerate((("agency", "declined"), ("other-agency", "")), start=1):
        extract = Extract.objects.create(
            plan=world.plan, number=number, version=line.in_versions.first().version, agency=world.bodies[body], **days
        )
        ExtractLine.objects.create(extract=extract, line=line, answer=answer, reason="เกินอำนาจหน้าที่" if answer else "")


def replaced(world, line):
    """An amendment's line took its place."""
    plan = Plan.objects.create(
        **{name: getattr(world.plan, name) for name in ("cycle", "owner", "level", "area")},
        **{name: getattr(world.plan, name) for name in ("province_code", "district_code")},
        kind=PlanKind.AMENDMENT,
        created_at=clock.now(),
        theme="เพิ่มเติม 1",
        reference="2572-370101-0099-K",
    )
    Amendment.objects.create(plan=plan, amends=world.plan, owner=plan.owner, kind="add", reason="แก้ชื่อ")
    Line.objects.create(plan=plan, number=1, proposal=line.proposal).replaces.add(line)


def came_back(world, line):
    """It had been asked for twice before; each of those lines is another council's here, which a reader cannot tell."""
    before = None
    for plan in (world.far_plan, world.shared_plans[0]):
        world.draft(plan)
        earlier = world.lines(plan)[0]
        Line.objects.filter(pk=earlier.pk).update(comes_back_of=before)
        before = earlier
    Line.objects.filter(pk=line.pk).update(comes_back_of=before)


def test_its_page_tells_everything_in_few_queries(world, proposal, django_assert_num_queries):
    address = reverse("proposal", args=[world.plan.reference, proposal.reference])
    asked = {}
    for who in ("secretary", "lao_planner", "coordinator"):
        browser = browser_of(getattr(world, who))
        browser.get(address)
        with django_assert_num_queries(MOST_QUERIES) as asked[who]:
            page = browser.get(address)
        shown = words_of(page)
        for told in (
            *("ขอพิกัด", "หน้าวัด", "ขอแบบแปลน", "รอคำตอบ"),
            *("เห็นด้วย", "ก.บ.ต."),
            *("ธรรมนูญตำบลบุ่ง ข้อ 1 ป่า",),
            *("เกินอำนาจหน้าที่", world.bodies["other-agency"].name),
            *("แทนโครงการนี้ด้วย", "เคยเสนอมาแล้ว"),
            *("ขอน้ำใช้", "ขอบ่อ", "บ่อ.jpg", "ท่อ", "ครัวเรือน"),
        ):
            assert (who, told in shown) == (who, True), told
    assert Opinion.objects.filter(line__proposal=proposal).count() > 1
