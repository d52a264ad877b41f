"""Appending to a plan's chain of events. Only the door calls this."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models

from directory import clock
from directory.acting import Acting, By
from workflow.models import Event, EventItem, EventNote, Journaled
from workflow.models.journal import digest, digest_of_items
from workflow.sets import insert_all, insert_columns

Item = tuple[int, str, str]


def plan_model() -> type[Journaled]:
    """The model whose rows carry the chains; named by the setting WORKFLOW_PLAN_MODEL, as the user model is."""
    model: type[Journaled] = apps.get_model(settings.WORKFLOW_PLAN_MODEL)
    return model


def append(
    plan: Any,
    *,
    verb: str,
    record: models.Model,
    by: By,
    source: str = "",
    target: str = "",
    note: str = "",
    data: dict[str, Any] | None = None,
    items: Sequence[Item] = (),
) -> Event:
    """Write one event at the end of a plan's chain and move the plan's head in memory; the caller saves the plan.

    The plan's row must be locked. With ``items`` the event's digest covers them and each becomes a row.
    """
    event = following(
        plan, verb=verb, record=record, by=by, source=source, target=target, note=note, data=data, items=items
    )
    event.save(force_insert=True)
    if items:
        _insert_items([(event.pk, items)])
    if note:
        EventNote.objects.create(event=event, text=note)
    return event


def append_all(events: Sequence[tuple[Event, Sequence[Item]]]) -> None:
    """Write events that `following` made, each with its items, as two statements; the caller saves their plans."""
    insert_all([event for event, _items in events])
    _insert_items([(event.pk, items) for event, items in events if items])


def following(
    plan: Any,
    *,
    verb: str,
    record: models.Model,
    by: By,
    source: str = "",
    target: str = "",
    note: str = "",
    data: dict[str, Any] | None = None,
    items: Sequence[Item] = (),
) -> Event:
    """The next event of a plan's chain, not yet written, and the plan's head moved to it in memory."""
    person = by if isinstance(by, Acting) else None
    behalf = person.behalf if person else None
    facts = dict(data or {})
    if behalf is not None:
        facts |= {"paper": behalf.paper_id, "dated": behalf.dated.isoformat(), "signed_by": digest(behalf.signed_by)}
    event = Event(
        plan_id=plan.pk,
        sequence=plan.event_count + 1,
        at=clock.now(),
        verb=verb,
        record_kind=record._meta.label_lower,
        record_id=record.pk,
        from_state=source,
        to_state=target,
        actor=person.user if person else None,
        system="" if person else str(by),
        office=person.office if person else None,
        behalf_body=behalf.body if behalf else None,
        note_hash=digest(note) if note else "",
        data=json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":")),
        items_count=len(items),
        items_digest=digest_of_items(items) if items else "",
        previous_hash=plan.event_head,
    )
    event.hash = event.compute_hash()
    plan.event_count, plan.event_head = event.sequence, event.hash
    return event


def _insert_items(events: Sequence[tuple[int, Sequence[Item]]]) -> None:
    """The rows of events by their ids: one statement for thousands."""
    rows = [(event, *item) for event, items in events for item in items]
    names = ("event_id", "record_id", "from_state", "to_state")
    insert_columns(EventItem, len(rows), dict(zip(names, map(list, zip(*rows, strict=True)), strict=False)))
