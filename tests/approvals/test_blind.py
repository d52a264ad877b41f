"""Scoring alone: blind until closed, never averaged over a missing scorer, never by who has a stake."""

from decimal import Decimal

import pytest

from approvals.models import GivenScore, Score, Worksheet
from approvals.scorers import progress_of, scorers_asked, spreads_of
from approvals.verbs.blind import appoint_scorers, close_scoring, excuse_scorer, score_alone
from approvals.verbs.closing import rank_entries
from approvals.verbs.recusals import stand_back
from approvals.verbs.worksheet import score_lines, set_criteria, take_lines
from directory.acting import Acting
from directory.errors import Invalid, NotHere, Refused, Stale
from directory.mandates import forget
from directory.verbs.bodies import hand_over_office
from directory.verbs.delegation import delegate_office
from tests.cast import CRITERIA, DAY_ONE
from workflow.models import Event, EventItem

pytestmark = pytest.mark.django_db


@pytest.fixture
def alone(world):
    """The district's worksheet, to be scored alone by its committee's chair, an LAO's planner and the agency."""
    world.gathered_district()
    Worksheet.objects.filter(plan=world.district_plan).update(scoring="alone")
    world.scorers = (world.district_chair, world.other_lao_planner, world.agency)
    by = world.coordinator
    set_criteria(plan=world.district_plan, criteria=CRITERIA, by=by)
    take_lines(plan=world.district_plan, line_ids=world.open_items(world.district_plan), by=by)
    appoint_scorers(plan=world.district_plan, offices=[each.office for each in world.scorers], by=by)
    world.to_score = sorted(world.district_plan.worksheet.items.filter(answer="take").values_list("line_id", flat=True))
    return world


def scores(world, need, ready=2, lines=None):
    return {
        (line, code): value
        for line in (world.to_score if lines is None else lines)
        for code, value in (("need", need), ("ready", ready))
    }


def give(world, by, need, **more):
    return score_alone(plan=world.district_plan, scores=scores(world, need, **more), by=by)


def close(world, by=None):
    return close_scoring(plan=world.district_plan, by=by or world.coordinator)


def problems_of(act):
    with pytest.raises(Invalid) as refused:
        act()
    return [(problem.field, problem.value) for problem in refused.value.problems]


def test_each_scores_alone_and_the_mean_is_what_ranking_reads(alone):
    for by, need in zip(alone.scorers, (4, 3, 1), strict=True):
        give(alone, by, need)
    assert not Score.objects.exists()
    close(alone)
    assert set(Score.objects.values_list("criterion__code", "value")) == {
        ("need", Decimal("2.6667")),
        ("ready", Decimal(2)),
    }
    assert Score.objects.count() == 2 * len(alone.to_score)
    rank_entries(plan=alone.district_plan, by=alone.coordinator)
    assert alone.district_plan.worksheet.entries.order_by("rank")[0].score == Decimal("2.5")


def test_a_scorer_may_change_their_own_score_until_it_is_closed(alone):
    give(alone, alone.agency, 0)
    give(alone, alone.agency, 4)
    assert set(GivenScore.objects.filter(criterion__code="need").values_list("value", flat=True)) == {4}


def test_no_mean_is_taken_over_a_scorer_who_is_missing(alone):
    chair, planner, agency = alone.scorers
    give(alone, chair, 4)
    give(alone, planner, 2, lines=alone.to_score[:2])
    assert problems_of(lambda: close(alone)) == [("scorers", str(planner.office)), ("scorers", str(agency.office))]
    assert (Score.objects.count(), Worksheet.objects.get().scored_at) == (0, None)
    excuse = {"plan": alone.district_plan, "by": alone.coordinator}
    excuse_scorer(office=planner.office, reason="ลาป่วยตามใบรับรองแพทย์", **excuse)
    assert problems_of(lambda: excuse_scorer(office=agency.office, reason=" ", **excuse)) == [("reason", " ")]
    assert problems_of(lambda: excuse_scorer(office=alone.chief.office, reason="ลา", **excuse)) == [
        ("office", str(alone.chief.office))
    ]
    excuse_scorer(office=agency.office, reason="ติดราชการ", **excuse)
    close(alone)
    assert set(Score.objects.filter(criterion__code="need").values_list("value", flat=True)) == {Decimal(4)}
    event = Event.objects.filter(verb="excuse_scorer").order_by("pk")[0]
    assert (event.actor, event.note.text) == (alone.coordinator.user, "ลาป่วยตามใบรับรองแพทย์")


