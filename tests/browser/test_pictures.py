"""The six pictures of the README, drawn from real pages: with PICTURES=1 in the environment they are written.

Without PICTURES the pages are drawn all the same, and the files that README.md names must be there.
"""

import io
import os
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from PIL import Image

from approvals.verbs.closing import rank_entries
from approvals.verbs.gathering import gather_plans
from approvals.verbs.review import accept_plan
from approvals.verbs.worksheet import merge_lines, set_ceiling, take_lines
from directory.acting import Acting
from directory.models import Body, Office, Tenure, User
from documents.models import Document
from documents.verbs import number_document, send_document, sign_document
from proposals.drafts import BudgetDraft, ProposalDraft
from proposals.models import WorkClass
from proposals.verbs.drafting import draft_proposals
from tests.browser.site import DESK, PHONE
from tests.cast import PNG, TARGET_YEAR, version_of
from workflow import jobs

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "pictures"
LARGEST = 150 * 1024
PICTURES = ("inbox", "plan", "worksheet", "proposal", "status", "check")

NAMES = {  # the cast's bodies, called as such bodies are called
    "council": "สภาองค์กรชุมชนตำบลบุ่ง",
    "lao": "องค์การบริหารส่วนตำบลบุ่ง",
    "kbt": "ก.บ.ต. บุ่ง",
    "shared-council-a": "สภาองค์กรชุมชนตำบลไก่คำ",
    "shared-council-b": "สภาองค์กรชุมชนบ้านคำน้อย",
    "shared-lao-a": "องค์การบริหารส่วนตำบลไก่คำ",
    "shared-lao-b": "เทศบาลตำบลไก่คำ",
    "shared-kbt": "ก.บ.ต. ไก่คำ",
    "district": "ที่ทำการปกครองอำเภอเมืองอำนาจเจริญ",
    "district-committee": "ก.บ.อ. เมืองอำนาจเจริญ",
    "province": "สำนักงานจังหวัดอำนาจเจริญ",
    "province-committee": "ก.บ.จ. อำนาจเจริญ",
    "governor": "ผู้ว่าราชการจังหวัดอำนาจเจริญ",
}
PEOPLE = {
    ("council", "chair"): ("นางบุญมี แสงทอง", "ประธานสภา"),
    ("council", "secretary"): ("นายสมพร ใจงาม", "เลขานุการ"),
    ("district", "coordinator"): ("นางสาวดวงใจ ศรีสุข", "ผู้ประสานแผนอำเภอ"),
}
WISHES = (
    ("ปลูกป่าชุมชนโคกหนองแวง 12 ไร่", WorkClass.SELF, 18_000, 340),
    ("ขุดลอกห้วยปลาแดก หมู่ 3 ถึงหมู่ 5", WorkClass.TOGETHER, 480_000, 1_250),
    ("ก่อสร้างถนนคอนกรีตบ้านบุ่ง–บ้านดอนหวาย", WorkClass.HAND_UP, 1_940_000, 2_100),
    ("ศูนย์ดูแลผู้สูงอายุกลางวัน ตำบลบุ่ง", WorkClass.TOGETHER, 265_000, 410),
)
MORE_WISHES = (
    ("ประปาผิวดินบ้านไก่คำ หมู่ 2", WorkClass.HAND_UP, 1_150_000, 860),
    ("ถนนเชื่อมบ้านดอนหวาย–บ้านคำน้อย", WorkClass.HAND_UP, 1_320_000, 1_400),
    ("กลุ่มทอผ้าไหมและตลาดชุมชน", WorkClass.TOGETHER, 120_000, 96),
)


@pytest.fixture
def village(committed_world):
    """The cast with names and wishes as people have them."""
    world = committed_world
    for code, name in NAMES.items():
        Body.objects.filter(code=code).update(name=name)
        world.bodies[code].name = name
    for key, (name, title) in PEOPLE.items():
        acting = world.people[key]
        User.objects.filter(pk=acting.user.pk).update(full_name=name)
        Office.objects.filter(pk=acting.office.pk).update(title=title)
    for (code, role), acting in list(world.people.items()):
        tenure = Tenure.objects.select_related("user", "office__body").get(pk=acting.tenure.pk)
        world.people[code, role] = Acting(tenure.user, tenure.office, tenure)
    world.refresh()
    return world


