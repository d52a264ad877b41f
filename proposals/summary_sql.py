"""The triggers that keep the summary of lines exact, and the statement that counts it anew.

Every change of what is counted adds its difference to the sums, in the same transaction. On PostgreSQL a trigger runs
once for each statement, over all rows that it changed, and first holds the plans that they belong to, in the order of
their ids, so that no two transactions reckon with one plan at once, whatever they came through. Then it takes up the
rows of the sums that nobody else holds and puts them down again with the difference; where somebody does, its own
stand beside them until the next change folds them together. So nobody ever waits for another's sums, and no two can
wait for each other. On SQLite, where one writes at a time, a trigger runs for each row and the key is unique.

What can change a sum: a plan's lines in the version on its desk (`proposals_planline`), which version that is and where
the plan lies (`proposals_plan`), what became of a line (`proposals_fate`, only ever inserted), and the strategy that a
line's words name (`proposals_proposalversion`). Area plans count, and amendments once they went up. A later change of
this shape is a migration of its own that drops these triggers and puts up others.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

SUMS, PLANS, ROWS, FATES, WORDS = (
    f"proposals_{name}" for name in ("summary", "plan", "planline", "fate", "proposalversion")
)
_PLACE = ("cycle_id", "province_code", "level", "district_code")
_KEY = ("cycle_id", "province_code", "level", "split", "district_code", "value", "fate")
_SUMMED = ("lines", "asked", "proposed")
_FATE = f"""COALESCE((SELECT k.kind FROM {FATES} k WHERE k.line_id = r.line_id
    AND NOT EXISTS (SELECT 1 FROM {FATES} later WHERE later.revises_id = k.id)), '')"""  # noqa: S608  # names
_BEFORE = f"COALESCE((SELECT e.kind FROM {FATES} e WHERE e.id = f.revises_id), '')"  # noqa: S608  # names
_COUNTED = ("version_id", "line_id", "proposal_version_id", "work_class", "asked", "proposed")


def _counted(rows: str, *, sign: int | str, fate: str = _FATE, strategy: str = "w.strategy") -> str:
    """Some lines ``r`` of plans ``p``, each as what it adds to the sums."""
    place = ", ".join(f"p.{column} AS {column}" for column in _PLACE)
    return f"""SELECT {place}, r.work_class AS work_class, {strategy} AS strategy, {fate} AS fate,
        {sign} AS sign, r.asked AS asked, r.proposed AS proposed
        FROM {rows} JOIN {WORDS} w ON w.id = r.proposal_version_id
        WHERE (p.kind = 'area' OR p.kind = 'amendment' AND p.parent_id IS NOT NULL)"""  # noqa: S608  # names


def _differences(changes: str, *, grouped: bool = True) -> str:
    """Changes as rows of the sums; of one line there is nothing to add up."""
    value = "CASE s.split WHEN 'class' THEN c.work_class ELSE c.strategy END"
    key = ", ".join({"split": "s.split", "value": f"{value} AS value"}.get(name, f"c.{name}") for name in _KEY)
    sums = ("c.sign", "c.sign * c.asked", "c.sign * c.proposed")
    each = ", ".join(f"SUM({one})" if grouped else one for one in sums)
    named = ", ".join(f"{one} AS {name}" for one, name in zip(each.split(", "), _SUMMED, strict=True))
    found = f"""SELECT {key}, {named}
        FROM ({changes}) c CROSS JOIN (SELECT 'class' AS split UNION ALL SELECT 'strategy') s"""  # noqa: S608  # names
    if not grouped:
        return f"{found} WHERE 1 = 1"
    return f"{found} GROUP BY 1, 2, 3, 4, 5, 6, 7 HAVING " + " OR ".join(f"SUM({one}) <> 0" for one in sums)


def _added(changes: str, *, grouped: bool = True) -> str:
    """The statement that adds changes to the sums where the key is unique, or where there are none yet."""
    return f"INSERT INTO {SUMS} ({', '.join((*_KEY, *_SUMMED))}) {_differences(changes, grouped=grouped)}"


def _folded(changes: str) -> str:
    """The same where the key is not unique: what nobody holds is taken up and put down again with the difference."""
    key, sums = ", ".join(_KEY), ", ".join(_SUMMED)
    same = " AND ".join(f"f.{name} = c.{name}" for name in _KEY)
    total = ", ".join(f"SUM({name})" for name in _SUMMED)
    return f"""WITH changed AS MATERIALIZED ({_differences(changes)}),
        free AS MATERIALIZED (SELECT f.id FROM changed c JOIN {SUMS} f ON {same} FOR UPDATE OF f SKIP LOCKED),
        taken AS (DELETE FROM {SUMS} f USING free WHERE f.id = free.id
            RETURNING {", ".join(f"f.{name}" for name in (*_KEY, *_SUMMED))})
        INSERT INTO {SUMS} ({key}, {sums})
        SELECT {key}, {total} FROM (SELECT {key}, {sums} FROM changed UNION ALL SELECT {key}, {sums} FROM taken) u
        GROUP BY {key} HAVING {" OR ".join(f"SUM({name}) <> 0" for name in _SUMMED)}"""  # noqa: S608  # names


def counted_anew(condition: str = "1 = 1") -> str:
    """The statement that writes the sums of all plans ``p`` for which the condition holds; there must be none."""
    every = f"{PLANS} p JOIN {ROWS} r ON r.version_id = p.current_version_id"
    return _added(f"{_counted(every, sign=1)} AND {condition}")


# --- What changes a sum ---


class Cause(NamedTuple):
    """An act on a table that may change a sum; ``changes`` and ``locked`` speak of the rows ``o`` and ``n``.

    ``columns`` are those whose change counts.
    """

    table: str
    act: Literal["INSERT", "UPDATE", "DELETE"]
    changes: str
    locked: str
    columns: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What its trigger and its function are called."""
        return f"{self.table}_summary_{self.act.lower()}"

    @property
    def sides(self) -> tuple[str, ...]:
        """Whether it has rows as they were, as they are, or both."""
        return {"INSERT": ("n",), "UPDATE": ("o", "n"), "DELETE": ("o",)}[self.act]


