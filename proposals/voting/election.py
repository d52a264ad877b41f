"""An election as its file tells it: projects with their costs, an envelope, and votes without people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum


class Kind(StrEnum):
    """How people voted, in the words of Pabulib; a *choose-1* vote is an approval of one project."""

    APPROVAL = "approval"
    ORDINAL = "ordinal"
    CUMULATIVE = "cumulative"
    SCORING = "scoring"


class Expected(StrEnum):
    """What a ballot file should have had instead; whoever shows it has the sentence."""

    SMALLER = "smaller"
    UTF8 = "utf8"
    NO_NUL = "no_nul"
    SHORT_FIELDS = "short_fields"
    SECTION = "section"
    SECTION_ONCE = "section_once"
    HEADER = "header"
    COLUMN = "column"
    CELLS = "cells"
    VALUE = "value"
    AMOUNT = "amount"
    POINTS = "points"
    VOTE_TYPE = "vote_type"
    NEW_PROJECT = "new_project"
    NEW_VOTER = "new_voter"
    KNOWN_PROJECT = "known_project"
    EACH_ONCE = "each_once"
    AS_MANY_POINTS = "as_many_points"
    AS_MANY_ROWS = "as_many_rows"


class BallotFileError(ValueError):
    """A file that cannot be counted: the line (0: the file as a whole), the field, its value, what is expected.

    As one of an election's ``doubts`` it says the same of a file that can.
    """

    def __init__(self, line: int, field: str, value: str, expected: Expected, **details: object) -> None:
        super().__init__(f"line {line}, {field} = {value[:60]!r}: {expected}")
        self.line, self.field, self.value, self.expected, self.details = line, field, value, expected, details


@dataclass(frozen=True, slots=True)
class Project:
    """What may be chosen."""

    id: str
    cost: Decimal
    name: str = ""


@dataclass(frozen=True, slots=True)
class Vote:
    """One vote: ids of projects, in the voter's order where it is a ranking, with points where points were given."""

    voter: str
    choices: tuple[str, ...]
    points: tuple[Decimal, ...] = ()


@dataclass(frozen=True, slots=True)
class Election:
    """All that a rule looks at, the file's own facts about itself, and what is doubtful about it but can be counted."""

    kind: Kind
    budget: Decimal
    projects: tuple[Project, ...]
    votes: tuple[Vote, ...]
    meta: Mapping[str, str] = field(default_factory=dict)
    doubts: tuple[BallotFileError, ...] = field(default=(), compare=False)

    @property
    def costs(self) -> dict[str, Decimal]:
        """The projects' costs by id, in the order of the file."""
        return {project.id: project.cost for project in self.projects}
