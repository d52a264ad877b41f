"""Reading ballot files in the format of Pabulib (`.pb`), wherever they come from.

What pabutools reads is read alike; what it would stumble over is told by line, field, value and what is expected. One
thing is stricter on purpose: a project that stands there twice is refused. A voter who stands there twice or without an
id, and counts in META that are not those of the rows, are doubts: every row is counted, as pabutools does, and the
election says so. Columns that no rule looks at (age, sex, names, scores) are passed over.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from proposals.voting.election import BallotFileError, Election, Expected, Kind, Project, Vote

LARGEST_FILE = 32 * 1024 * 1024  # bytes; several times the largest election that Pabulib holds
SECTIONS = ("META", "PROJECTS", "VOTES")
_KINDS = {"choose-1": Kind.APPROVAL, **{kind.value: kind for kind in Kind}}
_AMOUNT = re.compile(r"[0-9]{1,15}(?:[.,][0-9]{0,9})?")
_FRACTION = re.compile(r"([0-9]{1,15})/([1-9][0-9]{0,8})")  # as pabutools writes parts of a unit
_POINTS = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{0,9})?")
_WHOLE = re.compile(r"[0-9]{1,9}")


@dataclass(slots=True)
class _Section:
    line: int
    header: list[str] = field(default_factory=list)
    rows: list[tuple[int, list[str]]] = field(default_factory=list)


def read(content: bytes) -> Election:
    """The election that a file holds, with its doubts in the order of their lines.

    Raises:
        BallotFileError: the first thing that is wrong with it.
    """
    doubts: list[BallotFileError] = []
    sections = _sections(_text(content))
    meta = {row[0]: row[1] if len(row) > 1 else "" for _line, row in sections["META"].rows}
    lines = {row[0]: line for line, row in sections["META"].rows}
    kind = _kind(meta, lines)
    budget = _amount(lines.get("budget", 0), "budget", _needed(meta, "budget", sections["META"].line))
    projects = tuple(_projects(sections["PROJECTS"]))
    votes = tuple(_votes(sections["VOTES"], kind, {project.id for project in projects}, doubts))
    for name, count in (("num_projects", len(projects)), ("num_votes", len(votes))):
        doubts += _other_count(name, meta.get(name, ""), count, lines.get(name, 0))
    doubts.sort(key=lambda doubt: doubt.line)
    return Election(kind=kind, budget=budget, projects=projects, votes=votes, meta=meta, doubts=tuple(doubts))


def _text(content: bytes) -> str:
    if len(content) > LARGEST_FILE:
        raise BallotFileError(0, "file", str(len(content)), Expected.SMALLER, most=LARGEST_FILE)
    if (nul := content.find(b"\0")) >= 0:
        raise BallotFileError(content.count(b"\n", 0, nul) + 1, "file", "NUL", Expected.NO_NUL)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        wrong = content[error.start : error.start + 4].hex(" ")
        raise BallotFileError(content.count(b"\n", 0, error.start) + 1, "file", wrong, Expected.UTF8) from error


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold something, with their lines."""
    reader = csv.reader(text.splitlines(), delimiter=";")
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if any(cells):
                yield reader.line_num, cells
    except csv.Error as error:
        raise BallotFileError(reader.line_num, "file", str(error), Expected.SHORT_FIELDS) from error


def _sections(text: str) -> dict[str, _Section]:
    found: dict[str, _Section] = {}
    present: _Section | None = None
    for line, row in _rows(text):
        title = row[0].upper()
        if title in SECTIONS and not any(row[1:]):
            if title in found:
                raise BallotFileError(line, title, row[0], Expected.SECTION_ONCE)
            present = found[title] = _Section(line)
        elif present is None:
            raise BallotFileError(line, "META", row[0], Expected.SECTION, name="META")
        elif not present.header:
            present.header = [name.lower() for name in row]
        else:
            present.rows.append((line, row))
    for title in SECTIONS:
        if title not in found:
            raise BallotFileError(0, title, "", Expected.SECTION, name=title)
        if not found[title].header:
            raise BallotFileError(found[title].line, title, "", Expected.HEADER, name=title)
    return found


def _needed(meta: dict[str, str], name: str, line: int) -> str:
    value = meta.get(name, "")
    if not value:
        raise BallotFileError(line, name, "", Expected.VALUE)
    return value


