"""A phone without a network: what is typed stays on the device, and arrives once, as hers, when there is one again."""

import re
from typing import Any

import pytest
from django.contrib.sessions.models import Session

from directory.middleware import OFFICE
from directory.models import Tenure
from directory.verbs.bodies import establish_offices
from proposals.models import Proposal
from proposals.verbs.drafting import edit_proposal
from tests.browser.hands import Hands
from tests.cast import DAY_ONE
from tests.visitors import browser_of

PASSWORD = "ข้าวเหนียวมะม่วง 2572"
DATABASE = """async () => (await indexedDB.databases()).map((each) => each.name)"""
PAGES = """async () => {
  const found = [];
  for (const name of await caches.keys()) {
    if (name.startsWith("pages:")) found.push(...(await (await caches.open(name)).keys()).map((page) => page.url));
  }
  return found;
}"""


def titles(world):
    found = Proposal.objects.filter(plan=world.plan).order_by("pk")
    return [proposal.versions.latest("number").title for proposal in found]


def draft_page(world):
    return f"/plans/{world.plan.reference}/draft/"


def waits_until_kept(hands, *paths):
    """Until the device has kept these pages."""
    wanted = [hands.visitor.site + path for path in paths]
    hands.page.evaluate(f"""async (wanted) => {{
      const kept = {PAGES};
      for (let found = []; !wanted.every((each) => found.includes(each)); found = await kept()) {{
        await new Promise(requestAnimationFrame);
      }}
    }}""", wanted)  # fmt: skip


def ready(visit, world, **options):
    """The hands of a leader who has once seen her plan on this phone, while there was a network."""
    hands = Hands(visit(world.leader, **options)).to_plan(world.plan.owner.name)
    waits_until_kept(hands, draft_page(world), "/unsent/")
    return hands


def write(hands, title, place="ห้วยบุ่ง"):
    return hands.write({"ชื่อโครงการ": title, "สถานที่": place}).tick(re.compile("^ทำเอง"))


def sends(hands, button="บันทึกโครงการ"):
    """Press the form's button; it leads to the list, or to what was written."""
    form = hands.page.url
    hands.place.get_by_role("button", name=button, exact=True).click()
    hands.page.wait_for_url(lambda url: url.partition("#")[0] != form.partition("#")[0])
    return hands


def arrives(hands, title):
    hands.page.locator("[data-done]").get_by_role("link", name=title).wait_for()
    return hands


def test_written_without_a_network_it_is_one_proposal_afterwards(committed_world, visit):
    hands = ready(visit, committed_world)
    hands.visitor.network(there=False)
    hands.visitor.go(draft_page(committed_world))
    write(hands, "ขุดลอกห้วยบุ่ง")
    hands.page.locator(".prasan-saved").wait_for()
    hands.page.reload()
    hands.page.get_by_text("ข้อความที่พิมพ์ค้างไว้ในเครื่องนี้กลับมาแล้ว").wait_for()
    assert hands.field("ชื่อโครงการ").input_value() == "ขุดลอกห้วยบุ่ง"
    sends(hands)
    hands.page.get_by_role("heading", name="ขุดลอกห้วยบุ่ง").wait_for()
    hands.reads("รอส่ง", "ไม่มีสัญญาณ จะส่งให้เองเมื่อมีสัญญาณ")
    assert titles(committed_world) == []
    hands.follow("แก้ไข")
    hands.page.get_by_text("ข้อความที่พิมพ์ค้างไว้ในเครื่องนี้กลับมาแล้ว").wait_for()
    sends(hands.write({"ชื่อโครงการ": "ขุดลอกห้วยบุ่ง หมู่ 3"}))
    hands.page.get_by_role("heading", name="ขุดลอกห้วยบุ่ง หมู่ 3").wait_for()
    hands.visitor.network(there=True)
    arrives(hands, "ขุดลอกห้วยบุ่ง หมู่ 3").reads("ไม่มีอะไรค้างอยู่ในเครื่องนี้")
    assert titles(committed_world) == ["ขุดลอกห้วยบุ่ง หมู่ 3"]
    hands.page.reload()
    hands.page.get_by_text("ไม่มีอะไรค้างอยู่ในเครื่องนี้").wait_for()
    assert titles(committed_world) == ["ขุดลอกห้วยบุ่ง หมู่ 3"]


