"""What-if: a worksheet ranked and cut by other ceilings, weights and rules, reckoned from kept inputs alone.

Every rule first orders the entries as ranking does, by the scenario's weights and tie-break, and then says which of
them lie within the ceiling:

* *weighted*: from the top to the first that no longer fits.
* *equal per tambon*: the ceiling is divided equally, to the satang, between the tambons whose lines feed an entry. Each
  buys its own entries from the top to the first that it can no longer pay; of a merged one each pays in proportion to
  what its lines ask, and all must have room. What the tambons leave is one purse for the others, from the top, passing
  over what does not fit.
* *equal shares*: the Method of Equal Shares of pabutools, completed by its greedy rule. Voters are the tambons; a
  project is an entry at what is proposed for it; a tambon's utility of it is the entry's weighted score times the part
  of what it asks that the tambon's lines ask. Ties fall by the order above.
* *greedy*: pabutools' greedy rule with the same utilities: most points a baht first, passing over what does not fit.

* *as resolved*: the order that a committee gave itself, cut as ranking does. Scores are shown beside it and order
  nothing; it stands, as every scenario, only by the resolution that adopts it.

What costs nothing lies within in any case. Those within come first in the list, each part in the order above.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from approvals import ranking
from approvals.models import Scenario, Worksheet
from approvals.ranking import Candidate, Standing
from directory.errors import Invalid, Problem
from proposals.contents import satang
from proposals.money import split_by_largest_remainder
from proposals.voting import Election, Kind, Project, Rule, Vote, chosen_by
from workflow.models.journal import digest

Inputs = dict[str, Any]
Method = Scenario.Method
MOST_FOR_A_RULE = 2_500  # entries; pabutools reckons with exact fractions


@dataclass(frozen=True, slots=True)
class Trial:
    """What somebody tries: a rule with a ceiling, weights by criterion, and a tie-break; or a committee's own order of
    the entries by their numbers.
    """  # noqa: D205  # one list

    name: str
    method: str
    ceiling: Decimal
    weights: Mapping[str, int]
    tie_break: Sequence[str]
    order: Sequence[int] = ()


# --- What a scenario is reckoned from ---


def sheet_inputs(worksheet: Worksheet, candidates: Sequence[Candidate]) -> list[list[Any]]:
    """What a worksheet says to any rule, entry by entry in the order of their numbers, in whole satang. One query."""
    codes = dict(worksheet.criteria.values_list("pk", "code"))
    return [
        [
            c.entry.number,
            c.entry.title,
            satang(c.asked),
            None if c.entry.proposed is None else satang(c.entry.proposed),
            c.beneficiaries,
            c.first_choice,
            sorted([area, satang(asked)] for area, asked in c.by_area.items()),
            sorted(
                [codes[key], sorted([satang(a), str(value)] for a, value in given)] for key, given in c.scores.items()
            ),
        ]
        for c in sorted(candidates, key=lambda c: c.entry.number)
    ]


def basis_of(entries: Sequence[Any]) -> str:
    """The hash of what a worksheet says."""
    return digest(list(entries))


def present_basis(worksheet: Worksheet) -> str:
    """The hash of what the worksheet says now. Five queries."""
    return basis_of(sheet_inputs(worksheet, ranking.candidates_of(worksheet)))


def is_stale(scenario: Scenario) -> bool:
    """Whether its worksheet says something else than when the scenario was saved."""
    return present_basis(scenario.worksheet) != scenario.basis


def inputs_of(entries: Sequence[Any], trial: Trial) -> Inputs:
    """All that a rule looks at, as it is kept."""
    own_order = {"order": list(trial.order)} if trial.method == Method.AS_RESOLVED else {}
    return {
        **own_order,
        "method": trial.method,
        "ceiling": satang(trial.ceiling),
        "weights": dict(trial.weights),
        "tie_break": list(trial.tie_break),
        "entries": list(entries),
    }


def candidates_in(inputs: Inputs) -> list[Candidate]:
    """The entries of kept inputs, as ranking knows them, their scores by the criteria's codes."""
    found = []
    for number, title, asked, proposed, people, first_choice, areas, scores in inputs["entries"]:
        entry = Standing(0, number, title, None if proposed is None else Decimal(proposed) / 100)
        candidate = Candidate(entry, Decimal(asked) / 100, people, first_choice)
        candidate.by_area = {area: Decimal(part) / 100 for area, part in areas}
        for code, given in scores:
            candidate.scores[code] = [(Decimal(part) / 100, Decimal(value)) for part, value in given]
        found.append(candidate)
    return found


