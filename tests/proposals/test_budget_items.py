"""What the money is for: items whose sums are the budget, the place, and hashes that stay those of older versions."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from directory.errors import Invalid
from proposals import contents
from proposals.drafts import BudgetDraft, ItemDraft, sums_of
from proposals.models import BudgetItem, Indicator, ProposalVersion
from proposals.verbs.drafting import draft_proposals, edit_proposal
from proposals.written import draft_of
from workflow.models.journal import digest

pytestmark = pytest.mark.django_db

GRAVEL = ItemDraft("ลูกรัง", "คัน", Decimal("12.5"), Decimal("850.33"), 2572, "lao")
LABOUR = ItemDraft("ค่าแรง", "วัน", Decimal(3), Decimal(300), 2572, "lao")
SIGN = ItemDraft("ป้าย", "ป้าย", Decimal(1), Decimal(2000), 2573, "community")
ITEMS = [GRAVEL, LABOUR, SIGN]


def with_items(world, *items, **changes):
    return world.words(2, items=items, budget=changes.pop("budget", sums_of(items)), **changes)


def problems(world, draft):
    return [(p.field, p.value) for p in draft.problems("", world.cycle, world.plan.area_code)]


def test_a_budget_is_what_its_items_add_up_to(world):
    assert GRAVEL.amount == Decimal("10629.13")  # 10,629.125 baht, half a satang up
    (proposal,) = draft_proposals(plan=world.plan, drafts=[with_items(world, *ITEMS)], by=world.secretary)
    version = proposal.versions.get()
    assert list(version.budget.values_list("year", "source", "amount")) == [
        (2572, "lao", Decimal("11529.13")),
        (2573, "community", Decimal(2000)),
    ]
    assert version.asked == Decimal("13529.13")
    assert list(version.items.values_list("position", "item", "quantity", "unit_price")) == [
        (1, "ลูกรัง", Decimal("12.50"), Decimal("850.33")),
        (2, "ค่าแรง", Decimal(3), Decimal(300)),
        (3, "ป้าย", Decimal(1), Decimal(2000)),
    ]


def test_what_was_written_is_read_back_as_the_same_draft(world):
    draft = with_items(
        world, *ITEMS, beneficiary_group="ผู้ใช้ถนน", latitude=Decimal("15.870032"), longitude=Decimal("104.625412")
    )
    (proposal,) = draft_proposals(plan=world.plan, drafts=[draft], by=world.secretary)
    first = proposal.versions.get()
    assert draft_of(first) == replace(draft, budget=list(draft.budget), items=list(draft.items), indicators=[])
    again = edit_proposal(proposal=proposal, draft=draft_of(first), by=world.secretary, seen=0)
    assert again.content_hash == first.content_hash


@pytest.mark.parametrize(
    ("item", "field", "value"),
    [
        (replace(GRAVEL, item=" "), "items[0].item", " "),
        (replace(GRAVEL, unit=""), "items[0].unit", ""),
        (replace(GRAVEL, quantity=Decimal(0)), "items[0].quantity", "0"),
        (replace(GRAVEL, quantity=Decimal("NaN")), "items[0].quantity", "NaN"),
        (replace(GRAVEL, quantity=Decimal("1.001")), "items[0].quantity", "1.001"),
        (replace(GRAVEL, quantity=Decimal("1e11")), "items[0].quantity", "1E+11"),
        (replace(GRAVEL, unit_price=Decimal(-1)), "items[0].unit_price", "-1"),
        (replace(GRAVEL, unit_price=Decimal("0.001")), "items[0].unit_price", "0.001"),
        (replace(GRAVEL, year=2580), "items[0].year", "2580"),
        (replace(GRAVEL, source="bank"), "items[0].source", "bank"),
    ],
)
def test_what_is_wrong_with_an_item_is_named(world, item, field, value):
    assert problems(world, with_items(world, item, budget=[])) == [(field, value)]


def test_an_amount_beyond_a_trillion_is_refused_before_it_is_summed(world):
    huge = replace(GRAVEL, quantity=Decimal(9_999_999_999), unit_price=Decimal(999_999_999_999))
    assert [field for field, _value in problems(world, with_items(world, huge, budget=[]))] == ["items[0].unit_price"]


@pytest.mark.parametrize(
    "budget",
    [
        [],
        [BudgetDraft(2572, "lao", Decimal("13529.13"))],
        [BudgetDraft(2572, "lao", Decimal("11529.14")), BudgetDraft(2573, "community", Decimal(2000))],
    ],
)
def test_a_budget_that_is_not_the_sum_of_its_items_is_refused_and_nothing_is_written(world, budget):
    with pytest.raises(Invalid) as refused:
        draft_proposals(plan=world.plan, drafts=[with_items(world, *ITEMS, budget=budget)], by=world.secretary)
    assert [p.field for p in refused.value.problems] == ["proposals[0].budget"]
    assert "13,529.13" in refused.value.problems[0].message
    assert not ProposalVersion.objects.exists()


def test_more_than_sixty_items_are_refused(world):
    many = [replace(LABOUR, item=f"งาน {n}") for n in range(61)]
    assert problems(world, with_items(world, *many)) == [("items", "61")]


def test_the_hash_of_words_without_items_is_what_it_always_was(world):
    draft = world.words(2)
    (proposal,) = draft_proposals(plan=world.plan, drafts=[draft], by=world.secretary)
    version = proposal.versions.get()
    words = [getattr(version, name) for name in contents.CONTENT_FIELDS]
    assert version.content_hash == digest([words, [[2572, "province", 200000]], []])


def test_each_of_the_new_things_changes_the_hash(world):
    base = with_items(world, *ITEMS)
    drafts = [
        base,
        replace(base, items=[LABOUR, GRAVEL, SIGN]),
        replace(base, items=[], budget=base.budget),
        replace(base, beneficiary_group="ทุกคน"),
        replace(base, latitude=Decimal(15), longitude=Decimal(104)),
    ]
    made = draft_proposals(plan=world.plan, drafts=drafts, by=world.secretary)
    hashes = set(ProposalVersion.objects.filter(proposal__in=made).values_list("content_hash", flat=True))
    assert len(hashes) == len(drafts)


def test_the_database_refuses_a_point_abroad_half_a_point_and_an_empty_item(world):
    (proposal,) = world.draft(world.plan, 1)
    version = proposal.versions.get()
    for wrong in ({"latitude": 15}, {"longitude": 104}, {"latitude": 48, "longitude": 2}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ProposalVersion.objects.filter(pk=version.pk).update(**wrong)
    assert ProposalVersion.objects.filter(pk=version.pk).update(latitude=Decimal("5.6"), longitude=Decimal("105.7"))
    facts = {"version": version, "item": "x", "unit": "y", "year": 2572, "source": "lao"}
    for position, wrong in enumerate(({"quantity": 0, "unit_price": 1}, {"quantity": 1, "unit_price": 0}), 1):
        with pytest.raises(IntegrityError), transaction.atomic():
            BudgetItem.objects.create(position=position, **facts, **wrong)


def test_a_change_leaves_the_items_of_a_frozen_version_alone(world):
    draft_proposals(plan=world.plan, drafts=[with_items(world, *ITEMS)], by=world.secretary)
    world.returned(world.plan)
    proposal = world.lines(world.plan)[0].proposal
    edit_proposal(proposal=proposal, draft=with_items(world, LABOUR), by=world.secretary, seen=proposal.revision)
    assert [version.items.count() for version in proposal.versions.order_by("number")] == [3, 1]
    assert not Indicator.objects.filter(version__proposal=proposal).exists()
