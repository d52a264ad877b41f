"""Writing ballot files in the format of Pabulib."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from decimal import Decimal

from proposals.voting.election import Election, Kind

_FORMULA = ("=", "+", "-", "@")  # how a cell begins that a spreadsheet would calculate


def written(election: Election, *, facts: Mapping[str, str]) -> bytes:
    """The file of an election. ``facts`` come first in META (description, country, unit …), then what is counted.

    The same election gives the same bytes. Votes stand in their order, under the voters' own ids.
    """
    own = {
        "num_projects": str(len(election.projects)),
        "num_votes": str(len(election.votes)),
        "budget": plain(election.budget),
        "vote_type": election.kind.value,
    }
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow(["META"])
    writer.writerow(["key", "value"])
    writer.writerows([key, _cell(value)] for key, value in {**facts, **own}.items())
    writer.writerow(["PROJECTS"])
    writer.writerow(["project_id", "cost", "name"])
    writer.writerows([project.id, plain(project.cost), _cell(project.name)] for project in election.projects)
    with_points = election.kind in {Kind.CUMULATIVE, Kind.SCORING}
    writer.writerow(["VOTES"])
    writer.writerow(["voter_id", "vote", "points"] if with_points else ["voter_id", "vote"])
    for vote in election.votes:
        row = [vote.voter, ",".join(vote.choices)]
        writer.writerow([*row, ",".join(plain(part) for part in vote.points)] if with_points else row)
    return text.getvalue().encode()


def _cell(value: str) -> str:
    """A text on one line that no spreadsheet takes for a formula."""
    line = " ".join(value.split())
    return f"'{line}" if line.startswith(_FORMULA) else line


def plain(amount: Decimal) -> str:
    """An amount without an exponent and without needless zeros."""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