def test_the_log_tells_who_scored_which_lines_and_never_with_what(alone):
    give(alone, alone.agency, 3)
    event = Event.objects.get(verb="score_alone")
    assert event.data == "{}"
    assert list(EventItem.objects.filter(event=event).order_by("record_id").values_list("record_id", "to_state")) == [
        (line, "") for line in alone.to_score
    ]


def test_progress_counts_and_tells_no_score(alone):
    give(alone, alone.agency, 3, lines=alone.to_score[:2])
    assert [(each.scorer.office, each.given, each.due) for each in progress_of(alone.district_plan.worksheet)] == [
        (alone.district_chair.office, 0, 6),
        (alone.other_lao_planner.office, 0, 6),
        (alone.agency.office, 2, 6),
    ]
    assert list(scorers_asked(alone.agency).values_list("worksheet__plan", flat=True)) == [alone.district_plan.pk]
    assert not scorers_asked(alone.leader).exists()


def test_spread_and_who_is_far_apart_are_known_afterwards(alone):
    for by, need in zip(alone.scorers, (4, 4, 1), strict=True):
        give(alone, by, need)
    close(alone)
    spread = spreads_of(alone.district_plan.worksheet)[
        alone.to_score[0], alone.district_plan.worksheet.criteria.get(code="need").pk
    ]
    assert (spread.least, spread.most, spread.mean) == (1, 4, Decimal(3))
    assert [(scorer.office, value) for scorer, value in spread.apart] == [(alone.agency.office, 1)]


def test_only_who_was_appointed_scores(alone):
    for by, refusal in ((alone.coordinator, Refused), (alone.governor, Refused), (alone.other_coordinator, NotHere)):
        with pytest.raises(refusal):
            give(alone, by, 4)
    excuse_scorer(plan=alone.district_plan, office=alone.agency.office, reason="ลา", by=alone.coordinator)
    with pytest.raises(NotHere):
        give(alone, alone.agency, 4)
    assert not GivenScore.objects.exists()


def test_what_cannot_be_scored_is_named_and_nothing_is_kept(alone):
    kept = alone.district_plan.worksheet.items.filter(answer="kept")[0].line_id
    asked = {"plan": alone.district_plan, "by": alone.agency}
    assert problems_of(lambda: score_alone(scores={(kept, "need"): 4}, **asked)) == [("lines", str(kept))]
    line = alone.to_score[0]
    wrong = {(line, "need"): 5, (line, "beauty"): 1}
    assert problems_of(lambda: score_alone(scores=wrong, **asked)) == [
        (f"scores[{line}].need", "5"),
        (f"scores[{line}].beauty", "1"),
    ]
    assert problems_of(lambda: score_alone(scores={}, **asked)) == [("scores", "")]
    assert not GivenScore.objects.exists()


def test_whoever_stands_back_from_a_line_is_not_waited_for_there_and_their_score_does_not_count(alone):
    chair, planner, agency = alone.scorers
    first, *others = alone.to_score
    give(alone, agency, 0)
    stand_back(plan=alone.district_plan, line_ids=[first], reason="เครือญาติเป็นผู้รับจ้าง", by=agency)
    assert [field for field, _value in problems_of(lambda: give(alone, agency, 4, lines=[first]))] == ["lines"]
    give(alone, chair, 4)
    give(alone, planner, 4)
    close(alone)
    values = dict(Score.objects.filter(criterion__code="need").values_list("line_id", "value"))
    assert values == {first: Decimal(4), **dict.fromkeys(others, Decimal("2.6667"))}