def test_a_page_that_was_not_kept_says_what_can_be_done_without_a_network(committed_world, visit):
    hands = ready(visit, committed_world)
    hands.visitor.network(there=False)
    hands.visitor.go("/inbox/")
    hands.reads("ไม่มีสัญญาณ", "สิ่งที่พิมพ์ไว้ยังอยู่ในเครื่องนี้")
    assert hands.visitor.faults() == []
    assert hands.visitor.overflow() == 0
    hands.follow(re.compile("^เขียนโครงการ"))
    assert hands.page.locator("form[data-offline=proposal]").count() == 1


def test_what_was_written_in_one_office_is_not_sent_in_another(committed_world, visit):
    world = committed_world
    (member,) = establish_offices([(world.bodies["council"], "member", "สมาชิก")])
    Tenure.objects.create(user=world.leader.user, office=member, starts=DAY_ONE)
    hands = ready(visit, world)
    hands.visitor.network(there=False)
    hands.visitor.go(draft_page(world))
    sends(write(hands, "ขุดลอกห้วยบุ่ง"))
    hands.page.get_by_role("heading", name="ขุดลอกห้วยบุ่ง").wait_for()
    for session in Session.objects.all():
        Session.objects.save(session.session_key, {**session.get_decoded(), OFFICE: member.pk}, session.expire_date)
    hands.visitor.network(there=True)
    hands.page.get_by_text(f"ต้องเปลี่ยนไปทำหน้าที่นี้ก่อน: {world.leader.office}").wait_for()
    assert titles(world) == []
    hands.visitor.go("/office/?next=/unsent/")
    hands.press(f"{world.leader.office.title} · {world.leader.body.name}")
    arrives(hands, "ขุดลอกห้วยบุ่ง")
    assert titles(world) == ["ขุดลอกห้วยบุ่ง"]


def test_one_kept_page_writes_several_and_rows_are_added_without_a_network(committed_world, visit):
    hands = ready(visit, committed_world)
    hands.visitor.network(there=False)
    for title in ("ขุดลอกห้วยบุ่ง", "ปลูกป่าชุมชน"):
        hands.visitor.go(draft_page(committed_world))
        write(hands, title)
        hands.place.get_by_role("button", name="เพิ่มแถวว่าง").first.click()
        row = hands.group("งบประมาณรายการที่ 3").write({"จำนวนเงิน": "5,000"})
        row.choose("ปีงบประมาณ พ.ศ.", "2572").choose("แหล่งงบประมาณ", "งบจังหวัด")
        hands.page.locator(".prasan-saved").wait_for()
        hands.page.reload()
        hands.page.get_by_text("ข้อความที่พิมพ์ค้างไว้ในเครื่องนี้กลับมาแล้ว").wait_for()
        assert hands.group("งบประมาณรายการที่ 3").field("จำนวนเงิน").input_value() == "5,000"
        sends(hands)
    hands.page.get_by_role("listitem").filter(has_text="ปลูกป่าชุมชน").wait_for()
    hands.page.get_by_text("เก็บไว้ในเครื่องนี้ ยังไม่ได้ส่ง (2)").wait_for()
    hands.visitor.network(there=True)
    arrives(hands, "ขุดลอกห้วยบุ่ง")
    arrives(hands, "ปลูกป่าชุมชน")
    assert titles(committed_world) == ["ขุดลอกห้วยบุ่ง", "ปลูกป่าชุมชน"]
    assert {proposal.versions.get().asked for proposal in Proposal.objects.all()} == {5_000}


def test_an_answer_that_got_lost_is_given_again(committed_world, visit):
    hands = ready(visit, committed_world)
    hands.follow("เขียนโครงการ")
    write(hands, "ขุดลอกห้วยบุ่ง")
    lost: list[Any] = []

    def lose(route):
        if route.request.method != "POST" or lost:
            route.continue_()
            return
        lost.append(route.fetch().json())
        hands.visitor.has_network = False  # the browser complains of what it lost
        route.abort()

    hands.page.context.route("**/draft/", lose)
    sends(hands)
    arrives(hands, "ขุดลอกห้วยบุ่ง")
    assert titles(committed_world) == ["ขุดลอกห้วยบุ่ง"]
    assert hands.page.locator("[data-done] a").get_attribute("href") == lost[0]["location"]