def _line(side: str, sign: int) -> str:
    """A plan line counts where its version is on the plan's desk."""
    return _counted(f"{{{side}}} r JOIN {PLANS} p ON p.current_version_id = r.version_id", sign=sign)


def _desk(side: str, sign: int) -> str:
    """All lines of the version that is, or was, on a plan's desk."""
    return _counted(f"{{{side}}} p JOIN {ROWS} r ON r.version_id = p.current_version_id", sign=sign)


def _fate() -> str:
    """The line of a new fate, as its version on the desk says it: counted there, and no more where it was."""
    both = "(SELECT 1 AS sign UNION ALL SELECT -1)"
    where = f"""{{n}} f JOIN proposals_line l ON l.id = f.line_id JOIN {PLANS} p ON p.id = l.plan_id
        JOIN {ROWS} r ON r.version_id = p.current_version_id AND r.line_id = f.line_id CROSS JOIN {both} g"""
    return _counted(where, sign="g.sign", fate=f"CASE g.sign WHEN 1 THEN f.kind ELSE {_BEFORE} END")


def _strategy(side: str, sign: int) -> str:
    """The lines on a desk that have these words."""
    where = f"""{{{side}}} said JOIN proposals_line l ON l.proposal_id = said.proposal_id
        JOIN {PLANS} p ON p.id = l.plan_id
        JOIN {ROWS} r ON r.version_id = p.current_version_id AND r.line_id = l.id AND r.proposal_version_id = said.id"""
    return _counted(where, sign=sign, strategy="said.strategy")


_OF_VERSIONS = "SELECT v.plan_id FROM proposals_planversion v WHERE v.id IN (SELECT version_id FROM {side} r)"
_OF_LINES = "SELECT l.plan_id FROM {n} r JOIN proposals_line l ON l.id = r.line_id"
_OF_WORDS = "SELECT l.plan_id FROM {n} r JOIN proposals_line l ON l.proposal_id = r.proposal_id"


def _of_versions(*sides: str) -> str:
    return " UNION ".join(_OF_VERSIONS.replace("{side}", f"{{{side}}}") for side in sides)


_PLAN = (*_PLACE, "kind", "parent_id", "current_version_id")
CAUSES = (
    Cause(ROWS, "INSERT", _line("n", 1), _of_versions("n")),
    Cause(ROWS, "DELETE", _line("o", -1), _of_versions("o")),
    Cause(ROWS, "UPDATE", f"{_line('o', -1)} UNION ALL {_line('n', 1)}", _of_versions("o", "n"), _COUNTED),
    Cause(PLANS, "INSERT", _desk("n", 1), ""),  # whoever writes a plan's row has it locked
    Cause(PLANS, "UPDATE", f"{_desk('o', -1)} UNION ALL {_desk('n', 1)}", "", _PLAN),
    Cause(FATES, "INSERT", _fate(), _OF_LINES),
    Cause(WORDS, "UPDATE", f"{_strategy('o', -1)} UNION ALL {_strategy('n', 1)}", _OF_WORDS, ("strategy",)),
)


