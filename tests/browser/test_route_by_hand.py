"""The whole route by hand, from a proposal in a tambon to the answer: only by what stands on the pages.

Each stage is walked twice, with JavaScript and without, and ends with the same rows in the database.
"""

import re
from collections import Counter
from datetime import timedelta
from decimal import Decimal

from approvals.models import Entry, Item
from directory import clock
from documents import storage
from documents.models import Document
from proposals.models import Decision, Fate, Level, Opinion, PlanState, Remark
from proposals.verbs.plan import submit_plan
from tests.browser.hands import Hands, record_meeting, record_resolution
from tests.browser.tours import letter_of
from tests.cast import version_of
from tests.documents.keys import PASSWORD
from tracking.models import Commitment, CommitmentUpdate
from workflow import jobs

AGENCY_SOURCE = "งบกระทรวง กรม"


def write_proposal(hands, title, who, amount):
    hands.follow("เขียนโครงการ").write({"ชื่อโครงการ": title, "จำนวนผู้รับประโยชน์": "๑๒๐"}).tick(re.compile(f"^{who}"))
    budget = hands.group("งบประมาณรายการที่ 1").write({"จำนวนเงิน": amount})
    budget.choose("ปีงบประมาณ พ.ศ.", "2572").choose("แหล่งงบประมาณ", "งบจังหวัด")
    hands.press("บันทึกโครงการ").reads(title)


def screen(hands):
    hands.follow("บันทึกผลตรวจตามรายการ")
    for check in hands.page.get_by_role("radio", name="ผ่าน", exact=True).all():
        check.check()
    hands.press("บันทึกผลตรวจตามรายการ")


def give_opinion(hands, name):
    """An LAO answers for the one line that asks it; a line that has changed since is asked about again."""
    row = hands.to_plan(name).follow("ให้ความเห็นรายโครงการ").row("ขุดลอกห้วยบุ่ง").place
    row.get_by_role("combobox").select_option(label="เกินศักยภาพ")
    row.get_by_role("textbox").last.fill("เกินงบประมาณที่มี")
    hands.press("ส่งความเห็นในหน้านี้")


def test_a_plan_goes_to_its_district_and_back_and_again(committed_world, person):
    world, plan = committed_world, committed_world.plan
    name, secretary, leader = plan.owner.name, person(world.secretary), person(world.leader)
    write_proposal(secretary.to_plan(name), "ปลูกป่าชุมชน", "ทำเอง", "10,000")
    write_proposal(secretary.to_plan(name), "ขุดลอกห้วยบุ่ง", "ทำร่วม", "๒๕๐,๐๐๐.๕๐")
    record_meeting(secretary, name, 5)
    record_resolution(secretary, 1)
    leader.to_plan(name).follow("รับรองแผนตามมติที่ประชุม").press("รับรองแผนตามมติที่ประชุม")
    leader.to_plan(name).follow("เสนอแผน").press("เสนอแผน")

    kbt, lao, desk = person(world.kbt_of(plan)), person(world.lao_planner), person(world.coordinator)
    kbt.to_plan(name).follow("รับแผนและตอบรายโครงการ").press("รับแผนและตอบรายโครงการ")
    give_opinion(lao, name)
    desk.to_plan(name).follow("เปิดตรวจแผน").press("เปิดตรวจแผน")
    screen(desk)
    desk.to_plan(name).follow("ขอให้ปรับปรุง")
    remark = desk.group("ข้อที่ 1").write({"ขอให้ปรับปรุงอย่างไร": "ขอพิกัดของห้วย"})
    remark.place.get_by_label("โครงการ").select_option(index=2)
    desk.date("ส่งแผนที่ปรับปรุงแล้วภายในวันที่", clock.today() + timedelta(days=30)).press("ขอให้ปรับปรุง")

    secretary.to_plan(name).reads("ขอพิกัดของห้วย").follow("ตอบข้อสังเกต").follow(re.compile("^แก้ไขโครงการ"))
    secretary.write({"สถานที่": "ห้วยบุ่ง หมู่ 1–2"}).press("บันทึกการแก้ไข")
    secretary.to_plan(name).follow("ตอบข้อสังเกต").place.get_by_role("textbox").first.fill("ระบุไว้แล้วในสถานที่")
    secretary.press("บันทึกคำตอบ")
    record_meeting(secretary, name, 5, known=5)
    record_resolution(secretary, 2)
    leader.to_plan(name).follow("รับรองแผนตามมติที่ประชุม").press("รับรองแผนตามมติที่ประชุม")
    leader.to_plan(name).follow("เสนอแผน").press("เสนอแผน")
    desk.to_plan(name).follow("เปิดตรวจแผน").press("เปิดตรวจแผน")
    screen(desk)
    give_opinion(lao, name)
    desk.to_plan(name).follow("รับแผน").reads("ระบุไว้แล้วในสถานที่").press("รับแผน")

    fresh = world.fresh(plan)
    assert (fresh.state, fresh.current_version.number) == (PlanState.ACCEPTED, 2)
    assert [(row.proposal_version.title, row.asked) for row in world.rows(fresh)] == [
        ("ปลูกป่าชุมชน", Decimal(10_000)),
        ("ขุดลอกห้วยบุ่ง", Decimal("250000.50")),
    ]
    opinions = (
        Opinion.objects.filter(line__plan=plan).order_by("pk").values_list("body__code", "kind", "version__number")
    )
    assert list(opinions) == [("lao", Opinion.Kind.BEYOND_CAPACITY, 1), ("lao", Opinion.Kind.BEYOND_CAPACITY, 2)]
    assert list(Remark.objects.filter(plan=plan).values_list("number", "text", "answer")) == [
        (1, "ขอพิกัดของห้วย", "ระบุไว้แล้วในสถานที่")
    ]
    assert list(Decision.objects.filter(plan=plan).order_by("pk").values_list("act", flat=True)) == [
        *("adopt", "adopt", "accept"),
    ]


