"""When a page opens to everybody: after the announcement, or with the code that is printed on a paper; and never more
than the allow-list says.
"""

import re
import secrets

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import translation

from approvals.drafts import ItemAnswer, RemarkDraft
from approvals.verbs.worksheet import answer_lines
from directory import clock
from directory.models import Body, Office, User
from documents.models import Document, PaperState
from documents.thai import thai_month_year
from documents.verbs import number_document, receive_document, send_document, sign_document
from portal import public
from proposals.models import Line, PlanState
from proposals.verbs.drafting import draft_proposals
from proposals.verbs.plan import reopen_plan, submit_plan, withdraw_lines
from tests.cast import PNG
from tests.visitors import browser_of
from tracking.models import Commitment
from tracking.verbs import update_commitment
from workflow import jobs
from workflow.models import EventNote

pytestmark = pytest.mark.sqlite_alone  # every address is asked: its queries are asked on both elsewhere


def page(path, *, language="th", **query):
    return browser_of(None, language=language).get(path, query)


def status_of(reference, **query):
    return page(reverse("status", args=[reference]), **query)


def code_of(kind, **about):
    return Document.objects.filter(kind=kind, **about).order_by("-pk").values_list("check_code", flat=True)[0]


def bare(response, *own):
    """A page without what differs between two requests: tokens, and the address that was asked for."""
    text = re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]+', r"\1", response.content.decode())
    for word in own:
        text = text.replace(word, "")
    return text


def headers(response):
    return {name: value for name, value in response.headers.items() if name not in {"Content-Length", "Set-Cookie"}}


# --- Before and after the announcement ---


def test_before_the_announcement_a_reference_alone_opens_nothing(world):
    world.resolved_province()
    line = world.lines(world.plan)[1]
    for reference in (world.plan.reference, line.proposal.reference, world.provincial_plan.reference):
        assert status_of(reference).status_code == 404
    assert page("/provinces/37/2572/").status_code == 404
    assert not list(public.published_plans())


def test_after_the_announcement_the_reference_is_enough(world):
    world.endorsed()
    world.refresh()
    line = world.lines(world.plan)[1]
    for reference in (world.plan.reference, line.proposal.reference, world.provincial_plan.reference):
        assert status_of(reference).status_code == 200
    assert page("/provinces/37/2572/").status_code == 200
    assert world.plan in public.published_plans()


def test_a_reference_may_be_typed_in_small_letters_and_thai_digits(world):
    world.endorsed()
    typed = world.plan.reference.lower().translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
    assert status_of(typed).status_code == 200


def test_the_code_on_a_paper_opens_its_plan_and_the_plan_s_proposals_beforehand(world):
    world.submitted(world.plan)
    code, line = code_of("T03", plan=world.plan), world.lines(world.plan)[0]
    for given in (
        code,
        code.lower(),
        "-".join(code[at : at + 4] for at in range(0, 16, 4)),
        f" {code[:8]} {code[8:]} ",
    ):
        assert status_of(world.plan.reference, code=given).status_code == 200
    shown = status_of(line.proposal.reference, code=code)
    assert "โครงการที่ 1" in shown.content.decode()
    assert "จนกว่าจังหวัดจะประกาศใช้แผน" in shown.content.decode()


def test_links_carry_the_code_on_only_where_it_is_needed(world):
    world.submitted(world.plan)
    code = code_of("T03", plan=world.plan)
    assert f"?code={code}" in status_of(world.plan.reference, code=code).content.decode()
    world.endorsed()
    assert f"?code={code}" not in status_of(world.plan.reference, code=code).content.decode().replace(
        f'name="next" value="/status/{world.plan.reference}/?code={code}"', ""
    )


def test_the_code_of_one_plan_opens_no_other(world):
    plan, other = world.submitted(world.plan), world.submitted(world.shared_plans[0])
    code = code_of("T03", plan=plan)
    assert status_of(other.reference, code=code).status_code == 404
    assert status_of(world.lines(other)[0].proposal.reference, code=code).status_code == 404
    assert status_of(world.district_plan.reference, code=code).status_code == 404


