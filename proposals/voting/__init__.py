"""Voting on projects within an envelope: ballot files of the field (Pabulib), and what each rule would choose.

Knows no Django. The rules are pabutools' own wherever it has them; ties fall as pabutools breaks them (by the
projects' ids). `read` and `written` are each other's inverse for what the rules look at.
"""

from proposals.voting.election import BallotFileError, Election, Expected, Kind, Project, Vote
from proposals.voting.reading import LARGEST_FILE, read
from proposals.voting.rules import NEEDS_RANKINGS, Outcome, Progress, Rule, RuleError, chosen_by, points_of, votes_of
from proposals.voting.writing import plain, written

__all__ = [
    "LARGEST_FILE",
    "NEEDS_RANKINGS",
    "BallotFileError",
    "Election",
    "Expected",
    "Kind",
    "Outcome",
    "Progress",
    "Project",
    "Rule",
    "RuleError",
    "Vote",
    "chosen_by",
    "plain",
    "points_of",
    "read",
    "votes_of",
    "written",
]
