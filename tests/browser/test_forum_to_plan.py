"""The council's whole way by hand, as its leader on a phone: from what people say at a forum to a submitted plan.

Walked with JavaScript and without; both end with the same rows. The pages on the way that no tour shows in this state
are looked over: they fit the smallest phone, and axe finds nothing wrong with them, light and dark.
"""

import re
from decimal import Decimal

from directory import clock
from proposals import contents
from proposals.models import Ballot, Idea, IdeaUse, Meeting, PlanState
from tests.browser.hands import record_meeting, record_resolution, tick_members
from tests.browser.site import PHONE
from workflow.models import Event

SMALLEST = {"width": 320, "height": 640}
SAID = "ป้าแดง: ขอขยายประปา\nขุดสระหลังวัด\nซ่อมถนนสายวัดป่า"


def looked_over(hands):
    """The page as it is shown now fits 320 pixels; axe, itself a script, looks where scripts run."""
    page, visitor = hands.page, hands.visitor
    page.set_viewport_size(SMALLEST)
    assert visitor.overflow() == 0, page.url
    page.set_viewport_size(PHONE)
    assert visitor.overflow() == 0, page.url
    if visitor.runs_scripts:
        for scheme in ("dark", "light"):
            page.emulate_media(color_scheme=scheme)
            assert visitor.faults() == [], (scheme, page.url)


def hold_a_forum(leader, name):
    """Called for today, ideas written down while people speak, and recorded with heads and no names of residents."""
    leader.to_plan(name).follow("การประชุม").follow("เรียกประชุม").date("วันประชุม", clock.today())
    leader.write({"ชื่อการประชุม": "เวทีประชาคมตำบล", "เริ่มประชุมเวลา": "09.00", "คาดว่าเลิกประชุมเวลา": "12.00"})
    leader.write({"สถานที่ประชุม": "ศาลาวัดบุ่ง"}).press("เรียกประชุม").reads("เวทีประชาคมตำบล")
    called = leader.page.url
    leader.follow("จดความคิดเห็นหลายข้อ").write({"ความคิดเห็น บรรทัดละหนึ่งข้อ": SAID}).press("บันทึกความคิดเห็น")
    leader.reads("ขุดสระหลังวัด", "ป้าแดง")
    leader.page.goto(called)
    leader.follow("จดความคิดเห็นทีละข้อ").write({"ความคิดเห็น": "ขอไฟส่องทาง"}).press("บันทึกความคิดเห็น")
    leader.page.goto(called)
    looked_over(leader)
    leader.follow("บันทึกการประชุมตามนัดนี้").write({"จำนวนสมาชิกทั้งหมด": "6"})
    tick_members(leader, 5)
    leader.write({"ประชาชนทั่วไป": "30"}).press("บันทึกการประชุม").reads("เวทีประชาคมตำบล ครั้งที่ 1", "30 คน")


def make_proposals(leader, name):
    """Two ideas in one group become one project, the others one each; then each gets its cost."""
    leader.to_plan(name).follow("ความคิดเห็น").follow("จัดกลุ่มหรือลบ")
    leader.tick(re.compile("ขอขยายประปา")).tick(re.compile("ขุดสระหลังวัด")).write({"ชื่อกลุ่มใหม่": "น้ำกินน้ำใช้"})
    leader.press("บันทึก").reads("น้ำกินน้ำใช้ (2)")
    looked_over(leader)
    leader.follow(re.compile("^ทำทั้งกลุ่มเป็นโครงการ"))
    looked_over(leader)
    leader.press("บันทึกโครงการ").reads("น้ำกินน้ำใช้")
    leader.to_plan(name).follow("ความคิดเห็น").tick("ซ่อมถนนสายวัดป่า").tick("ขอไฟส่องทาง").press("ทำข้อที่เลือกเป็นโครงการ")
    leader.tick(re.compile("^ข้อละหนึ่งโครงการ")).press("บันทึกโครงการ")
    for title, amount in (("น้ำกินน้ำใช้", "300,000"), ("ซ่อมถนนสายวัดป่า", "๒๐๐,๐๐๐"), ("ขอไฟส่องทาง", "100,000.50")):
        leader.to_plan(name).follow("โครงการ").follow(title).follow("แก้ไขโครงการ").write({"จำนวนผู้รับประโยชน์": "120"})
        budget = leader.group("งบประมาณรายการที่ 1").write({"จำนวนเงิน": amount})
        budget.choose("ปีงบประมาณ พ.ศ.", "2572").choose("แหล่งงบประมาณ", "งบจังหวัด")
        leader.press("บันทึกการแก้ไข").reads(title)


