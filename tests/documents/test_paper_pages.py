"""The pages of papers: who sees which, whose step is next, and that each step is taken once."""

from datetime import timedelta
from urllib.parse import quote, unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from documents import storage
from documents.models import Document, Register, Rendition
from documents.verbs import number_document, send_document, sign_document
from tests.cast import DAY_ONE, PNG
from tests.documents.test_papers import PDF
from tests.visitors import browser_of, once_of, seen_of
from workflow import jobs
from workflow.models import Event

pytestmark = pytest.mark.django_db
DATED = {"dated_day": "2", "dated_month": "11", "dated_year": "2569"}
RECEIVED = {"number": "77", "on_day": "2", "on_month": "11", "on_year": "2569"}
STEPS = ("sign", "number", "send", "receive")


def letter(world):
    """The letter with which a council submits its plan to the district."""
    world.submitted(world.plan)
    return Document.objects.get(plan=world.plan, kind="T10")


def page(name, paper):
    return reverse(name, args=[paper.check_code])


def scan(content=PNG, name="หนังสือ.png", content_type="image/png"):
    return SimpleUploadedFile(name, content, content_type)


def sent_to(browser, paper, step, **fields):
    """What answers when somebody opens a step's page and sends its form."""
    address = page(f"paper_{step}", paper)
    shown = browser.get(address)
    return browser.post(address, {"once": once_of(shown), "seen": seen_of(shown), **fields})


def live(world, paper, until):
    """Bring a paper to where it waits for a step."""
    if until == "sign":
        return paper
    sign_document(document=paper, by=world.secretary, scan=PNG, content_type="image/png")
    if until in {"send", "receive"}:
        number_document(document=paper, by=world.secretary, dated=DAY_ONE)
    if until == "receive":
        send_document(document=paper, by=world.secretary)
    return paper


def state_of(paper):
    return Document.objects.get(pk=paper.pk).state


# --- A paper lives its life by hand ---


def test_a_letter_is_signed_numbered_sent_and_received_by_hand(world):
    paper = letter(world)
    council, district = browser_of(world.secretary), browser_of(world.coordinator)
    home = page("paper", paper)
    assert sent_to(council, paper, "sign", scan=scan()).headers["Location"] == home
    assert sent_to(council, paper, "number", **DATED).headers["Location"] == home
    assert sent_to(council, paper, "send").headers["Location"] == home
    assert sent_to(district, paper, "receive", **RECEIVED).headers["Location"] == home
    found = Document.objects.get(pk=paper.pk)
    assert (found.state, found.number_text, found.dated, found.receipt_number, found.received_on) == (
        ("received", "1/2569", DAY_ONE, "77", DAY_ONE)
    )
    lived = council.get(home).content.decode()
    assert "เลขรับ 77" in lived
    assert "2 พ.ย. 2569" in lived


def test_the_page_offers_the_next_step_to_whom_it_belongs_and_names_the_desk_to_others(world):
    paper = letter(world)
    for step, holder, others in (
        ("sign", world.secretary, (world.coordinator, world.lao_planner)),
        ("number", world.leader, (world.coordinator,)),
        ("send", world.secretary, (world.provincial_officer,)),
        ("receive", world.chief, (world.leader,)),
    ):
        paper = live(world, letter(world), step) if state_of(paper) == "prepared" else _on(world, paper, step)
        button = f'href="{page(f"paper_{step}", paper)}"'
        assert button in browser_of(holder).get(page("paper", paper)).content.decode()
        for by in others:
            shown = browser_of(by).get(page("paper", paper))
            assert shown.status_code == 200
            assert ("บันทึกแทน" in shown.content.decode()) is (by is not world.leader and by is not world.lao_planner)
            assert 'class="prasan-main-action"' not in shown.content.decode()
            assert "หนังสืออยู่ที่" in shown.content.decode()


def _on(world, paper, step):
    if step == "send":
        number_document(document=paper, by=world.secretary, dated=DAY_ONE)
    else:
        send_document(document=paper, by=world.secretary)
    return paper


def test_minutes_end_with_their_date_and_carry_no_number(world):
    world.adopted(world.plan)
    minutes = Document.objects.get(plan=world.plan, kind="T03")
    browser = browser_of(world.secretary)
    sent_to(browser, minutes, "sign", scan=scan(PDF, "minutes.pdf", "application/pdf"))
    form = browser.get(page("paper_number", minutes)).content.decode()
    assert 'name="typed_number"' not in form
    assert "ไม่มีเลขที่" in form
    sent_to(browser, minutes, "number", **DATED)
    assert state_of(minutes) == "numbered"
    assert page("paper_send", minutes) not in browser.get(page("paper", minutes)).content.decode()


