"""Signing electronically by hand: the password is asked for, used once, and stays nowhere."""

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from directory.models import Submission
from documents import signing
from documents.models import Document, Register
from tests.cast import DAY_ONE
from tests.documents.keys import PASSWORD
from tests.documents.test_electronic_signing import bytes_of, keys, letter, minutes_of, rendered, sign  # noqa: F401
from tests.documents.test_paper_pages import DATED
from tests.visitors import browser_of, once_of, seen_of
from workflow.models import Event

pytestmark = pytest.mark.django_db


def page(name, paper):
    return reverse(name, args=[paper.check_code])


def sent_to(browser, paper, **fields):
    """What answers when somebody opens the page and sends its form."""
    shown = browser.get(page("paper_esign", paper))
    return browser.post(page("paper_esign", paper), {"once": once_of(shown), "seen": seen_of(shown), **fields})


def state_of(paper):
    return Document.objects.get(pk=paper.pk).state


def test_a_chair_signs_a_letter_with_number_and_date_in_one_act(world, keys):  # noqa: F811
    paper, browser = letter(world), browser_of(world.leader)
    both = browser.get(page("paper_sign", paper)).content.decode()
    assert f'href="{page("paper_esign", paper)}"' in both
    assert 'name="scan"' in both
    done = sent_to(browser, paper, password=PASSWORD, **DATED)
    assert done.headers["Location"] == page("paper", paper)
    found = Document.objects.get(pk=paper.pk)
    assert (found.state, found.number_text, found.dated) == ("numbered", "1/2569", DAY_ONE)
    assert [each.is_good for each in signing.signatures_of(bytes_of(paper, "signed"))] == [True]
    lived = browser.get(page("paper", paper)).content.decode().partition("prasan-steps")[2]
    assert lived.index("ออกเลข") < lived.index("ลงนามอิเล็กทรอนิกส์")
    assert page("paper_send", paper) in browser.get(page("paper", paper)).content.decode()


def test_the_password_is_never_drawn_kept_or_written_down(world, keys, caplog):  # noqa: F811
    caplog.set_level("DEBUG")
    paper, browser = letter(world), browser_of(world.leader)
    shown = browser.get(page("paper_esign", paper)).content.decode()
    assert 'type="password" name="password"' in shown
    assert 'autocomplete="off"' in shown
    wrong = sent_to(browser, paper, password=f"{PASSWORD}-ผิด", **DATED)
    assert wrong.status_code == 422
    assert "รหัสผ่านของกุญแจไม่ถูกต้อง" in wrong.content.decode()
    assert PASSWORD not in wrong.content.decode()
    assert 'href="#id_password"' in wrong.content.decode()
    assert (state_of(paper), Register.objects.count()) == ("prepared", 0)
    sent_to(browser, paper, password=PASSWORD, **DATED)
    assert state_of(paper) == "numbered"
    written = [*(str(session.get_decoded()) for session in Session.objects.all()), caplog.text]
    written += [*Event.objects.values_list("data", flat=True), *Submission.objects.values_list("content", flat=True)]
    assert not any(PASSWORD in text for text in written)


def test_a_form_whose_session_has_ended_comes_back_without_its_password(world, keys):  # noqa: F811
    paper, browser = letter(world), browser_of(world.leader)
    shown = browser.get(page("paper_esign", paper))
    form = {"once": once_of(shown), "seen": seen_of(shown), "password": PASSWORD, **DATED}
    browser.logout()
    assert browser.post(page("paper_esign", paper), form).status_code == 302
    kept = [session.get_decoded() for session in Session.objects.all()]
    assert any("dated_day=2" in str(session) for session in kept)
    assert not any("password" in str(session.get("typed before signing in")) for session in kept)
    assert state_of(paper) == "prepared"


def test_a_form_sent_twice_signs_once_and_leads_to_the_same_place(world, keys):  # noqa: F811
    paper, browser = letter(world), browser_of(world.leader)
    shown = browser.get(page("paper_esign", paper))
    form = {"once": once_of(shown), "seen": seen_of(shown), "password": PASSWORD, **DATED}
    answers = [browser.post(page("paper_esign", paper), form).headers["Location"] for _ in range(2)]
    assert answers == [page("paper", paper)] * 2
    assert (Register.objects.get().last_number, paper.signatures.count()) == (1, 1)


def test_only_whose_name_is_printed_is_offered_the_key_and_the_others_are_told_who_it_is(world, keys):  # noqa: F811
    paper = letter(world)
    for by in (world.secretary, world.coordinator):
        browser = browser_of(by)
        assert browser.get(page("paper_esign", paper)).status_code == 403
        assert browser.post(page("paper_esign", paper), {"seen": 0, "password": PASSWORD, **DATED}).status_code == 403
        scan = browser.get(page("paper_sign", paper)).content.decode()
        assert page("paper_esign", paper) not in scan
        assert str(world.leader.user) in scan
    for by in (world.stranger, world.other_leader):
        assert browser_of(by).get(page("paper_esign", paper)).status_code == 404
    assert browser_of(None).get(page("paper_esign", paper)).status_code == 302
    assert state_of(paper) == "prepared"


