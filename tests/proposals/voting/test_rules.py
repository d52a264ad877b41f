"""What the rules choose: as pabutools itself does, and at the edges as people would expect."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pabutools.election import Cost_Sat
from pabutools.election.pabulib import parse_pabulib, parse_pabulib_from_string
from pabutools.rules import completion_by_rule_combination, greedy_utilitarian_welfare, method_of_equal_shares

from proposals.voting import (
    Election,
    Kind,
    Project,
    Rule,
    RuleError,
    Vote,
    chosen_by,
    points_of,
    read,
    votes_of,
    written,
)

FILES = sorted((Path(__file__).parent / "files").glob("*.pb"))


def election(costs, votes, budget, kind=Kind.APPROVAL):
    """``costs`` by id; each vote names ids, or ids with points."""
    projects = tuple(Project(name, Decimal(cost)) for name, cost in costs.items())
    rows = []
    for number, vote in enumerate(votes, 1):
        points = tuple(Decimal(part) for part in vote.values()) if isinstance(vote, dict) else ()
        rows.append(Vote(str(number), tuple(vote), points))
    return Election(kind, Decimal(budget), projects, tuple(rows))


def chosen(rule, *about, **more):
    return list(chosen_by(rule, election(*about, **more)).chosen)


def pabutools_says(rule, instance, profile):
    with_costs = {"sat_class": Cost_Sat}
    if rule == Rule.GREEDY:
        return [p.name for p in greedy_utilitarian_welfare(instance, profile, **with_costs)]
    rules = [method_of_equal_shares, greedy_utilitarian_welfare]
    return [p.name for p in completion_by_rule_combination(instance, profile, rules, [with_costs, with_costs])]


# --- As pabutools does -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [p for p in FILES if p.stem != "scoring"], ids=lambda p: p.stem)
@pytest.mark.parametrize("rule", [Rule.EQUAL_SHARES, Rule.GREEDY])
def test_a_file_from_elsewhere_gets_pabutools_own_result(path, rule):
    outcome = chosen_by(rule, read(path.read_bytes()))
    instance, profile = parse_pabulib(str(path))
    assert list(outcome.chosen) == pabutools_says(rule, instance, profile)
    assert outcome.cost == sum(read(path.read_bytes()).costs[each] for each in outcome.chosen)


# Files as they come from elsewhere: META, projects and votes as rows, each wrong about itself in its own way.
FOREIGN = {
    "approval, with fewer votes than META tells": (
        ("approval", "num_votes;12", "budget;100"),
        ("id;cost;name", "a;60;ถนน", "b;50;ประปา", "c;40,5;ไฟ"),
        ("voter_id;age;vote", "1;40;a,b", "2;41;b", "3;None;c", "4;70;a,c"),
    ),
    "approval, one voter on three rows": (
        ("approval", "num_votes;2", "num_projects;3", "budget;100"),
        ("project_id;cost", "a;60", "b;50", "c;40"),
        ("voter_id;vote", "7;a", "7;b,c", "7;c", "8;a,b"),
    ),
    "choose one, with a count in words": (
        ("choose-1", "num_votes;ten", "budget;70"),
        ("project_id;cost", "a;60", "b;50"),
        ("voter_id;vote", "1;b", "2;b", "3;a"),
    ),
    "ordinal, with more projects than META tells and voters without ids": (
        ("ordinal", "num_projects;2", "budget;90"),
        ("project_id;cost;votes", "p1;30;2", "p2;45;1", "p3;50;3", "p10;10;0"),
        ("voter_id;vote", ";p3,p1", ";p2,p3,p1", "3;p10"),
    ),
    "cumulative, one voter twice": (
        ("cumulative", "num_votes;4", "max_sum_points;5", "budget;1000"),
        ("project_id;cost", "1;600", "2;400", "3;350.50"),
        ("voter_id;vote;points", "1;1,2;3,2", "1;3;5", "2;2,3;4,1"),
    ),
    "scoring, with wrong counts and points below nothing": (
        ("scoring", "num_projects;9", "num_votes;9", "budget;10"),
        ("project_id;cost", "x;6", "y;5", "z;4"),
        ("voter_id;vote;points", "1;x,y;1.5,-1", "2;y,z;2,2", "2;z;7"),
    ),
}


def foreign(name):
    meta, projects, votes = FOREIGN[name]
    rows = ["META", "key;value", f"vote_type;{meta[0]}", *meta[1:], "PROJECTS", *projects, "VOTES", *votes]
    return "\n".join(rows) + "\n"


@pytest.mark.parametrize("name", FOREIGN)
@pytest.mark.parametrize("rule", [Rule.EQUAL_SHARES, Rule.GREEDY])
def test_a_file_that_is_wrong_about_itself_gets_pabutools_own_result_and_is_doubted(name, rule):
    found = read(foreign(name).encode())
    instance, profile = parse_pabulib_from_string(foreign(name))
    assert (len(found.projects), len(found.votes)) == (len(instance), profile.num_ballots())
    assert list(chosen_by(rule, found).chosen) == pabutools_says(rule, instance, profile)
    assert found.doubts


@st.composite
def elections(draw, kinds=tuple(Kind)):
    kind = draw(st.sampled_from(kinds))
    ids = draw(st.lists(st.from_regex(r"[a-z0-9]{1,3}", fullmatch=True), min_size=1, max_size=7, unique=True))
    ids = [each for each in ids if each != "none"]
    amounts = st.one_of(st.integers(0, 12).map(Decimal), st.integers(0, 1200).map(lambda n: Decimal(n) / 100))
    projects = tuple(Project(each, draw(amounts)) for each in ids)
    votes = []
    for number in range(draw(st.integers(0, 9))):
        named = tuple(draw(st.lists(st.sampled_from(ids), unique=True, min_size=0 if kind != "scoring" else 1)))
        with_points = kind in {Kind.CUMULATIVE, Kind.SCORING} and named
        points = tuple(Decimal(draw(st.integers(1, 5))) for _ in named) if with_points else ()
        votes.append(Vote(f"v{number}", named, points))
    return Election(kind, draw(amounts) * 3, projects, tuple(votes))


@given(elections())
def test_what_was_written_reads_the_same(random_election):
    back = read(written(random_election, facts={"description": '=ลอง; "ดู"'}))
    assert (back.kind, back.budget, back.votes) == (random_election.kind, random_election.budget, random_election.votes)
    assert back.costs == random_election.costs
    assert back.meta["description"] == '\'=ลอง; "ดู"'


@given(elections(), st.sampled_from([Rule.EQUAL_SHARES, Rule.GREEDY]))
def test_any_election_gets_pabutools_own_result(random_election, rule):
    rows = written(random_election, facts={}).decode().splitlines()
    # a blank vote of points stops pabutools' reader: it is read there as a vote without points, which means the same
    text = "\n".join(f"{row[:-1]}None" if row.endswith(";;") else row for row in rows)
    instance, profile = parse_pabulib_from_string(text)
    assert list(chosen_by(rule, random_election).chosen) == pabutools_says(rule, instance, profile)


@given(elections(), st.sampled_from(list(Rule)))
def test_no_rule_ever_spends_more_than_the_envelope_or_leaves_out_what_still_fits(random_election, rule):
    if rule == Rule.BORDA and random_election.kind != Kind.ORDINAL:
        with pytest.raises(RuleError):
            chosen_by(rule, random_election)
        return
    outcome = chosen_by(rule, random_election)
    left = outcome.budget - outcome.cost
    assert left >= 0
    assert len(set(outcome.chosen)) == len(outcome.chosen)
    passed_over = [cost for name, cost in random_election.costs.items() if name not in outcome.chosen]
    assert all(cost > left for cost in passed_over)


# --- The edges -------------------------------------------------------------------------------------------------------


def test_exactly_half_of_the_voters_get_a_project_of_exactly_half_the_envelope_by_equal_shares():
    costs, votes = {"a": 50, "b": 51, "c": 50}, [["b", "c"], ["b", "c"], ["a"], ["a"]]
    assert chosen(Rule.EQUAL_SHARES, costs, votes, 100) == ["a", "c"]  # half the people cannot pay for b


def test_a_project_of_exactly_the_envelope_fits_and_one_of_a_satang_more_does_not():
    for rule in (Rule.EQUAL_SHARES, Rule.GREEDY, Rule.COUNT):
        assert chosen(rule, {"a": "100.00"}, [["a"]], 100) == ["a"]
        assert chosen(rule, {"a": "100.01"}, [["a"]], 100) == []


def test_ties_of_the_plain_count_stand_in_the_order_of_the_file():
    costs = {"b": 60, "a": 60}
    assert chosen(Rule.COUNT, costs, [["a", "b"]], 100) == ["b"]
    assert chosen(Rule.BORDA, costs, [["a", "b"], ["b", "a"]], 100, kind=Kind.ORDINAL) == ["b"]


def test_ties_of_pabutools_rules_go_to_the_smaller_id_wherever_it_stands():
    costs = {"b": 60, "a": 60}
    for rule in (Rule.GREEDY, Rule.EQUAL_SHARES):
        assert chosen(rule, costs, [["a", "b"]], 100) == ["a"]


def test_nothing_is_chosen_where_nothing_fits_or_nothing_is_there_to_spend():
    for rule in (Rule.EQUAL_SHARES, Rule.GREEDY, Rule.COUNT):
        assert chosen(rule, {"a": 5, "b": 6}, [["a", "b"]], 4) == []
        assert chosen(rule, {"a": 5, "b": 6}, [["a", "b"]], 0) == []


def test_what_costs_nothing_is_chosen_even_from_an_empty_envelope():
    for rule in (Rule.EQUAL_SHARES, Rule.GREEDY, Rule.COUNT):
        assert chosen(rule, {"a": 0, "b": 6}, [["a", "b"]], 0) == ["a"]


def test_without_a_vote_every_rule_still_answers():
    for rule in (Rule.EQUAL_SHARES, Rule.GREEDY, Rule.COUNT):
        assert chosen(rule, {"a": 5, "b": 6}, [], 10) == ["a"]


def test_the_plain_count_passes_over_what_does_not_fit_and_goes_on():
    costs, votes = {"a": 90, "b": 50, "c": 10}, [["a", "b"], ["a", "b"], ["a", "c"]]
    assert chosen(Rule.COUNT, costs, votes, 100) == ["a", "c"]


def test_dots_weigh_by_their_number_in_the_plain_count_and_once_each_in_equal_shares():
    costs = {"a": 60, "b": 60}
    votes = [{"a": 5}, {"b": 1}, {"b": 1}]
    counted = election(costs, votes, 100, Kind.CUMULATIVE)
    assert points_of(counted) == {"a": 5, "b": 2}
    assert votes_of(counted) == {"a": 1, "b": 2}
    assert list(chosen_by(Rule.COUNT, counted).chosen) == ["a"]
    assert list(chosen_by(Rule.EQUAL_SHARES, counted).chosen) == ["b"]


def test_a_short_ranking_weighs_less_and_an_unranked_project_gets_nothing_from_borda():
    ranked = election({"a": 1, "b": 1, "c": 1, "d": 1}, [["a", "b", "c"], ["d"], ["b", "d"]], 2, Kind.ORDINAL)
    assert points_of(ranked) == {"a": 3, "b": 4, "c": 1, "d": 2}
    assert list(chosen_by(Rule.BORDA, ranked).chosen) == ["b", "a"]


def test_borda_says_that_approvals_are_no_rankings():
    with pytest.raises(RuleError) as refused:
        chosen(Rule.BORDA, {"a": 1}, [["a"]], 1)
    assert refused.value.kind == Kind.APPROVAL


def test_a_minority_gets_its_part_by_equal_shares_and_nothing_by_the_plain_count():
    found = read((Path(__file__).parent / "files" / "approval.pb").read_bytes())
    assert chosen_by(Rule.COUNT, found).chosen == ("1", "2")
    assert chosen_by(Rule.EQUAL_SHARES, found).chosen == ("1", "3", "5")


def test_more_rounds_than_python_usually_recurses():
    costs = {f"{number:04}": 1 for number in range(1500)}
    assert len(chosen(Rule.EQUAL_SHARES, costs, [list(costs)], 1500)) == 1500


def test_progress_counts_every_project_once():
    told = []
    about = election({"a": 1, "b": 2, "c": 3}, [["a"], ["b", "c"]], 3)
    chosen_by(Rule.EQUAL_SHARES, about, lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]
