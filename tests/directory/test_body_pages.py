"""The register of bodies by hand: looking up, handing over an office, and opening a province from a workbook."""

from io import BytesIO
from pathlib import Path
from urllib.parse import unquote

import openpyxl
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from directory import shelf
from directory.models import Body, Office, Tenure, User
from directory.sheets import AREAS_TITLE, PROBLEMS_TITLE, SHEETS
from directory.workbook import write_workbook
from tests.cast import DAY_ONE
from tests.directory.builders import amnat_charoen, small_province
from tests.visitors import browser_of, once_of

pytestmark = pytest.mark.django_db
LIST, OPEN = reverse("bodies"), reverse("open_province")
TODAY = {"starts_day": "2", "starts_month": "11", "starts_year": "2569"}
SUCCESSOR = {"full_name": "นางสาวสุดา ดีงาม", "contact": "081-111-2222", "acting": "holder", **TODAY}


def page(body):
    return reverse("body", args=[body.code])


def chair(world):
    return world.leader.office


def handing(office):
    return reverse("hand_over", args=[office.pk])


def hand_over(browser, office, **changes):
    return browser.post(handing(office), {"once": once_of(browser.get(handing(office))), **SUCCESSOR, **changes})


# --- Looking up ---


def test_who_keeps_the_register_finds_bodies_by_kind_district_and_name(world):
    browser = browser_of(world.provincial_officer)
    found = lambda query="": {body.code for body in browser.get(LIST + query).context["page"]}  # noqa: E731
    assert found() == set(world.bodies)
    assert found("?kind=council") == {
        code for code in world.bodies if code.endswith(("council", "council-a", "council-b"))
    }
    assert found("?area=3702&kind=lao") == {"far-lao", "lone-lao"}
    assert found("?q=shared") == {code for code in world.bodies if code.startswith("shared")}
    assert found("?q=ไม่มี") == found("?area=2701") == found("?kind=x") == set()
    assert "<script>" not in browser.get(LIST + "?q=%3Cscript%3E&area=%3Cscript%3E").content.decode()


def test_a_body_shows_its_territory_its_quorum_and_who_acts(world):
    body = world.bodies["shared-council-a"]
    Body.objects.filter(pk=body.pk).update(quorum_numerator=2, quorum_denominator=3, quorum_legal_reference="ม. ๒๐ <b>")
    deputy = User.objects.create(username="deputy", full_name="นายรอง แทนที่")
    Tenure.objects.create(
        user=deputy, office=world.other_leader.office, acting="acting_as_chair", starts=DAY_ONE, order_number="12/2569"
    )
    text = browser_of(world.provincial_officer).get(page(body)).content.decode()
    for words in ("ไก่คำ", "หมู่ที่ 1", "2 ใน 3", "ม. ๒๐ &lt;b&gt;", "นายรอง แทนที่", "ทำหน้าที่แทนประธาน", "12/2569"):
        assert words in text
    assert str(world.other_leader.user) in text
    assert "หมู่ที่ 3" not in text


def test_the_register_is_for_its_keepers_alone(world):
    office, code = chair(world), world.bodies["council"].code
    addresses = (LIST, reverse("body", args=[code]), handing(office), OPEN, reverse("province_workbook", args=["37"]))
    for by in (world.leader, world.coordinator, world.governor, world.agency):
        browser = browser_of(by)
        for address in addresses:
            assert browser.get(address).status_code == 403
        assert browser.post(handing(office), SUCCESSOR).status_code == 403
    stranger = browser_of(world.stranger)
    for address in (addresses[1], addresses[2], addresses[4]):
        assert stranger.get(address).status_code == 404
    assert stranger.post(handing(office), SUCCESSOR).status_code == 404
    assert {body.code for body in stranger.get(LIST).context["page"]} == {"elsewhere"}
    for address in addresses:
        assert browser_of(None).get(address).status_code == 302
    assert not User.objects.filter(phone="0811112222").exists()


# --- Handing over ---


def test_an_office_is_handed_to_a_new_person_and_the_predecessor_loses_it_at_once(world):
    browser, former = browser_of(world.provincial_officer), browser_of(world.leader)
    assert former.get(reverse("inbox")).status_code == 200
    answer = hand_over(browser, chair(world), order_number="คำสั่งที่ 5/2569")
    assert answer.headers["Location"] == page(world.bodies["council"])
    terms = Tenure.objects.filter(office=chair(world)).order_by("starts")
    assert [(term.user.full_name, term.ends) for term in terms] == [
        (world.leader.user.full_name, DAY_ONE),
        ("นางสาวสุดา ดีงาม", None),
    ]
    assert "นางสาวสุดา ดีงาม" in browser.get(answer.headers["Location"]).content.decode()
    assert former.get(reverse("inbox")).headers["Location"] == reverse("sign_in")


