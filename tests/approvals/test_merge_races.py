"""Several clerks merging at once, and power cuts in the middle of a merger and of a closing: all or nothing."""

import random
from decimal import Decimal

from django.db.models import Count, Sum

from approvals.models import Entry, Item, ItemShare, Step
from approvals.verbs.closing import lay_before_committee, resolve_plan
from approvals.verbs.worksheet import merge_lines
from directory.errors import Answer
from proposals.models import Fate, Line, PlanLine, Share
from tests.cast import version_of
from tests.kills import killed_before, points, statements_of
from tests.workflow.test_atomicity import everything
from workflow.models import Event
from workflow.verification import verify

CLIENTS = {5: 3, 100: 8}  # by the number of rounds
KILLS = {5: 5, 100: 50}


def test_clerks_who_merge_the_same_lines_at_once_lose_none_and_use_none_twice(committed_world, race, rounds):
    world = committed_world
    plan = world.gathered_district()
    lines = world.open_items(plan)

    def client(seed):
        chance = random.Random(seed)  # noqa: S311  # not a secret
        done = 0
        for number in range(rounds):
            chosen = chance.sample(lines, chance.randint(2, 4))
            merge_lines(plan=world.fresh(plan), line_ids=chosen, title=f"ร่วม {seed}/{number}", by=world.coordinator)
            done += 1
        return done

    clients = CLIENTS.get(rounds, 3)
    outcomes = race(*(lambda seed=seed: client(seed) for seed in range(clients)))
    assert outcomes == [rounds] * clients
    merged = Item.objects.filter(worksheet__plan=plan, answer="take").annotate(
        n=Count("shares"), sum=Sum("shares__asked")
    )
    assert all((item.n, item.sum) == (1, item.asked) for item in merged)
    assert not Entry.objects.filter(worksheet__plan=plan, shares__isnull=True).exists()
    assert Event.objects.filter(plan=plan, verb="merge_lines").count() == clients * rounds
    assert Step.objects.filter(worksheet__plan=plan).count() == clients * rounds
    world.resolved(world.compiled(world.fresh(plan)))
    fates = Fate.objects.filter(line__in=lines)
    assert fates.count() == len(lines)
    assert sum(share.asked for share in Share.objects.filter(source__in=lines)) == 15_000
    assert verify().broken == ()


def test_clerks_who_merge_parts_of_the_same_line_never_use_more_of_it_than_it_asks(committed_world, race, rounds):
    world = committed_world
    plan = world.gathered_district()
    lines = world.open_items(plan)
    shared = lines[1]  # asks 3,000 baht

    def client(seed):
        other = [line for line in lines if line != shared][seed]
        try:
            return merge_lines(
                plan=world.fresh(plan),
                line_ids=[shared, other],
                title=f"ร่วม {seed}",
                amounts={shared: Decimal("1000.01")},
                by=world.coordinator,
            )
        except Answer as answer:
            return answer.status

    outcomes = race(*(lambda seed=seed: client(seed) for seed in range(3)))
    assert sorted(outcome if isinstance(outcome, int) else 200 for outcome in outcomes) == [200, 200, 422]
    shares = ItemShare.objects.filter(item__line=shared).order_by("asked").values_list("asked", flat=True)
    assert list(shares) == [Decimal("999.98"), Decimal("1000.01"), Decimal("1000.01")]


def test_a_power_cut_anywhere_in_a_merger_leaves_the_worksheet_as_it_was(committed_world, rounds):
    world = committed_world
    plan = world.gathered_district()
    one, two, three = world.open_items(plan)[:3]
    merge_lines(plan=plan, line_ids=[one, two], title="ร่วม", amounts={two: Decimal(1000)}, by=world.coordinator)

    def act():
        merge_lines(
            plan=world.fresh(plan), line_ids=[one, two, three], title="ใหม่", amounts={two: Decimal(1)},
            words={"objective": "ร่วมกัน"}, by=world.coordinator,
        )  # fmt: skip

    before = everything()
    for place in points(statements_of(act), KILLS.get(rounds, 5)):
        assert killed_before(place, act)
        assert everything() == before
    assert not killed_before(0, act)
    assert everything() != before
    assert list(Entry.objects.filter(worksheet__plan=plan).order_by("number").values_list("title", flat=True)) == [
        "โครงการที่ 3",
        "ร่วม",
        "ใหม่",
    ]


def test_a_power_cut_anywhere_in_laying_or_closing_leaves_all_as_it_was(committed_world, rounds):
    world = committed_world
    plan = world.gathered_district()
    lines = world.open_items(plan)
    merge_lines(plan=plan, line_ids=lines[:2], title="ร่วม", by=world.coordinator)
    world.compiled(world.fresh(plan))

    def lay():
        lay_before_committee(plan=world.fresh(plan), by=world.coordinator)

    all_or_nothing(lay, KILLS.get(rounds, 5))
    resolution = world.resolution(world.fresh(plan))

    def close():
        fresh = world.fresh(plan)
        resolve_plan(plan=fresh, seen=version_of(fresh), resolution=resolution, by=world.district_chair)

    all_or_nothing(close, KILLS.get(rounds, 5))
    assert Fate.objects.filter(line__in=lines).count() == len(lines)
    asked = PlanLine.objects.filter(version=world.fresh(plan).current_version_id).aggregate(sum=Sum("asked"))["sum"]
    assert asked == Share.objects.filter(source__in=lines).aggregate(sum=Sum("asked"))["sum"] == 15_000
    assert Line.objects.filter(plan=plan).count() == 5
    assert verify().broken == ()


def test_a_power_cut_anywhere_in_an_integration_leaves_all_as_it_was(committed_world, rounds):
    world = committed_world
    plan = world.heard_province()
    resolution = world.resolution(world.fresh(plan))

    def integrate():
        fresh = world.fresh(plan)
        resolve_plan(plan=fresh, seen=version_of(fresh), resolution=resolution, by=world.chair_of(plan))

    all_or_nothing(integrate, KILLS.get(rounds, 5))
    below = Line.objects.filter(worksheet_item__worksheet__plan=plan)
    assert Fate.objects.filter(line__in=below).count() == below.count() > 0
    asked = PlanLine.objects.filter(version=world.fresh(plan).current_version_id).aggregate(sum=Sum("asked"))["sum"]
    assert asked == Share.objects.filter(source__in=below).aggregate(sum=Sum("asked"))["sum"]
    assert verify().broken == ()


def all_or_nothing(act, kills):
    """Cut an act at many statements, each time with nothing done; then let it through."""
    before = everything()
    for place in points(statements_of(act), kills):
        assert killed_before(place, act)
        assert everything() == before
    assert not killed_before(0, act)
    assert everything() != before
