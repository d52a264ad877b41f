"""A small province taken by the verbs from the forum to the governor; in it every invariant holds."""

import contextlib
import io
import json
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command

from approvals.drafts import CriterionDraft, Integration, ItemAnswer, OpinionDraft, Part
from approvals.models import Entry, Item
from approvals.verbs import closing, gathering, province, review, worksheet
from config.invariants import INVARIANTS, check
from directory import clock
from directory.acting import Acting
from directory.models import Area, Body, Tenure, Territory, User, Village
from directory.verbs.bodies import establish_offices
from documents.models import Document
from documents.verbs import number_document, sign_document
from proposals.drafts import AttendanceDraft, IndicatorDraft, ItemDraft, MeetingDraft, ProposalDraft, sums_of
from proposals.models import Cycle, Line, Plan
from proposals.verbs import plan as plans
from proposals.verbs.cycle import open_cycle
from proposals.verbs.drafting import draft_proposals
from proposals.verbs.meetings import pass_resolution, record_meeting
from workflow import jobs

START = date(2026, 1, 12)
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
CRITERIA = [CriterionDraft("need", "ความจำเป็น", 75), CriterionDraft("reach", "ผู้รับประโยชน์", 25)]
AMOUNTS = {
    "980101": ["900", "400000.01", "300000.02", "120000"],
    "980102": ["800", "250000", "99999"],
    "980103": ["700", "77777"],
}


# --- Who and where ---


def _body(code, kind, area, roles, *, secretariat=None, members=0, own=True):
    body = Body.objects.create(
        code=code, kind=kind, name=code, area=area, secretariat=secretariat, members_count=members,
        letter_prefix=code[:3].upper(), register="own" if own else "external",
    )  # fmt: skip
    Territory.objects.create(body=body, area=area)
    offices = establish_offices([(body, role, role) for role in roles])
    holders = {}
    for office in offices:
        user = User.objects.create(username=f"{code}-{office.role}", full_name=f"คุณ{code} {office.role}")
        tenure = Tenure.objects.create(user=user, office=office, starts=START - timedelta(days=300))
        holders[office.role] = Acting(user, office, tenure)
    return SimpleNamespace(body=body, **holders)


def _register():
    """A province 98 with one district and three subdistricts; the third has no committee and no LAO."""
    top = Area.objects.create(code="98", level="province", name_th="ทดลอง")
    middle = Area.objects.create(code="9801", level="district", parent=top, name_th="เมืองทดลอง")
    low = [
        Area.objects.create(code=f"98010{n}", level="subdistrict", parent=middle, name_th=f"ที่ {n}") for n in (1, 2, 3)
    ]
    for area in low:
        Village.objects.bulk_create([Village(area=area, number=n, name=f"บ้าน {n}") for n in (1, 2)])
    w = SimpleNamespace()
    w.office = _body("office98", "provincial_office", top, ["officer"], own=False)
    w.committee = _body("kbj98", "provincial_committee", top, ["chair"], secretariat=w.office.body, members=5)
    w.governor = _body("governor98", "governor", top, ["governor"], secretariat=w.office.body)
    w.agency = _body("agency98", "agency", top, ["officer"])
    w.desk = _body("office9801", "district_office", middle, ["coordinator"], own=False)
    w.district = _body("kbo9801", "district_committee", middle, ["chair"], secretariat=w.desk.body, members=5)
    w.councils = {
        area.code: _body(f"council{area.code}", "council", area, ["chair", "secretary"], members=5) for area in low
    }
    w.lao = _body("lao980101", "lao", low[0], ["planner", "executive"], own=False)
    w.kbt = _body("kbt980101", "subdistrict_committee", low[0], ["chair", "secretary"], members=5)
    return w


# --- What they do ---


def draft_of(code, number, amount):
    village = Village.objects.filter(area=code).first()
    items = [
        ItemDraft("ผิวทาง", "งาน", Decimal(1), Decimal(amount) - 100, 2572, "lao"),
        ItemDraft("แรงงาน", "คน", Decimal("2.5"), Decimal(40), 2573, "community"),
    ]
    return ProposalDraft(
        title=f"โครงการที่ {number} ของตำบล {code}",
        budget=sums_of(items),
        items=items,
        beneficiary_group="ผู้ใช้ถนน",
        latitude=Decimal("15.87"),
        longitude=Decimal("104.625412"),
        indicators=[IndicatorDraft("ความยาวถนน", "2 กม."), IndicatorDraft("ครัวเรือน", "40")],
        rationale="ถนนชำรุด",
        village=village,
        beneficiaries=40 + number,
        work_class="self" if number == 1 else "hand_up",
    )


