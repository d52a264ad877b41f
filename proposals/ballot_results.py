"""Reads about ballots: what each rule chooses, what each group of villages gets, and whether a file says the same."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from directory.errors import Invalid
from documents import storage
from documents.workbooks import Table
from pages.fields import with_commas
from proposals.ballot_words import RULES, problem_in_words
from proposals.models import Ballot, BallotOption, BallotState, BallotVote, Line, Plan, PlanLine
from proposals.models.ballot import names_of
from proposals.voting import BallotFileError, Rule, chosen_by, read

MOST_TOLD = 20  # of what is doubtful about a file


def ballots_of(plan: Plan) -> QuerySet[Ballot]:
    """A plan's ballots, the latest first."""
    return Ballot.objects.filter(plan=plan).select_related("meeting").order_by("-pk")


def votes_by_source(ballot: Ballot) -> list[tuple[str, int]]:
    """How many votes came which way. One query."""
    counted = dict(ballot.votes.order_by().values_list("source").annotate(Count("pk")))
    return [(str(source.label), counted[source.value]) for source in BallotVote.Source if source.value in counted]


@dataclass(frozen=True, slots=True)
class Column:
    """One rule: its name, whether it was the one fixed beforehand, and what it would spend and leave."""

    rule: Rule
    name: str
    decides: bool
    chosen: tuple[int, ...]
    cost: Decimal
    left: Decimal


@dataclass(frozen=True, slots=True)
class Row:
    """One project: its votes and points, and by rule in which place it would be chosen (0: not)."""

    option: BallotOption
    votes: int
    points: int
    by_rule: tuple[tuple[Column, int], ...]

    @property
    def places(self) -> tuple[int, ...]:
        """The places alone."""
        return tuple(place for _column, place in self.by_rule)


@dataclass(frozen=True, slots=True)
class Part:
    """What one group of villages gets under each rule: projects, baht, per cent of what is spent.

    ``villages`` are those of a named group; a village without one is a group of its own, and so is what is for all.
    """

    name: str
    shares: tuple[tuple[int, Decimal, Decimal], ...]
    villages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Results:
    """A closed and counted ballot; the rule that decides stands first."""

    ballot: Ballot
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    parts: tuple[Part, ...]
    has_points: bool

    @property
    def parts_by_rule(self) -> list[tuple[Part, list[tuple[Column, tuple[int, Decimal, Decimal]]]]]:
        """Each group of villages with its shares beside the rules, for a table."""
        return [(part, list(zip(self.columns, part.shares, strict=True))) for part in self.parts]


def results_of(ballot: Ballot) -> Results:
    """What each rule chooses from a counted ballot. Three queries."""
    options = list(ballot.options.order_by("number"))
    columns = tuple(_columns(ballot))
    rows = []
    for option in options:
        votes, points = ballot.counts.get(str(option.number), (0, 0))
        by_rule = ((c, c.chosen.index(option.number) + 1 if option.number in c.chosen else 0) for c in columns)
        rows.append(Row(option, votes, points, tuple(by_rule)))
    has_points = any(row.points != row.votes for row in rows)
    return Results(ballot, columns, tuple(rows), tuple(_parts(options, columns, groups_of(ballot))), has_points)


def _columns(ballot: Ballot) -> Iterator[Column]:
    found = {outcome.rule: outcome for outcome in ballot.outcomes.all()}
    for rule in sorted(ballot.rules, key=lambda each: each != ballot.rule):
        if outcome := found.get(rule.value):
            left = ballot.budget - outcome.cost
            name = str(RULES[rule])
            yield Column(rule, name, rule == ballot.rule, tuple(outcome.chosen), outcome.cost, left)


def groups_of(ballot: Ballot) -> dict[str, tuple[str, ...]]:
    """The villages of each named group, in the villages' order. One query."""
    found: dict[str, tuple[str, ...]] = {}
    for each in ballot.grouped_villages.select_related("village"):
        found[each.group] = (*found.get(each.group, ()), str(each.village))
    return found


def _parts(
    options: Sequence[BallotOption], columns: Sequence[Column], groups: Mapping[str, tuple[str, ...]]
) -> Iterator[Part]:
    """The named groups, though no project of theirs was on the ballot; then single villages, and what is for all."""
    for group, villages in groups.items():
        yield Part(group, _shares([o for o in options if o.group == group], columns), villages)
    others: dict[str, list[BallotOption]] = {}
    for option in options:
        if not option.group:
            others.setdefault(option.village, []).append(option)
    for village in sorted(others, key=_as_counted):
        yield Part(village or _("ทั้งตำบลหรือหลายหมู่บ้าน"), _shares(others[village], columns))


def _as_counted(village: str) -> tuple[bool, list[tuple[int, str]]]:
    """Village 2 before village 10, and what has no village at the end."""
    return not village, [(int(part) if part.isdecimal() else 0, part) for part in re.split(r"(\d+)", village)]


def _shares(options: Sequence[BallotOption], columns: Sequence[Column]) -> tuple[tuple[int, Decimal, Decimal], ...]:
    costs = {option.number: option.cost for option in options}
    shares = []
    for column in columns:
        chosen = [costs[number] for number in column.chosen if number in costs]
        baht = sum(chosen, Decimal(0))
        per_cent = (100 * baht / column.cost).quantize(Decimal("0.1")) if column.cost else Decimal(0)
        shares.append((len(chosen), baht, per_cent))
    return tuple(shares)


