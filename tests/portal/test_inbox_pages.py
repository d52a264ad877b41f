"""The inbox: what waits for an office, since when, until when, and why; and the list of plans."""

import re
from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

from directory.models import Area, Body
from documents.models import Document
from documents.verbs import number_document, sign_document
from proposals.models import Level, Plan
from proposals.verbs.cycle import open_cycle
from tests.cast import DAY_ONE, PNG, TARGET_YEAR
from tests.visitors import browser_of
from workflow.models import Deadline


def inbox_of(person, *, language="th", **query):
    return browser_of(person, language=language).get("/inbox/", query)


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def owners_in(response):
    """The owners of the plans whose steps are listed, in the order of the page."""
    rows = re.findall(r'<th scope="row".*?</th>', response.content.decode(), re.DOTALL)
    return [re.findall(r'href="/plans/[^"/]+/">([^<]+)<', row)[0] for row in rows]


def badge(response):
    return int(re.findall(r'moj-notification-badge">(\d+)<', response.content.decode())[0])


# --- What waits ---


def test_a_step_waits_for_the_office_that_may_do_it_and_for_no_other(world):
    world.received(world.plan)
    assert owners_in(inbox_of(world.coordinator)) == [world.plan.owner.name]
    for person in (world.leader, world.other_leader, world.other_coordinator, world.stranger, world.governor):
        assert world.plan.owner.name not in owners_in(inbox_of(person))


def test_a_row_says_since_when_until_when_and_why_it_is_shown(world):
    world.submitted(world.plan)
    Deadline.objects.filter(plan=world.plan).update(due_on=date(2026, 12, 1))
    with world.in_days(20):
        text = text_of(inbox_of(world.kbt_secretary))
    assert "รับแผนและตอบรายโครงการ" in text
    assert "เพราะตำแหน่งของท่านมีอำนาจ “รับแผนและตอบรายโครงการในนาม ก.บ.ต.”" in text
    assert re.search(r"เรื่อง รอให้ท่าน ตั้งแต่ ภายใน .* 1 ธ\.ค\. 2569", text)


def test_each_step_leads_to_its_plan(world):
    world.submitted(world.plan)
    page = inbox_of(world.kbt_secretary).content.decode()
    assert f'href="{reverse("plan", args=[world.plan.reference])}"' in page


def test_badges_count_what_waits_by_kind_of_step(world):
    for plan in (world.plan, *world.shared_plans):
        world.received(plan)
    world.ready_to_decide(world.plan)
    response = inbox_of(world.coordinator)
    assert badge(response) == 3
    assert "รับหรือขอให้ปรับปรุงแผนตำบล (1)" in text_of(response)
    assert "ตรวจแผนตำบล (2)" in text_of(response)


def test_the_menu_counts_the_same_steps(world):
    for plan in world.shared_plans:
        world.received(plan)
    assert "งานของฉัน (2)" in text_of(inbox_of(world.coordinator))


def test_the_menu_counts_nothing_where_no_step_waits(world):
    assert "งานของฉัน" in text_of(inbox_of(world.governor))
    assert "งานของฉัน (0)" not in text_of(inbox_of(world.governor))


def test_a_council_s_own_step_is_due_when_the_gathering_above_it_ends(world):
    world.draft(world.plan)
    page = inbox_of(world.leader).content.decode()
    assert "31 มี.ค. 2570" in page.split("<table")[1].split("</table>")[0]
    assert owners_in(inbox_of(world.leader, due="soon")) == []


def test_the_oldest_step_comes_first(world):
    for plan in (world.shared_plans[1], world.plan):
        world.received(plan)
    assert owners_in(inbox_of(world.coordinator)) == [world.shared_plans[1].owner.name, world.plan.owner.name]


def test_an_empty_inbox_says_so(world):
    assert "ขณะนี้ไม่มีขั้นตอนที่รอท่าน" in text_of(inbox_of(world.governor))
    assert "moj-notification-badge" not in inbox_of(world.governor).content.decode()


def test_the_inbox_speaks_english_too(world):
    world.received(world.plan)
    assert 'lang="en"' in inbox_of(world.coordinator, language="en").content.decode()


def test_nobody_reads_an_inbox_without_signing_in(db):
    response = browser_of(None).get("/inbox/")
    assert (response.status_code, response["Location"]) == (302, "/sign-in/?next=%2Finbox%2F")


# --- Filters are addresses ---