def work_through_the_worksheet(hands, name, ceiling):
    """The meeting that scores, the ceiling, ranking and the version for the committee, once lines are taken in."""
    record_meeting(hands, name, 5)
    hands.to_plan(name).follow("จัดลำดับและบูรณาการ").follow("คะแนน")
    hands.field("การประชุมที่มีมติให้คะแนน").select_option(index=1)
    hands.write({"ข้อความมติ": "ให้คะแนนตามบัญชี"})
    for cell in hands.place.get_by_role("combobox", name=re.compile("×")).all():
        cell.select_option(label="3")
    hands.press("บันทึกคะแนนหน้านี้").follow("ลำดับและกรอบวงเงิน")
    hands.write({"กรอบวงเงิน": ceiling}).press("จัดลำดับตามคะแนน").reads("เกินกรอบวงเงิน")
    hands.follow("เสนอที่ประชุม").press("จัดทำบัญชีเสนอที่ประชุม").reads("พร้อมให้ที่ประชุมลงมติแล้ว")


def take_all(hands, count):
    """All that the filter shows, after a look at what that changes."""
    hands.follow(f"ทำกับทั้ง {count} โครงการที่กรองไว้").place.get_by_role("radio", name="รับเข้า", exact=True).check()
    hands.press("ดูก่อนว่าจะเปลี่ยนอะไร").reads(f"จะเปลี่ยน {count} รายการ ข้าม 0")
    return hands.press(f"ยืนยัน เปลี่ยน {count} รายการ")


def test_a_district_makes_one_plan_of_its_councils(committed_world, person):
    world, plan = committed_world, committed_world.district_plan
    for council in (world.plan, world.shared_plans[0]):
        world.accepted(council)
    late = world.submitted(world.shared_plans[1])
    name, desk, chair = plan.owner.name, person(world.coordinator), person(world.district_chair)
    desk.to_plan(name).follow("ปิดการรวบรวมแผน").reads("ยังมี 1 แผน")
    desk.write({"เหตุผล": "ครบกำหนดแล้ว"}).press("ปิดการรวบรวมแผน")
    jobs.drain()

    desk.to_plan(name).follow("จัดลำดับและบูรณาการ")
    first, _second, third, _fourth = desk.page.get_by_role("checkbox").all()
    first.check()
    third.check()
    desk.unfold("รวมเป็นโครงการเดียว").write({"ชื่อโครงการร่วม": "ถนนร่วมสองตำบล"}).press("รวมโครงการที่เลือก")
    desk.reads("จะเปลี่ยน 2 รายการ ข้าม 0").press("ยืนยัน เปลี่ยน 2 รายการ")
    desk.page.get_by_role("checkbox").first.check()
    desk.unfold("ตอบโดยไม่รับเข้า")
    reasons = desk.field("ผลและเหตุผล").locator("optgroup").first.locator("option").first
    desk.choose("ผลและเหตุผล", reasons.text_content()).write({"คำชี้แจงถึงเจ้าของโครงการ": "มีอยู่แล้วในหมู่บ้าน"})
    desk.press("ให้ผลแก่โครงการที่เลือก").reads("จะเปลี่ยน 1 รายการ ข้าม 0")
    take_all(desk.press("ยืนยัน เปลี่ยน 1 รายการ"), 1).reads("ทุกโครงการมีผลแล้ว")
    work_through_the_worksheet(desk, name, "4,500")
    record_meeting(desk, name, 5, known=5)
    record_resolution(desk, version_of(world.fresh(plan)).number)
    chair.to_plan(name).follow("บันทึกมติปิดระดับ").place.get_by_role("radio").first.check()
    chair.press("บันทึกมติปิดระดับ")
    desk.to_plan(name).follow("เสนอแผน").press("เสนอแผน")

    plan = world.fresh(plan)
    assert plan.state == PlanState.SUBMITTED
    fates = Fate.objects.filter(line__plan__level=Level.SUBDISTRICT).values_list("kind", flat=True)
    assert Counter(fates) == {"merged": 2, "refused": 1, "carried": 1, "kept": 3, "deferred": 2}
    deferred = Fate.objects.filter(kind="deferred", line__plan__level=Level.SUBDISTRICT)
    assert set(deferred.values_list("line__plan__owner", "reason_code")) == {(late.owner_id, "late")}
    assert Fate.objects.get(kind="refused").reason == "มีอยู่แล้วในหมู่บ้าน"
    joint = Entry.objects.get(worksheet__plan=plan, title="ถนนร่วมสองตำบล")
    assert joint.shares.count() == 2
    assert len(world.rows(plan)) == 2