def test_somebody_acts_beside_the_holder(world):
    known = User.objects.create(username="deputy", full_name="นายรอง แทนที่")
    answer = hand_over(
        browser_of(world.provincial_officer),
        chair(world),
        full_name="นายรอง แทนที่",
        contact="deputy",
        acting="acting_as_chair",
        own_position="รองประธาน",
        ends_day="1",
        ends_month="1",
        ends_year="2570",
    )
    assert answer.status_code == 302
    acting = Tenure.objects.get(user=known)
    assert (acting.acting, acting.own_position, str(acting.ends)) == ("acting_as_chair", "รองประธาน", "2027-01-01")
    assert Tenure.objects.get(office=chair(world), acting="").ends is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"full_name": ""}, "full_name"),
        ({"contact": "1234"}, "contact"),
        ({"contact": "0137000000"}, "contact"),
        ({"starts_day": "31"}, "starts_0"),
        ({"starts_year": "2562"}, "starts_0"),
        ({"ends_day": "2", "ends_month": "11", "ends_year": "2569"}, "ends_0"),
        ({"acting": "emperor"}, "acting_0"),
        ({"order_number": "9" * 61}, "order_number"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_changes_nothing(world, changes, field):
    before = (User.objects.count(), Tenure.objects.count())
    answer = hand_over(browser_of(world.provincial_officer), chair(world), **changes)
    assert answer.status_code == 422
    assert f'href="#id_{field}"' in answer.content.decode()
    assert (User.objects.count(), Tenure.objects.count()) == before
    kept = SUCCESSOR["contact"] if "contact" not in changes else changes["contact"]
    assert f'value="{kept}"' in answer.content.decode()


def test_a_refused_handing_over_leaves_no_account_behind(world):
    browser = browser_of(world.provincial_officer)
    assert hand_over(browser, chair(world), starts_year="2560").status_code == 422
    assert not User.objects.filter(phone="0811112222").exists()


def test_a_form_sent_twice_hands_over_once(world):
    browser = browser_of(world.provincial_officer)
    form = {"once": once_of(browser.get(handing(chair(world)))), **SUCCESSOR}
    first, second = browser.post(handing(chair(world)), form), browser.post(handing(chair(world)), form)
    assert first.headers["Location"] == second.headers["Location"]
    assert Tenure.objects.filter(office=chair(world)).count() == 2


# --- Opening a province ---


@pytest.fixture
def workbook(tmp_path):
    """Answer a function that gives the bytes of the small province's workbook, with some cells typed over."""

    def make(cells=None):
        path = tmp_path / "bodies.xlsx"
        write_workbook(path, small_province(), amnat_charoen())
        if cells:
            book = openpyxl.load_workbook(path)
            for (sheet, place), value in cells.items():
                book[SHEETS[sheet].title][place] = value
            book.save(path)
        return path.read_bytes()

    return make


def upload(browser, content, **changes):
    file = SimpleUploadedFile("bodies.xlsx", content)
    return browser.post(OPEN, {"once": once_of(browser.get(OPEN)), "province": "37", "workbook": file, **changes})


def ticket_of(answer):
    return answer.context["ticket"]


def shelved():
    folder = Path(settings.MEDIA_ROOT) / "workbooks"
    return set(folder.iterdir()) if folder.is_dir() else set()


def confirm(browser, tried):
    return browser.post(OPEN, {"once": once_of(tried), "ticket": ticket_of(tried)})


def test_the_template_comes_with_the_areas_of_the_province(world):
    answer = browser_of(world.provincial_officer).get(reverse("province_workbook", args=["37"]))
    assert "สมุดงาน จังหวัดอำนาจเจริญ.xlsx" in unquote(answer["Content-Disposition"])
    assert answer["Content-Disposition"].startswith("attachment")
    areas = openpyxl.load_workbook(BytesIO(answer.content))[AREAS_TITLE]
    assert {"37", "370101"} <= {str(row[0].value) for row in areas.iter_rows()}


def test_a_province_is_tried_first_and_opened_only_when_confirmed(world, workbook, django_capture_on_commit_callbacks):
    browser, before = browser_of(world.provincial_officer), shelved()
    tried = upload(browser, workbook())
    assert tried.status_code == 200
    assert not Body.objects.filter(code="council-370101").exists()
    assert ("องค์กร", 3) in [(title, counted.created) for title, counted in tried.context["counts"]]
    with django_capture_on_commit_callbacks(execute=True):
        opened = confirm(browser, tried)
    assert opened.headers["Location"] == LIST
    assert Office.objects.filter(body__code="council-370101").count() == 2
    assert shelved() == before
    again = confirm(browser, tried)
    assert again.headers["Location"] == LIST
    assert Body.objects.filter(code="council-370101").count() == 1


def test_what_is_wrong_is_listed_by_place_and_marked_in_the_workbook(world, workbook):
    browser, before = browser_of(world.provincial_officer), Body.objects.count()
    answer = upload(browser, workbook({("bodies", "B3"): "<b>สภา</b>", ("villages", "A3"): "999999"}))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "&lt;b&gt;สภา&lt;/b&gt;" in text
    assert "<b>สภา</b>" not in text
    assert {(problem["sheet"], problem["row"]) for problem in answer.context["problems"]} >= {
        ("องค์กร", 3),
        ("หมู่บ้าน", 3),
    }
    marked = browser.get(reverse("annotated_workbook", args=[ticket_of(answer)]))
    assert marked["Content-Disposition"].startswith("attachment")
    book = openpyxl.load_workbook(BytesIO(marked.content))
    assert book.sheetnames[0] == PROBLEMS_TITLE
    assert book[SHEETS["bodies"].title]["B3"].comment is not None
    assert Body.objects.count() == before
    assert confirm_with(browser, ticket_of(answer)).status_code == 422
    assert Body.objects.count() == before


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04 broken", b"%PDF-1.7"])
def test_what_is_no_workbook_is_refused_at_its_field(world, content):
    answer = upload(browser_of(world.provincial_officer), content)
    assert answer.status_code == 422
    assert 'href="#id_workbook"' in answer.content.decode()


def test_a_workbook_that_is_too_large_is_refused(world, monkeypatch):
    monkeypatch.setattr("directory.forms.LARGEST_WORKBOOK", 10)
    answer = upload(browser_of(world.provincial_officer), b"x" * 11)
    assert (answer.status_code, "ใหญ่เกิน" in answer.content.decode()) == (422, True)


def test_a_ticket_is_for_its_owner_for_a_day_and_for_its_province(world, workbook, monkeypatch):
    browser = browser_of(world.provincial_officer)
    tried = upload(browser, workbook())
    address = reverse("annotated_workbook", args=[ticket_of(tried)])
    assert browser.get(address).status_code == 200
    assert browser_of(world.stranger).get(address).status_code == 404
    assert browser_of(world.leader).get(address).status_code == 404
    assert browser_of(None).get(address).status_code == 302
    assert confirm_with(browser_of(world.stranger), ticket_of(tried)).status_code == 404
    assert browser.get(address.replace(ticket_of(tried)[:4], "0000")).status_code == 404
    assert browser.get(reverse("annotated_workbook", args=["2572"])).status_code == 404
    monkeypatch.setattr(shelf, "KEPT_SECONDS", -1)
    assert browser.get(address).status_code == 404
    assert confirm(browser, tried).status_code == 404


def confirm_with(browser, ticket):
    return browser.post(OPEN, {"ticket": ticket})


def test_a_province_that_is_not_ones_own_is_not_offered(world, workbook):
    answer = upload(browser_of(world.stranger), workbook())
    assert answer.status_code == 422
    assert upload(browser_of(world.provincial_officer), workbook(), province="27").status_code == 422
    assert not Body.objects.filter(code="council-370101").exists()


def test_old_workbooks_are_swept_away(world, workbook, monkeypatch):
    browser = browser_of(world.provincial_officer)
    upload(browser, workbook())
    assert shelved()
    monkeypatch.setattr(shelf._workbooks, "seconds", -1)
    upload(browser, b"hello")
    assert len(shelved()) == 1


# --- Few questions ---


def test_the_register_of_a_whole_province_asks_few_questions(world, django_assert_max_num_queries):
    template = world.bodies["council"]
    Body.objects.bulk_create(
        [
            Body(code=f"many-{number}", kind="council", name=f"สภาที่ {number}", area=template.area)
            for number in range(1_200)
        ]
    )
    browser = browser_of(world.provincial_officer)
    for address in (LIST, LIST + "?kind=council&area=3701&q=สภา&page=7", page(template), handing(chair(world)), OPEN):
        with django_assert_max_num_queries(12):
            assert browser.get(address).status_code == 200
    assert len(browser.get(LIST).context["page"]) == 100