@pytest.fixture
def three_kinds(world):
    """Before the coordinator: one plan to decide upon, due soon; one to review, late; one to review, without a date."""
    world.ready_to_decide(world.plan)
    for plan in world.shared_plans:
        world.received(plan)
    Deadline.objects.filter(plan__in=[world.plan, *world.shared_plans]).update(settled_at="2026-11-01T00:00:00Z")
    Deadline.objects.create(plan=world.plan, kind="revision", due_on=date(2026, 11, 7))
    Deadline.objects.create(plan=world.shared_plans[0], kind="opinion", due_on=date(2026, 10, 30))
    return world


def test_the_filter_by_kind_of_step_shows_only_that_kind(three_kinds):
    world = three_kinds
    assert owners_in(inbox_of(world.coordinator, kind="decide_plan")) == [world.plan.owner.name]
    assert len(owners_in(inbox_of(world.coordinator, kind="review_plan"))) == 2
    assert badge(inbox_of(world.coordinator, kind="decide_plan")) == 3


def test_the_filter_by_date_tells_what_is_late_from_what_is_due_soon(three_kinds):
    world = three_kinds
    late, soon = (owners_in(inbox_of(world.coordinator, due=asked)) for asked in ("late", "soon"))
    assert late == [world.shared_plans[0].owner.name]
    assert soon == [world.plan.owner.name]


def test_filters_go_together_and_keep_each_other_in_their_addresses(three_kinds):
    world = three_kinds
    response = inbox_of(world.coordinator, kind="review_plan", due="late")
    assert owners_in(response) == [world.shared_plans[0].owner.name]
    links = re.findall(r'href="\?([^"]*)"', response.content.decode())
    assert "kind=decide_plan&amp;due=late" in links
    assert "kind=review_plan&amp;due=soon" in links
    assert response.content.decode().count('aria-current="true"') == 2


def test_a_filter_that_matches_nothing_says_so_and_keeps_the_filters(three_kinds):
    response = inbox_of(three_kinds.coordinator, kind="endorse_plan")
    assert "ไม่มีเรื่องตามที่กรอง" in text_of(response)
    assert "กรองงาน" in response.content.decode()


@pytest.mark.parametrize("query", [{"kind": "<b>"}, {"due": "x"}, {"page": "x"}, {"page": "999"}])
def test_what_nobody_offered_as_a_filter_does_no_harm(three_kinds, query):
    response = inbox_of(three_kinds.coordinator, **query)
    assert response.status_code == 200
    assert "<b>" not in response.content.decode()


def test_a_due_date_is_told_in_words_and_not_by_colour_alone(three_kinds):
    world = three_kinds
    Deadline.objects.filter(plan=world.shared_plans[0]).update(due_on=date(2020, 1, 1))
    page = inbox_of(world.coordinator).content.decode()
    assert re.search(r'prasan-due--late">เลยกำหนด \d+ วัน<', page)


# --- Papers and one's own plans beside it ---


def test_papers_that_wait_for_this_office_are_named_with_what_they_wait_for(world):
    world.submitted(world.plan)
    minutes = Document.objects.get(kind="T03", plan=world.plan)
    text = text_of(inbox_of(world.leader))
    assert f"{minutes.title} รอลงนาม" in text
    sign_document(document=minutes, by=world.leader, scan=PNG, content_type="image/png")
    assert f"{minutes.title} รอออกเลข" in text_of(inbox_of(world.leader))
    number_document(document=minutes, by=world.leader, dated=DAY_ONE)
    assert minutes.title not in text_of(inbox_of(world.leader))


def test_another_body_s_papers_are_not_there(world):
    world.submitted(world.plan)
    assert "หนังสือที่รอดำเนินการ" not in text_of(inbox_of(world.other_leader))


def test_one_s_own_plan_is_at_hand_before_anything_waits(world):
    page = inbox_of(world.secretary).content.decode()
    assert reverse("plan", args=[world.plan.reference]) in page
    assert reverse("plan", args=[world.shared_plans[0].reference]) not in page


def test_the_coordinator_has_the_committee_s_plan_at_hand(world):
    page = inbox_of(world.coordinator).content.decode()
    assert reverse("plan", args=[world.district_plan.reference]) in page
    assert reverse("plan", args=[world.other_district_plan.reference]) not in page


def test_the_writing_that_goes_on_is_one_press_away(world):
    draft = f'href="{reverse("plan_draft", args=[world.plan.reference])}"'
    assert draft in inbox_of(world.secretary).content.decode()
    world.gathered_district()
    assert draft not in inbox_of(world.secretary).content.decode()
    worksheet = f'href="{reverse("plan_worksheet", args=[world.district_plan.reference])}"'
    assert worksheet in inbox_of(world.coordinator).content.decode()
    assert worksheet not in inbox_of(world.provincial_officer).content.decode()


