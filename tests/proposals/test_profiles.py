"""The area profile beside a plan: written by the council, guarded, carried into the next cycle, printed in the book."""

from dataclasses import replace

import pytest

from directory.errors import Invalid, NotHere, Refused, Stale
from directory.models import Village
from proposals.models import AreaProfile, VillageFigures
from proposals.profiles import FiguresDraft, ProfileDraft, profile_of
from proposals.verbs.cycle import open_cycle
from proposals.verbs.profile import write_profile
from tests.cast import CAST, SHARED, TAMBON
from workflow.models import Event

pytestmark = pytest.mark.django_db


def a_profile(**changes):
    villages = list(Village.objects.filter(area=TAMBON).order_by("number"))
    draft = ProfileDraft(
        men=None,
        vision="ตำบลน่าอยู่",
        assets="ป่าชุมชน\nกลุ่มทอผ้า",
        problems="น้ำแล้ง",
        strengths="คนรวมกลุ่ม",
        villages=[FiguresDraft(villages[0], 100, 110, 60), FiguresDraft(villages[1], 90, None, 40)],
    )
    return replace(draft, **changes)


def written(world, seen=0, by=None, **changes):
    return write_profile(plan=world.plan, draft=a_profile(**changes), seen=seen, by=by or world.secretary)


def test_a_council_writes_down_what_it_knows_of_its_area(world):
    profile = written(world)
    known = profile_of(world.plan)
    assert (known.men, known.women, known.people, known.households) == (190, 110, 300, 100)
    assert known.texts == [
        ("assets", "ทุนและของดีในพื้นที่", ["ป่าชุมชน", "กลุ่มทอผ้า"]),
        ("problems", "ปัญหาและความต้องการ", ["น้ำแล้ง"]),
        ("strengths", "จุดแข็ง", ["คนรวมกลุ่ม"]),
    ]
    assert (profile.revision, known.is_of_last_cycle) == (1, False)
    assert VillageFigures.objects.filter(profile=profile).count() == 2


def test_a_typed_total_stands_before_the_sum_of_the_villages(world):
    written(world, men=250)
    assert profile_of(world.plan).men == 250


def test_who_saves_later_is_told_and_overwrites_nothing(world):
    written(world)
    with pytest.raises(Stale):
        written(world, seen=0, by=world.leader, vision="อื่น")
    assert AreaProfile.objects.get().vision == "ตำบลน่าอยู่"
    assert written(world, seen=1, by=world.leader, vision="ใหม่", villages=[]).revision == 2
    assert not VillageFigures.objects.exists()


@pytest.mark.parametrize("who", CAST)
def test_only_the_councils_own_people_write_its_profile(world, who):
    by = getattr(world, who)
    if who in {"leader", "secretary"}:
        assert written(world, by=by).revision == 1
        return
    sees = {"lao_planner", "kbt_secretary", "coordinator", "district_chair", "provincial_officer", "provincial_chair"}
    with pytest.raises(Refused if who in {*sees, "governor"} else NotHere):
        written(world, by=by)
    assert not AreaProfile.objects.exists()


def test_it_may_be_completed_until_the_plan_is_handed_up(world):
    world.adopted(world.plan)
    written(world)
    world.submitted(world.plan)
    with pytest.raises(Stale):
        written(world, seen=1)


def test_every_wrong_figure_and_text_is_named(world):
    village = Village.objects.filter(area=TAMBON)[0]
    far = Village.objects.filter(area=SHARED)[0]
    rows = [FiguresDraft(village, -1, 5, 5), FiguresDraft(village, 1, 1, 1), FiguresDraft(far, 1, 1, 1)]
    with pytest.raises(Invalid) as refusal:
        written(world, women=3, villages=rows, vision="ก" * 5001, threats="\x07")
    assert {problem.field for problem in refusal.value.problems} == {
        *("villages[0].men", "villages[1].village", "villages[2].village", "women", "vision", "threats"),
    }
    assert not AreaProfile.objects.exists()


def test_the_next_cycle_starts_from_the_last_one_and_leaves_it_alone(world):
    first = written(world)
    open_cycle(province=world.province, target_year=2573, by=world.provincial_officer)
    later = world.plan.owner.plans.get(cycle__target_year=2573)
    known = profile_of(later)
    assert (known.is_of_last_cycle, known.people) == (True, 300)
    second = write_profile(plan=later, draft=a_profile(vision="ใหม่"), seen=0, by=world.secretary)
    assert second.pk != first.pk
    assert profile_of(world.plan).profile.vision == "ตำบลน่าอยู่"
    assert profile_of(later).is_of_last_cycle is False


def test_no_words_of_people_go_into_the_chain(world):
    written(world)
    event = Event.objects.get(plan=world.plan, verb="write_profile")
    assert sorted(event.facts) == ["content", "profile", "revision"]