def test_an_office_with_a_register_of_its_own_types_its_number(world):
    world.returned(world.plan)
    paper = Document.objects.get(plan=world.plan, kind="D02")
    browser = browser_of(world.coordinator)
    sent_to(browser, paper, "sign", scan=scan())
    missing = sent_to(browser, paper, "number", **DATED)
    assert missing.status_code == 422
    sent_to(browser, paper, "number", typed_number="อจ 0118/45", **DATED)
    assert Document.objects.get(pk=paper.pk).number_text == "อจ 0118/45"
    assert not Register.objects.exists()


# --- Who may ---


@pytest.mark.parametrize("step", STEPS)
def test_nobody_else_takes_a_step_and_strangers_do_not_even_see_the_paper(world, step):
    paper = live(world, letter(world), step)
    before = state_of(paper)
    theirs = (world.leader, world.secretary, world.provincial_officer) if step == "receive" else (world.kbt_secretary,)
    filled = {"sign": {"scan": scan()}, "number": DATED, "send": {}, "receive": RECEIVED}[step]
    refused = [*theirs, world.lao_planner, world.lao_executive]
    unseen = [world.other_leader, world.other_coordinator, world.stranger, world.agency]
    for status, people in ((403, refused), (404, unseen)):
        for by in people:
            browser = browser_of(by)
            assert browser.get(page(f"paper_{step}", paper)).status_code == status
            sent = {"seen": paper.revision, **filled}
            assert browser.post(page(f"paper_{step}", paper), sent).status_code == status
    for by in unseen:
        assert browser_of(by).get(page("paper", paper)).status_code == 404
    assert state_of(paper) == before


def test_who_has_not_signed_in_is_asked_to(world):
    paper = letter(world)
    for name in ("paper", "paper_sign"):
        address = page(name, paper)
        assert browser_of(None).get(address).headers["Location"] == f"/sign-in/?next={quote(address, safe='')}"


def test_the_owner_of_a_plan_sees_its_papers_though_another_body_issued_them(world):
    world.resolved_district()
    table = Document.objects.filter(plan=world.district_plan, recipient=None).first()
    assert browser_of(world.coordinator).get(page("paper", table)).status_code == 200
    assert browser_of(world.leader).get(page("paper", table)).status_code == 404


# --- For those who work on paper ---

SHEET = {
    "behalf_signed_by": "นางบุญมี ใจดี",
    "behalf_dated_day": "2",
    "behalf_dated_month": "11",
    "behalf_dated_year": "2569",
}


def test_the_district_records_the_steps_of_a_council_that_works_on_paper(world):
    paper = letter(world)
    browser = browser_of(world.coordinator)
    assert "บันทึกแทนจากเอกสาร" in browser.get(page("paper_sign", paper)).content.decode()
    missing = sent_to(browser, paper, "sign", scan=scan())
    assert missing.status_code == 422
    assert "ผู้ลงนามในเอกสาร" in missing.content.decode()
    assert sent_to(browser, paper, "sign", scan=scan(), **SHEET).status_code == 302
    refused = sent_to(browser, paper, "number", behalf_scan=scan(b"MZ", "a.pdf", "application/pdf"), **DATED, **SHEET)
    assert (refused.status_code, 'href="#id_behalf_scan"' in refused.content.decode()) == (422, True)
    assert sent_to(browser, paper, "number", behalf_scan=scan(), **DATED, **SHEET).status_code == 302
    assert sent_to(browser, paper, "send", behalf_scan=scan(), **SHEET).status_code == 302
    events = Event.objects.filter(plan=world.plan, verb__in=["sign", "number", "send"])
    assert {(event.office, event.behalf_body) for event in events} == {(world.coordinator.office, world.plan.owner)}
    assert (state_of(paper), paper.renditions.get(kind="scan").file.size) == ("sent", len(PNG))


def test_nobody_records_for_an_office_that_has_its_own_desk(world):
    world.returned(world.plan)
    paper = Document.objects.get(plan=world.plan, kind="D02")
    browser = browser_of(world.provincial_officer)
    assert "บันทึกแทน" not in browser.get(page("paper", paper)).content.decode()
    assert browser.post(page("paper_sign", paper), {"seen": 0, "scan": scan(), **SHEET}).status_code == 403
    assert state_of(paper) == "prepared"


# --- Twice, late, wrong ---


def test_a_form_sent_twice_takes_one_number_and_leads_to_the_same_place(world):
    paper = live(world, letter(world), "number")
    browser = browser_of(world.secretary)
    shown = browser.get(page("paper_number", paper))
    form = {"once": once_of(shown), "seen": seen_of(shown), **DATED}
    first = browser.post(page("paper_number", paper), form)
    second = browser.post(page("paper_number", paper), form)
    assert first.headers["Location"] == second.headers["Location"] == page("paper", paper)
    assert Register.objects.get().last_number == 1


