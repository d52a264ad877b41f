"""Appending to a plan's chain of events. Only the door calls this."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, models

from directory import clock
from directory.acting import Acting, By
from workflow.models import Event, EventItem, EventNote, Journaled
from workflow.models.journal import digest, digest_of_items

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
    event.save(force_insert=True)
    if items:
        _insert_items(event.pk, items)
    if note:
        EventNote.objects.create(event=event, text=note)
    plan.event_count, plan.event_head = event.sequence, event.hash
    return event


def _insert_items(event_id: int, items: Sequence[Item]) -> None:
    """Thousands of rows in one statement: arrays on PostgreSQL, executemany elsewhere."""
    table = EventItem._meta.db_table
    columns = "event_id, record_id, from_state, to_state"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            ids, sources, targets = (list(column) for column in zip(*items, strict=True))
            cursor.execute(
                f"INSERT INTO {table} ({columns}) "  # noqa: S608  # names from the model, values bound
                "SELECT %s, * FROM unnest(%s::bigint[], %s::text[], %s::text[])",
                [event_id, ids, sources, targets],
            )
        else:
            cursor.executemany(
                f"INSERT INTO {table} ({columns}) VALUES (%s, %s, %s, %s)",  # noqa: S608  # names from the model
                [(event_id, *item) for item in items],
            )