def test_neither_a_deputy_nor_the_holder_beside_one_scores_a_project_of_their_own(alone):
    own = sorted(alone.plan.lines.filter(pk__in=alone.to_score).values_list("pk", flat=True))[:1]
    reference = alone.plan.lines.get(pk=own[0]).proposal.reference
    writer, deputy = alone.secretary.user, alone.other_coordinator.user
    hand_over_office(office=alone.agency.office, to=writer, starts=DAY_ONE, by=alone.provincial_officer)
    forget(writer)
    holder = Acting.as_holder(writer, alone.agency.office)
    assert problems_of(lambda: give(alone, holder, 4, lines=own)) == [("lines", reference)]
    delegate_office(
        contact=deputy.phone or "",
        full_name=str(deputy),
        starts=DAY_ONE,
        until=DAY_ONE,
        order_number="3/2569",
        by=holder,
    )
    assert problems_of(lambda: give(alone, holder, 4, lines=own)) == [("lines", reference)]


def test_a_line_from_which_all_stand_back_is_named(alone):
    first = alone.to_score[0]
    for by in alone.scorers:
        give(alone, by, 3)
        stand_back(plan=alone.district_plan, line_ids=[first], reason="มีส่วนได้เสีย", by=by)
    reference = alone.district_plan.worksheet.items.get(line=first).line.proposal.reference
    assert problems_of(lambda: close(alone)) == [("lines", reference)]


def test_closing_is_the_desks_and_happens_once(alone):
    for by in alone.scorers:
        give(alone, by, 3)
    for by, refusal in ((alone.governor, Refused), (alone.agency, NotHere), (alone.other_coordinator, NotHere)):
        with pytest.raises(refusal):
            close(alone, by)
    close(alone)
    for late in (lambda: close(alone), lambda: give(alone, alone.agency, 1)):
        with pytest.raises(Stale):
            late()


def test_the_consensus_is_entered_after_scoring_alone_and_not_during_it(alone):
    entered = {"plan": alone.district_plan, "scores": {(alone.to_score[0], "need"): 1}, "by": alone.coordinator}
    assert problems_of(lambda: score_lines(**entered)) == [("scores", "")]
    for by in alone.scorers:
        give(alone, by, 3)
    close(alone)
    score_lines(**entered)
    assert Score.objects.get(line=alone.to_score[0], criterion__code="need").value == 1


def test_other_criteria_let_scoring_begin_anew(alone):
    for by in alone.scorers:
        give(alone, by, 3)
    close(alone)
    set_criteria(plan=alone.district_plan, criteria=CRITERIA, by=alone.coordinator)
    assert (GivenScore.objects.count(), Score.objects.count(), Worksheet.objects.get().scored_at) == (0, 0, None)


def test_scorers_are_offices_of_the_province_and_appointed_once(alone):
    asked = {"plan": alone.district_plan, "by": alone.coordinator}
    assert problems_of(lambda: appoint_scorers(offices=[alone.agency.office], **asked)) == [
        ("offices", str(alone.agency.office))
    ]
    assert problems_of(lambda: appoint_scorers(offices=[alone.stranger.office], **asked)) == [
        ("offices", str(alone.stranger.office))
    ]
    assert problems_of(lambda: appoint_scorers(offices=[], **asked)) == [("offices", "0")]


def test_a_worksheet_of_consensus_has_no_scorers(world):
    world.gathered_district()
    asked = {"plan": world.district_plan, "by": world.coordinator}
    for act in (
        lambda: appoint_scorers(offices=[world.agency.office], **asked),
        lambda: close_scoring(**asked),
        lambda: excuse_scorer(office=world.agency.office, reason="ลา", **asked),
    ):
        assert problems_of(act) == [("scoring", "consensus")]