def test_whose_session_ended_meanwhile_signs_in_and_it_is_sent(committed_world, visit):
    user = committed_world.leader.user
    user.set_password(PASSWORD)
    user.save()
    hands = ready(visit, committed_world)
    hands.visitor.network(there=False)
    hands.visitor.go(draft_page(committed_world))
    sends(write(hands, "ขุดลอกห้วยบุ่ง"))
    hands.page.get_by_role("heading", name="ขุดลอกห้วยบุ่ง").wait_for()
    Session.objects.all().delete()
    hands.visitor.network(there=True)
    hands.page.get_by_text("ต้องเข้าสู่ระบบก่อน แล้วจะส่งให้เอง").wait_for()
    assert titles(committed_world) == []
    hands.visitor.go("/unsent/")
    hands.write({"ชื่อผู้ใช้หรือหมายเลขโทรศัพท์": user.phone, "รหัสผ่าน": PASSWORD}).press("เข้าสู่ระบบ")
    arrives(hands, "ขุดลอกห้วยบุ่ง")
    assert titles(committed_world) == ["ขุดลอกห้วยบุ่ง"]


def test_what_the_plan_no_longer_takes_stays_on_the_device_with_the_reason(committed_world, visit):
    hands = ready(visit, committed_world)
    hands.visitor.network(there=False)
    hands.visitor.go(draft_page(committed_world))
    sends(write(hands, "ขุดลอกห้วยบุ่ง"))
    committed_world.adopted(committed_world.plan)
    before = titles(committed_world)
    hands.visitor.network(there=True)
    hands.page.get_by_text("ยังส่งไม่ได้").wait_for()
    hands.reads("ดำเนินการไปก่อนแล้ว").unfold("ดูและคัดลอกข้อความ")
    hands.reads("ชื่อโครงการ: ขุดลอกห้วยบุ่ง", "ใครเป็นผู้ทำ: ทำเอง")
    assert not hands.place.get_by_role("button", name="ทิ้งเลย เอากลับมาไม่ได้").is_visible()
    hands.place.get_by_role("button", name="ทิ้ง", exact=True).click()
    hands.place.get_by_role("button", name="ทิ้งเลย เอากลับมาไม่ได้").click()
    hands.page.get_by_text("ไม่มีอะไรค้างอยู่ในเครื่องนี้").wait_for()
    assert titles(committed_world) == before


@pytest.mark.parametrize(("choice", "stands"), [("ใช้ของฉัน", "ของเธอ"), ("ใช้ที่มีอยู่ตอนนี้", "ของเลขานุการ")])
def test_of_two_who_changed_the_same_both_texts_are_shown_and_she_chooses(committed_world, visit, choice, stands):
    world = committed_world
    proposal = world.draft(world.plan, 1)[0]
    hands = ready(visit, world)
    edit = f"/plans/{world.plan.reference}/proposals/{proposal.reference}/edit/"
    hands.visitor.go(edit)
    waits_until_kept(hands, edit)
    hands.visitor.network(there=False)
    sends(hands.write({"ชื่อโครงการ": "ของเธอ"}), "บันทึกการแก้ไข")
    meanwhile = Proposal.objects.get(pk=proposal.pk)
    edit_proposal(
        proposal=meanwhile, draft=world.words(title="ของเลขานุการ"), by=world.secretary, seen=meanwhile.revision
    )
    hands.visitor.network(there=True)
    hands.page.get_by_role("heading", name="ที่ต่างกัน").wait_for()
    both = hands.page.locator(".prasan-difference").filter(has_text="ชื่อโครงการ").inner_text()
    assert both.split("\n") == ["ชื่อโครงการ", "ของฉัน", "ของเธอ", "ที่มีอยู่ตอนนี้", "ของเลขานุการ"]
    assert titles(world) == ["ของเลขานุการ"]
    assert hands.visitor.faults() == []
    hands.page.set_viewport_size({"width": 320, "height": 640})
    assert hands.visitor.overflow() == 0
    hands.place.get_by_role("button", name=choice).click()
    hands.page.get_by_text("ไม่มีอะไรค้างอยู่ในเครื่องนี้").wait_for()
    assert titles(world) == [stands]