def hold_a_ballot(leader, name):
    """Approvals on paper slips, an envelope of 300,000 baht, counted as people agreed beforehand: by equal shares."""
    leader.to_plan(name).follow("การประชุม").follow("การลงคะแนนจัดลำดับ").follow("เตรียมการลงคะแนน")
    leader.write({"ลงคะแนนเรื่องอะไร": "จัดลำดับในเวที", "วงเงิน": "300,000.50", "ผู้มีสิทธิลงคะแนน": "40"})
    leader.write({"วงเงินนี้มาจากไหน": "หนังสือแจ้งกรอบวงเงินของ อบต."})
    leader.field("ลงคะแนนในการประชุม").select_option(index=1)
    leader.unfold("กลุ่มหมู่บ้าน").place.get_by_label(re.compile("^หมู่ที่ 1 ")).fill("โซนเหนือ")
    leader.press("บันทึกบัตรลงคะแนน").reads("โซนเหนือ: หมู่ที่ 1")
    leader.follow("เปิดลงคะแนน").press("เปิดลงคะแนน")
    looked_over(leader)
    leader.follow("บันทึกคะแนนเสียง").tick("บัตรกระดาษ")
    leader.write({"คะแนนเสียง บรรทัดละหนึ่งใบ": "\n".join(["1"] * 5 + ["3"] * 4 + ["๒ ๓"] * 3)}).press("บันทึกคะแนนเสียง")
    leader.reads("บัตรกระดาษ 12 ใบ").follow("ปิดลงคะแนนและนับผล").press("ปิดลงคะแนนและนับผล")
    leader.reads("แต่ละกลุ่มหมู่บ้านได้รับ", "โซนเหนือ")
    looked_over(leader)


def test_what_people_say_at_a_forum_becomes_a_submitted_plan_in_the_order_of_their_ballot(committed_world, person):
    world, plan = committed_world, committed_world.plan
    name, leader = plan.owner.name, person(world.leader)
    hold_a_forum(leader, name)
    make_proposals(leader, name)
    hold_a_ballot(leader, name)
    leader.to_plan(name).follow("จัดลำดับโครงการ")
    looked_over(leader)
    leader.follow("จัดลำดับตามผลการลงคะแนน “จัดลำดับในเวที”").reads("กติกา แบ่งสิทธิเท่ากัน (Equal Shares) ซึ่งกำหนดไว้ก่อนเปิดลงคะแนน")
    looked_over(leader)
    leader.press("จัดลำดับโครงการตามผลนี้")
    record_meeting(leader, name, 5, known=5)
    record_resolution(leader, 1)
    leader.follow("ไปรับรองแผนตามมตินี้").press("รับรองแผนตามมติที่ประชุม")
    leader.to_plan(name).follow("เสนอแผน").press("เสนอแผน")

    fresh = world.fresh(plan)
    assert fresh.state == PlanState.SUBMITTED
    assert [(row.proposal_version.title, row.asked) for row in contents.lines_of(fresh.current_version)] == [
        ("ขอไฟส่องทาง", Decimal("100000.50")),
        ("ซ่อมถนนสายวัดป่า", Decimal(200_000)),
        ("น้ำกินน้ำใช้", Decimal(300_000)),
    ]
    forum = Meeting.objects.get(plan=plan, kind=Meeting.Kind.FORUM)
    assert Idea.objects.filter(called=forum.called, called__title="เวทีประชาคมตำบล").count() == 4
    uses = IdeaUse.objects.order_by("idea__number").values_list("idea__text", "idea__said_by", "proposal__plan")
    assert list(uses) == [
        ("ขอขยายประปา", "ป้าแดง", plan.pk),
        ("ขุดสระหลังวัด", "", plan.pk),
        ("ซ่อมถนนสายวัดป่า", "", plan.pk),
        ("ขอไฟส่องทาง", "", plan.pk),
    ]
    ballot = Ballot.objects.get(plan=plan)
    assert (ballot.state, ballot.rule, ballot.meeting) == ("closed", "equal-shares", forum)
    assert ballot.counts == {"1": [5, 5], "2": [3, 3], "3": [7, 7]}
    assert Event.objects.get(plan=plan, verb="order_by_ballot").facts["ballot"] == ballot.pk