def resolution_on(plan, version, by, *, kind="council", on=None):
    roster = [AttendanceDraft(f"สมาชิก {n}", "สมาชิก", "present" if n < 5 else "absent") for n in range(1, 6)]
    draft = MeetingDraft(
        kind=kind, title="การประชุม", held_on=on or clock.today(), place="ศาลากลางบ้าน", attendances=roster
    )
    meeting = record_meeting(plan=plan, draft=draft, by=by)
    return pass_resolution(meeting=meeting, version=version, text="เห็นชอบ", votes_for=4, by=by)


def submit_council(w, code):
    council, plan = w.councils[code], Plan.objects.get(cycle=w.cycle, area=code)
    drafts = [draft_of(code, n, amount) for n, amount in enumerate(AMOUNTS[code], 1)]
    draft_proposals(plan=plan, drafts=drafts, by=council.secretary)
    version = plan.versions.get(frozen_at=None)
    resolution = resolution_on(plan, version, council.secretary)
    plans.adopt_plan(plan=plan, seen=version, resolution=resolution, by=council.chair)
    plans.submit_plan(plan=plan, seen=version, by=council.chair)
    return plan


def accept_council(w, plan):
    seen = plan.current_version
    if plan.area_id == "980101":
        review.receive_plan(plan=plan, seen=seen, answers={}, by=w.kbt.secretary)
        lines = list(plan.lines.exclude(number=1).values_list("pk", flat=True))
        answers = dict.fromkeys(lines, OpinionDraft("supports"))
        answers[lines[-1]] = OpinionDraft("takes_in", plan_name="แผนพัฒนา อบต.", plan_year=2572, plan_item="4")
        review.open_review(plan=plan, by=w.desk.coordinator)
        review.give_opinions(plan=plan, seen=seen, answers=answers, by=w.lao.planner)
    else:
        review.open_review(plan=plan, by=w.desk.coordinator)
    review.screen_plan(plan=plan, seen=seen, answers={"complete": True}, by=w.desk.coordinator)
    review.accept_plan(plan=plan, seen=seen, by=w.desk.coordinator)


def compile_level(plan, by, take):
    """Score, rank and lay what `take` puts on the worksheet; answers the version laid before the committee."""
    worksheet.set_criteria(plan=plan, criteria=CRITERIA, by=by)
    take()
    scored = Item.objects.filter(worksheet__plan=plan).exclude(answer="kept").values_list("line_id", flat=True)
    worksheet.score_lines(plan=plan, scores={(i, c.code): 3 for i in scored for c in CRITERIA}, by=by)
    worksheet.set_ceiling(plan=plan, ceiling=Decimal(5_000_000), by=by)
    closing.rank_entries(plan=plan, by=by)
    return closing.lay_before_committee(plan=plan, by=by)


def compile_district(w):
    plan, by = w.district_plan, w.desk.coordinator
    gathering.gather_plans(plan=plan, by=by, reason="ครบกำหนด")
    lines = {(line.plan.area_id, line.number): line.pk for line in Line.objects.filter(plan__parent=plan)}

    def take():
        merged = [lines["980101", 2], lines["980102", 2]]
        worksheet.merge_lines(plan=plan, line_ids=merged, title="โครงการร่วม", by=by)
        parts = [Part("ส่วนแรก", Decimal("100000.01")), Part("ส่วนหลัง", Decimal("200000.01"))]
        worksheet.split_line(plan=plan, line_id=lines["980101", 3], parts=parts, by=by)
        refusal = ItemAnswer("refused", "duplicate", "ซ้ำกับโครงการที่ดำเนินการแล้ว")
        worksheet.answer_lines(plan=plan, answers={lines["980102", 3]: refusal}, by=by)

    return compile_level(plan, by, take)


def compile_province(w):
    plan, by = w.provincial_plan, w.office.officer
    chosen = list(Line.objects.filter(worksheet_item__worksheet__plan=plan).order_by("pk").values_list("pk", flat=True))

    def take():
        worksheet.take_lines(plan=plan, line_ids=chosen, by=by)
        numbers = Entry.objects.filter(worksheet__plan=plan).values_list("number", flat=True)
        whole = dict.fromkeys(numbers, Integration(w.agency.body.pk, "province"))
        whole[1] = Integration(w.agency.body.pk, "ministry", Decimal(500000), "ราคากลาง")
        worksheet.integrate_entries(plan=plan, integrations=whole, by=by)

    return compile_level(plan, by, take)


def open_world():
    """The register and an open cycle."""
    w = _register()
    w.cycle = open_cycle(province=Area.objects.get(pk="98"), target_year=2572, by=w.office.officer)
    w.provincial_plan = Plan.objects.get(cycle=w.cycle, level="province")
    w.district_plan = Plan.objects.get(cycle=w.cycle, level="district")
    return w