def test_a_second_window_is_told_who_was_faster(world):
    paper = letter(world)
    browser = browser_of(world.secretary)
    shown = browser.get(page("paper_sign", paper))
    sent_to(browser_of(world.leader), paper, "sign", scan=scan())
    late = browser.post(
        page("paper_sign", paper),
        {"once": once_of(shown), "seen": seen_of(shown), "scan": scan(PDF, "b.pdf", "application/pdf")},
    )
    assert late.status_code == 409
    assert str(world.leader.user) in late.content.decode()
    assert Rendition.objects.filter(document=paper, kind="scan").count() == 1
    assert browser.get(page("paper_sign", paper)).status_code == 409


@pytest.mark.parametrize(
    ("upload", "reason"),
    [
        (None, "ต้องแนบ"),
        ((b"", "a.pdf", "application/pdf"), "ว่างเปล่า"),
        ((PNG, "a.pdf", "application/pdf"), "ตรงกับชนิดไฟล์"),
        ((b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.svg", "image/svg+xml"), "รับเฉพาะ"),
        ((b"%PDF-1.7\n<< /S /JavaScript /JS (x) >>\n%%EOF", "a.pdf", "application/pdf"), "สคริปต์"),
        ((b"%PDF-" + b"\0" * (10 * 1024 * 1024), "a.pdf", "application/pdf"), "ไฟล์ใหญ่"),
    ],
)
def test_a_wrong_scan_is_refused_at_its_field_and_signs_nothing(world, upload, reason):
    paper = letter(world)
    fields = {"scan": scan(*upload)} if upload else {}
    answer = sent_to(browser_of(world.secretary), paper, "sign", **fields)
    assert answer.status_code == 422
    assert reason in answer.content.decode()
    assert 'href="#id_scan"' in answer.content.decode()
    assert (state_of(paper), paper.renditions.filter(kind="scan").count()) == ("prepared", 0)


def test_a_wrong_number_or_day_is_said_at_its_field_and_what_was_typed_stays(world):
    paper = live(world, letter(world), "receive")
    browser = browser_of(world.coordinator)
    for wrong in ({"on_year": "2570"}, {"on_year": "2568"}, {"number": "9" * 41}, {"number": "  "}, {"on_day": "31"}):
        answer = sent_to(browser, paper, "receive", **{**RECEIVED, **wrong})
        assert answer.status_code == 422
        assert "govuk-error-summary" in answer.content.decode()
    kept = sent_to(browser, paper, "receive", **{**RECEIVED, "number": "<b>๗๗</b>", "on_year": "2570"}).content.decode()
    assert "&lt;b&gt;๗๗&lt;/b&gt;" in kept
    assert "<b>๗๗</b>" not in kept
    assert state_of(paper) == "sent"


def test_a_receipt_is_not_dated_before_the_letter(world):
    paper = live(world, letter(world), "receive")
    answer = sent_to(browser_of(world.coordinator), paper, "receive", **{**RECEIVED, "on_day": "1"})
    assert answer.status_code == 422
    assert "ไม่ก่อนวันที่ในหนังสือ" in answer.content.decode()


# --- Files ---


def test_a_file_is_handed_out_only_as_an_attachment_of_its_own_kind(world):
    paper = letter(world)
    jobs.drain()
    sign_document(document=paper, by=world.secretary, scan=PNG, content_type="image/png")
    for kind, content_type, ending in (("unsigned", "application/pdf", ".pdf"), ("scan", "image/png", ".png")):
        rendition = paper.renditions.get(kind=kind)
        for by in (world.secretary, world.coordinator, world.lao_planner):
            answer = browser_of(by).get(reverse("paper_file", args=[paper.check_code, rendition.pk]))
            assert (answer.status_code, answer["Content-Type"]) == (200, content_type)
            assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
            assert unquote(answer["Content-Disposition"]).endswith(ending)
            assert paper.title[:20] in unquote(answer["Content-Disposition"])
            assert answer["X-Content-Type-Options"] == "nosniff"
            assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
            assert answer["Cache-Control"] == "private, no-store"
        assert len(answer.getvalue()) == rendition.file.size


def test_a_file_of_another_kind_is_never_given_a_kind_that_a_browser_would_open(world):
    paper = letter(world)
    jobs.drain()
    strange = storage.store(b"<script>alert(1)</script>", content_type="text/html", name="a.html")
    rendition = Rendition.objects.create(document=paper, kind="scan", file=strange, created_at=paper.prepared_at)
    answer = browser_of(world.secretary).get(reverse("paper_file", args=[paper.check_code, rendition.pk]))
    assert answer["Content-Type"] == "application/octet-stream"


def test_files_reach_nobody_outside_and_only_under_their_own_paper(world):
    paper = letter(world)
    minutes = Document.objects.get(plan=world.plan, kind="T03")
    jobs.drain()
    own, foreign = paper.renditions.get().pk, minutes.renditions.get().pk
    for by in (world.other_leader, world.other_coordinator, world.stranger):
        assert browser_of(by).get(reverse("paper_file", args=[paper.check_code, own])).status_code == 404
    assert browser_of(world.secretary).get(reverse("paper_file", args=[paper.check_code, foreign])).status_code == 404
    assert browser_of(None).get(reverse("paper_file", args=[paper.check_code, own])).status_code == 302


# --- Lists ---


def test_what_waits_here_stands_first_and_each_filter_is_an_address(world):
    world.returned(world.plan)
    browser = browser_of(world.secretary)
    sent = Document.objects.get(plan=world.plan, kind="T10")
    live(world, sent, "receive")
    shown = browser.get(reverse("papers"))
    body = shown.content.decode()
    titles = {
        paper.kind: body.index(page("paper", paper)) for paper in Document.objects.filter(issuer=world.plan.owner)
    }
    assert titles["T03"] < titles["T10"]
    assert body.count("รอท่าน") >= 1
    kinds = lambda query: {row[0].kind for row in browser.get(reverse("papers") + query).context["rows"]}  # noqa: E731
    assert kinds("?waits=sign") == {"T03", "T04", "T08"}
    assert kinds("?kind=D02") == {"D02"}
    of_the_year = {"T03", "T04", "T08", "T09", "T10", "D01", "D02"}
    assert kinds("?year=2569") == of_the_year
    assert kinds("?year=2570") == set()
    assert kinds("?year=<script>&kind=&waits=") == of_the_year
    assert browser.get(reverse("papers") + "?kind=%3Cscript%3E").content.decode().count("<script>") == 0
    district = browser_of(world.coordinator)
    assert {row[0].kind for row in district.get(reverse("papers") + "?waits=receive").context["rows"]} == {"T10"}


def test_a_body_sees_the_papers_of_the_committee_that_it_serves(world):
    world.resolved_district()
    rows = browser_of(world.coordinator).get(reverse("papers") + "?waits=sign").context["rows"]
    assert world.district_plan.owner in {paper.issuer for paper, *_rest in rows}


def test_a_plans_papers_stand_together_with_their_life(world):
    paper = letter(world)
    browser = browser_of(world.leader)
    address = reverse("plan_papers", args=[world.plan.reference])
    assert "กำลังจัดหน้า" in browser.get(address).content.decode()
    assert "รอจัดหน้า" in browser.get(page("paper", paper)).content.decode()
    jobs.drain()
    shown = browser.get(address).content.decode()
    assert "กำลังจัดหน้า" not in shown
    for each in Document.objects.filter(plan=world.plan):
        assert page("paper", each) in shown
    for by in (world.other_leader, world.stranger):
        assert browser_of(by).get(address).status_code == 404
    assert browser.get(reverse("plan_papers", args=["9999-000000-0000-0"])).status_code == 404


def test_a_replaced_letter_points_at_the_new_one_and_offers_nothing(world):
    first = letter(world)
    from proposals.verbs.plan import recall_plan

    recall_plan(plan=world.plan, by=world.leader, reason="แก้ยอด")
    world.submitted(world.plan)
    second = Document.objects.get(supersedes=first)
    browser = browser_of(world.secretary)
    old, new = (browser.get(page("paper", each)).content.decode() for each in (first, second))
    assert page("paper", second) in old
    assert page("paper_sign", first) not in old
    assert page("paper", first) in new
    assert browser.get(page("paper_sign", first)).status_code == 409


def test_passing_a_letter_on_is_for_its_two_sides(world):
    paper = letter(world)
    for by, offered in ((world.secretary, True), (world.coordinator, True), (world.lao_planner, False)):
        shown = browser_of(by).get(page("paper", paper)).content.decode()
        assert ("https://line.me/R/share?text=" in shown) is offered


def test_a_page_of_many_papers_asks_few_questions(world, django_assert_max_num_queries):
    paper = letter(world)
    jobs.drain()
    copies = []
    for number in range(120):
        copy = Document.objects.get(pk=paper.pk)
        copy.pk, copy.check_code, copy.title = None, f"COPY{number:012d}", f"ฉบับที่ {number}"
        copy.prepared_at += timedelta(minutes=number)
        copies.append(copy)
    Document.objects.bulk_create(copies)
    browser = browser_of(world.secretary)
    for address in (
        reverse("papers"),
        reverse("papers") + "?waits=sign&kind=T10&year=2569&page=2",
        reverse("plan_papers", args=[world.plan.reference]),
        page("paper", paper),
        page("paper_sign", paper),
    ):
        with django_assert_max_num_queries(12):
            assert browser.get(address).status_code == 200
    receive_pages = browser.get(reverse("papers") + "?page=99").context["page"]
    assert receive_pages.number == receive_pages.paginator.num_pages == 3