# --- Many ---


@pytest.fixture
def hundred_plans(world):
    return with_a_hundred_plans(world)


def with_a_hundred_plans(world):
    """A hundred councils of the subdistrict have handed their plans to ก.บ.ต."""
    model = world.plan.owner
    for number in range(100):
        body = Body.objects.create(code=f"many-{number}", kind=model.kind, name=f"สภาที่ {number:03}", area=model.area)
        world.bodies[body.code] = body
        world.people[body.code, "chair"] = replace(world.leader)
        Plan.objects.create(
            reference=f"2572-370101-{number + 10:02}-X",
            cycle=world.cycle,
            owner=body,
            level=Level.SUBDISTRICT,
            area=model.area,
            district_code="3701",
            province_code="37",
            parent=world.district_plan,
            flow="council-1",
            created_at=world.plan.created_at,
        )
    start_processes(Plan.objects.filter(owner__code__startswith="many-"))
    return world


def start_processes(plans):
    """Let each plan wait for the opening of its review, as the flow leaves it after its receipt."""
    from django.contrib.contenttypes.models import ContentType
    from viewflow.workflow.models import Process, Task

    from workflow.flows import CouncilPlanFlow1

    kind = ContentType.objects.get_for_model(Plan)
    for plan in plans:
        process = Process.objects.create(
            flow_class=CouncilPlanFlow1, artifact_content_type=kind, artifact_object_id=plan.pk
        )
        Task.objects.create(
            process=process,
            flow_task=CouncilPlanFlow1.technical,
            flow_task_type="HUMAN",
            owner_permission="directory.review_plan",
            owner_permission_content_type=ContentType.objects.get_for_model(Area),
            owner_permission_obj_pk=plan.area_id,
        )


def test_a_hundred_plans_are_read_with_few_questions_and_fifty_a_page(hundred_plans, django_assert_max_num_queries):
    browser = browser_of(hundred_plans.coordinator)
    browser.get("/inbox/")
    with django_assert_max_num_queries(12):
        response = browser.get("/inbox/")
    assert badge(response) == 100
    assert len(owners_in(response)) == 50
    rest = browser.get("/inbox/", {"page": 2})
    assert len({*owners_in(response), *owners_in(rest)}) == 100


def test_the_list_of_plans_is_read_with_few_questions(hundred_plans, django_assert_max_num_queries):
    browser = browser_of(hundred_plans.coordinator)
    browser.get("/plans/")
    with django_assert_max_num_queries(12):
        response = browser.get("/plans/")
    assert response.content.decode().count('<th scope="row"') == 50


# --- The list of plans ---


def test_the_list_of_plans_shows_what_the_office_may_see(world):
    seen = {
        person: browser_of(getattr(world, person)).get("/plans/") for person in ("leader", "coordinator", "stranger")
    }
    assert owners_in(seen["leader"]) == [world.plan.owner.name]
    assert world.plan.owner.name in owners_in(seen["coordinator"])
    assert world.far_plan.owner.name not in owners_in(seen["coordinator"])
    assert owners_in(seen["stranger"]) == []
    assert "ไม่พบแผน" in text_of(seen["stranger"])


def test_plans_are_found_by_level_year_name_and_reference(world):
    browser = browser_of(world.coordinator)

    def found(**query):
        return set(owners_in(browser.get("/plans/", query)))

    assert found(level="district") == {world.district_plan.owner.name}
    assert world.plan.owner.name in found(year=str(TARGET_YEAR))
    assert found(year="2571") == set()
    assert found(q=world.shared_plans[0].owner.name) == {world.shared_plans[0].owner.name}
    assert found(q=world.plan.reference) == {world.plan.owner.name}
    assert found(q="<script>") == set()


@pytest.mark.parametrize("year", ["9" * 30, "-1", "๒๕๗๒", "x"])
def test_a_year_that_is_none_does_no_harm(world, year):
    assert browser_of(world.leader).get("/plans/", {"year": year}).status_code == 200


def test_two_cycles_of_one_body_are_told_apart_by_their_year(world):
    open_cycle(province=world.province, target_year=TARGET_YEAR + 1, by=world.provincial_officer)
    response = browser_of(world.leader).get("/plans/")
    years = re.findall(r'data-label="ปีงบประมาณ พ.ศ."[^>]*>(\d+)<', response.content.decode())
    assert years == ["2573", "2572"]
