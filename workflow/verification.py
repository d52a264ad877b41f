"""Is the log what was written? Every chain is walked from its first event, and held against heads kept outside.

One pass over all events in the order of their chains finds what was changed, removed, reordered or added, rows of bulk
actions and notes included. A plan keeps the number of its events and the last hash, which shows a cut tail. Whoever can
rewrite both the events and the plans is found out by an *anchor*: heads written down outside the database earlier.

The key of an event's row is no part of its hash, since the database gives it; the rows that hang on it are.
"""

from __future__ import annotations

import hashlib
import json
import string
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby, islice, pairwise
from pathlib import Path
from typing import Any, cast

from django.db import connection, models, transaction
from django.db.models import CharField, F
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory import clock
from workflow.journal import Item, plan_model
from workflow.models import Event, EventItem
from workflow.models.journal import FIRST_HASH, digest, digest_of_items

BATCH = 1000
NO_ITEMS = (0, "")
Head = tuple[int, str]
Check = Callable[[], Iterable[Mapping[str, Any]]]
_checks: dict[str, Check] = {}


class Why(models.TextChoices):
    """What is wrong at a place in a chain."""

    CHANGED = "changed", gettext_lazy("เหตุการณ์นี้ถูกแก้ไข")
    MISSING = "missing", gettext_lazy("เหตุการณ์นี้หายไป")
    ADDED = "added", gettext_lazy("เหตุการณ์นี้ถูกเพิ่มเข้ามาภายหลัง")
    UNLINKED = "unlinked", gettext_lazy("เหตุการณ์นี้ไม่ต่อจากเหตุการณ์ก่อนหน้า")
    ITEMS = "items", gettext_lazy("รายการย่อยของเหตุการณ์นี้ถูกแก้ไข เพิ่ม หรือลบ")
    NOTE = "note", gettext_lazy("ข้อความประกอบเหตุการณ์นี้ไม่ตรงกับที่บันทึกไว้เดิม")
    CUT = "cut", gettext_lazy("เหตุการณ์ตั้งแต่ลำดับนี้ถูกตัดออก")
    VANISHED = "vanished", gettext_lazy("เหตุการณ์ทั้งหมดของแผนนี้หายไป")
    HEAD = "head", gettext_lazy("ค่าแฮชล่าสุดที่แผนเก็บไว้ไม่ตรงกับเหตุการณ์สุดท้าย")
    PLAN_GONE = "plan_gone", gettext_lazy("แผนนี้หายไปจากฐานข้อมูล")
    REWRITTEN = "rewritten", gettext_lazy("เหตุการณ์ถูกเขียนใหม่ ไม่ตรงกับค่าแฮชที่เก็บไว้ภายนอก")


@dataclass(frozen=True, slots=True)
class Broken:
    """The first wrong place of a chain, or a row that a further check found."""

    plan: Any
    sequence: int
    why: str


@dataclass(frozen=True, slots=True)
class Report:
    """How much was read, and what is wrong with it."""

    plans: int
    events: int
    broken: tuple[Broken, ...]

    @property
    def is_whole(self) -> bool:
        """Whether nothing is wrong."""
        return not self.broken


class AnchorError(ValueError):
    """The anchor cannot be used; the message says why, in the user's language."""


def register_check(name: str, check: Check) -> None:
    """Add what an upper room recomputes: ``check`` returns its broken rows as ``{"plan", "sequence", "why"}``.

    It only reads, in the same moment of the database as the rest. The same name again replaces the check.
    """
    _checks[name] = check


def verify(anchor: Mapping[str, Any] | None = None) -> Report:
    """Read all chains as they were at one moment, and the further checks. Memory grows with the plans alone.

    Raises:
        AnchorError: the anchor lacks something, or its root is not that of its heads.
    """
    anchored = heads_of(anchor) if anchor is not None else {}
    with _one_moment():
        plans, chains = _walk_all(_events(), anchored)
        broken = [row for plan, chain in chains.items() if (row := chain.verdict(plan))]
        for check in _checks.values():
            broken += [Broken(row["plan"], row["sequence"], str(row["why"])) for row in check()]
    broken.sort(key=lambda row: (str(row.plan).rjust(20), row.sequence))
    return Report(plans, sum(chain.count for chain in chains.values()), tuple(broken))


def contradictions(anchor: Mapping[str, Any]) -> list[Broken]:
    """Where the log is not what the anchor says, without recomputing any hash. One pass over the events' heads."""
    anchored = heads_of(anchor)
    found: dict[int, Chain] = {plan: Chain(anchored=head) for plan, head in anchored.items()}
    with _one_moment():
        places = Event.objects.order_by().values_list("plan_id", "sequence", "hash")
        for plan, sequence, value in places.iterator(chunk_size=BATCH):
            if chain := found.get(plan):
                chain.pass_by(sequence, value)
    faults = ((plan, chain.against_anchor()) for plan, chain in found.items())
    return [Broken(plan, fault[0], str(fault[1].label)) for plan, fault in faults if fault]


