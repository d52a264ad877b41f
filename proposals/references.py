"""Public references: given once, never changed, with a check character that catches a slip of the pen."""

from __future__ import annotations

from django.db import connection
from stdnum.iso7064 import mod_37_36

from proposals.models import Cycle, ReferenceCounter

PLAN = "plan"
PROPOSAL = "proposal"
CHARTER = "charter"
_DIGITS = {PLAN: 2, CHARTER: 3, PROPOSAL: 4}
_TAKEN = (
    f"INSERT INTO {ReferenceCounter._meta.db_table} AS held (cycle_id, area_id, kind, last_number) "  # noqa: S608  # a name
    "VALUES (%s, %s, %s, %s) ON CONFLICT (cycle_id, area_id, kind) "
    "DO UPDATE SET last_number = held.last_number + excluded.last_number RETURNING last_number"
)


def next_references(cycle: Cycle, area_code: str, kind: str, count: int) -> list[str]:
    """The next references of an area in a cycle: `2572-370101-0042-K`; plans have two digits, charters three.

    Takes the numbers inside the caller's transaction, so that an abort gives them back. One statement.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TAKEN, [cycle.pk, area_code, kind, count])
        (last,) = cursor.fetchone()
    return [
        with_check_character(f"{cycle.target_year}-{area_code}-{number:0{_DIGITS[kind]}d}")
        for number in range(last - count + 1, last + 1)
    ]


def with_check_character(stem: str) -> str:
    """The reference with its check character (ISO 7064, mod 37,36) behind."""
    return f"{stem}-{mod_37_36.calc_check_digit(stem.replace('-', ''))}"


def is_well_formed(reference: str) -> bool:
    """Whether the check character fits: a mistyped reference is told apart from an unknown one."""
    return bool(mod_37_36.is_valid(reference.replace("-", "").upper()))
