"""What anybody finds on the pages without an account: codes, whose desk, papers, a province, the source."""

import re
from decimal import Decimal
from urllib.parse import unquote

import pytest
from django.urls import reverse

from approvals.drafts import Part
from approvals.models import Item
from approvals.verbs import worksheet
from directory import clock
from documents.models import Document, Rendition
from documents.verbs import CHECK_ALPHABET, CHECK_LENGTH, number_document, prepare_papers, sign_document
from portal import overview, public
from proposals.models import Line, PlanLine
from tests.cast import PNG
from tests.visitors import browser_of
from tracking.models import Commitment
from workflow import jobs


@pytest.fixture
def browser():
    return browser_of(None)


@pytest.fixture
def announced(world):
    world.answered()
    jobs.drain()
    world.refresh()
    return world


def text_of(response):
    """What a page says, without its marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def row_of(response, first):
    """The cells of the table row that begins with these words."""
    for row in re.findall(r"<tr.*?</tr>", response.content.decode(), re.DOTALL):
        cells = [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", cell)).strip() for cell in re.split(r"</t[hd]>", row)]
        if cells[0].startswith(first):
            return cells[:-1]
    raise AssertionError(f"no row begins with {first}")


# --- The front page ---


def test_the_front_page_lists_the_provinces_that_have_announced_their_plan(announced, browser):
    response = browser.get("/")
    assert reverse("province", args=["37", 2572]) in response.content.decode()
    assert "จังหวัดอำนาจเจริญ ปีงบประมาณ พ.ศ. 2572" in text_of(response)
    assert reverse("sign_in") in response.content.decode()


def test_the_front_page_says_so_where_no_province_has(world, browser):
    world.resolved_province()
    assert "ยังไม่มีจังหวัดที่ประกาศใช้แผน" in text_of(browser.get("/"))


def test_the_front_page_asks_the_database_once_whatever_the_number_of_provinces(
    announced, browser, django_assert_max_num_queries
):
    with django_assert_max_num_queries(1):
        browser.get("/")


def test_one_field_leads_to_a_plan_a_proposal_or_a_paper(announced, browser):
    proposal = announced.lines(announced.plan)[1].proposal.reference
    code = Document.objects.first().check_code
    dashed = "-".join(code[at : at + 4] for at in range(0, 16, 4)).lower()
    for typed, to in [
        (f" {announced.plan.reference.lower()} ", reverse("status", args=[announced.plan.reference])),
        (proposal.replace("-", "–"), reverse("status", args=[proposal])),
        (dashed, reverse("check_code", args=[code])),
    ]:
        response = browser.get("/", {"code": typed})
        assert (response.status_code, response["Location"]) == (302, to)


@pytest.mark.parametrize("typed", ["2572-370101-99-Z", "AAAABBBBCCCCDDDD", "<script>", "", " "])
def test_what_leads_nowhere_is_answered_in_words_and_kept(announced, browser, typed):
    response = browser.get("/", {"code": typed})
    assert response.status_code == 422
    assert "govuk-error-summary" in response.content.decode()
    assert "<script>" not in response.content.decode()
    if typed.strip():
        assert "ไม่พบรหัสนี้" in text_of(response)
        assert f'value="{typed.replace("<", "&lt;").replace(">", "&gt;")}"' in response.content.decode()


def test_the_field_tells_hidden_and_unknown_references_alike(world, browser):
    world.submitted(world.plan)
    answers = [browser.get("/", {"code": typed}) for typed in (world.plan.reference, "2572-370101-99-Z")]
    assert {answer.status_code for answer in answers} == {422}
    assert answers[0].context["form"].errors == answers[1].context["form"].errors


# --- Status pages ---


def test_a_plan_s_page_tells_the_fate_of_each_of_its_proposals(announced, browser):
    response = browser.get(reverse("status", args=[announced.plan.reference]))
    kept, carried, *_ = [row_of(response, f"โครงการที่ {number}") for number in (1, 2, 3)]
    assert kept[1:] == ["1,000", "ชุมชนดำเนินการเอง"]
    words = "นำเข้าแผนระดับอำเภอ → นำเข้าแผนระดับจังหวัด → บรรจุในแผนพัฒนาจังหวัด ลำดับที่ 4 อยู่ในแผนแล้ว ยังไม่ใช่เงิน"
    assert carried[1:] == ["2,000", words]
    assert "ตอบองค์กรเจ้าของแผนครบแล้ว" in text_of(response)


def test_a_proposal_s_page_tells_each_level_s_answer_and_who_gave_it(announced, browser):
    line = announced.lines(announced.plan)[1]
    response = browser.get(reverse("status", args=[line.proposal.reference]))
    text = text_of(response)
    for body in ("district-committee", "province-committee"):
        assert announced.bodies[body].name in text
    commitment = Commitment.objects.get(line__shares_in__source__shares_in__source=line)
    assert row_of(response, commitment.agency.name)[1] == "รอจัดสรรงบประมาณ"
    assert reverse("status", args=[announced.plan.reference]) in response.content.decode()


def test_a_merged_and_a_split_proposal_are_followed_to_their_ends(world, browser):
    plan = world.gathered_district()
    by = world.coordinator
    two, three = (world.lines(world.plan)[place].pk for place in (1, 2))
    neighbour = world.lines(world.shared_plans[0])[1].pk
    worksheet.merge_lines(plan=plan, line_ids=[two, neighbour], title="ถนนร่วมสองตำบล", by=by)
    parts = [Part("ระยะที่หนึ่ง", Decimal(1000)), Part("ระยะที่สอง", Decimal(2000))]
    worksheet.split_line(plan=plan, line_id=three, parts=parts, by=by)
    world.endorsed()
    merged = text_of(browser.get(reverse("status", args=[Line.objects.get(pk=two).proposal.reference])))
    assert "รวมเป็นโครงการร่วม “ถนนร่วมสองตำบล”" in merged
    split = text_of(browser.get(reverse("status", args=[Line.objects.get(pk=three).proposal.reference])))
    assert "ส่วนที่ 1 (1,000 บาท)" in split
    assert "ส่วนที่ 2 (2,000 บาท)" in split
    assert "แยกเป็น “ระยะที่สอง” 2,000 บาท" in split
    assert not Item.objects.filter(worksheet__plan=plan, answer="").exists()


def test_papers_are_listed_by_kind_number_and_date(announced, browser):
    paper = Document.objects.get(kind="P10", recipient=announced.plan.owner)
    by = announced.provincial_officer
    sign_document(document=paper, by=by, scan=PNG, content_type="image/png")
    number_document(document=paper, by=by, dated=clock.today(), typed_number="อจ 0017/99")
    response = browser.get(reverse("status", args=[announced.plan.reference]))
    issuer = announced.bodies["province"].name
    assert row_of(response, "หนังสือตอบองค์กรเจ้าของแผน") == ["หนังสือตอบองค์กรเจ้าของแผน", issuer, "อจ 0017/99", "2 พ.ย. 2569"]
    assert row_of(response, "รายงานการประชุมและคัดมติที่ประชุม")[2:] == ["–", "รอลงนามหนังสือ"]
    above = browser.get(reverse("status", args=[announced.provincial_plan.reference]))
    assert "หนังสือตอบองค์กรเจ้าของแผน" not in text_of(above)


def test_a_hundred_proposals_a_page(world, browser, django_assert_max_num_queries):
    world.draft(world.plan, 130)
    world.answered()
    address = reverse("status", args=[world.plan.reference])
    with django_assert_max_num_queries(12):
        first = browser.get(address)
    assert first.content.decode().count('data-label="ผล"') == 100
    second = browser.get(address, {"page": 2})
    assert second.content.decode().count('data-label="ผล"') == 30
    with django_assert_max_num_queries(12):
        browser.get(reverse("status", args=[world.provincial_plan.reference]))
    with django_assert_max_num_queries(12):
        browser.get(reverse("status", args=[world.lines(world.plan)[2].proposal.reference]))


def test_few_questions_while_organizations_still_owe_their_opinions(world, browser, django_assert_max_num_queries):
    world.draft(world.plan, 30)
    world.screened(world.plan)
    code = Document.objects.get(kind="T03", plan=world.plan).check_code
    with django_assert_max_num_queries(12):
        response = browser.get(reverse("status", args=[world.plan.reference]), {"code": code})
    assert world.bodies["lao"].name in text_of(response)


def test_what_people_wrote_is_shown_as_they_wrote_it(world, browser):
    title = '<script>alert("1")</script> & "คำพูด"'
    world.draft(world.plan)
    PlanLine.objects.filter(version=world.plan.current_version_id)
    version = world.rows(world.plan)[1].proposal_version
    version.title = title
    version.save()
    world.answered()
    pages = [reverse("status", args=[world.plan.reference]), "/provinces/37/2572/"]
    pages.append(reverse("status", args=[world.lines(world.plan)[1].proposal.reference]))
    for address in pages:
        page = browser.get(address).content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &quot;คำพูด&quot;" in page


def test_passing_on_by_line_names_the_address_of_the_site_and_not_of_the_request(announced, browser, settings):
    settings.PUBLIC_BASE_URL = "https://prasan.example"
    page = browser.get(reverse("status", args=[announced.plan.reference])).content.decode()
    link = unquote(re.findall(r'href="(https://line\.me/R/share\?text=[^"]+)"', page)[0])
    assert f"https://prasan.example/status/{announced.plan.reference}/" in link


def test_what_is_not_yet_announced_is_not_offered_to_be_passed_on(world, browser):
    world.submitted(world.plan)
    code = Document.objects.get(kind="T03", plan=world.plan).check_code
    page = browser.get(reverse("status", args=[world.plan.reference]), {"code": code})
    assert "line.me" not in page.content.decode()


# --- Checking a paper ---


def test_check_codes_carry_eighty_bits():
    assert len(CHECK_ALPHABET) ** CHECK_LENGTH >= 2**80
    assert len(set(CHECK_ALPHABET)) == len(CHECK_ALPHABET)


def test_the_address_in_the_qr_code_tells_what_the_paper_is(announced, browser):
    paper = Document.objects.get(kind="P10", recipient=announced.plan.owner)
    response = browser.get(f"/check/{paper.check_code}")
    text = text_of(response)
    for words in (paper.title, paper.issuer.name, paper.recipient.name, "ยังไม่ลงนาม"):
        assert words in text
    sha256 = paper.renditions.get().file.sha256
    assert f'data-hashes="{sha256}"' in response.content.decode()
    assert row_of(response, "ฉบับพิมพ์รอลงนาม")[1] == sha256
    assert announced.provincial_plan.event_head[:16] in text
    assert announced.provincial_plan.event_head not in text


def test_a_signed_and_numbered_paper_says_so_and_shows_all_its_hashes(announced, browser):
    paper = Document.objects.get(kind="P10", recipient=announced.plan.owner)
    by = announced.provincial_officer
    sign_document(document=paper, by=by, scan=PNG, content_type="image/png")
    assert "ลงนามแล้ว แต่ยังไม่ออกเลข" in text_of(browser.get(f"/check/{paper.check_code}"))
    number_document(document=paper, by=by, dated=clock.today(), typed_number="อจ 0017/99")
    jobs.drain()
    response = browser.get(f"/check/{paper.check_code}")
    assert "มีหนังสือฉบับนี้จริง" in text_of(response)
    assert "อจ 0017/99" in text_of(response)
    hashes = re.findall(r'data-hashes="([^"]*)"', response.content.decode())[0].split()
    assert hashes == list(paper.renditions.values_list("file__sha256", flat=True))
    assert len(hashes) == len(Rendition.objects.filter(document=paper)) == 3


def test_a_replaced_paper_says_by_which(announced, browser):
    paper = Document.objects.get(kind="T03", plan=announced.plan)
    newer = prepare_papers("T03", announced.plan, by=announced.secretary)[0]
    response = browser.get(f"/check/{paper.check_code}")
    assert "มีฉบับใหม่แทนแล้ว" in text_of(response)
    assert "ฉบับใหม่ยังไม่ออกเลข" in text_of(response)
    assert newer.check_code not in response.content.decode()
    assert "มีหนังสือฉบับนี้จริง" not in text_of(response)


@pytest.mark.parametrize("form", ["{0}", "{0:lower}", "dashes", "spaces"])
def test_a_code_may_be_typed_in_any_way(world, browser, form):
    world.submitted(world.plan)
    code = Document.objects.first().check_code
    groups = [code[at : at + 4] for at in range(0, 16, 4)]
    typed = {"{0}": code, "{0:lower}": code.lower(), "dashes": "-".join(groups), "spaces": " ".join(groups)}[form]
    assert browser.get(f"/check/{typed}").status_code == 200
    response = browser.get("/check/", {"code": typed})
    assert (response.status_code, response["Location"]) == (302, f"/check/{code}")


def test_a_wrong_code_is_answered_in_words(world, browser):
    world.submitted(world.plan)
    for response, status in [
        (browser.get("/check/AAAABBBBCCCCDDDD"), 404),
        (browser.get("/check/", {"code": "AAAABBBBCCCCDDDD"}), 422),
    ]:
        assert response.status_code == status
        assert "ไม่มีหนังสือที่ใช้รหัสนี้" in text_of(response)
        assert 'value="AAAABBBBCCCCDDDD"' in response.content.decode()


def test_a_check_page_leads_on_to_the_plan_s_status(world, browser):
    world.submitted(world.plan)
    code = Document.objects.get(kind="T03").check_code
    page = browser.get(f"/check/{code}").content.decode()
    link = f"/status/{world.plan.reference}/?code={code}"
    assert f'href="{link}"' in page
    assert browser.get(link).status_code == 200


def test_a_reply_leads_on_to_the_plan_that_it_answers(announced, browser):
    paper = Document.objects.get(kind="P10", recipient=announced.shared_plans[1].owner)
    page = browser.get(f"/check/{paper.check_code}").content.decode()
    assert f'href="/status/{announced.shared_plans[1].reference}/?code={paper.check_code}"' in page


def test_in_demo_mode_a_check_page_is_marked_as_an_example(world, browser, settings):
    world.submitted(world.plan)
    code = Document.objects.first().check_code
    assert "ตัวอย่าง" not in text_of(browser.get(f"/check/{code}"))
    settings.PRASAN_DEMO = True
    assert "หนังสือฉบับนี้สร้างขึ้นเพื่อสาธิต" in text_of(browser.get(f"/check/{code}"))


# --- A province ---


def test_a_province_s_sums_by_district_are_those_of_its_lines(announced, browser):
    response = browser.get("/provinces/37/2572/")
    name = announced.province.children.get(code="3701").full_name
    assert row_of(response, name)[1:] == ["9", "18,000", "6", "15,000"]
    assert row_of(response, "รวม")[1:] == ["9", "18,000", "6", "15,000"]
    fates = overview.overview_of("37", 2572).fates
    assert [(each.level, each.outcome, each.sum.count, each.sum.baht) for each in fates] == [
        ("ตำบล", "เสนอต่อ", 6, Decimal(15000)),
        ("ตำบล", "ชุมชนดำเนินการเอง", 3, Decimal(3000)),
        ("อำเภอ", "เสนอต่อ", 6, Decimal(15000)),
    ]


def test_a_split_proposal_is_counted_once_and_its_baht_whole(world):
    plan = world.gathered_district()
    line = world.lines(world.plan)[2].pk
    parts = [Part("หนึ่ง", Decimal(1000)), Part("สอง", Decimal(2000))]
    worksheet.split_line(plan=plan, line_id=line, parts=parts, by=world.coordinator)
    world.endorsed()
    total = overview.overview_of("37", 2572).total
    assert (total.in_plan.count, total.in_plan.baht) == (6, Decimal(15000))
    assert (total.asked.count, total.asked.baht) == (9, Decimal(18000))


def test_a_line_that_still_lies_with_a_district_counts_as_undecided(world):
    world.accepted(world.far_plan)
    world.endorsed()
    found = overview.overview_of("37", 2572)
    assert [each.sum.count for each in found.fates if not each.outcome] == [3]
    far = next(district for district in found.districts if district.name == "อำเภอชานุมาน")
    assert (far.asked.count, far.in_plan.count) == (3, 0)


def test_the_ranked_list_says_what_is_within_and_what_is_over_the_ceiling(world, browser):
    world.gathered_province()
    worksheet.set_ceiling(plan=world.provincial_plan, ceiling=Decimal(7000), by=world.provincial_officer)
    world.endorsed()
    response = browser.get("/provinces/37/2572/")
    assert "ในกรอบวงเงิน (2 · 6,000 บาท)" in text_of(response)
    assert "เกินกรอบวงเงิน (4 · 9,000 บาท)" in text_of(response)
    over = browser.get("/provinces/37/2572/", {"ceiling": "over"})
    assert over.content.decode().count('data-label="แหล่งงบประมาณ"') == 4
    assert row_of(response, "1")[2] in {"หน่วยงาน agency", "หน่วยงาน other-agency"}
    within = browser.get("/provinces/37/2572/", {"ceiling": "within"})
    assert within.content.decode().count('data-label="แหล่งงบประมาณ"') == 2


def test_commitments_are_drawn_beside_their_table_without_style(announced, browser):
    page = browser.get("/provinces/37/2572/").content.decode()
    assert "<svg" in page
    assert 'width="100" height="12"' in page
    assert not re.search(r"\sstyle=|<style", page)
    assert row_of(browser.get("/provinces/37/2572/"), "รอจัดสรรงบประมาณ") == ["รอจัดสรรงบประมาณ", "6", "15,000", "100%"]


def test_every_subdistrict_s_plan_is_listed_with_its_status_page(announced, browser):
    page = browser.get("/provinces/37/2572/").content.decode()
    for plan in (announced.plan, *announced.shared_plans, announced.district_plan, announced.provincial_plan):
        assert f'href="{reverse("status", args=[plan.reference])}"' in page


def test_a_province_s_page_asks_little_whatever_its_number_of_proposals(world, browser, django_assert_max_num_queries):
    world.draft(world.plan, 120)
    world.answered()
    with django_assert_max_num_queries(12):
        first = browser.get("/provinces/37/2572/")
    assert first.content.decode().count('data-label="แหล่งงบประมาณ"') == 100
    second = browser.get("/provinces/37/2572/", {"page": 2})
    assert second.content.decode().count('data-label="แหล่งงบประมาณ"') == 119 + 4 - 100


@pytest.mark.parametrize("address", ["/provinces/37/2571/", "/provinces/10/2572/", "/provinces/xx/2572/"])
def test_a_province_without_an_announced_plan_is_not_there(announced, browser, address):
    assert browser.get(address).status_code == 404


def test_a_code_is_tidied_and_never_longer_than_a_code_may_be():
    assert public.tidy_code(" abcd–๑๒๓๔\t-x ") == "ABCD1234X"
    assert len(public.tidy_code("A" * 500)) == 40
