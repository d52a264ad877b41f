"""From the gathering to the replies, by hand: ก.บ.อ.'s and ก.บ.จ.'s resolutions, the hearing, the governor."""

import contextlib
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from approvals.models import Entry
from directory.errors import Invalid
from documents.models import Document
from proposals.models import Decision, Fate, Meeting, PlanState
from proposals.verbs.meetings import pass_resolution
from tests.approvals.visits import address, confirmed, form_of, mistakes_of, opened, sent, sent_twice, words_of
from tests.cast import PNG, version_of
from tests.visitors import browser_of

pytestmark = pytest.mark.django_db


def state(world, plan):
    return world.fresh(plan).state


# --- Gathering --------------------------------------------------------------------------------------------------------


def test_a_gathering_shows_who_is_in_and_is_ended_with_a_reason(world):
    world.accepted(world.plan)
    plan = world.district_plan
    text = words_of(opened(world.coordinator, "gather", plan)[1])
    assert "ยังมี 2 แผนที่ไม่ได้รับเข้า" in text
    assert text.index(world.shared_plans[0].owner.name) < text.index(world.plan.reference)
    page = sent(world.coordinator, "gather", plan, reason=" ")
    assert (page.status_code, 'href="#id_reason"' in page.content.decode()) == (422, True)
    assert state(world, plan) == PlanState.GATHERING
    first, second = sent_twice(world.coordinator, "gather", plan, reason="สองสภาขอเลื่อน")
    assert first["location"] == second["location"]
    assert state(world, plan) == PlanState.COMPILING
    assert sent(world.chief, "gather", plan, reason="อีกครั้ง").status_code == 409


# --- ก.บ.อ. -----------------------------------------------------------------------------------------------------------


def test_the_chair_sees_beforehand_what_the_resolution_closes_and_closes_it_once(world):
    world.accepted(world.plan)
    plan = world.district_plan
    sent(world.coordinator, "gather", plan, reason="สองสภาขอเลื่อน")
    late = world.submitted(world.shared_plans[0])
    plan = world.compiled(world.fresh(plan))
    text = words_of(opened(world.district_chair, "resolve", plan)[1])
    assert "ยังไม่มีมติของที่ประชุมที่ครบองค์ประชุมต่อฉบับนี้" in text
    resolution = world.resolution(world.fresh(plan))
    text = words_of(opened(world.district_chair, "resolve", plan)[1])
    assert "เสนอต่อ 2 5,000" in text
    assert "ชุมชนดำเนินการเอง 1 1,000" in text
    assert f"แผนของ{late.owner.name} ({late.reference}) มาช้า" in text
    assert "(D04) รอลงนาม" in text
    first, second = sent_twice(world.district_chair, "resolve", plan, resolution=resolution.pk)
    assert first["location"] == second["location"] == f"/plans/{plan.reference}/"
    assert state(world, plan) == PlanState.ADOPTED
    assert sorted(Fate.objects.filter(line__plan=world.plan).values_list("kind", flat=True)) == [
        "carried",
        "carried",
        "kept",
    ]
    assert set(Fate.objects.filter(line__plan=late).values_list("reason_code", flat=True)) == {"", "late"}
    assert Decision.objects.filter(plan=plan, act="adopt").count() == 1


def test_a_meeting_without_its_quorum_resolves_nothing(world):
    plan = world.compiled_district()
    meeting = world.meeting(plan, present=2, absent=7)
    with contextlib.suppress(Invalid):  # whether the verb refuses it already or not, the page does not offer it
        pass_resolution(meeting=meeting, version=version_of(plan), text="เห็นชอบ", votes_for=2, by=world.coordinator)
    page = sent(world.district_chair, "resolve", plan, resolution="1")
    assert page.status_code == 422
    assert state(world, plan) == PlanState.COMPILING


def test_what_was_changed_after_the_laying_is_not_resolved_on(world):
    plan = world.compiled_district()
    resolution = world.resolution(plan)
    browser, page = opened(world.district_chair, "resolve", plan)
    entry = Entry.objects.filter(worksheet__plan=plan).first()
    confirmed(world.coordinator, plan, "reopen", [entry.shares.get().item.line_id], "?show=taken")
    late = browser.post(address("resolve", plan), {**form_of(page), "resolution": resolution.pk})
    assert late.status_code == 422
    assert "ตารางงานเปลี่ยนไปหลังเสนอที่ประชุม" in " ".join(mistakes_of(late))
    assert state(world, plan) == PlanState.COMPILING


