"""A form is carried out once: whoever made its key, however often it arrives, and whichever answer got lost."""

import json
from random import Random
from uuid import UUID

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from directory.models import Submission
from proposals.models import Proposal
from tests.approvals.visits import form_of, rows
from tests.cast import committed_world, world
from tests.visitors import browser_of

__all__ = ["committed_world", "world"]

pytestmark = pytest.mark.django_db

KEY, OTHER = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
AS_DATA = {"Accept": "application/json"}
AT_ONCE = 4


def words(title="ขุดลอกห้วยบุ่ง", **changes):
    return {"title": title, "work_class": "self", "seen": "1", **rows("budget"), **rows("indicators"), **changes}


def page(plan):
    return reverse("plan_draft", args=[plan.reference])


def delivered(browser: Client, plan, key=KEY, **changes):
    """A device delivers from its own list."""
    return browser.post(page(plan), words(**changes), headers={**AS_DATA, "Idempotency-Key": key})


def typed(browser: Client, plan, key="", **changes):
    """Somebody sends the form that is before her, on a device that gave it a key."""
    form = form_of(browser.get(page(plan)))
    return browser.post(page(plan), {**form, **words(**changes), **({"idempotency_key": key} if key else {})})


def titles(plan):
    found = Proposal.objects.filter(plan=plan).order_by("pk")
    return [proposal.versions.get().title for proposal in found]