def test_signing_out_asks_and_then_takes_everything_from_the_device(committed_world, visit):
    hands = ready(visit, committed_world)
    hands.visitor.network(there=False)
    hands.visitor.go(draft_page(committed_world))
    write(hands, "ขุดลอกห้วยบุ่ง")
    hands.page.locator(".prasan-saved").wait_for()
    hands.visitor.network(there=True)
    hands.visitor.go("/inbox/")
    hands.page.get_by_text("เก็บไว้ในเครื่องนี้ ยังไม่ได้ส่ง (1)").wait_for()
    hands.page.get_by_role("button", name="ออกจากระบบ", exact=True).click()
    hands.page.get_by_role("heading", name="ออกจากระบบแล้วสิ่งที่ยังไม่ได้ส่งจะหายไป").wait_for()
    hands.reads("ขุดลอกห้วยบุ่ง", "ยังพิมพ์ไม่เสร็จ")
    assert not hands.place.get_by_role("button", name=re.compile("^ส่ง")).first.is_visible()
    assert hands.visitor.faults() == []
    hands.press("ลบและออกจากระบบ")
    hands.page.get_by_role("banner").get_by_role("link", name="เข้าสู่ระบบ").wait_for()
    assert hands.page.evaluate(DATABASE) == []
    assert hands.page.evaluate("caches.keys()") == []
    assert titles(committed_world) == []


def test_another_person_on_the_same_phone_sees_nothing(committed_world, visit):
    world = committed_world
    hands = ready(visit, world)
    hands.visitor.network(there=False)
    hands.visitor.go(draft_page(world))
    sends(write(hands, "ขุดลอกห้วยบุ่ง"))
    hands.page.get_by_role("heading", name="ขุดลอกห้วยบุ่ง").wait_for()
    session = browser_of(world.other_leader).cookies["sessionid"].value
    hands.page.goto("about:blank")
    hands.visitor.context.add_cookies([{"name": "sessionid", "value": session, "url": hands.visitor.site}])
    hands.visitor.network(there=True)
    hands.visitor.go("/unsent/")
    hands.page.get_by_text("ไม่มีอะไรค้างอยู่ในเครื่องนี้").wait_for()
    assert "ขุดลอกห้วยบุ่ง" not in hands.page.content()
    waits_until_kept(hands, "/unsent/")
    assert draft_page(world) not in " ".join(hands.page.evaluate(PAGES))
    hands.visitor.network(there=False)
    hands.visitor.go(draft_page(world))
    hands.reads("ไม่มีสัญญาณ")
    assert hands.field("ชื่อโครงการ").count() == 0
    assert titles(world) == []


def test_a_new_release_draws_the_kept_pages_anew_before_the_old_files_go(committed_world, visit):
    hands = ready(visit, committed_world)
    address = hands.visitor.site + draft_page(committed_world)
    hands.page.evaluate("caches.open('files:before')")
    hands.page.evaluate("""async (address) => {
      const pages = await caches.open((await caches.keys()).find((name) => name.startsWith("pages:")));
      await pages.put(address, new Response("of the old release"));
    }""", address)  # fmt: skip
    hands.visitor.go("/inbox/")
    hands.page.evaluate("""async () => {
      while (await caches.has("files:before")) await new Promise(requestAnimationFrame);
    }""")
    kept = hands.page.evaluate("async (address) => (await caches.match(address)).text()", address)
    assert "<body data-kept" in kept
    tokens = re.findall(r'name="(?:csrfmiddlewaretoken|once)" value="([^"]*)"', kept)
    assert set(tokens) == {""}


def test_without_scripts_nothing_of_this_is_shown(committed_world, visit):
    hands = Hands(visit(committed_world.leader, javascript=False)).to_plan(committed_world.plan.owner.name)
    assert not hands.page.locator("#device").is_visible()
    hands.visitor.go("/unsent/")
    hands.reads("เครื่องนี้ไม่ได้เปิดใช้สคริปต์")
    assert not hands.page.locator("#unsent").is_visible()