def test_the_coordinator_records_the_committees_resolution_from_its_signed_minutes(world):
    plan = world.compiled_district()
    resolution = world.resolution(plan)
    page = sent(
        world.coordinator,
        "resolve",
        plan,
        resolution=resolution.pk,
        behalf_body=plan.owner_id,
        behalf_signed_by="นายอำเภอ",
        behalf_dated_day="2",
        behalf_dated_month="11",
        behalf_dated_year="2569",
        behalf_scan=SimpleUploadedFile("มติ.png", PNG, "image/png"),
    )
    assert (page.status_code, mistakes_of(page)) == (302, [])
    assert set(world.fresh(plan).events.filter(verb="adopt").values_list("behalf_body", flat=True)) == {plan.owner_id}


@pytest.mark.parametrize(
    ("name", "who", "status"),
    [
        *[("gather", who, 403) for who in ("provincial_officer", "governor")],
        *[(name, who, 404) for name in ("gather", "resolve") for who in ("leader", "other_coordinator", "stranger")],
        ("resolve", "governor", 403),
    ],
)
def test_nobody_else_gathers_or_resolves(world, name, who, status):
    plan = world.compiled_district()
    browser = browser_of(getattr(world, who))
    assert browser.get(address(name, plan)).status_code == status
    assert browser.post(address(name, plan), {}).status_code == status


# --- ก.บ.จ. and the governor ------------------------------------------------------------------------------------------


def test_the_province_integrates_hears_resolves_endorses_and_answers(world):
    plan = world.gathered_province()
    officer = world.provincial_officer
    confirmed(officer, plan, "take", world.open_items(plan))
    integrate(world, plan)
    world.scored(plan)
    sent(officer, "ranking", plan, act="rank", ceiling="4,000")
    sent(officer, "lay", plan)
    assert "ยังไม่ได้บันทึกการรับฟังความคิดเห็น" in words_of(opened(officer, "hear", plan)[1])
    plan = world.fresh(plan)
    hearing = world.meeting(plan, Meeting.Kind.HEARING)
    assert sent(officer, "hear", plan, hearing="999999").status_code == 422
    first, second = sent_twice(officer, "hear", plan, hearing=hearing.pk)
    assert first["location"] == second["location"]
    resolution = world.resolution(world.fresh(plan))
    assert sent(world.provincial_chair, "resolve", plan, resolution=resolution.pk).status_code == 302
    page = opened(world.governor, "endorse", plan)[1]
    assert "(P08) รอลงนาม" in words_of(page)
    assert "เกินกรอบวงเงิน" in words_of(page)
    first, second = sent_twice(world.governor, "endorse", plan, legal_basis="พ.ร.ฎ. 2551")
    assert first["location"] == second["location"]
    assert Decision.objects.get(plan=plan, act="endorse").legal_basis == "พ.ร.ฎ. 2551"
    assert "(P10) รอลงนาม" in words_of(opened(officer, "answer", plan)[1])
    assert sent(officer, "answer", plan).status_code == 302
    assert state(world, plan) == PlanState.ANSWERED
    assert Document.objects.filter(plan=plan, kind="P10").count() >= 3
    assert sent(officer, "answer", plan).status_code == 409