def _kind(meta: dict[str, str], lines: dict[str, int]) -> Kind:
    written = meta.get("vote_type", "")
    if written not in _KINDS:
        raise BallotFileError(
            lines.get("vote_type", 0), "vote_type", written, Expected.VOTE_TYPE, known=", ".join(_KINDS)
        )
    return _KINDS[written]


def _amount(line: int, name: str, written: str) -> Decimal:
    if _AMOUNT.fullmatch(written):
        return Decimal(written.replace(",", "."))
    if fraction := _FRACTION.fullmatch(written):
        amount = Decimal(fraction[1]) / Decimal(fraction[2])
        if amount * int(fraction[2]) == int(fraction[1]) and amount == round(amount, 9):
            return amount
    raise BallotFileError(line, name, written, Expected.AMOUNT)


def _other_count(name: str, written: str, count: int, line: int) -> list[BallotFileError]:
    is_same = not written or (_WHOLE.fullmatch(written) and int(written) == count)
    return [] if is_same else [BallotFileError(line, name, written, Expected.AS_MANY_ROWS, count=count)]


def _column(section: _Section, name: str, title: str) -> int:
    if name not in section.header:
        raise BallotFileError(section.line, name, title, Expected.COLUMN, name=name)
    return section.header.index(name)


def _cells(section: _Section, line: int, row: Sequence[str]) -> list[str]:
    """The row's cells, as many as the header names; what says *none* is blank."""
    if any(row[len(section.header) :]):
        extra = row[len(section.header)]
        raise BallotFileError(line, row[0], extra, Expected.CELLS, count=len(section.header))
    cells = ["" if cell.lower() == "none" else cell for cell in row[: len(section.header)]]
    return cells + [""] * (len(section.header) - len(cells))


def _projects(section: _Section) -> Iterator[Project]:
    cost = _column(section, "cost", "PROJECTS")
    name = section.header.index("name") if "name" in section.header else None
    known: set[str] = set()
    for line, row in section.rows:
        cells = _cells(section, line, row)
        identifier = row[0]  # the first column, whatever it is called, as pabutools has it
        if not identifier or "," in identifier:
            raise BallotFileError(line, "project_id", identifier, Expected.VALUE)
        if identifier in known:
            raise BallotFileError(line, "project_id", identifier, Expected.NEW_PROJECT)
        known.add(identifier)
        yield Project(identifier, _amount(line, "cost", cells[cost]), cells[name] if name is not None else "")


def _votes(section: _Section, kind: Kind, projects: set[str], doubts: list[BallotFileError]) -> Iterator[Vote]:
    vote = _column(section, "vote", "VOTES")
    voter = section.header.index("voter_id") if "voter_id" in section.header else None
    points = section.header.index("points") if "points" in section.header else None
    known: set[str] = set()
    for number, (line, row) in enumerate(section.rows, 1):
        cells = _cells(section, line, row)
        who = cells[voter] if voter is not None else str(number)
        if not who or who in known:
            doubts.append(BallotFileError(line, "voter_id", who, Expected.NEW_VOTER))
        known.add(who)
        choices = _choices(line, cells[vote], kind, projects)
        given: tuple[Decimal, ...] = ()
        if kind in {Kind.CUMULATIVE, Kind.SCORING}:
            given = _points(line, cells[points] if points is not None else "", choices)
            choices = choices if given else ()  # without points it is a blank vote
        yield Vote(who, choices, given)


def _choices(line: int, written: str, kind: Kind, projects: set[str]) -> tuple[str, ...]:
    named = [name.strip() for name in written.split(",") if name.strip()]
    for name in named:
        if name not in projects:
            raise BallotFileError(line, "vote", name, Expected.KNOWN_PROJECT)
    once = tuple(dict.fromkeys(named))
    if len(once) != len(named) and kind != Kind.APPROVAL:  # an approval named twice is one approval
        raise BallotFileError(line, "vote", written, Expected.EACH_ONCE)
    return once


def _points(line: int, written: str, choices: tuple[str, ...]) -> tuple[Decimal, ...]:
    given = [part.strip() for part in written.split(",")] if written else []
    for part in given:
        if not _POINTS.fullmatch(part):
            raise BallotFileError(line, "points", part, Expected.POINTS)
    if given and len(given) != len(choices):
        raise BallotFileError(line, "points", written, Expected.AS_MANY_POINTS, count=len(choices))
    return tuple(Decimal(part) for part in given)
