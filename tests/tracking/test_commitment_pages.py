"""The pages of commitments: each office sees its own, reports follow in their order, and nothing is written twice."""

from copy import copy

import pytest
from django.urls import reverse

from proposals.models import Line
from tests.visitors import browser_of, cells_of, once_of
from tracking.models import Commitment, CommitmentUpdate
from tracking.verbs import update_commitment
from workflow import jobs

pytestmark = pytest.mark.django_db
LIST = reverse("commitments")


@pytest.fixture
def followed(world):
    """The world with its commitments, three of each agency."""
    world.endorsed()
    jobs.drain()
    return world


def of(world, name="agency"):
    return Commitment.objects.filter(agency=world.bodies[name]).order_by("pk")


def page(commitment):
    return reverse("commitment", args=[commitment.pk])


def shown(browser, query=""):
    """The commitments on the first page of a list."""
    return {row.pk for row in browser.get(LIST + query).context["page"]}


def report(browser, commitment, **fields):
    return browser.post(page(commitment), {"once": once_of(browser.get(page(commitment))), **fields})


def test_an_agency_sees_only_its_own_and_the_province_all(followed):
    assert shown(browser_of(followed.agency)) == {each.pk for each in of(followed)}
    assert len(shown(browser_of(followed.provincial_officer))) == 6
    assert browser_of(followed.agency).get(page(of(followed, "other-agency")[0])).status_code == 404
    assert browser_of(followed.provincial_officer).get(page(of(followed)[0])).status_code == 200


def test_nobody_else_has_commitments_to_follow(followed):
    commitment = of(followed)[0]
    for by in (followed.leader, followed.coordinator, followed.governor):
        assert browser_of(by).get(LIST).status_code == 403
    assert shown(browser_of(followed.stranger)) == set()
    for by in (followed.leader, followed.coordinator, followed.governor, followed.stranger):
        browser = browser_of(by)
        assert browser.get(page(commitment)).status_code == 404
        assert browser.post(page(commitment), {"status": "budgeted"}).status_code == 404
    assert browser_of(None).get(LIST).status_code == 302
    assert not CommitmentUpdate.objects.exists()


def test_the_province_filters_by_agency_district_status_and_silence(followed):
    browser = browser_of(followed.provincial_officer)
    agency = followed.bodies["agency"].pk
    update_commitment(commitment=of(followed)[0], status="budgeted", by=followed.agency)
    assert shown(browser, f"?agency={agency}") == {each.pk for each in of(followed)}
    assert len(shown(browser, "?district=3701")) == 6
    assert shown(browser, "?district=3702") == set()
    assert shown(browser, "?status=budgeted") == {of(followed)[0].pk}
    assert shown(browser, f"?agency={agency}&status=waiting&district=3701") == {each.pk for each in of(followed)[1:]}
    with followed.in_days(91):
        assert len(shown(browser, "?quiet=1")) == 6
        update_commitment(commitment=of(followed)[0], status="under_way", by=followed.agency)
        assert len(shown(browser, "?quiet=1")) == 5
    for nonsense in ("agency=9" + "9" * 40, "agency=x", "status=<script>", "district=37", "page=x"):
        answer = browser.get(f"{LIST}?{nonsense}")
        assert answer.status_code == 200
        assert "<script>" not in answer.content.decode()


def test_commitments_download_as_the_page_is_filtered(followed, django_assert_max_num_queries):
    there = reverse("commitments_xlsx")
    update_commitment(commitment=of(followed)[0], status="budgeted", by=followed.agency)
    browser = browser_of(followed.provincial_officer)
    assert f'href="{there}?status=budgeted"' in browser.get(LIST + "?status=budgeted").content.decode()
    with django_assert_max_num_queries(12):
        everything = cells_of(browser.get(there))
    assert len(everything) == 6
    only = of(followed)[0]
    ((title, reference, year, agency, *_rest, status, _on),) = cells_of(browser.get(there + "?status=budgeted"))
    assert (title, reference, year) == (only.title, only.line.proposal.reference, str(only.year))
    assert (agency, status) == (only.agency.name, "ได้รับงบประมาณแล้ว")
    assert {row[3] for row in cells_of(browser_of(followed.agency).get(there))} == {only.agency.name}
    for by, status in ((followed.leader, 403), (followed.coordinator, 403), (None, 302)):
        assert browser_of(by).get(there).status_code == status