# --- As the databases want it ---


def created(vendor: str) -> Iterator[str]:
    """The statements that put the triggers up."""
    if vendor == "sqlite":
        yield f'CREATE UNIQUE INDEX "{SUMS}_unique" ON {SUMS} ({", ".join(_KEY)})'
    for cause in CAUSES:
        yield from _on_postgres(cause) if vendor == "postgresql" else [_on_sqlite(cause)]


def dropped(vendor: str) -> Iterator[str]:
    """The statements that take them down, whether they stand or not."""
    if vendor == "sqlite":
        yield f'DROP INDEX IF EXISTS "{SUMS}_unique"'
    for cause in CAUSES:
        on = f' ON "{cause.table}"' if vendor == "postgresql" else ""
        yield f'DROP TRIGGER IF EXISTS "{cause.name}"{on}'
        if vendor == "postgresql":
            yield f'DROP FUNCTION IF EXISTS "{cause.name}"()'


def _on_postgres(cause: Cause) -> list[str]:
    changed = {side: f"{name}_rows" for side, name in _SIDES.items()}
    if cause.columns:  # a trigger on a statement may name no columns, so it looks for rows that did change
        columns = ", ".join(_OF[cause.table])
        # One set less the other: joined row by row, as the ways below have it, they would be gone through in a square.
        old, new = (f"SELECT {columns} FROM {changed[side]}" for side in "on")  # noqa: S608  # names
        both = f"{new} EXCEPT ALL {old}"
        changed = {"o": f"({old} EXCEPT ALL {new})", "n": f"({both})"}
    lock = f"SELECT 1 FROM {PLANS} WHERE id IN ({cause.locked}) ORDER BY id FOR NO KEY UPDATE"  # noqa: S608  # names
    body = [f"PERFORM {lock.removeprefix('SELECT ')};"] if cause.locked else []
    statement = " ".join([*body, f"{_folded(cause.changes)};"]).format(**changed)
    if cause.columns:
        statement = f"IF EXISTS ({both}) THEN {statement} END IF;"
    referencing = " ".join(f"{'OLD' if side == 'o' else 'NEW'} TABLE AS {side2}" for side, side2 in _tables(cause))
    # A plan of the statement is kept for the connection's life, made for as many rows as came first: only ways that
    # are right for one row as for a province's are open to it, and in the order in which they are written: from what
    # changed to what it is found by. Elsewhere it would go through all that changed for each line of a desk.
    ways = " ".join(f"SET enable_{way} TO off" for way in ("hashjoin", "mergejoin", "seqscan"))
    ways += " SET join_collapse_limit TO 1"
    return [
        f'CREATE FUNCTION "{cause.name}"() RETURNS trigger LANGUAGE plpgsql {ways} '
        f"AS $summary$ BEGIN {statement} RETURN NULL; END $summary$",
        f'CREATE TRIGGER "{cause.name}" AFTER {cause.act} ON "{cause.table}" REFERENCING {referencing} '
        f'FOR EACH STATEMENT EXECUTE FUNCTION "{cause.name}"()',
    ]


def _tables(cause: Cause) -> list[tuple[str, str]]:
    return [(side, f"{_SIDES[side]}_rows") for side in cause.sides]


_SIDES = {"o": "old", "n": "new"}
_OF = {
    ROWS: (*_COUNTED,),
    PLANS: ("id", *_PLAN),
    FATES: ("line_id", "kind", "revises_id"),
    WORDS: ("id", "proposal_id", "strategy"),
}


def _on_sqlite(cause: Cause) -> str:
    names = {side: "OLD" if side == "o" else "NEW" for side in cause.sides}
    rows = {
        side: "(SELECT " + ", ".join(f"{name}.{column} AS {column}" for column in _OF[cause.table]) + ")"
        for side, name in names.items()
    }
    of = f" OF {', '.join(cause.columns)}" if cause.columns else ""
    when = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in cause.columns)
    added = _added(cause.changes.format(**rows), grouped=cause.table == PLANS)  # many lines only with a whole version
    onto = ", ".join(f"{name} = {SUMS}.{name} + excluded.{name}" for name in _SUMMED)
    return (
        f'CREATE TRIGGER "{cause.name}" AFTER {cause.act}{of} ON "{cause.table}" FOR EACH ROW '
        f"{f'WHEN {when} ' if when else ''}BEGIN {added} ON CONFLICT ({', '.join(_KEY)}) DO UPDATE SET {onto}; END"
    )