def test_the_letter_that_a_council_was_sent_opens_its_plan_and_not_its_neighbour_s(world):
    world.returned(world.plan)
    code = code_of("D02")
    assert Document.objects.get(check_code=code).recipient == world.plan.owner
    assert status_of(world.plan.reference, code=code).status_code == 200
    assert status_of(world.shared_plans[0].reference, code=code).status_code == 404


def test_a_paper_about_the_province_s_plan_opens_the_plan_of_the_body_that_it_was_sent_to(world):
    world.submitted(world.plan)
    paper = Document.objects.create(
        kind="P10",
        title="x",
        plan=world.provincial_plan,
        issuer=world.bodies["province"],
        recipient=world.plan.owner,
        snapshot="{}",
        check_code="A" * 16,
        prepared_at=clock.now(),
    )
    assert status_of(world.plan.reference, code=paper.check_code).status_code == 200
    world.submitted(world.shared_plans[0])
    assert status_of(world.shared_plans[0].reference, code=paper.check_code).status_code == 404


@pytest.mark.parametrize("language", ["th", "en"])
def test_unknown_and_not_yet_public_and_a_wrong_code_are_the_same_page(world, language):
    world.submitted(world.plan)
    hidden, unknown = world.plan.reference, "2572-370101-99-Z"
    proposal, draft = world.lines(world.plan)[0].proposal.reference, world.far_plan.reference
    wrong = "".join(secrets.choice("ABCDEFGH") for _ in range(16))
    answers = [
        (status, reference, query)
        for reference in (hidden, unknown, proposal, draft)
        for query in ({}, {"code": wrong})
        for status in [page(reverse("status", args=[reference]), language=language, **query)]
    ]
    assert {answer.status_code for answer, *_ in answers} == {404}
    bodies = {
        bare(answer, f"/status/{reference}/?code={wrong}" if query else f"/status/{reference}/")
        for answer, reference, query in answers
    }
    assert len(bodies) == 1
    assert len({tuple(sorted(headers(answer).items())) for answer, *_ in answers}) == 1


def test_the_database_is_asked_the_same_for_what_is_hidden_and_what_is_not_there(world, django_assert_num_queries):
    world.submitted(world.plan)
    status_of("2572-370101-99-Z")  # what is asked only once in a process
    for reference in ("2572-370101-99-Z", world.plan.reference, world.lines(world.plan)[0].proposal.reference):
        with django_assert_num_queries(2):
            status_of(reference)


# --- Drafts ---


def test_a_draft_never_shows_not_even_with_the_code_of_an_earlier_paper(world):
    world.adopted(world.plan)
    code = code_of("T03", plan=world.plan)
    assert status_of(world.plan.reference, code=code).status_code == 200
    reopen_plan(plan=world.plan, by=world.secretary)
    assert status_of(world.plan.reference, code=code).status_code == 404


def test_a_plan_that_was_never_handed_up_stays_hidden_after_the_announcement(world):
    world.adopted(world.far_plan)
    world.endorsed()
    assert status_of(world.far_plan.reference).status_code == 404
    assert status_of(world.kbt_plan.reference).status_code == 404
    assert world.far_plan.reference not in page("/provinces/37/2572/").content.decode()


def test_a_returned_plan_shows_what_was_adopted_and_not_what_is_being_written(world):
    world.returned(world.far_plan)
    draft = world.words(9, title="โครงการที่ยังเขียนไม่เสร็จ")
    written = draft_proposals(plan=world.far_plan, drafts=[draft], by=world.writer_of(world.far_plan))[0]
    world.endorsed()
    shown = status_of(world.far_plan.reference).content.decode()
    assert "โครงการที่ 3" in shown
    assert draft.title not in shown
    assert status_of(written.reference).status_code == 404