def counted_ballots_of(plan: Plan) -> list[Ballot]:
    """A plan's ballots whose outcome is there, the latest first. One query."""
    return list(ballots_of(plan).filter(state=BallotState.CLOSED, progress=100))


def outcome_order(ballot: Ballot) -> list[int]:
    """The ids of a plan's lines as a counted ballot orders them, for whoever ranks the plan.

    First what the rule fixed beforehand chose, in its order; then the others by points, votes and number. Lines that
    have left the plan are left out; a ballot that is not counted orders nothing.
    """
    if ballot.state != BallotState.CLOSED or not ballot.is_counted:
        return []
    numbers = [number for part in _numbers_in_order(ballot) for number in part]
    ids = dict(Line.objects.filter(plan=ballot.plan_id, number__in=numbers).values_list("number", "pk"))
    return [ids[number] for number in numbers if number in ids]


def _numbers_in_order(ballot: Ballot) -> tuple[list[int], list[int]]:
    """The numbers of lines in the plan: those that the deciding rule chose in its order, and the others."""
    results = results_of(ballot)
    decides = results.columns[0]
    by_number = {row.option.number: row.option.line_number for row in results.rows}
    others = [row for row in results.rows if row.option.number not in decides.chosen]
    others.sort(key=lambda row: (-row.points, -row.votes, row.option.number))
    return [by_number[number] for number in decides.chosen], [row.option.line_number for row in others]


def places_by(ballot: Ballot, rows: Sequence[PlanLine]) -> list[tuple[PlanLine, str]]:
    """A plan's lines in the order in which a counted ballot came out, each with why it stands there."""
    chosen, others = _numbers_in_order(ballot)
    by_number = {row.line.number: row for row in rows}
    told = {number: _("ได้รับเลือก") for number in chosen} | {number: _("ไม่ได้รับเลือก") for number in others}
    on_it = [(by_number[number], words) for number, words in told.items() if number in by_number]
    beside_it = [(row, _("ไม่อยู่ในบัตร")) for row in rows if row.line.number not in told]
    return on_it + beside_it


@dataclass(frozen=True, slots=True)
class Comparison:
    """Whether a ballot file is the one that was kept and, if not, whether it still chooses the same."""

    is_same_file: bool
    is_same_outcome: bool
    chosen: tuple[str, ...]
    cost: Decimal
    votes: int
    doubts: tuple[str, ...]


def compared_with(ballot: Ballot, content: bytes) -> Comparison:
    """Count a ballot file again by the rule that was fixed, and compare with what a closed ballot kept. Writes nothing.

    Raises:
        Invalid: it is no ballot file, or one about other projects, costs or another envelope.
    """
    try:
        election = read(content)
    except BallotFileError as problem:
        raise Invalid.of("file", problem.value[:60], problem_in_words(problem)) from problem
    options = list(ballot.options.order_by("number"))
    names = names_of(options)
    costs = {names[option.number]: option.cost for option in options}
    if (election.costs, election.budget, election.kind) != (costs, ballot.budget, ballot.kind):
        raise Invalid.of("file", "", _("ไฟล์นี้เป็นของการลงคะแนนอื่น โครงการ วงเงิน หรือวิธีลงคะแนนไม่ตรงกัน"))
    found = chosen_by(Rule(ballot.rule), election)
    kept = ballot.outcomes.get(rule=ballot.rule)
    same = tuple(names[number] for number in kept.chosen) == found.chosen
    is_same_file = ballot.file is not None and storage.read(ballot.file) == content
    doubts = tuple(problem_in_words(doubt) for doubt in election.doubts[:MOST_TOLD])
    return Comparison(is_same_file, same, found.chosen, found.cost, len(election.votes), doubts)


def sheets_of(results: Results) -> list[Table]:
    """The results as sheets: the projects, and what each group of villages gets."""
    names = [f"{c.name} ({_('กติกาที่กำหนดไว้ก่อน')})" if c.decides else c.name for c in results.columns]
    counted = [_("คะแนน")] if results.has_points else []
    rows = [
        [
            str(row.option.number),
            row.option.title,
            row.option.village,
            with_commas(row.option.cost),
            str(row.votes),
            *([str(row.points)] if results.has_points else []),
            *(_("เลือกเป็นลำดับที่ %(place)d") % {"place": place} if place else _("ไม่ได้เลือก") for place in row.places),
        ]
        for row in results.rows
    ]
    parts = [
        [
            f"{part.name} ({', '.join(part.villages)})" if part.villages else part.name,
            *(text for count, baht, cent in part.shares for text in (str(count), with_commas(baht), str(cent))),
        ]
        for part in results.parts
    ]
    of_parts = [f"{name}: {what}" for name in names for what in (_("โครงการ"), _("บาท"), _("ร้อยละ"))]
    headings = [_("หมายเลข"), _("โครงการ"), _("หมู่บ้าน"), _("วงเงิน (บาท)"), _("ผู้เลือก"), *counted, *names]
    return [
        (_("ผลการลงคะแนน"), headings, rows),
        (_("แต่ละกลุ่มหมู่บ้านได้รับ"), [_("กลุ่มหมู่บ้าน"), *of_parts], parts),
    ]
