"""The one door: the only way in which a state changes.

In one transaction and in this order: can the actor see the record (else `NotHere`); does the acting office hold the
power (else `Refused`, with a reason for people); lock the row; is it in the state and version that the actor saw (else
`Stale`: who changed it, when); do the conditions hold (else `Invalid`, each with its own words); run the transition;
save; append the event. Jobs and papers are written by the verb around it, in the same transaction.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import connection, models, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django_fsm import TransitionNotAllowed

from directory import clock
from directory.acting import Acting, By
from directory.errors import Invalid, NotHere, Problem, Refused, Stale
from directory.powers import Power
from workflow import journal
from workflow.law import Holds, asked_at_once, can_see, may
from workflow.models import Event
from workflow.sets import write_columns

Record = TypeVar("Record", bound=models.Model)


def fire(
    record: Record,
    transition_name: str,
    *,
    by: By,
    seen: object = None,
    note: str = "",
    data: dict[str, Any] | None = None,
    **arguments: Any,
) -> Record:
    """Change one record's state by a declared transition. ``record`` itself is refreshed and returned.

    ``seen`` is the version (or revision) that the actor decided on; None only where there is nothing to have seen.
    A repetition is refused with `Stale`.

    Raises:
        NotHere, Refused, Stale, Invalid: in that order, see above; nothing has changed then.
    """
    with transaction.atomic():
        _admit(record, *_permission_of(record, transition_name), by)
        plan = None if isinstance(record, journal.plan_model()) else lock_plan(record)
        lock(record)
        fire_locked(record, transition_name, by=by, seen=seen, note=note, data=data, chain=plan, **arguments)
    return record


def fire_all(plans: Sequence[Any], transition_name: str, *, by: By) -> None:
    """Change the state of many plans by one transition, each with an event on its own chain, as set statements.

    For plans that the actor has seen nothing of but that they are there. All of them or none. A condition that can be
    asked of many at once (`workflow.law.condition`) is. The plans themselves are refreshed.

    Raises:
        NotHere, Refused, Stale, Invalid: as `fire` does, for the first of them.
    """
    with transaction.atomic():
        for plan in plans:
            _admit(plan, *_permission_of(plan, transition_name), by)
        lock_all(plans)
        before = [dict(plan.__dict__) for plan in plans]
        rules = [_rule_of(plan, transition_name) for plan in plans]
        conditions = {check: None for rule in rules for check in rule.conditions}
        events = []
        with asked_at_once(plans, conditions):
            for plan, rule in zip(plans, rules, strict=True):
                source = plan.state
                _require(plan, rule.conditions)
                getattr(plan, transition_name)()
                _bump_revision(plan)
                events.append(
                    journal.following(plan, verb=transition_name, record=plan, by=by, source=source, target=plan.state)
                )
        journal.append_all([(event, ()) for event in events])
        for plan, event in zip(plans, events, strict=True):
            plan.__dict__["last_event"] = event
        changed = {name for plan, old in zip(plans, before, strict=True) for name in _changed_columns(plan, old)}
        write_columns(plans, sorted(changed))


def _rule_of(record: Any, transition_name: str) -> Any:
    meta = getattr(record, transition_name)._django_fsm
    rule = meta.get_transition(meta.field.get_state(record))
    if rule is None:
        raise Stale(who_changed(record))
    return rule


def fire_locked(
    record: Any,
    transition_name: str,
    *,
    by: By,
    seen: object = None,
    note: str = "",
    data: dict[str, Any] | None = None,
    chain: Any = None,
    **arguments: Any,
) -> None:
    """The same for a record whose row the caller has locked and refreshed in this transaction, as the desk does.

    ``chain`` is the locked plan on whose chain the event stands, where the record is not a plan itself: a plan is
    always locked before what hangs on it.
    """
    _admit(record, *_permission_of(record, transition_name), by)
    rule = _rule_of(record, transition_name)
    if seen is not None and not record.is_at(seen):
        raise Stale(who_changed(record))
    method = getattr(record, transition_name)
    source = method._django_fsm.field.get_state(record)
    before = dict(record.__dict__)
    try:
        method(**arguments)
    except TransitionNotAllowed:  # django-fsm asks the conditions and stops at the first; people are told them all
        _require(record, rule.conditions)
        raise
    _bump_revision(record)
    plan = record if chain is None else chain
    event = journal.append(
        plan, verb=transition_name, record=record, by=by, source=source, target=record.state, note=note, data=data
    )
    _save_changes(record, before)
    if plan is not record:
        plan.save(update_fields=["event_count", "event_head"])
    record.__dict__["last_event"] = event


@dataclass
class Act:
    """What an act adds to its event: ids and hashes, and the rows that it touched.

    ``is_idle`` says that the block found nothing to do: then nothing is remembered, and the plan stays as it was.
    """

    note: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    items: list[journal.Item] = field(default_factory=list)
    event: Event | None = None
    is_idle: bool = False


@contextmanager
def act(  # noqa: PLR0913  # the questions of the door, each by its name
    plan: Any,
    verb: str,
    *,
    by: By,
    power: str | Holds,
    states: Collection[str] | None = None,
    seen: object = None,
    conditions: Sequence[Callable[[Any], bool]] = (),
    system: Collection[str] = (),
    note: str = "",
    also: Callable[[Acting], bool] | None = None,
) -> Iterator[Act]:
    """An act that changes a plan's contents but not its state: the same questions in the same order, then the block.

    The plan's row is locked while the block runs; at its end the event is appended with what the block put into the
    yielded `Act`. Everything commits or rolls back together.

    ``also`` lets in whom the owner invited to this one thing, though they neither see the plan nor hold the power. It
    is asked again behind the lock: an invitation that ended meanwhile lets nobody in.

    Raises:
        NotHere, Refused, Stale, Invalid: before the block runs.
    """
    permission = Holds(power) if isinstance(power, str) else power
    with transaction.atomic():
        _admit(plan, permission, {"system": system}, by, also)
        lock(plan)
        if also is not None:
            _admit(plan, permission, {"system": system}, by, also)
        if (states is not None and plan.state not in states) or (seen is not None and not plan.is_at(seen)):
            raise Stale(who_changed(plan))
        _require(plan, conditions)
        before = dict(plan.__dict__)
        doing = Act(note=note)
        yield doing
        if doing.is_idle:
            return
        _bump_revision(plan)
        doing.event = journal.append(
            plan,
            verb=verb,
            record=plan,
            by=by,
            source=plan.state,
            target=plan.state,
            note=doing.note,
            data=doing.data,
            items=doing.items,
        )
        _save_changes(plan, before)


def fire_bulk(
    queryset: models.QuerySet[Any],
    transition_name: str,
    *,
    plan: Any,
    by: By,
    note: str = "",
    data: dict[str, Any] | None = None,
    strict: bool = True,
    apart: tuple[str, str] | None = None,
) -> list[int]:
    """Change the state of a set of records by one transition, as one event on ``plan``'s chain with a row for each.

    Source and target come from the transition's declaration; one with conditions is refused, since a set is not asked
    row by row. ``plan`` is what permission is asked on, and must be locked by the caller or is locked here. With
    ``strict`` every record must be in a source state. ``apart`` makes it an event for each value of a column, in the
    order of these values, which the event's data then hold by a name: ``(column, name)``. Returns the ids of the
    changed records.

    Raises:
        NotHere, Refused: the actor may not do this on ``plan``.
        Stale: a record was not in a source state, or was changed meanwhile.
    """
    model = queryset.model
    meta = getattr(model, transition_name)._django_fsm
    rules = list(meta.transitions.values())
    targets = {rule.target for rule in rules}
    if any(rule.conditions for rule in rules) or len(targets) != 1:
        raise TypeError(f"{transition_name} has conditions or several targets: fire it one by one")
    target = targets.pop()
    column, name = apart or (model._meta.pk.attname, "")
    with transaction.atomic():
        _admit(plan, rules[0].permission, rules[0].custom, by)
        lock(plan)
        found = queryset.order_by("pk").select_for_update(no_key=True).values_list("pk", meta.field.name, column)
        rows = list(found)
        movable = [(value, (pk, source, target or source)) for pk, source, value in rows if meta.get_transition(source)]
        if strict and len(movable) != len(rows):
            raise Stale(who_changed(plan))
        if not movable:
            return []
        ids = [item[0] for _value, item in movable]
        if _set_state(model, meta.field.column, ids, target) != len(movable):
            raise Stale(who_changed(plan))
        parts: dict[Any, list[journal.Item]] = {}
        for value, item in movable:
            parts.setdefault(value if apart else None, []).append(item)
        told = {"records": model._meta.label_lower, **(data or {})}
        if apart is None:
            journal.append(plan, verb=transition_name, record=plan, by=by, note=note, data=told, items=parts[None])
        else:
            journal.append_all(
                [
                    (
                        journal.following(
                            plan, verb=transition_name, record=plan, by=by, data={**told, name: value}, items=items
                        ),
                        items,
                    )
                    for value, items in sorted(parts.items())
                ]
            )
        plan.save(update_fields=["event_count", "event_head"])
    return ids


def lock(record: Any) -> None:
    """Lock the record's row and bring the instance up to date, keeping related objects that did not change."""
    _bring_up_to_date(record, type(record)._base_manager.select_for_update(no_key=True).get(pk=record.pk))