def test_the_province_integrates_the_governor_endorses_and_every_council_is_answered(committed_world, person):
    world, plan = committed_world, committed_world.provincial_plan
    world.accepted(world.far_plan)
    world.accepted(world.kbt_plan)
    jobs.drain()
    world.refresh()
    other = world.resolved(world.compiled(world.other_district_plan))
    submit_plan(plan=other, seen=version_of(other), by=world.other_coordinator)
    world.accepted(other)
    district = world.submitted_district()
    name, officer, chair = plan.owner.name, person(world.provincial_officer), person(world.provincial_chair)
    officer.to_plan(district.owner.name).follow("เปิดตรวจแผน").press("เปิดตรวจแผน")
    screen(officer)
    officer.to_plan(district.owner.name).follow("รับแผนอำเภอ").press("รับแผนอำเภอ")
    jobs.drain()

    officer.to_plan(name).follow("จัดลำดับและบูรณาการ")
    lines = Item.objects.filter(worksheet__plan=plan, answer="").count()
    take_all(officer, lines).reads("ทุกโครงการมีผลแล้ว").follow("หน่วยงานและแหล่งงบประมาณ")
    for row in officer.place.locator("tbody tr").all():
        row.get_by_role("combobox", name=re.compile("หน่วยงาน$")).select_option(label=world.agency.body.name)
        row.get_by_role("combobox", name=re.compile("แหล่งงบประมาณ$")).select_option(label=AGENCY_SOURCE)
    officer.press("บันทึกหน้านี้")
    officer.to_plan(name).follow("การประชุม").follow("บันทึกการประชุม").choose("ประเภทการประชุม", "การรับฟังความคิดเห็น")
    officer.date("วันประชุม", clock.today())
    officer.write({"เริ่มประชุมเวลา": "09.00", "เลิกประชุมเวลา": "12.00", "สถานที่ประชุม": "หอประชุมจังหวัด"})
    officer.write({"จำนวนสมาชิกทั้งหมด": "20", "ประชาชนที่เข้าร่วม": "150"})
    officer.group("รายชื่อที่ 1").tick("มาประชุม")
    officer.press("บันทึกการประชุม").reads("150 คน")
    work_through_the_worksheet(officer, name, "6,000")
    officer.to_plan(name).follow("บันทึกการรับฟังความคิดเห็น").place.get_by_role("radio").first.check()
    officer.press("บันทึกการรับฟังความคิดเห็น")
    record_meeting(officer, name, 5, known=5)
    record_resolution(officer, version_of(world.fresh(plan)).number)
    chair.to_plan(name).follow("บันทึกมติปิดระดับ").place.get_by_role("radio").first.check()
    chair.press("บันทึกมติปิดระดับ")
    governor = person(world.governor)
    governor.to_plan(name).follow("เห็นชอบแผน").write({"ฐานอำนาจตามกฎหมาย": "พ.ร.ฎ. 2551"}).press("เห็นชอบแผน")
    jobs.drain()
    officer.to_plan(name).follow("ตอบองค์กรเจ้าของแผน").press("ตอบองค์กรเจ้าของแผน")

    fresh = world.fresh(plan)
    assert fresh.state == PlanState.ANSWERED
    assert Decision.objects.get(plan=plan, act="endorse").legal_basis == "พ.ร.ฎ. 2551"
    entries = Entry.objects.filter(worksheet__plan=plan)
    assert set(entries.values_list("agency__code", "funding_source")) == {("agency", "ministry")}
    assert set(Item.objects.filter(worksheet__plan=plan).values_list("answer", flat=True)) == {"take"}
    assert Commitment.objects.count() == entries.count()
    replies = Document.objects.filter(plan=plan, kind="P10").values_list("recipient__code", flat=True)
    assert {"council", "far-council", "lone-kbt", "shared-council-a", "shared-council-b"} <= set(replies)


