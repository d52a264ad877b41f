"""What is handed in about a ballot, checked as a whole before anything is written: how it is held, and single votes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from directory.cells import arabic
from directory.errors import Problem
from proposals.drafts import text_problems
from proposals.models import Ballot, Meeting, Method
from proposals.models.ballot import LONGEST_GROUP, RULES_OF
from proposals.money import MOST_BAHT, SATANG

MOST_OPTIONS, MOST_VOTERS, MOST_DOTS = 300, 20_000, 100
MOST_TOLD = 20  # of wrong lines at once
BLANK = "-"


@dataclass(frozen=True, slots=True)
class BallotDraft:
    """A ballot as it is prepared. ``lines`` are the permanent numbers of the plan's projects, in their order on it.

    ``groups`` names the groups of villages, by the village's id; a village that it leaves out stands for itself.
    """

    title: str
    method: str
    rule: str
    budget: Decimal
    budget_from: str
    voters: int
    lines: Sequence[int]
    dots: int | None = None
    meeting: Meeting | None = None
    groups: Mapping[int, str] = field(default_factory=dict)

    def problems(self) -> list[Problem]:
        """Everything wrong with it, but for what only the plan knows."""
        found = text_problems("title", self.title, most=200, required=True)
        found += text_problems("budget_from", self.budget_from, most=200, required=True)
        if self.method not in Method.values:
            found.append(Problem("method", self.method, _("ไม่รู้จักวิธีลงคะแนนนี้")))
        elif self.rule not in RULES_OF[Method(self.method)]:
            found.append(Problem("rule", self.rule, _("กติกานี้ใช้กับวิธีลงคะแนนที่เลือกไม่ได้")))
        if self.method == Method.DOTS and not 1 <= (self.dots or 0) <= MOST_DOTS:
            expected = _("ต้องบอกว่าแต่ละคนมีกี่คะแนน ตั้งแต่ 1 ถึง %(most)d") % {"most": MOST_DOTS}
            found.append(Problem("dots", str(self.dots or ""), expected))
        if (
            not self.budget.is_finite()
            or not 0 < self.budget <= MOST_BAHT
            or self.budget != self.budget.quantize(SATANG)
        ):
            found.append(Problem("budget", str(self.budget), _("วงเงินต้องมากกว่าศูนย์ และมีทศนิยมได้ไม่เกินสองตำแหน่ง")))
        if not 1 <= self.voters <= MOST_VOTERS:
            expected = _("จำนวนผู้มีสิทธิลงคะแนนต้องอยู่ระหว่าง 1 ถึง %(most)d") % {"most": MOST_VOTERS}
            found.append(Problem("voters", str(self.voters), expected))
        if not 2 <= len(self.lines) <= MOST_OPTIONS or len(set(self.lines)) != len(self.lines):
            expected = _("ต้องมีตั้งแต่ 2 ถึง %(most)d โครงการ แต่ละโครงการครั้งเดียว") % {"most": MOST_OPTIONS}
            found.append(Problem("lines", str(len(self.lines)), expected))
        for village, name in self.groups.items():
            found += text_problems(f"group_{village}", name, most=LONGEST_GROUP, required=True)
        return found


def read_votes(ballot: Ballot, typed: Sequence[str], options: Collection[int]) -> tuple[list[list[int]], list[Problem]]:
    """Votes from lines such as ``1 3 7`` (``-`` for a blank ballot paper), and what is wrong with which line.

    Numbers may be Thai and parted by spaces or commas; blank lines are passed over.
    """
    votes: list[list[int]] = []
    problems: list[Problem] = []
    for place, line in enumerate(typed, 1):
        words = arabic(line).replace(",", " ").split()
        if not words:
            continue
        if words == [BLANK]:
            votes.append([])
            continue
        if any(not word.isascii() or not word.isdigit() or len(word) > 4 for word in words):
            wrong = _("ต้องเป็นหมายเลขโครงการ คั่นด้วยช่องว่าง เช่น 1 3 7 หรือ - สำหรับบัตรที่ไม่เลือกเลย")
        else:
            votes.append([int(word) for word in words])
            wrong = wrong_with(ballot, votes[-1], options)
        if wrong:
            told = _("บรรทัดที่ %(line)d %(told)s") % {"line": place, "told": wrong}
            problems.append(Problem(f"lines[{place}]", line.strip()[:60], told))
    return votes, problems[:MOST_TOLD]


def wrong_with(ballot: Ballot, vote: Sequence[int], options: Collection[int]) -> str:
    """What is wrong with one vote; nothing if it may be counted."""
    unknown = [number for number in vote if number not in options]
    if unknown:
        return _("ไม่มีโครงการหมายเลข %(number)s ในบัตรนี้") % {"number": unknown[0]}
    if ballot.method == Method.DOTS:
        if len(vote) > (ballot.dots or 0):
            return _("ให้ได้ไม่เกิน %(dots)s คะแนน แต่ให้ไป %(count)s") % {"dots": ballot.dots, "count": len(vote)}
        return ""
    twice = [number for number, times in Counter(vote).items() if times > 1]
    return _("หมายเลข %(number)s ซ้ำในบัตรเดียวกัน") % {"number": twice[0]} if twice else ""