# --- One chain ---

Fault = tuple[int, Why]


@dataclass(slots=True)
class Chain:
    """What was seen of one plan's events. ``kept`` is what the plan says of them, ``anchored`` what the anchor says."""

    kept: Head | None = None
    anchored: Head | None = None
    count: int = 0
    head: str = FIRST_HASH
    hash_at_anchor: str = ""
    fault: Fault | None = field(default=None)

    def pass_by(self, sequence: int, value: str) -> None:
        """Count an event, and remember its hash where the anchor knows one."""
        self.count += 1
        if self.anchored and sequence == self.anchored[0]:
            self.hash_at_anchor = value

    def follow(self, event: Event, items: Head) -> None:
        """Take the next event; only the first fault is kept, since all that follows it hangs on it."""
        self.pass_by(event.sequence, event.hash)
        self.fault = self.fault or self._fault_at(event, items)
        self.head = event.hash

    def verdict(self, plan: Any) -> Broken | None:
        """The first wrong place, when all events have been seen."""
        faults = [fault for fault in (self.fault or self._fault_at_end(), self.against_anchor()) if fault]
        if not faults:
            return None
        sequence, why = min(faults, key=lambda fault: fault[0])
        return Broken(plan, sequence, str(why.label))

    def against_anchor(self) -> Fault | None:
        """What the anchor gives away: a chain shorter than it was, or another one."""
        count, value = self.anchored or (0, FIRST_HASH)
        if self.count < count:
            return self.count + 1, Why.CUT if self.count else Why.VANISHED
        if count and self.hash_at_anchor != value:
            return count, Why.REWRITTEN
        return None

    def _fault_at(self, event: Event, items: Head) -> Fault | None:
        place, found = self.count, cast("object", event.sequence)  # SQLite may hold anything
        if found != place:
            return (found, Why.ADDED) if isinstance(found, int) and found < place else (place, Why.MISSING)
        if _recomputed(event) != event.hash:
            return place, Why.CHANGED
        if event.previous_hash != self.head:
            return place, Why.UNLINKED
        if items != (event.items_count, event.items_digest):
            return place, Why.ITEMS
        words = getattr(event, "words", "")
        if words and digest(words) != event.note_hash:
            return place, Why.NOTE
        return None

    def _fault_at_end(self) -> Fault | None:
        if self.kept is None:
            return (1, Why.PLAN_GONE) if self.count or (self.anchored and self.anchored[0]) else None
        count, head = self.kept
        if self.count < count:
            return self.count + 1, Why.CUT if self.count else Why.VANISHED
        if self.count > count:
            return count + 1, Why.ADDED
        return (count, Why.HEAD) if head != self.head else None


def _recomputed(event: Event) -> str:
    """The hash that the event's columns give; none where a column holds what could never have been written."""
    try:
        moment = datetime.fromisoformat(event.stored_at)  # type: ignore[attr-defined]  # annotated by _events
        event.at = moment if moment.tzinfo else moment.replace(tzinfo=connection.timezone)
        return event.compute_hash()
    except (AttributeError, TypeError, ValueError):
        return ""


# --- All chains ---


def _walk_all(events: Iterable[tuple[Event, Head]], anchored: Mapping[int, Head]) -> tuple[int, dict[Any, Chain]]:
    """Follow every chain; answers how many plans there are and what was seen of each, vanished ones included."""
    rows = _plans().values_list("pk", "event_count", "event_head")
    chains: dict[Any, Chain] = {pk: Chain((count, head), anchored.get(pk)) for pk, count, head in rows.iterator()}
    plans = len(chains)
    for plan, head in anchored.items():
        if plan not in chains:
            chains[plan] = Chain(None, head)
    for event, items in events:
        chain = chains.get(event.plan_id) or chains.setdefault(event.plan_id, Chain())
        chain.follow(event, items)
    return plans, chains


def _plans() -> models.QuerySet[Any]:
    """All plans, whatever their own manager leaves out."""
    plans: models.QuerySet[Any] = plan_model()._base_manager.order_by("pk")
    return plans


