"""What the council's pages weigh to a phone that has never been there: forms 100 kB, long tables 120 kB."""

import pytest
from django.urls import reverse

from proposals.steps import STEPS
from proposals.verbs.drafting import draft_proposals
from tests.proposals.test_ballots import opened
from tests.visitors import browser_of
from tests.weight import weight_of

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_alone]  # bytes are the same on both

FORM, TABLE = 100_000, 120_000  # octets
MOST_QUERIES = 12


def test_each_form_of_a_council_comes_cold_in_a_hundred_kilobytes(world, django_assert_max_num_queries):
    proposal, _other = draft_proposals(plan=world.plan, drafts=[world.words(2), world.words(3)], by=world.secretary)
    reference = world.plan.reference
    forms = [
        reverse(f"plan_{name}", args=[reference])
        for name in ("draft_short", "draft", "draft_quick", "collect", "one_idea", "import", "ballot")
    ]
    forms += [reverse("proposal_write_step", args=[reference, proposal.reference, section]) for section in STEPS]
    ballot = opened(world, lines=[1, 2])
    forms.append(reverse("plan_cast_votes", args=[reference, ballot.pk]))
    browser = browser_of(world.secretary)
    weights = {address: weight_of(browser, address)[0] for address in forms}
    assert {address: weight for address, weight in weights.items() if weight > FORM} == {}
    for address in forms:
        with django_assert_max_num_queries(MOST_QUERIES):
            browser.get(address)


def test_a_plan_of_seventy_four_lines_comes_cold_in_a_hundred_and_twenty_kilobytes(world):
    words = [
        world.words(number, title=f"ก่อสร้างถนนคอนกรีตเสริมเหล็กสายที่ {number}", place="หน้าวัด") for number in range(1, 75)
    ]
    draft_proposals(plan=world.plan, drafts=words, by=world.secretary)
    weight, page = weight_of(browser_of(world.secretary), reverse("plan_lines", args=[world.plan.reference]))
    assert page.content.decode().count("ก่อสร้างถนนคอนกรีตเสริมเหล็กสายที่") >= 74
    assert weight <= TABLE