def lock_all(records: Sequence[Any]) -> None:
    """The same for many records of one model, in the order of their keys. One query."""
    if not records:
        return
    rows = type(records[0])._base_manager.filter(pk__in=[record.pk for record in records])
    fresh = {row.pk: row for row in rows.order_by("pk").select_for_update(no_key=True)}
    for record in records:
        _bring_up_to_date(record, fresh[record.pk])


def _bring_up_to_date(record: Any, fresh: Any) -> None:
    for column in record._meta.concrete_fields:
        value = fresh.__dict__[column.attname]
        if record.__dict__.get(column.attname) != value:
            record.__dict__[column.attname] = value
            record._state.fields_cache.pop(column.name, None)


def lock_plan(record: Any) -> Any:
    """The locked plan on whose chain a record's events stand."""
    return journal.plan_model()._base_manager.select_for_update(no_key=True).get(pk=record.plan_id)


def who_changed(record: Any) -> str:
    """The words of a conflict: who was faster, when, and what to do."""
    last = (
        Event.objects.filter(record_kind=record._meta.label_lower, record_id=record.pk)
        .select_related("actor", "office__body")
        .order_by("-id")
        .first()
    )
    if last is None:
        return _("เรื่องนี้เปลี่ยนไปแล้ว กรุณาเปิดดูใหม่อีกครั้ง")
    who = f"{last.actor} ({last.office})" if last.actor else _("ระบบ (ครบกำหนดเวลา)")
    when = date_format(last.at.astimezone(clock.BANGKOK), "H:i")
    day = date_format(last.at.astimezone(clock.BANGKOK), "d/m/") + str(clock.buddhist_year(last.at.date()))
    return _("%(who)s ดำเนินการไปก่อนแล้วเมื่อ %(day)s เวลา %(when)s น. กรุณาเปิดดูใหม่อีกครั้ง") % {
        "who": who,
        "day": day,
        "when": when,
    }


