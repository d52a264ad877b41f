"""What happened: one event per action and plan, chained, never changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC
from typing import Any

from django.conf import settings
from django.db import models

FIRST_HASH = "0" * 64


_canonical = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def digest(value: object) -> str:
    """SHA-256 of a value's canonical JSON, in hex: a column of bytes would switch off fast bulk inserts."""
    return hashlib.sha256(_canonical(value).encode()).hexdigest()


def digest_of_items(rows: Iterable[tuple[int, str, str]]) -> str:
    """The digest of a bulk action's rows ``(record id, from state, to state)``, in the order of their ids."""
    return digest(sorted([record_id, source, target] for record_id, source, target in rows))


class Journaled(models.Model):
    """A record that keeps the head of its own chain of events: how many there are, and the hash of the last one."""

    event_count = models.PositiveIntegerField(default=0, editable=False)
    event_head = models.CharField(max_length=64, default=FIRST_HASH, editable=False)

    # The event that this instance's latest change wrote, for a verb to name in its decision.
    last_event: Event | None = None

    class Meta:
        abstract = True


class Event(models.Model):
    """One action on one plan. Holds ids and hashes of text, never a person's words.

    Rows are only ever inserted; triggers refuse anything else, and each row's hash covers every column and the hash
    before it.
    """

    plan = models.ForeignKey(
        settings.WORKFLOW_PLAN_MODEL, on_delete=models.PROTECT, related_name="events", db_index=False
    )
    sequence = models.PositiveIntegerField()
    at = models.DateTimeField()
    verb = models.CharField(max_length=40)
    record_kind = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    system = models.CharField(max_length=40, blank=True)
    office = models.ForeignKey(
        "directory.Office", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    behalf_body = models.ForeignKey(
        "directory.Body", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    note_hash = models.CharField(max_length=64, blank=True)
    data = models.TextField(default="{}")
    items_count = models.PositiveIntegerField(default=0)
    items_digest = models.CharField(max_length=64, blank=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["plan_id", "sequence"]
        constraints = [models.UniqueConstraint(fields=["plan", "sequence"], name="one_event_per_place_in_the_chain")]
        indexes = [models.Index(fields=["record_kind", "record_id"], name="event_record")]

    def __str__(self) -> str:
        return f"{self.plan_id}/{self.sequence} {self.verb}"

    def compute_hash(self) -> str:
        """The hash over every column but the id and the hash itself."""
        return digest(
            [
                self.plan_id,
                self.sequence,
                self.at.astimezone(UTC).isoformat(timespec="microseconds"),
                self.verb,
                self.record_kind,
                self.record_id,
                self.from_state,
                self.to_state,
                self.actor_id,
                self.system,
                self.office_id,
                self.behalf_body_id,
                self.note_hash,
                self.data,
                self.items_count,
                self.items_digest,
                self.previous_hash,
            ]
        )

    @property
    def facts(self) -> dict[str, Any]:
        """The ids and hashes that the verb added."""
        facts: dict[str, Any] = json.loads(self.data)
        return facts


class EventItem(models.Model):
    """One row of a bulk action; the event's digest covers them all."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="items")
    record_id = models.BigIntegerField()
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20, blank=True)

    def __str__(self) -> str:
        return f"{self.event_id}: {self.record_id}"


class EventNote(models.Model):
    """The words that went with an event, apart from the chain so that they can be erased when the law asks for it."""

    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="note")
    text = models.TextField()

    def __str__(self) -> str:
        return self.text