def test_what_was_withdrawn_is_shown_with_its_reason(world):
    plan = world.submitted(world.plan)
    line = world.lines(plan)[2]
    withdraw_lines(plan=plan, line_ids=[line.pk], reason="ทำเองได้แล้ว", by=world.secretary)
    world.endorsed()
    assert "ทำเองได้แล้ว" in status_of(line.proposal.reference).content.decode()
    assert "ทำเองได้แล้ว" in status_of(plan.reference).content.decode()


# --- Canaries: what no public page shows ---

CANARY = "คีรีบูน"
ARABIC = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")


@pytest.fixture
def told(world):
    """A province with its plan announced, and a canary in every field that is nobody's business."""
    plan, others = world.plan, world.shared_plans
    for number, user in enumerate(User.objects.all()):
        user.full_name, user.email = f"{CANARY}ผู้ใช้ {number}", f"canary{number}@example.org"
        user.phone = f"09900000{number:02}"
        user.save()
    Body.objects.update(phone=f"{CANARY}โทร", address=f"{CANARY}ที่อยู่", letter_prefix="กข 01")
    Office.objects.update(title=f"{CANARY}ตำแหน่ง")
    with translation.override("th"):
        world.draft(plan)
        world.meeting(plan, recorded_by=f"{CANARY}ผู้จด", checked_by=f"{CANARY}ผู้ตรวจ")
        world.returned(plan, RemarkDraft(f"{CANARY}ข้อสังเกต"))
        world.accepted(plan)
        world.adopted(others[1])
        on_paper = world.recording(world.coordinator, "shared-council-b")
        submit_plan(plan=others[1], seen=others[1].current_version, by=on_paper)
        world.gathered_district()
        refused = world.lines(others[0])[2].pk
        answer = {refused: ItemAnswer("refused", reason_code="scope", reason="อยู่นอกหน้าที่ของแผน")}
        answer_lines(plan=world.district_plan, answers=answer, by=world.coordinator)
        world.adopted(world.far_plan)
        world.answered()
    jobs.drain()
    world.refresh()
    paper = Document.objects.filter(kind="P10", recipient=plan.owner).get()
    by = world.provincial_officer
    sign_document(document=paper, by=by, scan=PNG, content_type="image/png")
    number_document(document=paper, by=by, dated=clock.today(), typed_number="อจ 0017/99")
    send_document(document=paper, by=by)
    receive_document(document=paper, by=world.secretary, number=f"{CANARY}รับ", on=clock.today())
    commitment = Commitment.objects.order_by("pk")[0]
    update_commitment(commitment=commitment, status="budgeted", by=by, note=f"{CANARY}บันทึก")
    EventNote.objects.update_or_create(event=plan.events.first(), defaults={"text": f"{CANARY}หมายเหตุ"})
    with connection.cursor() as cursor:  # people on rosters and in minutes, whatever the verbs let through
        cursor.execute("UPDATE proposals_attendance SET name = %s, remark = %s", [f"{CANARY}ชื่อ", f"{CANARY}หมายเหตุ"])
        cursor.execute("UPDATE proposals_agendaitem SET text = %s", [f"{CANARY}วาระ"])
    draft_proposals(
        plan=world.kbt_plan, drafts=[world.words(7, title=f"{CANARY}ร่าง")], by=world.writer_of(world.kbt_plan)
    )
    return world


def every_public_address(world):
    papers = Document.objects.all()
    plans = [plan.reference for plan in world.plans.values()]
    proposals = Line.objects.values_list("proposal__reference", flat=True)
    codes = list(papers.values_list("check_code", flat=True))
    yield from ("/", "/?code=nothing", "/check/", "/check/?code=nothing", "/check/nothing", "/source/")
    yield from ("/provinces/37/2572/", "/provinces/37/2572/?ceiling=over", "/provinces/37/2572/?page=2")
    yield from (f"/check/{code}" for code in codes)
    yield from (f"/status/{reference}/" for reference in (*plans, *proposals))
    yield from (f"/status/{paper.plan.reference}/?code={paper.check_code}" for paper in papers.select_related("plan"))
    yield "/sign-in/"


