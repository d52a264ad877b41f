"""What one act would do to many lines of a worksheet, which it would skip and why. Nothing is written here."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from approvals.chosen_below import chosen_below, tree_in_use
from approvals.conflicts import Kind, conflicts_of
from approvals.drafts import ItemAnswer
from approvals.lines import ITEM, Wanted, lines_on
from approvals.models import Assignment, Entry, Item, ItemShare
from directory.acting import Acting
from directory.errors import Invalid
from directory.models import Office
from directory.verbs.bodies import holder_of
from proposals.models import Plan, PlanLine, WorkClass
from workflow.models.journal import digest

TAKE, ANSWER, REOPEN, ASSIGN, DONE, MERGE, PLACE = "take", "answer", "reopen", "assign", "done", "merge", "place"
DEEDS: Final = (TAKE, ANSWER, REOPEN, ASSIGN, DONE, MERGE, PLACE)
ON_ANSWERS: Final = frozenset({TAKE, ANSWER, REOPEN, MERGE})
"""What decides lines: whoever has a stake in one leaves it to others."""
MOST_AT_ONCE: Final = 5000

Selection = Wanted | Sequence[int]
"""All lines that an address asks for, or those that were ticked."""


@dataclass(frozen=True, slots=True)
class Change:
    """One act on many lines: what it is, and what it needs to know.

    ``programme`` is where lines are placed in the province's tree; None is where each chose below.
    """

    deed: str
    answer: ItemAnswer | None = None
    office: Office | None = None
    due_on: date | None = None
    title: str = ""
    programme: int | None = None

    @property
    def words(self) -> list[str]:
        """What was said of it, for comparing what was seen with what is sent."""
        whose = str(self.office.pk if self.office else "")
        return [self.deed, repr(self.answer), whose, str(self.due_on or ""), self.title, str(self.programme or "")]


@dataclass(frozen=True, slots=True)
class Skipped:
    """A line that stays as it is, and why."""

    line_id: int
    reference: str
    title: str
    why: str


@dataclass(frozen=True, slots=True)
class Outlook:
    """What an act would do. ``seen`` is the digest of all that this was reckoned from."""

    lines: list[int]
    skipped: list[Skipped]
    seen: str

    @property
    def reasons(self) -> list[tuple[str, list[Skipped]]]:
        """Those that stay as they are by their reasons, the most frequent first."""
        found: dict[str, list[Skipped]] = defaultdict(list)
        for each in self.skipped:
            found[each.why].append(each)
        return sorted(found.items(), key=lambda pair: -len(pair[1]))


@dataclass
class _Standing:
    """How the selected lines stand: rows by line, where their baht goes, who reviews them, who has a stake."""

    change: Change
    by: Acting
    rows: dict[int, Any]
    entries: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    feeders: Counter[int] = field(default_factory=Counter)
    reviewers: dict[int, tuple[int, bool]] = field(default_factory=dict)
    stakes: Mapping[int, str] = field(default_factory=dict)
    places: Mapping[int, int | None] = field(default_factory=dict)
    below: Mapping[int, Sequence[int]] = field(default_factory=dict)

    @property
    def facts(self) -> list[Any]:
        """Everything that the outlook hangs on, in the order of the lines."""
        return [
            [pk, row.answer, row.code, fed, self.reviewers.get(pk), self.stakes.get(pk), *self._placing(fed)]
            for pk, row in self.rows.items()
            for fed in [self.entries.get(row.item, [])]
        ]

    def _placing(self, fed: Sequence[int]) -> list[Any]:
        return [[self.places.get(entry), list(self.below.get(entry, ()))] for entry in fed]


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    reference: str
    title: str
    item: int
    answer: str
    code: str
    work_class: str


_COLUMNS = ("line_id", "line__proposal__reference", "proposal_version__title", f"{ITEM}__pk", f"{ITEM}__answer")


def outlook(plan: Plan, selection: Selection, change: Change, by: Acting) -> Outlook:
    """What the act would change now, and what it would skip and why. A dozen queries, whatever the number of lines.

    Raises:
        Invalid: nothing is selected, or more than one act may change.
    """
    rows, missing = _selected(plan, selection)
    standing = _Standing(change, by, rows)
    if change.deed in {ASSIGN, DONE}:
        _read_reviewers(plan, standing)
    else:
        _read_entries(standing)
    if change.deed == PLACE:
        _read_places(plan, standing)
    _read_stakes(plan, standing)
    why = _WHY[change.deed]
    lines: list[int] = []
    skipped = [Skipped(pk, reference, "", _("เจ้าของถอนแล้ว หรือไม่อยู่ในตารางงานนี้")) for pk, reference in missing]
    for pk, row in rows.items():
        if reason := why(standing, row):
            skipped.append(Skipped(pk, row.reference, row.title, reason))
        else:
            lines.append(pk)
    if change.deed == MERGE and len(lines) == 1:
        row = rows[lines.pop()]
        skipped.append(Skipped(row.line, row.reference, row.title, _("เหลือโครงการเดียว จึงไม่มีอะไรให้รวม")))
    return Outlook(lines, skipped, digest([change.words, standing.facts, sorted(pk for pk, _reference in missing)]))


def _selected(plan: Plan, selection: Selection) -> tuple[dict[int, _Row], list[tuple[int, str]]]:
    is_filter = isinstance(selection, Wanted)
    rows: QuerySet[PlanLine] = lines_on(plan, selection if isinstance(selection, Wanted) else Wanted(shown="all"))
    ticked = [] if isinstance(selection, Wanted) else list(dict.fromkeys(selection))
    if not is_filter:
        rows = rows.filter(line__in=ticked[: MOST_AT_ONCE + 1])
    values = rows.values_list(*_COLUMNS, f"{ITEM}__reason_code", "work_class")[: MOST_AT_ONCE + 1]
    found = {row[0]: _Row(*row) for row in values}
    missing = [pk for pk in ticked if pk not in found]
    if not found and not missing:
        raise Invalid.of("lines", "", _("ต้องเลือกอย่างน้อยหนึ่งรายการ"))
    if max(len(found), len(ticked)) > MOST_AT_ONCE:
        words = _("เปลี่ยนได้ครั้งละไม่เกิน %s รายการ ให้กรองให้แคบลง เช่น ทีละตำบล") % f"{MOST_AT_ONCE:,}"
        raise Invalid.of("lines", "", words)
    known = Item.objects.filter(worksheet__plan=plan, line__in=missing) if missing else Item.objects.none()
    references = dict(known.values_list("line_id", "line__proposal__reference"))
    return found, [(pk, references.get(pk, str(pk))) for pk in missing]


def _read_entries(standing: _Standing) -> None:
    items = [row.item for row in standing.rows.values()]
    shares = ItemShare.objects.filter(item__in=items).order_by("pk")
    for item, entry in shares.values_list("item", "entry"):
        standing.entries[item].append(entry)
    beside = ItemShare.objects.filter(entry__in={entry for fed in standing.entries.values() for entry in fed})
    standing.feeders.update(beside.values_list("entry", flat=True))


def _read_places(plan: Plan, standing: _Standing) -> None:
    fed = {entry for entries in standing.entries.values() for entry in entries}
    standing.places = dict(Entry.objects.filter(pk__in=fed).values_list("pk", "programme"))
    if standing.change.programme is None:
        standing.below = chosen_below(plan, fed, tree_in_use(plan))


def _read_reviewers(plan: Plan, standing: _Standing) -> None:
    rows = Assignment.objects.filter(plan=plan, line__in=standing.rows, ended_at__isnull=True)
    for line, office, done in rows.values_list("line", "office", "done_at"):
        standing.reviewers[line] = (office, done is not None)


def _read_stakes(plan: Plan, standing: _Standing) -> None:
    deed, office = standing.change.deed, standing.change.office
    who: Any = standing.by if deed in ON_ANSWERS else None
    if deed == ASSIGN and office is not None:
        who = holder_of(office)
    standing.stakes = conflicts_of(who.user, plan, standing.rows.keys()) if who is not None else {}


def _fixed(standing: _Standing, row: _Row) -> str:
    """What no act on an answer touches: what a community keeps, and that in which the actor has a stake."""
    if row.answer == Item.Answer.KEPT or row.work_class == WorkClass.SELF:
        return _("ชุมชนทำเอง")
    if (stake := standing.stakes.get(row.line)) is not None:
        return _("ท่านมีส่วนได้เสีย: %s") % Kind(stake).label
    return ""


def _why_not_take(standing: _Standing, row: _Row) -> str:
    return _fixed(standing, row) or (_("รับเข้าแล้ว") if row.answer == Item.Answer.TAKE else "")


def _why_not_answer(standing: _Standing, row: _Row) -> str:
    answer = standing.change.answer
    if reason := _fixed(standing, row):
        return reason
    if answer is not None and (row.answer, row.code) == (answer.answer, answer.reason_code):
        return _("มีผลนี้อยู่แล้ว")
    fed = standing.entries.get(row.item, ())
    if len(fed) > 1 or any(standing.feeders[entry] > 1 for entry in fed):
        return _("รวมหรือแยกไว้แล้ว ต้องเปิดพิจารณาใหม่ก่อน")
    return ""


def _why_not_reopen(standing: _Standing, row: _Row) -> str:
    return _fixed(standing, row) or ("" if row.answer else _("ยังไม่ตัดสิน"))


def _why_not_assign(standing: _Standing, row: _Row) -> str:
    if row.work_class == WorkClass.SELF:
        return _("ชุมชนทำเอง")
    if row.answer:
        return _("ตัดสินแล้ว จึงไม่มีอะไรให้ตรวจ")
    office = standing.change.office
    if office is not None and standing.reviewers.get(row.line, (0, False))[0] == office.pk:
        return _("มอบให้ตำแหน่งนี้อยู่แล้ว")
    if (stake := standing.stakes.get(row.line)) is not None:
        return _("ผู้ดำรงตำแหน่งนี้มีส่วนได้เสีย: %s") % Kind(stake).label
    return ""


def _why_not_done(standing: _Standing, row: _Row) -> str:
    office, is_done = standing.reviewers.get(row.line, (0, False))
    if office != standing.by.office.pk:
        return _("ไม่ได้มอบหมายให้ท่าน")
    return _("ตรวจแล้ว") if is_done else ""


def _why_not_place(standing: _Standing, row: _Row) -> str:
    fed = standing.entries.get(row.item, ())
    if not fed:
        return _("ยังไม่รับเข้า")
    wanted = standing.change.programme
    chosen = [standing.below.get(entry, ()) if wanted is None else (wanted,) for entry in fed]
    if any(len(nodes) > 1 for nodes in chosen):
        return _("ระดับล่างเลือกแผนงานต่างกัน")
    if not all(chosen):
        return _("ระดับล่างไม่ได้เลือกแผนงาน")
    if all(standing.places[entry] == nodes[0] for entry, nodes in zip(fed, chosen, strict=True)):
        return _("อยู่ในแผนงานนี้แล้ว")
    return ""


_WHY: Final[Mapping[str, Callable[[_Standing, _Row], str]]] = {
    TAKE: _why_not_take,
    ANSWER: _why_not_answer,
    REOPEN: _why_not_reopen,
    ASSIGN: _why_not_assign,
    DONE: _why_not_done,
    MERGE: _fixed,
    PLACE: _why_not_place,
}
