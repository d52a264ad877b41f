"""The ballot that is measured is as large as it says, and chooses something."""

from bench import ballots as measured
from proposals.voting import Rule, chosen_by


def test_so_many_votes_name_so_many_projects_and_the_rule_chooses_within_the_envelope():
    small = measured.election(50, 20)
    assert (len(small.votes), len(small.projects)) == (50, 20)
    outcome = chosen_by(Rule.EQUAL_SHARES, small)
    assert outcome.chosen
    assert outcome.cost <= outcome.budget


def test_every_goal_is_measured(monkeypatch):
    monkeypatch.setattr(measured, "VOTES", 10)
    assert set(measured.measure()) == set(measured.GOALS)