def test_no_public_page_shows_what_is_hidden(told, settings):
    settings.PUBLIC_PAGES_RATE = settings.GUESSES_RATE = "100000/m"
    seen = set()
    secret = [CANARY, "0990000", "@example.org", "canary", "นายสมชาย"]
    for address in every_public_address(told):
        for language in ("th", "en"):
            response = page(address, language=language)
            seen.add(response.status_code)
            text = response.content.decode()
            assert not [word for word in secret if word in text], address
    assert seen == {200, 404, 422}


def test_no_public_page_hands_out_a_paper_s_file_or_leads_to_one(told, settings):
    settings.PUBLIC_PAGES_RATE = settings.GUESSES_RATE = "100000/m"
    for address in every_public_address(told):
        response = page(address)
        assert response["Content-Type"].startswith("text/html")
        leads = set(re.findall(r'(?:href|src|action)="(/[^"?#]*)', response.content.decode()))
        assert not [to for to in leads if to.startswith(("/papers", "/plans", "/inbox", "/commitments"))], address


def test_what_the_pages_promise_is_there(told):
    """The allow-list is no empty list: the same pages do tell fates, reasons, numbers and dates."""
    refused = told.lines(told.shared_plans[0])[2].proposal.reference
    assert "อยู่นอกหน้าที่ของแผน" in status_of(refused).content.decode()
    text = status_of(told.plan.reference).content.decode()
    assert "อจ 0017/99" in text
    assert "อยู่ในแผนแล้ว ยังไม่ใช่เงิน" in text
    commitment = Commitment.objects.order_by("pk").first()
    shown = status_of(commitment.line.proposal.reference).content.decode()
    assert commitment.agency.name in shown
    assert "ได้รับงบประมาณแล้ว" in shown


# --- Whose desk ---


def test_a_closed_plan_lies_on_the_desk_of_the_plan_that_took_it_in(world):
    world.submitted_district()
    text = status_of(world.plan.reference, code=code_of("T03", plan=world.plan)).content.decode()
    assert world.bodies["province"].name in text
    assert "กลั่นกรองแผนอำเภอ" in text


def test_a_plan_of_which_nothing_went_on_lies_on_nobody_s_desk(world):
    plan = world.gathered_district() and world.shared_plans[0]
    lines = [line.pk for line in world.lines(plan)[1:]]
    refuse = ItemAnswer("refused", reason_code="scope", reason="นอกหน้าที่")
    answer_lines(plan=world.district_plan, answers=dict.fromkeys(lines, refuse), by=world.coordinator)
    world.resolved_district()
    text = status_of(plan.reference, code=code_of("T03", plan=plan)).content.decode()
    assert "ทุกโครงการของแผนนี้ได้ข้อยุติแล้ว" in text
    assert "เรื่องอยู่ที่ <strong>" not in text


def test_a_desk_shows_since_when_and_until_when(world):
    world.submitted(world.plan)
    text = status_of(world.plan.reference, code=code_of("T03", plan=world.plan)).content.decode()
    assert world.bodies["kbt"].name in text
    assert re.search(r"ตั้งแต่ [0-9]+ \S+ 25[0-9]{2}<", text)
    due = world.plan.deadlines.get(kind="receipt").due_on
    assert f"{due.day} {thai_month_year(due)}".translate(ARABIC) in text


def test_a_plan_is_public_in_none_of_the_states_in_which_it_is_written(world):
    world.endorsed()
    public_states = set(public.published_plans().values_list("state", flat=True))
    assert not public_states & {PlanState.DRAFT, PlanState.GATHERING, PlanState.COMPILING, PlanState.ADOPTED}


def test_a_superseded_paper_still_opens_its_plan_and_is_not_listed(world):
    world.submitted(world.plan)
    code = code_of("T03", plan=world.plan)
    Document.objects.filter(check_code=code).update(state=PaperState.SUPERSEDED)
    response = status_of(world.plan.reference, code=code)
    assert response.status_code == 200
    assert "รายงานการประชุมและคัดมติที่ประชุม" not in response.content.decode()