# --- Reckoning ---


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A ranked list: the entries in order, the first ``inside`` of them within the ceiling."""

    order: list[Candidate]
    inside: int

    def as_kept(self) -> dict[str, Any]:
        """The numbers in order with their scores, and how many lie within."""
        return {
            "order": [c.entry.number for c in self.order],
            "scores": [str(c.entry.score) for c in self.order],
            "inside": self.inside,
        }


def reckoned(inputs: Inputs) -> Reckoned:
    """What a rule makes of kept inputs. The same inputs give the same list, in any process. No query."""
    weights: Any = {code: weight for code, weight in inputs["weights"].items() if weight}
    found = ranking.ordered(candidates_in(inputs), weights, inputs["tie_break"])
    ceiling = Decimal(inputs["ceiling"]) / 100
    if inputs["method"] == Method.AS_RESOLVED:
        known = {c.entry.number: c for c in found}
        found = [known[number] for number in inputs["order"]]
    if inputs["method"] in {Method.WEIGHTED, Method.AS_RESOLVED}:
        return Reckoned(found, ranking.before_the_line((c.proposed for c in found), ceiling))
    if inputs["method"] == Method.EQUAL_PER_TAMBON:
        chosen = _equal_per_tambon(found, ceiling)
    else:
        rule = Rule.EQUAL_SHARES if inputs["method"] == Method.EQUAL_SHARES else Rule.GREEDY
        chosen = _by_rule(rule, found, ceiling)
    inside = [c for c in found if c.entry.number in chosen]
    return Reckoned([*inside, *(c for c in found if c.entry.number not in chosen)], len(inside))


def paid_by(candidate: Candidate) -> dict[str, Decimal]:
    """What of an entry falls on each tambon, in proportion to what its lines ask, to the satang."""
    areas = sorted(candidate.by_area)
    parts = split_by_largest_remainder(candidate.proposed, [candidate.by_area[area] for area in areas])
    return dict(zip(areas, parts, strict=True))


def _equal_per_tambon(found: Sequence[Candidate], ceiling: Decimal) -> set[int]:
    areas = sorted({area for c in found for area in c.by_area})
    purses = dict(zip(areas, split_by_largest_remainder(ceiling, [Decimal(1)] * len(areas)), strict=True))
    chosen: set[int] = set()
    done: set[str] = set()
    for candidate in found:
        bill = paid_by(candidate)
        if done.isdisjoint(bill) and all(purses[area] >= part for area, part in bill.items()):
            chosen.add(candidate.entry.number)
            for area, part in bill.items():
                purses[area] -= part
        elif candidate.proposed:
            done.update(area for area, part in bill.items() if purses[area] < part)
    common = sum(purses.values(), Decimal(0))
    for candidate in found:
        if candidate.entry.number not in chosen and candidate.proposed <= common:
            chosen.add(candidate.entry.number)
            common -= candidate.proposed
    return chosen


def _by_rule(rule: Rule, found: Sequence[Candidate], ceiling: Decimal) -> set[int]:
    free = {c.entry.number for c in found if not c.proposed}
    # The ids carry the order, by which pabutools breaks its ties.
    named = {f"{place:07}": c for place, c in enumerate(found) if c.proposed and c.proposed <= ceiling}
    points: dict[str, dict[str, Decimal]] = defaultdict(dict)
    for key, c in named.items():
        for area, asked in c.by_area.items():
            part = asked / c.asked if c.asked else Decimal(1) / len(c.by_area)
            worth = ((c.entry.score or Decimal(0)) * part).quantize(Decimal("0.000001"))
            if worth:
                points[area][key] = worth
    election = Election(
        Kind.SCORING,
        ceiling,
        tuple(Project(key, c.proposed) for key, c in named.items()),
        tuple(Vote(area, tuple(given), tuple(given.values())) for area, given in sorted(points.items())),
    )
    if not named or not election.votes:
        return free
    return free | {named[key].entry.number for key in chosen_by(rule, election, by_points=True).chosen}


def trial_problems(worksheet: Worksheet, trial: Trial, entries: int) -> list[Problem]:
    """Everything wrong with what somebody tries, but for its name. One query."""
    found = ranking.tie_break_problems(trial.tie_break)
    codes = set(worksheet.criteria.values_list("code", flat=True))
    found += [
        Problem(f"weights.{code}", str(w), _("ไม่มีเกณฑ์นี้")) for code, w in trial.weights.items() if code not in codes
    ]
    found += [
        Problem(f"weights.{code}", str(weight), _("น้ำหนักต้องเป็นจำนวนเต็มตั้งแต่ 0"))
        for code, weight in trial.weights.items()
        if weight < 0
    ]
    if codes and not any(trial.weights.get(code, 0) > 0 for code in codes):
        found.append(Problem("weights", "", _("ต้องมีอย่างน้อยหนึ่งเกณฑ์ที่มีน้ำหนัก")))
    if (trial.method == Method.AS_RESOLVED) != bool(trial.order):
        found.append(Problem("order", str(len(trial.order)), _("ลำดับที่กำหนดเองต้องมาจากสมุดงานลำดับที่กรอกครบทุกรายการ")))
    if trial.method not in Method.values:
        found.append(Problem("method", trial.method, _("ไม่รู้จักวิธีนี้")))
    elif trial.method in {Method.EQUAL_SHARES, Method.GREEDY} and entries > MOST_FOR_A_RULE:
        found.append(Problem("method", str(entries), _("วิธีนี้คำนวณได้ไม่เกิน %s รายการ") % f"{MOST_FOR_A_RULE:,}"))
    return found


# --- What stands by a resolution ---


def refuse_moving_a_resolved_line(worksheet: Worksheet) -> None:
    """A ranking that a meeting chose is changed by another meeting, unless the worksheet itself has changed since.

    Raises:
        Invalid: it has not.
    """
    if worksheet.scenario is not None and not is_stale(worksheet.scenario):
        expected = _("ลำดับและเส้นกรอบวงเงินนี้มาจากมติที่ประชุม จะเปลี่ยนได้ด้วยมติเลือกทางเลือกอื่น")
        raise Invalid.of("scenario", worksheet.scenario.name, expected)


def changed_since_adoption(worksheet: Worksheet) -> list[Problem]:
    """Whether the ranking that a meeting chose is of another worksheet than the present one."""
    if worksheet.scenario is None or not is_stale(worksheet.scenario):
        return []
    expected = _("ตารางงานเปลี่ยนไปหลังที่ประชุมเลือกทางเลือกนี้ ต้องจัดลำดับใหม่ หรือมีมติใหม่")
    return [Problem("scenario", worksheet.scenario.name, expected)]