def test_a_letter_is_signed_electronically_and_known_again_by_its_file(committed_world, person, settings, tmp_path):
    settings.PRASAN_DEMO = True
    world = committed_world
    world.submitted(world.plan)
    jobs.drain()
    letter = letter_of(world.plan)
    leader = person(world.leader)
    leader.to_plan(world.plan.owner.name).follow("หนังสือ").follow(letter.title).follow("ลงนามหนังสือ")
    leader.follow("ลงนามอิเล็กทรอนิกส์").write({"รหัสผ่านของกุญแจลงนาม": "ผิด"}).press("ลงนามอิเล็กทรอนิกส์")
    leader.reads("รหัสผ่านของกุญแจไม่ถูกต้อง")
    leader.write({"รหัสผ่านของกุญแจลงนาม": PASSWORD}).press("ลงนามอิเล็กทรอนิกส์").reads("ออกเลข")
    letter.refresh_from_db()
    assert (letter.state, letter.signatures.get().name) == ("numbered", str(world.leader.user))

    file = storage.path_of(letter.renditions.get(kind="signed").file.sha256)
    changed = tmp_path / "changed.pdf"
    changed.write_bytes(file.read_bytes() + b" ")
    passer_by = person(None)
    passer_by.visitor.go(f"/check/{letter.check_code}")
    passer_by.reads("ลงนามด้วยใบรับรองสาธิต")
    if not passer_by.page.locator("#file").is_visible():
        return  # without scripts the hashes are compared by hand
    passer_by.page.set_input_files("#file", file)
    passer_by.page.wait_for_selector("tr[data-found]")
    passer_by.reads(f"ในไฟล์มีลายมือชื่อของ {world.leader.user}")
    passer_by.page.set_input_files("#file", changed)
    passer_by.page.wait_for_selector("tr[data-found]", state="detached")
    passer_by.reads("ไม่ตรงกัน")


def test_a_letter_lives_its_life_an_agency_reports_and_everybody_reads_it(committed_world, person):
    world = committed_world
    world.answered()
    jobs.drain()
    world.refresh()
    letter = letter_of(world.plan)
    leader, desk = person(world.leader), person(world.coordinator)
    leader.to_plan(world.plan.owner.name).follow("หนังสือ").follow(letter.title).follow("ลงนามหนังสือ")
    leader.attach("ไฟล์สแกนหรือภาพถ่ายของหนังสือที่ลงนามแล้ว").press("แนบหนังสือที่ลงนามแล้ว")
    leader.follow("ออกเลขและลงวันที่").press("ออกเลขและลงวันที่").follow("บันทึกการส่ง").press("ส่งแล้ว")
    desk.at_home().follow(letter.title).follow("ลงรับหนังสือ").write({"เลขรับ": "77"}).press("ลงรับหนังสือ")
    jobs.drain()

    commitment = Commitment.objects.filter(agency=world.agency.body).earliest("pk")
    agency = person(world.agency).at_home()
    Hands(agency.visitor, agency.page.locator("header")).follow("ผลตามแผน")
    agency.follow(commitment.title).tick("ได้รับงบประมาณแล้ว")
    agency.write({"รายละเอียดหรือเหตุผล": "ตาม พ.ร.บ. งบประมาณ"}).press("บันทึกรายงาน")

    passer_by = person(None)
    passer_by.visitor.go("/")
    passer_by.follow(re.compile("^จังหวัดอำนาจเจริญ"))
    passer_by.follow(re.compile("^จังหวัดอำนาจเจริญ|^โครงการที่"))
    passer_by.visitor.go("/")
    passer_by.place.get_by_role("textbox").fill(world.lines(world.plan)[1].proposal.reference)
    passer_by.press("เปิดดู").reads("โครงการที่ 2")
    passer_by.visitor.go("/check/")
    passer_by.place.get_by_role("textbox").fill(letter.check_code.lower())
    passer_by.press("ตรวจสอบ").reads("1/")

    letter.refresh_from_db()
    commitment.refresh_from_db()
    assert (letter.state, letter.receipt_number, letter.recipient_id) == ("received", "77", world.coordinator.body.pk)
    assert commitment.status == "budgeted"
    report = CommitmentUpdate.objects.filter(commitment=commitment).latest("pk")
    assert (report.status, report.note) == ("budgeted", "ตาม พ.ร.บ. งบประมาณ")
