"""The pages of charters: begun, written, adopted, renewed, cited, printed, and read by everybody once adopted."""

import json

import pytest
from django.urls import reverse

from documents.models import Document
from proposals.charters import citations_of
from proposals.models import Charter, CharterVersion
from proposals.verbs.charters import cite_articles, renew_charter
from tests.approvals.visits import form_of, mistakes_of, rows, words_of
from tests.proposals.test_charters import adopted, drafted
from tests.proposals.test_meeting_pages import sent
from tests.visitors import browser_of

pytestmark = pytest.mark.django_db

ARTICLES = ({"heading": "ป่า", "text": "รักษาป่าชุมชน"}, {"text": "ไม่เผาตอซัง <script>"})
SIGNATORIES = ({"name": "นางสมศรี ใจดี", "position": "ประธานสภา"},)
FROM = {"in_force_from_day": "2", "in_force_from_month": "11", "in_force_from_year": "2569"}


def page(name, plan, *rest):
    return reverse(name, args=[plan.reference, *rest])


def of(name, world, charter):
    return page(name, world.plan, charter.reference)


def words(*articles, people=SIGNATORIES, **more):
    return {**rows("articles", *(articles or ARTICLES)), **rows("signatories", *people), **more}


def test_a_charter_is_begun_written_and_adopted_on_its_pages(world):
    begun = sent(world.secretary, page("plan_charter", world.plan), kind="health", title="ธรรมนูญสุขภาพตำบลบุ่ง")
    charter = Charter.objects.get()
    assert begun["location"] == of("charter_edit", world, charter)
    written = sent(world.secretary, of("charter_edit", world, charter), **words())
    assert written["location"] == of("charter", world, charter)
    meeting = world.meeting(world.plan)
    answer = sent(world.leader, of("charter_adopt", world, charter), meeting=str(meeting.pk), **FROM)
    assert answer["location"] == of("charter", world, charter)
    text = words_of(browser_of(world.coordinator).get(of("charter", world, charter)))
    for said in ("ธรรมนูญสุขภาพ", "ข้อ 1 ป่า รักษาป่าชุมชน", "&lt;script&gt;", "นางสมศรี ใจดี", "ใช้บังคับตั้งแต่ 2 พฤศจิกายน 2569"):
        assert said in text
    assert "ธรรมนูญสุขภาพตำบลบุ่ง" in words_of(browser_of(world.leader).get(page("plan_charters", world.plan)))


def test_what_is_wrong_is_named_at_its_article(world):
    charter = drafted(world).charter
    answer = sent(world.secretary, of("charter_edit", world, charter), **words({"heading": "หัวข้อไม่มีข้อความ"}))
    assert answer.status_code == 422
    assert mistakes_of(answer) == ["ข้อ 1 · ต้องกรอก “ข้อความ”"]
    assert CharterVersion.objects.get().articles.count() == 2


def test_who_saves_an_older_text_meets_a_readable_conflict_and_overwrites_nothing(world):
    charter = drafted(world).charter
    browser = browser_of(world.leader)
    form = form_of(browser.get(of("charter_edit", world, charter)))
    sent(world.secretary, of("charter_edit", world, charter), **words({"text": "ของเลขานุการ"}))
    assert browser.post(of("charter_edit", world, charter), {**form, **words({"text": "ของประธาน"})}).status_code == 409
    assert [each.text for each in CharterVersion.objects.get().articles.all()] == ["ของเลขานุการ"]


def test_without_a_meeting_that_may_adopt_the_page_says_what_is_missing(world):
    charter = drafted(world).charter
    world.meeting(world.plan, present=1, absent=8)
    page_ = browser_of(world.leader).get(of("charter_adopt", world, charter))
    assert "ยังไม่มีการประชุมสมาชิกที่ครบองค์ประชุม" in words_of(page_)


def test_versions_are_compared_word_by_word(world):
    first = adopted(world)
    renew_charter(charter=first.charter, plan=world.plan, by=world.secretary)
    sent(
        world.secretary,
        of("charter_edit", world, first.charter),
        **words({"heading": "ป่า", "text": "รักษาป่าชุมชนและต้นน้ำ"}),
    )
    html = browser_of(world.leader).get(of("charter", world, first.charter)).content.decode()
    assert "<ins>และต้นน้ำ</ins>" in html
    assert "<del>ไม่เผาตอซัง</del>" in html


# --- The public ------------------------------------------------------------------------------------------------------


def public(charter):
    return browser_of(None).get(reverse("public_charter", args=[charter.reference]))