def _events() -> Iterator[tuple[Event, Head]]:
    """All events in the order of their chains, each with the count and digest of its rows."""
    events = (
        Event.objects.order_by("plan_id", "sequence", "pk")
        .defer("at")
        .annotate(
            # As text: a moment that Python does not know must be a finding and not a crash.
            stored_at=Cast("at", CharField()),
            words=F("note__text"),
        )
        .iterator(chunk_size=BATCH)
    )
    while batch := list(islice(events, BATCH)):
        items = _items_of([event.pk for event in batch])
        for event in batch:
            yield event, items.get(event.pk, NO_ITEMS)


def _items_of(events: list[int]) -> dict[int, Head]:
    """Count and digest of the rows of each event that has any; in memory are those of one event at a time."""
    rows = (
        EventItem.objects.filter(event_id__in=events)
        .order_by("event_id")
        .values_list("event_id", "record_id", "from_state", "to_state")
        .iterator(chunk_size=BATCH)
    )
    return {event: _digested(row[1:] for row in group) for event, group in groupby(rows, key=lambda row: row[0])}


def _digested(rows: Iterable[Item]) -> Head:
    items = list(rows)
    try:
        return len(items), digest_of_items(items)
    except TypeError:  # a row holds what could never have been written
        return len(items), ""


@contextmanager
def _one_moment() -> Iterator[None]:
    """Read everything as of one moment, so that work going on meanwhile looks neither cut nor added; nobody waits."""
    if connection.in_atomic_block:
        yield
        return
    present: Any = connection
    mode = getattr(present, "transaction_mode", None)
    if connection.vendor == "sqlite":
        present.transaction_mode = "DEFERRED"  # a reader beside the one writer, instead of in its place
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    finally:
        if connection.vendor == "sqlite":
            present.transaction_mode = mode


# --- Heads outside the database ---


def current_anchor() -> dict[str, Any]:
    """The heads of all chains as the plans keep them now, with the root over them all."""
    rows = _plans().values_list("pk", "reference", "event_count", "event_head")
    heads = {str(pk): {"reference": name, "count": count, "hash": head} for pk, name, count, head in rows.iterator()}
    return {
        "at": clock.now().isoformat(),
        "plans": len(heads),
        "events": sum(head["count"] for head in heads.values()),
        "root": merkle_root((int(plan), head["count"], head["hash"]) for plan, head in heads.items()),
        "heads": heads,
    }


def merkle_root(heads: Iterable[tuple[int, int, str]]) -> str:
    """The Merkle root (as in RFC 6962) over ``(plan id, count, head)``, in the order of the plan ids."""
    leaves = (json.dumps(head, separators=(",", ":")) for head in sorted(heads))
    row = [hashlib.sha256(b"\0" + leaf.encode()).digest() for leaf in leaves]
    if not row:
        return hashlib.sha256().hexdigest()
    while len(row) > 1:
        odd = row[-1:] if len(row) % 2 else []
        row = [hashlib.sha256(b"\1" + left + right).digest() for left, right in list(pairwise(row))[::2]] + odd
    return row[0].hex()


def read_anchor(path: str | Path) -> dict[str, Any]:
    """An anchor from a file that `log_head` wrote, checked.

    Raises:
        AnchorError: the file is missing or unreadable, or what `heads_of` finds; the message names the file.
    """
    try:
        anchor: dict[str, Any] = json.loads(Path(path).read_text(encoding="utf-8"))
        heads_of(anchor)
    except (OSError, ValueError) as error:
        raise AnchorError(_("ใช้ไฟล์ค่าแฮช %(path)s ไม่ได้: %(reason)s") % {"path": path, "reason": error}) from error
    return anchor


def heads_of(anchor: Mapping[str, Any]) -> dict[int, Head]:
    """The count and hash of each plan that the anchor knows.

    Raises:
        AnchorError: a head is missing or no head, or the root is not that of the heads.
    """
    try:
        heads = {int(plan): (head["count"], head["hash"]) for plan, head in anchor["heads"].items()}
        root = anchor["root"]
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise AnchorError(_("ไม่ใช่ไฟล์ที่คำสั่ง log_head เขียน")) from error
    if not all(_is_head(*head) for head in heads.values()):
        raise AnchorError(_("มีค่าแฮชหรือจำนวนเหตุการณ์ที่ไม่ถูกรูปแบบ"))
    if len(heads) != len(anchor["heads"]) or root != merkle_root((plan, *head) for plan, head in heads.items()):
        raise AnchorError(_("ค่า root ไม่ตรงกับค่าแฮชในไฟล์เอง ไฟล์นี้ถูกแก้ไข"))
    return heads


def _is_head(count: object, value: object) -> bool:
    is_hash = isinstance(value, str) and len(value) == len(FIRST_HASH) and set(value) <= set(string.hexdigits.lower())
    return type(count) is int and count >= 0 and is_hash