def test_what_a_device_delivers_is_written_once_and_answered_alike(world):
    browser = browser_of(world.leader)
    answers = [delivered(browser, world.plan) for _time in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert len({answer.content for answer in answers}) == 1
    address = reverse("proposal", args=[world.plan.reference, Proposal.objects.get().reference])
    assert answers[0].json() == {"location": address, "said": "บันทึกโครงการแล้ว"}
    assert "บันทึกโครงการแล้ว" not in browser.get(reverse("inbox")).content.decode()  # nobody sat before a page


def test_two_keys_write_two_of_the_same_words(world):
    browser = browser_of(world.leader)
    first, second = delivered(browser, world.plan, KEY).json(), delivered(browser, world.plan, OTHER).json()
    assert first["location"] != second["location"]
    assert titles(world.plan) == ["ขุดลอกห้วยบุ่ง"] * 2


def test_the_key_of_a_field_and_of_the_header_are_one(world):
    browser = browser_of(world.leader)
    sent = {**form_of(browser.get(page(world.plan))), **words(rationale="น้ำไม่พอ\r\nในหน้าแล้ง")}
    there = browser.post(page(world.plan), {**sent, "idempotency_key": KEY})["Location"]
    again = {**sent, "rationale": "น้ำไม่พอ\nในหน้าแล้ง"}  # a browser writes line ends in its own way, a script does not
    answer = browser.post(page(world.plan), again, headers={**AS_DATA, "Idempotency-Key": KEY.upper()})
    assert answer.json()["location"] == there
    assert len(titles(world.plan)) == 1


def test_before_a_page_the_same_words_count_as_a_repetition_whatever_their_key(world):
    browser = browser_of(world.leader)
    there = typed(browser, world.plan, KEY)["Location"]
    assert typed(browser, world.plan, OTHER)["Location"] == there
    assert typed(browser, world.plan)["Location"] == there
    assert typed(browser, world.plan, OTHER, title="ปลูกป่า")["Location"] != there
    assert titles(world.plan) == ["ขุดลอกห้วยบุ่ง", "ปลูกป่า"]


def test_a_key_is_its_persons_own(world):
    delivered(browser_of(world.leader), world.plan)
    answer = delivered(browser_of(world.secretary), world.plan)
    assert answer.status_code == 200
    assert titles(world.plan) == ["ขุดลอกห้วยบุ่ง"] * 2


def test_other_words_under_a_used_key_are_not_swallowed(world):
    browser = browser_of(world.leader)
    there = delivered(browser, world.plan).json()["location"]
    answer = delivered(browser, world.plan, title="ขุดลอกห้วยบุ่ง หมู่ 3")
    assert (answer.status_code, answer["Content-Type"]) == (409, "application/problem+json")
    assert answer.json()["there"] == there
    assert answer.json()["details"] == ["ข้อความก่อนแก้ไขถึงระบบและบันทึกแล้ว ข้อความที่แก้ภายหลังยังไม่ได้บันทึก"]
    assert there in typed(browser, world.plan, KEY, title="หมู่ 3").content.decode()  # its page leads there too
    assert titles(world.plan) == ["ขุดลอกห้วยบุ่ง"]


def test_what_is_refused_uses_no_key_up(world):
    browser = browser_of(world.leader)
    answer = delivered(browser, world.plan, title="")
    assert (answer.status_code, answer.json()["details"]) == (422, ["ต้องกรอก “ชื่อโครงการ”"])
    wrong = delivered(browser, world.plan, **rows("budget", {"year": "2572", "source": "lao", "amount": "0"}))
    assert wrong.status_code == 422
    assert any("จำนวนเงินต้องมากกว่าศูนย์" in detail for detail in wrong.json()["details"])
    assert not Submission.objects.exists()
    assert delivered(browser, world.plan).status_code == 200
    assert titles(world.plan) == ["ขุดลอกห้วยบุ่ง"]


def test_a_plan_that_has_moved_on_says_so_and_takes_nothing(world):
    browser = browser_of(world.leader)
    world.adopted(world.plan)
    before = titles(world.plan)
    answer = delivered(browser, world.plan)
    assert (answer.status_code, answer.json()["there"]) == (409, "")
    assert "ดำเนินการไปก่อนแล้ว" in answer.json()["details"][0]
    assert titles(world.plan) == before


def test_those_who_may_not_are_refused_as_on_the_page(world):
    assert delivered(browser_of(world.lao_planner), world.plan).status_code == 403
    strange = delivered(browser_of(world.other_leader), world.plan)
    nowhere = browser_of(world.leader).post(
        "/plans/2572-000000-00-X/draft/", words(), headers={**AS_DATA, "Idempotency-Key": KEY}
    )
    assert (strange.status_code, nowhere.status_code) == (404, 404)
    assert strange.content == nowhere.content
    assert titles(world.plan) == []


def test_who_is_no_longer_signed_in_is_told_so_and_nothing_is_kept_for_the_device_keeps_it(world):
    browser = browser_of(world.leader)
    Session.objects.all().delete()
    answer = delivered(browser, world.plan)
    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
    assert not Session.objects.exists()
    assert titles(world.plan) == []


@pytest.mark.parametrize("key", ["", "x", "1" * 36, f"{KEY}.1", "' OR 1=1", "é" * 36])
def test_a_device_makes_uuids_and_nothing_else(world, key):
    assert delivered(browser_of(world.leader), world.plan, key).status_code == 422
    assert titles(world.plan) == []


def test_a_device_needs_the_token_of_now(world):
    browser = browser_of(world.leader, enforce_csrf_checks=True)
    assert delivered(browser, world.plan).status_code == 403
    token = browser.get(reverse("unsent_pass"), headers=AS_DATA).json()["token"]
    headers = {**AS_DATA, "Idempotency-Key": KEY, "X-CSRFToken": token}
    assert browser.post(page(world.plan), words(), headers=headers).status_code == 200
    assert titles(world.plan) == ["ขุดลอกห้วยบุ่ง"]


def test_what_was_typed_keeps_its_key_while_it_is_corrected(world):
    browser = browser_of(world.leader)
    answer = typed(browser, world.plan, KEY, title="")
    assert answer.status_code == 422
    assert f'name="idempotency_key" value="{KEY}"' in answer.content.decode()
    assert "idempotency_key" not in browser.get(page(world.plan)).content.decode()


def test_a_hundred_things_delivered_up_to_five_times_each_are_a_hundred_records(committed_world, race, rounds):
    """1,000 in a soak. The deliveries are shuffled, and go out several at a time."""
    random, plan = Random(2572), committed_world.plan  # noqa: S311  # the same order on every run
    keys = [str(UUID(int=random.getrandbits(128), version=4)) for _each in range(10 * max(10, rounds))]
    deliveries = [key for key in keys for _time in range(random.randint(1, 5))]
    random.shuffle(deliveries)
    twice = [key for key in keys[: 3 * AT_ONCE] for _time in range(AT_ONCE)]  # one key in several hands at one moment
    deliveries = twice + deliveries
    browsers = [browser_of(committed_world.leader) for _hand in range(AT_ONCE)]
    answers: dict[str, set[tuple[int, str]]] = {}

    def deliver(browser, key):
        answer = delivered(browser, plan, key, title=f"โครงการ {key}")
        return answer.status_code, answer.content.decode()

    for start in range(0, len(deliveries), AT_ONCE):
        now = deliveries[start : start + AT_ONCE]
        acts = [
            lambda browser=browser, key=key: deliver(browser, key) for browser, key in zip(browsers, now, strict=False)
        ]
        for key, answer in zip(now, race(*acts), strict=True):
            answers.setdefault(key, set()).add(answer)
    assert {key: len(found) for key, found in answers.items()} == dict.fromkeys(keys, 1)
    assert {status for found in answers.values() for status, _body in found} == {200}
    assert sorted(titles(plan)) == sorted(f"โครงการ {key}" for key in keys)
    leads = {json.loads(body)["location"] for found in answers.values() for _status, body in found}
    assert len(leads) == len(keys)
