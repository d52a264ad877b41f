"""What it costs to close a level on PostgreSQL: laying it and resolving on it, with lineage, events and papers.

The floor is what no program can do without: the same rows, copied by one INSERT … SELECT a table, and one UPDATE for
each set of rows that changes: the entries get their lines, what was laid is frozen and adopted, what lay below is
settled. `…_over_inserts` is the same beside the copying alone. Both sides are rolled back, after the foreign keys of
either were checked. The sums that triggers keep are written by the triggers, on either side. The naive way saves the
same rows one by one. Of five lines two are merged and three carried. The meeting between the two is nobody's.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from bench.harness import Figure, figure, own_database

if TYPE_CHECKING:
    from proposals.models import Plan
    from tests.cast import World

__all__ = ["GOALS", "closing", "measure"]

GOALS: Final = {
    "merge_district_postgres": "≤ 1.4×",
    "merge_district_postgres_naive": "one by one",
}
ROUNDS: Final = 5
ROOMS: Final = ("workflow", "documents", "proposals", "approvals", "viewflow")
OF_FIVE: Final = ((0, 1), (2,), (3,), (4,))
ENTRIES: Final = "approvals_entry"
OF_TRIGGERS: Final = ("proposals_summary",)  # the database writes them on either side
BELOW: Final = "SELECT id FROM proposals_plan WHERE parent_id = %s AND gathered_at IS NOT NULL"
CHANGES: Final = (
    f"UPDATE {ENTRIES} SET line_id = new.line_id FROM aside_{ENTRIES} AS new WHERE new.id = {ENTRIES}.id",
    "UPDATE proposals_proposalversion SET frozen_at = created_at WHERE id IN"
    " (SELECT id FROM aside_proposals_proposalversion)",
    "UPDATE proposals_proposal SET state = 'adopted' WHERE plan_id = %s",
    f"UPDATE proposals_proposal SET state = 'settled' WHERE plan_id IN ({BELOW})",
    "UPDATE proposals_plan SET state = 'closed' WHERE parent_id = %s",
)


def measure() -> dict[str, Figure]:
    """A district of 20 plans × 200 lines."""
    with own_database("postgresql"):
        return closing("merge_district_postgres", "district", 20, 200, naive=True)


def closing(
    name: str, level: str, plans: int, lines: int, *, rounds: int = ROUNDS, naive: bool = False
) -> dict[str, Figure]:
    """Close a level of so many plans with so many lines each, several times, beside its floor."""
    from django.db import connection  # noqa: PLC0415  # models can be imported only now that Django is set up

    from tests.cast import build_world  # noqa: PLC0415

    world = build_world()
    plan = world.district_plan if level == "district" else world.provincial_plan
    _gathered(world, plan, plans, lines)
    plan = _on_the_worksheet(world, plan)
    parts, written = _closed(world, plan, capture=True)
    side = _put_aside(written)
    gc.freeze()  # or each collection goes through what this measurement keeps for itself
    floors, inserts, ours = [], [], []
    for _ in range(rounds):
        floors.append(_copied(side, plan))
        inserts.append(_copied(side, None))
        parts, _nothing = _closed(world, plan)
        ours.append(sum(parts))
    database = connection.vendor
    floor = statistics.median(floors)
    found = {
        name: figure(statistics.median(ours), floor_ms=floor, database=database),
        f"{name}_over_inserts": figure(statistics.median(ours), floor_ms=statistics.median(inserts), database=database),
        f"{name}_lay": figure(parts[0], floor_ms=floor, database=database),
        f"{name}_resolve": figure(parts[1], floor_ms=floor, database=database),
    }
    if naive:
        found[f"{name}_naive"] = figure(_saved_one_by_one(written), floor_ms=floor, database=database)
    return found


# --- Ours ---


def _closed(world: World, plan: Plan, *, capture: bool = False) -> tuple[tuple[float, float], list[Rows]]:
    """Lay and resolve, and take it back; answers the milliseconds of each, and the rows that it wrote."""
    from django.db import transaction  # noqa: PLC0415

    from approvals.verbs.closing import lay_before_committee, resolve_plan  # noqa: PLC0415
    from tests.cast import version_of  # noqa: PLC0415

    with transaction.atomic():
        last = _last_ids() if capture else {}
        fresh = world.fresh(plan)
        laying = _timed(lambda: lay_before_committee(plan=fresh, by=world.writer_of(plan)))
        fresh = world.fresh(plan)
        resolution = world.resolution(fresh)
        chair = world.chair_of(plan)
        resolving = _timed(
            lambda: resolve_plan(plan=fresh, seen=version_of(fresh), resolution=resolution, by=chair), checked=True
        )
        written = [*_written_since(last), _lines_of_entries(plan)] if capture else []
        transaction.set_rollback(True)
    return (laying, resolving), written


def _timed(act: Callable[[], object], *, checked: bool = False) -> float:
    gc.collect()
    begun = time.perf_counter()
    act()
    if checked:
        _check()
    return (time.perf_counter() - begun) * 1000


def _check() -> None:
    """What COMMIT would do about foreign keys; SQLite has done it by then."""
    from django.db import connection  # noqa: PLC0415

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


# --- The floor and the naive way ---


class Rows(NamedTuple):
    """What was written into one table."""

    model: Any
    columns: list[str]
    values: list[tuple[Any, ...]]
    objects: list[Any]


def _models() -> list[Any]:
    from django.apps import apps  # noqa: PLC0415

    models = [model for model in apps.get_models() if model._meta.app_label in ROOMS and not model._meta.proxy]
    models = [model for model in models if model._meta.db_table not in OF_TRIGGERS]
    return [model for model in models if not model._meta.parents or model._meta.app_label != "viewflow"]


def _last_ids() -> dict[Any, Any]:
    from django.db.models import Max  # noqa: PLC0415

    return {model: model._base_manager.aggregate(last=Max("pk"))["last"] for model in _models()}


def _written_since(last: dict[Any, Any]) -> list[Rows]:
    from django.db import connection  # noqa: PLC0415

    found = []
    for model, highest in last.items():
        new = model._base_manager.all() if highest is None else model._base_manager.filter(pk__gt=highest)
        columns = [field.column for field in model._meta.local_concrete_fields]
        objects = list(new.order_by("pk"))
        if not objects or not isinstance(objects[0].pk, int):
            continue
        fields = model._meta.local_concrete_fields
        values = [
            tuple(field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields)
            for row in objects
        ]
        found.append(Rows(model, columns, values, objects))
    return found


def _lines_of_entries(plan: Plan) -> Rows:
    """Which line each entry of the worksheet got: no new rows, but what the floor changes too."""
    from approvals.models import Entry  # noqa: PLC0415

    entries = Entry.objects.filter(worksheet__plan=plan)
    return Rows(Entry, ["id", "line_id"], list(entries.values_list("pk", "line_id")), [])


def _put_aside(written: list[Rows]) -> list[tuple[str, str, list[str]]]:
    """The same rows in tables of their own: ``(table, table aside, columns)``."""
    from django.db import connection  # noqa: PLC0415

    side = []
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for rows in written:
            table = rows.model._meta.db_table
            columns = ", ".join(map(quote, rows.columns))
            cursor.execute(f"CREATE TABLE aside_{table} AS SELECT {columns} FROM {table} WHERE 1 = 0")
            marks = ", ".join(["%s"] * len(rows.columns))
            cursor.executemany(f"INSERT INTO aside_{table} VALUES ({marks})", rows.values)
            side.append((table, f"aside_{table}", rows.columns))
        cursor.execute("UPDATE aside_proposals_proposalversion SET frozen_at = NULL")  # as what is laid is inserted
        cursor.execute("UPDATE aside_proposals_proposal SET state = 'draft'")
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE")
    return side


def _copied(side: list[tuple[str, str, list[str]]], plan: Plan | None) -> float:
    """Copy the rows and, of a plan, change what changes, by one statement each; taken back."""
    from django.db import connection, transaction  # noqa: PLC0415

    quote = connection.ops.quote_name

    def copy() -> None:
        with connection.cursor() as cursor:
            for table, aside, columns in side:
                names = ", ".join(map(quote, columns))
                if table != ENTRIES:
                    cursor.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM {aside}")
            for change in CHANGES if plan is not None else ():
                cursor.execute(change, [plan.pk] if plan is not None and "%s" in change else [])

    with transaction.atomic():
        took = _timed(copy, checked=True)
        transaction.set_rollback(True)
    return took


def _saved_one_by_one(written: list[Rows]) -> float:
    from django.db import transaction  # noqa: PLC0415

    def save() -> None:
        for rows in written:
            for row in rows.objects:
                row._state.adding = True
                row.save_base(force_insert=True, raw=True)

    with transaction.atomic():
        took = _timed(save, checked=True)
        transaction.set_rollback(True)
    return took


# --- A level to close ---


def _gathered(world: World, parent: Plan, plans: int, lines: int) -> None:
    """Hand up so many plans, by the set statements that verbs use, without the steps on their way."""
    from approvals.verbs.gathering import gather_plans  # noqa: PLC0415
    from bench.door import _plans  # noqa: PLC0415
    from proposals import contents  # noqa: PLC0415
    from proposals.drafts import IndicatorDraft  # noqa: PLC0415
    from proposals.models import Plan, PlanState, Proposal  # noqa: PLC0415
    from proposals.verbs.drafting import insert_proposals  # noqa: PLC0415
    from tests.cast import version_of  # noqa: PLC0415
    from workflow import door  # noqa: PLC0415

    like = world.plan if parent.parent_id else world.other_district_plan
    words = {
        "rationale": "ถนนเดิมเป็นหลุมเป็นบ่อ น้ำท่วมขังทุกฤดูฝน รถรับส่งนักเรียนเข้าไม่ได้",
        "objective": "เพื่อให้ชาวบ้านสัญจรสะดวกและขนพืชผลออกได้ทั้งปี",
        "place": "บ้านบุ่ง หมู่ 3 ถึงหมู่ 5",
        "indicators": [IndicatorDraft("ความยาวถนน", "1,200 เมตร")],
    }
    below = _plans(like, "below", plans, PlanState.DRAFT, parent=parent, current_version=None)
    for plan in below:
        plan.current_version = None
        drafts = [world.words(number, **words) for number in range(2, lines + 2)]
        insert_proposals(plan, drafts, written_by=None)
        contents.freeze(version_of(plan))
        plan.save(update_fields=["current_version", "last_line_number"])
    ids = [plan.pk for plan in below]
    proposals = list(Proposal.objects.filter(plan__in=ids).values_list("pk", flat=True))
    door._set_state(Proposal, "state", proposals, "adopted")  # noqa: SLF001  # the steps on the way are not measured
    door._set_state(Plan, "state", ids, "accepted")  # noqa: SLF001
    gather_plans(plan=world.fresh(parent), by=world.writer_of(parent), reason="ครบแล้ว")


def _on_the_worksheet(world: World, plan: Plan) -> Plan:
    """Everything taken in and ranked: of five lines two are merged."""
    from approvals.models import Entry, Item, ItemShare, Worksheet  # noqa: PLC0415
    from approvals.verbs.province import hold_hearing  # noqa: PLC0415
    from proposals.models import Level, Meeting  # noqa: PLC0415

    sheet = Worksheet.objects.get(plan=plan)
    items = list(sheet.items.order_by("line_id"))
    groups = [
        [items[start + place] for place in places if start + place < len(items)]
        for start in range(0, len(items), 5)
        for places in OF_FIVE
    ]
    groups = [group for group in groups if group]
    entries = Entry.objects.bulk_create(
        Entry(worksheet=sheet, number=number, title=f"โครงการที่ {number}", rank=number, within_ceiling=True)
        for number in range(1, len(groups) + 1)
    )
    ItemShare.objects.bulk_create(
        ItemShare(item=item, entry=entry, asked=item.asked)
        for entry, group in zip(entries, groups, strict=True)
        for item in group
    )
    Item.objects.filter(worksheet=sheet).update(answer=Item.Answer.TAKE)
    if plan.level == Level.PROVINCE:
        from approvals.verbs.closing import lay_before_committee  # noqa: PLC0415

        lay_before_committee(plan=world.fresh(plan), by=world.writer_of(plan))
        hearing = world.meeting(world.fresh(plan), Meeting.Kind.HEARING)
        hold_hearing(plan=world.fresh(plan), hearing=hearing, by=world.provincial_officer)
    return world.fresh(plan)