def test_the_list_tells_how_many_and_how_much(followed):
    amounts = sum(each.amount for each in of(followed))
    answer = browser_of(followed.agency).get(LIST)
    assert answer.context["sums"] == {"number": 3, "amount": amounts}
    assert f"3 รายการ รวม {amounts:,.0f} บาท" in answer.content.decode()
    in_district = browser_of(followed.provincial_officer).get(LIST + "?district=3701").context["sums"]
    assert in_district["amount"] == sum(each.amount for each in Commitment.objects.all())


def test_a_commitment_shows_its_line_and_where_it_comes_from(followed):
    commitment = of(followed)[0]
    text = browser_of(followed.provincial_officer).get(page(commitment)).content.decode()
    assert commitment.line.plan.reference in text
    assert followed.district_plan.reference in text
    assert reverse("plan", args=[commitment.line.plan.reference]) in text
    of_agency = browser_of(followed.agency).get(page(commitment)).content.decode()
    assert reverse("plan", args=[commitment.line.plan.reference]) not in of_agency


def test_an_agency_reports_in_the_order_of_things(followed):
    commitment, browser = of(followed)[0], browser_of(followed.agency)
    offered = browser.get(page(commitment)).context["form"].fields["status"].choices
    assert [value for value, _label in offered] == ["waiting", "budgeted", "dropped"]
    answer = report(browser, commitment, status="budgeted", note="ได้รับแล้ว <b>ครบ</b>")
    assert answer.headers["Location"] == page(commitment)
    assert (answer.status_code, Commitment.objects.get(pk=commitment.pk).status) == (302, "budgeted")
    text = browser.get(page(commitment)).content.decode()
    assert "ได้รับแล้ว &lt;b&gt;ครบ&lt;/b&gt;" in text
    assert str(followed.agency.office) in text
    assert report(browser, commitment, status="done").status_code == 422
    assert CommitmentUpdate.objects.count() == 1


def test_dropping_needs_a_reason_and_what_was_typed_stays(followed):
    commitment, browser = of(followed)[0], browser_of(followed.agency)
    answer = report(browser, commitment, status="dropped", note="  ")
    assert answer.status_code == 422
    assert 'href="#id_note"' in answer.content.decode()
    assert 'value="dropped"' in answer.content.decode()
    assert "checked" in answer.content.decode()
    assert report(browser, commitment, status="", note="ถนนสายนี้ยังไม่ได้งบ").content.decode().count("ถนนสายนี้ยังไม่ได้งบ") == 1
    assert report(browser, commitment, status="budgeted", note="ย" * 5_001).status_code == 422
    assert not CommitmentUpdate.objects.exists()
    assert report(browser, commitment, status="dropped", note="พื้นที่ทับซ้อน").status_code == 302


def test_a_report_sent_twice_is_written_once(followed):
    commitment, browser = of(followed)[0], browser_of(followed.agency)
    form = {"once": once_of(browser.get(page(commitment))), "status": "budgeted", "note": ""}
    first, second = browser.post(page(commitment), form), browser.post(page(commitment), form)
    assert first.headers["Location"] == second.headers["Location"] == page(commitment)
    assert CommitmentUpdate.objects.count() == 1


def test_a_number_beyond_all_numbers_is_simply_not_there(followed):
    browser = browser_of(followed.agency)
    assert browser.get(f"/commitments/{10**30}/").status_code == 404


def test_a_list_of_many_asks_few_questions(followed, django_assert_max_num_queries):
    first = of(followed)[0]
    lines, rows = [], []
    for number in range(1_000, 1_250):
        line = copy(first.line)
        line.pk, line.number = None, number
        lines.append(line)
    for line in Line.objects.bulk_create(lines):
        row = copy(first)
        row.pk, row.line = None, line
        rows.append(row)
    Commitment.objects.bulk_create(rows)
    browser = browser_of(followed.provincial_officer)
    for address in (LIST, f"{LIST}?district=3701&status=waiting&page=2&quiet=1", f"{LIST}?page=3", page(first)):
        with django_assert_max_num_queries(12):
            assert browser.get(address).status_code == 200
    assert len(browser.get(LIST).context["page"]) == 100