def integrate(world, plan):
    """Every entry its agency and source; less for the first, with its reason."""
    agency = world.bodies["agency"]
    numbers = list(Entry.objects.filter(worksheet__plan=plan).order_by("number").values_list("number", flat=True))
    browser, page = opened(world.provincial_officer, "integration", plan)
    fields = form_of(page)
    for number in numbers:
        fields |= {f"agency_{number}": agency.pk, f"funding_source_{number}": "ministry"}
        fields |= {f"proposed_{number}": "", f"reason_{number}": ""}
    fields[f"proposed_{numbers[0]}"] = "1,500"
    wrong = browser.post(address("integration", plan), fields)
    assert wrong.status_code == 422
    assert f'href="#id_reason_{numbers[0]}"' in wrong.content.decode()
    assert f'id="id_agency_{numbers[-1]}"' in wrong.content.decode()
    assert not Entry.objects.filter(worksheet__plan=plan, agency__isnull=False).exists()
    fields[f"reason_{numbers[0]}"] = "ตามราคากลาง"
    done = browser.post(address("integration", plan), fields)
    assert done["location"] == address("integration", plan)
    first, *rest = Entry.objects.filter(worksheet__plan=plan).order_by("number")
    assert (first.agency, first.funding_source, first.proposed, first.proposed_reason) == (
        agency,
        "ministry",
        Decimal(1500),
        "ตามราคากลาง",
    )
    assert {(entry.agency, entry.proposed) for entry in rest} == {(agency, None)}


def test_integration_leaves_alone_what_a_colleague_wrote_meanwhile(world):
    plan = world.gathered_province()
    officer = world.provincial_officer
    confirmed(officer, plan, "take", world.open_items(plan))
    world.integrated(plan)
    entries = list(Entry.objects.filter(worksheet__plan=plan).order_by("number"))
    browser, page = opened(officer, "integration", plan)
    fields = form_of(page)
    for entry in entries:
        fields |= {f"agency_{entry.number}": str(entry.agency_id), f"funding_source_{entry.number}": "province"}
        fields |= {f"proposed_{entry.number}": "", f"reason_{entry.number}": ""}
    Entry.objects.filter(pk=entries[1].pk).update(funding_source="pao")
    fields[f"funding_source_{entries[0].number}"] = "ministry"
    browser.post(address("integration", plan), fields)
    found = Entry.objects.filter(worksheet__plan=plan).order_by("number").values_list("funding_source", flat=True)
    assert list(found)[:2] == ["ministry", "pao"]
    page = browser.post(address("integration", plan), {**form_of(browser.get(address("integration", plan)))})
    assert mistakes_of(page) == ["ยังไม่ได้เปลี่ยนรายการใดในหน้านี้"]


def test_the_governor_sends_back_with_a_reason_and_the_committee_resolves_anew(world):
    plan = world.resolved_province()
    page = sent(world.governor, "send_back", plan, reason="")
    assert (page.status_code, 'href="#id_reason"' in page.content.decode()) == (422, True)
    browser, endorsing = opened(world.governor, "endorse", plan)
    sent(world.governor, "send_back", plan, reason="ทบทวนลำดับที่ 1")
    assert state(world, plan) == PlanState.RETURNED
    assert browser.post(address("endorse", plan), form_of(endorsing)).status_code == 409
    plan = world.fresh(plan)
    resolution = world.resolution(plan)
    text = words_of(opened(world.provincial_chair, "resolve", plan)[1])
    assert "ผลของโครงการจากระดับล่างคงเดิม" in text
    sent(world.provincial_chair, "resolve", plan, resolution=resolution.pk)
    assert state(world, plan) == PlanState.ADOPTED


@pytest.mark.parametrize("name", ["endorse", "send_back", "answer", "hear"])
@pytest.mark.parametrize(
    ("who", "status"),
    [("coordinator", 404), ("leader", 404), ("stranger", 404), ("agency", 404), ("provincial_chair", 403)],
)
def test_nobody_else_takes_the_provinces_last_steps(world, name, who, status):
    plan = world.provincial_plan
    status = 200 if (name, who) == ("hear", "provincial_chair") else status
    browser = browser_of(getattr(world, who))
    assert browser.get(address(name, plan)).status_code == status


@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("endorse", "governor"),
        ("send_back", "governor"),
        ("answer", "provincial_officer"),
        ("hear", "provincial_officer"),
        ("integration", "provincial_officer"),
        ("resolve", "provincial_chair"),
    ],
)
def test_the_last_pages_ask_few_questions(world, django_assert_max_num_queries, name, who):
    plan = world.heard_province()
    world.resolution(plan)
    browser = browser_of(getattr(world, who))
    with django_assert_max_num_queries(12):
        page = browser.get(address(name, plan), headers={"accept-encoding": "gzip"})
    assert page.status_code == 200
    assert len(page.content) < 100_000