def test_everybody_reads_an_adopted_charter_and_nobody_who_signed_it(world):
    charter = adopted(world).charter
    answer = public(charter)
    text = words_of(answer)
    for said in ("ธรรมนูญตำบลบุ่ง", "ข้อ 1 ป่า รักษาป่าชุมชน", str(world.plan.owner)):
        assert said in text
    assert "สมศรี" not in answer.content.decode()
    assert "noindex" in answer["X-Robots-Tag"]


def test_what_is_being_written_is_nobodys_to_read(world):
    charter = drafted(world).charter
    assert public(charter).status_code == 404
    first = adopted(world, charter.versions.get())
    renew_charter(charter=charter, plan=world.plan, by=world.secretary)
    sent(world.secretary, of("charter_edit", world, charter), **words({"text": "ร่างลับ"}))
    assert "ร่างลับ" not in public(charter).content.decode()
    assert first.number == 1


# --- Citing and printing ---------------------------------------------------------------------------------------------


def test_a_proposal_cites_articles_and_says_so_on_its_page_and_its_form(world):
    version = adopted(world)
    proposal = world.draft(world.plan, 1)[0]
    article = version.articles.first()
    address = page("proposal_cite", world.plan, proposal.reference)
    answer = sent(world.secretary, address, articles=[str(article.pk)])
    assert answer["location"] == page("proposal", world.plan, proposal.reference)
    assert [each.article for each in citations_of(proposal)] == [article]
    text = words_of(browser_of(world.coordinator).get(page("proposal", world.plan, proposal.reference)))
    assert "ธรรมนูญตำบลบุ่ง ข้อ 1" in text
    sent(world.leader, page("plan_issue", world.plan), kind="T05")
    form = json.loads(Document.objects.get(kind="T05").snapshot)
    assert {"label": "ธรรมนูญที่อ้าง", "text": "ธรรมนูญตำบลบุ่ง ข้อ ๑"} in form["fields"]


def test_the_charter_is_issued_as_a_paper_with_numbered_articles_and_a_list_to_sign(world):
    charter = adopted(world).charter
    answer = sent(world.leader, page("plan_issue", world.plan), kind="T06", about=charter.reference)
    assert answer.status_code == 302, mistakes_of(answer)
    paper = Document.objects.get(kind="T06")
    content = json.loads(paper.snapshot)
    assert [each.get("item", "") for each in content["paragraphs"]] == ["", "ข้อ ๑", "ข้อ ๒"]
    assert content["paragraphs"][1]["text"] == "ป่า รักษาป่าชุมชน"
    assert content["annexes"][0]["rows"][0]["cells"] == ["๑", "นางสมศรี ใจดี", "ประธานสภา", ""]
    assert "ได้มีมติรับรองธรรมนูญตำบลบุ่ง ฉบับที่ ๑" in content["paragraphs"][0]["text"]


def test_a_draft_is_not_printed(world):
    drafted(world)
    answer = sent(world.leader, page("plan_issue", world.plan), kind="T06")
    assert answer.status_code == 422


@pytest.mark.parametrize("name", ["plan_charters", "charter", "charter_edit", "charter_adopt", "charter_renew"])
def test_every_page_asks_little_whatever_the_number_of_articles(world, name, django_assert_max_num_queries):
    charter = drafted(world).charter
    sent(world.secretary, of("charter_edit", world, charter), **words(*({"text": f"ข้อความ {n}"} for n in range(60))))
    for number in range(5):
        drafted(world, title=f"ธรรมนูญ {number}")
        world.meeting(world.plan)
    rest = [] if name == "plan_charters" else [charter.reference]
    browser = browser_of(world.leader)
    with django_assert_max_num_queries(12):
        assert browser.get(page(name, world.plan, *rest)).status_code == 200


def test_citing_and_the_public_page_ask_little(world, django_assert_max_num_queries):
    for _number in range(3):
        charter = adopted(world).charter
    proposal = world.draft(world.plan, 1)[0]
    article = charter.versions.get().articles.first()
    cite_articles(proposal=proposal, article_ids=[article.pk], by=world.secretary)
    browser = browser_of(world.secretary)
    with django_assert_max_num_queries(12):
        assert browser.get(page("proposal_cite", world.plan, proposal.reference)).status_code == 200
    with django_assert_max_num_queries(12):
        assert browser.get(page("proposal", world.plan, proposal.reference)).status_code == 200
    with django_assert_max_num_queries(4):
        assert public(charter).status_code == 200