def wish(world, plan, wishes):
    """Write wishes into a plan."""
    drafts = [
        ProposalDraft(
            title=title,
            work_class=work_class,
            beneficiaries=people,
            strategy="เศรษฐกิจฐานรากและคุณภาพชีวิต",
            budget=[BudgetDraft(TARGET_YEAR, "province", Decimal(amount))],
        )
        for title, work_class, amount, people in wishes
    ]
    draft_proposals(plan=plan, drafts=drafts, by=world.writer_of(plan))


def draw(window, path, name, *, below=""):
    """Open a page and, where pictures are asked for, keep what its window shows."""
    assert window.go(path).status == 200
    if below:
        window.page.evaluate("place => document.querySelector(place).scrollIntoView()", below)
    shot = window.page.screenshot()
    assert len(shot) > 10_000
    if os.environ.get("PICTURES") == "1":
        FOLDER.mkdir(exist_ok=True)
        Image.open(io.BytesIO(shot)).convert("RGB").quantize(64, dither=Image.Dither.NONE).save(
            FOLDER / f"{name}.png", optimize=True
        )


def test_the_pictures_are_drawn(village, visit):
    world, first = village, village.plan
    wish(world, first, WISHES)
    wish(world, world.shared_plans[0], MORE_WISHES)
    wish(world, world.shared_plans[1], MORE_WISHES[:1])
    world.returned(first)
    world.submitted(world.shared_plans[1])
    jobs.drain()
    leader = visit(world.leader, size=PHONE)
    draw(leader, f"/plans/{first.reference}/", "plan")
    wanted = world.lines(first)[1].proposal.reference
    draw(leader, f"/plans/{first.reference}/proposals/{wanted}/edit/", "proposal")

    world.ready_to_decide(world.submitted(first))
    world.in_review(world.shared_plans[1])
    world.received(world.shared_plans[0])
    draw(visit(world.coordinator, size=PHONE), "/inbox/", "inbox")
    accept_plan(plan=first, seen=version_of(first), by=world.coordinator)
    world.accepted(world.shared_plans[0])
    letter = Document.objects.filter(plan=first, kind="T10").latest("pk")
    sign_document(document=letter, by=world.secretary, scan=PNG, content_type="image/png")
    number_document(document=letter, by=world.secretary, dated=date.today())  # noqa: DTZ011  # the day on the sheet
    send_document(document=letter, by=world.secretary)
    jobs.drain()
    draw(visit(None, size=DESK), f"/check/{letter.check_code}", "check")

    sheet = world.district_plan
    gather_plans(plan=sheet, reason="ครบกำหนดแล้ว", by=world.coordinator)
    world.refresh()
    sheet = world.district_plan
    roads = world.open_items(sheet)
    merge_lines(plan=sheet, line_ids=[roads[1], roads[4]], title="ถนนเชื่อมสองตำบล", by=world.coordinator)
    take_lines(plan=sheet, line_ids=[roads[0], roads[3]], by=world.coordinator)
    draw(
        visit(world.coordinator, size=DESK),
        f"/plans/{sheet.reference}/worksheet/?show=all",
        "worksheet",
        below="main table",
    )

    take_lines(plan=sheet, line_ids=world.open_items(sheet), by=world.coordinator)
    world.scored(sheet)
    set_ceiling(plan=sheet, ceiling=Decimal(4_000_000), by=world.coordinator)
    rank_entries(plan=sheet, by=world.coordinator)
    world.endorsed()
    jobs.drain()
    draw(visit(None, size=PHONE), f"/status/{wanted}/", "status")


def test_the_readme_shows_six_pictures_that_are_there_and_small():
    named = re.findall(r"docs/pictures/([a-z]+)\.png", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert sorted(set(named)) == sorted(PICTURES)
    for name in PICTURES:
        assert 5_000 < (FOLDER / f"{name}.png").stat().st_size <= LARGEST, name