def admit(record: Any, power: str | None, by: By, *, party: str = "owner") -> None:
    """Ask the first two questions alone: may the actor see the record, and does the office hold the power over it.

    Without a power only the first is asked.

    Raises:
        NotHere, Refused: as `fire` does.
    """
    if power is not None:
        _admit(record, Holds(power, party=party), {"system": ()}, by)
    elif isinstance(by, Acting):
        _require_sight(record, by)


def _permission_of(record: Any, transition_name: str) -> tuple[Holds, dict[str, Any]]:
    rule = next(iter(getattr(record, transition_name)._django_fsm.transitions.values()))
    return rule.permission, rule.custom


def _admit(
    record: Any, permission: Holds, custom: dict[str, Any], by: By, also: Callable[[Acting], bool] | None = None
) -> None:
    if not isinstance(by, Acting):
        if by.name not in custom.get("system", ()):
            raise Refused(_("ระบบส่วน %(name)s ไม่มีหน้าที่ทำขั้นตอนนี้") % {"name": by.name})
        return
    if also is not None and also(by):
        return
    _require_sight(record, by)
    power = permission.over(record)
    if not may(by, power, record, party=permission.party):
        raise Refused(
            _("ตำแหน่ง %(office)s ไม่มีอำนาจ “%(power)s” สำหรับเรื่องนี้") % {"office": by.office, "power": Power(power).label}
        )


def _require_sight(record: Any, by: Acting) -> None:
    if not can_see(by, record):
        raise NotHere(_("ไม่พบเรื่องนี้ หรือเรื่องนี้อยู่นอกพื้นที่ของท่าน"))


def _require(record: Any, conditions: Sequence[Callable[[Any], bool]]) -> None:
    problems = [
        Problem(check.__name__, "", str(getattr(check, "unmet_message", check.__name__)))
        for check in conditions
        if not check(record)
    ]
    if problems:
        raise Invalid(problems)


def _bump_revision(record: Any) -> None:
    if "revision" in record.__dict__:
        record.revision += 1


def _save_changes(record: Any, before: dict[str, Any]) -> None:
    if changed := _changed_columns(record, before):
        record.save(update_fields=changed)


def _changed_columns(record: Any, before: dict[str, Any]) -> list[str]:
    return [f.name for f in record._meta.concrete_fields if before.get(f.attname) != record.__dict__[f.attname]]


def _set_state(model: type[models.Model], column: str, ids: list[int], target: str | None) -> int:
    """One UPDATE for the whole set; below the ORM, which refuses to write a protected state."""
    if target is None:
        return len(ids)
    table, key = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"UPDATE {table} SET {column} = %s WHERE {key} = ANY(%s)", [target, ids])  # noqa: S608
            return int(cursor.rowcount)
        held = "SELECT value FROM json_each(%s)"  # as a list they would be too many
        cursor.execute(f"UPDATE {table} SET {column} = %s WHERE {key} IN ({held})", [target, json.dumps(ids)])  # noqa: S608
        return int(cursor.rowcount)