def submit_councils(w):
    """Two plans in time, one late."""
    w.council_plans = [submit_council(w, code) for code in ("980101", "980102")]
    for plan in w.council_plans:
        accept_council(w, plan)
    w.late_plan = submit_council(w, "980103")


def close_district(w):
    """The district compiles, resolves and submits."""
    laid = compile_district(w)
    w.district_plan.refresh_from_db()
    resolution = resolution_on(w.district_plan, laid, w.desk.coordinator, kind="committee")
    closing.resolve_plan(plan=w.district_plan, seen=laid, resolution=resolution, by=w.district.chair)
    plans.submit_plan(plan=w.district_plan, seen=laid, by=w.desk.coordinator)


def build_province(w):
    """The province takes the district's plan in, hears, resolves; the governor endorses and everybody is answered."""
    plan, seen, officer = w.district_plan, w.district_plan.current_version, w.office.officer
    review.open_review(plan=plan, by=officer)
    review.screen_plan(plan=plan, seen=seen, answers={"complete": True}, by=officer)
    review.accept_plan(plan=plan, seen=seen, by=officer)
    jobs.drain()
    top = w.provincial_plan
    top.refresh_from_db()
    draft = MeetingDraft(
        kind="hearing", title="รับฟังความคิดเห็น", held_on=clock.today(), place="ศาลากลาง",
        attendances=[AttendanceDraft("ประชาชน", "", "present")],
    )  # fmt: skip
    hearing = record_meeting(plan=top, draft=draft, by=officer)
    province.hold_hearing(plan=top, hearing=hearing, by=officer)
    laid = compile_province(w)
    top.refresh_from_db()
    resolution = resolution_on(top, laid, officer, kind="committee")
    closing.resolve_plan(plan=top, seen=laid, resolution=resolution, by=w.committee.chair)
    province.endorse_plan(plan=top, seen=laid, by=w.governor.governor, legal_basis="มาตรา 1")
    province.answer_councils(plan=top, by=officer)


def issue_a_paper(w):
    """The first council's submission letter is signed and numbered from its own register."""
    letter = Document.objects.get(plan=w.council_plans[0], kind="T10")
    chair = w.councils["980101"].chair
    sign_document(document=letter, by=chair, scan=PDF)
    number_document(document=letter, by=chair, dated=clock.today())
    return letter


def build_world():
    """Everything, with all jobs done."""
    with clock.at(START):
        w = open_world()
    with clock.at(START + timedelta(days=20)):
        submit_councils(w)
        w.letter = issue_a_paper(w)
    with clock.at(START + timedelta(days=40)):
        close_district(w)
    with clock.at(START + timedelta(days=60)):
        build_province(w)
        jobs.drain()
    return w


@contextlib.contextmanager
def lasting_world(blocker, databases, worker):
    """The world in a database of its own, for all tests of a module; each of them rolls back what it breaks."""
    with databases.copied(f"{worker}_world"):
        with blocker.unblock():
            world = build_world()
        yield world


@pytest.fixture(scope="module")
def _world(django_db_setup, django_db_blocker, _databases, worker_id):
    with lasting_world(django_db_blocker, _databases, worker_id) as world:
        yield world


@pytest.fixture
def world(_world, db):
    return _world


def command(*arguments):
    """What the command prints, and the status with which it ends."""
    out = io.StringIO()
    try:
        call_command("check_invariants", *arguments, stdout=out)
    except SystemExit as ended:
        return ended.code, out.getvalue()
    return 0, out.getvalue()


# --- Nothing is broken ---


def test_after_the_whole_way_from_forum_to_governor_every_invariant_holds(world):
    assert check().broken == []


def test_every_invariant_found_rows_to_look_at(world):
    empty = {name for name, count in check(world.cycle).checked.items() if not count}
    assert empty == set()


def test_the_command_says_ok_for_each_invariant_and_ends_well(world):
    status, text = command()
    assert status == 0
    assert all(
        any(line.startswith(f"{name} ") and line.endswith("OK") for line in text.splitlines()) for name in INVARIANTS
    )


def test_the_command_answers_json_for_one_cycle(world):
    status, text = command("--json", "--cycle", str(world.cycle.pk))
    answer = json.loads(text)
    assert (status, answer["ok"], answer["broken"]) == (0, True, [])
    assert answer["checked"]["no_line_has_two_fates"] == Line.objects.filter(fates__isnull=False).count()


def test_another_cycle_is_not_asked_about_this_one(world):
    other = Cycle.objects.create(province_id="98", target_year=2573, round_start=2571, opened_at=clock.now())
    assert check(other).checked["every_settled_line_has_one_fate"] == 0


def test_an_unknown_cycle_is_refused_by_the_command(db):
    with pytest.raises(CommandError) as refused:
        command("--cycle", "999999")
    assert refused.value.returncode == 2