def test_a_paper_that_waits_for_another_signature_says_so_and_keeps_its_number(world, keys):  # noqa: F811
    minutes = minutes_of(world)
    sent_to(browser_of(world.secretary), minutes, password=PASSWORD, **DATED)
    assert state_of(minutes) == "reserved"
    secretary = browser_of(world.secretary).get(page("paper", minutes)).content.decode()
    assert "รอลงนามอิเล็กทรอนิกส์" in secretary
    assert page("paper_esign", minutes) not in secretary
    chair = browser_of(world.leader)
    assert page("paper_esign", minutes) in chair.get(page("paper", minutes)).content.decode()
    form = chair.get(page("paper_esign", minutes)).content.decode()
    assert str(world.secretary.user) in form
    assert 'name="dated_day"' not in form
    sent_to(chair, minutes, password=PASSWORD)
    assert state_of(minutes) == "numbered"
    assert chair.get(page("paper_esign", minutes)).status_code == 403


def test_an_office_with_a_register_of_its_own_types_the_number_before_it_signs(world, keys):  # noqa: F811
    world.returned(world.plan)
    paper = rendered(Document.objects.get(plan=world.plan, kind="D02"))
    browser = browser_of(world.chief)
    assert sent_to(browser, paper, password=PASSWORD, **DATED).status_code == 422
    sent_to(browser, paper, password=PASSWORD, typed_number="อจ 0118/45", **DATED)
    assert Document.objects.get(pk=paper.pk).number_text == "อจ 0118/45"


def test_an_office_without_a_key_is_told_and_may_sign_with_ink(world, keys):  # noqa: F811
    paper = letter(world, world.kbt_plan)
    browser = browser_of(world.chair_of(world.kbt_plan))
    assert "ยังไม่ได้ตั้งค่ากุญแจ" in browser.get(page("paper_esign", paper)).content.decode()
    assert page("paper_esign", paper) not in browser.get(page("paper_sign", paper)).content.decode()


def test_what_is_wrong_with_the_configuration_does_not_stop_the_way_of_ink(world, keys, settings):  # noqa: F811
    (settings.SIGNING_DIR / "keys.toml").write_text("[offices")
    paper = letter(world)
    assert browser_of(world.leader).get(page("paper_sign", paper)).status_code == 200


def test_a_second_window_is_told_who_was_faster(world, keys):  # noqa: F811
    paper, browser = letter(world), browser_of(world.leader)
    shown = browser.get(page("paper_esign", paper))
    sign(Document.objects.get(pk=paper.pk), world.leader)
    late = browser.post(
        page("paper_esign", paper), {"once": once_of(shown), "seen": seen_of(shown), "password": PASSWORD, **DATED}
    )
    assert late.status_code == 409
    assert str(world.leader.user) in late.content.decode()


# --- Many at once ---


def ticked(browser, papers, **fields):
    """What answers when somebody ticks papers, reads what will happen and confirms."""
    address = reverse("papers_many", args=["esign"])
    asked = browser.post(address, {"paper": [paper.check_code for paper in papers]})
    seen = {f"seen_{paper.pk}": paper.revision for paper in papers}
    codes = [paper.check_code for paper in papers]
    return asked, browser.post(address, {"confirm": "1", "paper": codes, **seen, **fields}, follow=True)


def test_a_chair_signs_all_that_waits_in_one_act_and_reads_what_became_of_each(world, keys):  # noqa: F811
    paper, minutes = letter(world), rendered(Document.objects.get(plan=world.plan, kind="T03"))
    browser = browser_of(world.leader)
    waiting = browser.get(reverse("papers_waiting"), {"waits": "sign"}).content.decode()
    assert f'action="{reverse("papers_many", args=["esign"])}"' in waiting
    asked, report = ticked(browser, [minutes, paper], password=PASSWORD, **DATED)
    form = asked.content.decode()
    assert 'type="password" name="password"' in form
    assert form.index('name="dated_day"') < form.index('name="password"')
    assert paper.title in form
    assert report.redirect_chain[-1][0].endswith("?report")
    assert paper.title in report.content.decode()
    assert [state_of(each) for each in (minutes, paper)] == ["numbered", "numbered"]
    assert [paper.signatures.count(), minutes.signatures.count()] == [1, 1]


def test_a_wrong_password_signs_none_of_many_and_is_said_at_its_field(world, keys):  # noqa: F811
    paper, browser = letter(world), browser_of(world.leader)
    _asked, wrong = ticked(browser, [paper], password=f"{PASSWORD}-ผิด", **DATED)
    assert wrong.status_code == 422
    assert "รหัสผ่านของกุญแจไม่ถูกต้อง" in wrong.content.decode()
    assert PASSWORD not in wrong.content.decode()
    assert (state_of(paper), Register.objects.count()) == ("prepared", 0)


def test_what_was_begun_is_finished_from_the_list_without_another_date(world, keys):  # noqa: F811
    minutes = minutes_of(world)
    sign(minutes, world.secretary)
    browser = browser_of(world.leader)
    assert page("paper", minutes) in browser.get(reverse("papers_waiting"), {"waits": "esign"}).content.decode()
    asked, _report = ticked(browser, [minutes], password=PASSWORD)
    assert 'name="dated_day"' not in asked.content.decode()
    assert state_of(minutes) == "numbered"


def test_an_office_without_a_key_is_not_offered_to_sign_many(world, keys):  # noqa: F811
    letter(world, world.kbt_plan)
    browser = browser_of(world.chair_of(world.kbt_plan))
    shown = browser.get(reverse("papers_waiting"), {"waits": "sign"}).content.decode()
    assert reverse("papers_many", args=["esign"]) not in shown
