"""Public references: given once, never changed, with a check character that catches a slip of the pen."""

from __future__ import annotations

from django.db.models import F
from stdnum.iso7064 import mod_37_36

from proposals.models import Cycle, ReferenceCounter

PLAN = "plan"
PROPOSAL = "proposal"
CHARTER = "charter"
_DIGITS = {PLAN: 2, CHARTER: 3, PROPOSAL: 4}


def next_references(cycle: Cycle, area_code: str, kind: str, count: int) -> list[str]:
    """The next references of an area in a cycle: `2572-370101-0042-K`; plans have two digits, charters three.

    Takes the numbers inside the caller's transaction, so that an abort gives them back.
    """
    ReferenceCounter.objects.get_or_create(cycle=cycle, area_id=area_code, kind=kind)
    counters = ReferenceCounter.objects.filter(cycle=cycle, area_id=area_code, kind=kind)
    counters.update(last_number=F("last_number") + count)
    last = counters.values_list("last_number", flat=True).get()
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
