"""Lists of items that a province sets as data: what is wrong with one, and the codes that its items keep."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from directory.errors import Problem
from proposals.drafts import text_problems

MOST_ITEMS, LONGEST_ITEM, LONGEST_REFERENCE = 40, 300, 300


def item_problems(items: Sequence[Mapping[str, Any]], *, reference: str) -> list[Problem]:
    """Everything that is wrong with the items; ``reference`` is the name under which they say what they rest on."""
    problems: list[Problem] = []
    if not 1 <= len(items) <= MOST_ITEMS:
        problems.append(Problem("items", str(len(items)), _("มีได้ 1 ถึง %s รายการ") % MOST_ITEMS))
    codes = [item["code"] for item in items if item.get("code")]
    if len(codes) != len(set(codes)):
        problems.append(Problem("items", ", ".join(codes), _("รายการซ้ำกัน")))
    for place, item in enumerate(items):
        at = f"items[{place}]"
        problems += text_problems(f"{at}.text", str(item.get("text", "")), most=LONGEST_ITEM, required=True)
        problems += text_problems(f"{at}.{reference}", str(item.get(reference, "")), most=LONGEST_REFERENCE)
    return problems


def with_codes(items: Sequence[Mapping[str, Any]], letter: str) -> list[tuple[str, Mapping[str, Any]]]:
    """Each item with its code: the one that it has, so that answers stay, or the next that none has."""
    taken = {item.get("code", "") for item in items}
    coming = (f"{letter}{number}" for number in range(1, 10_000) if f"{letter}{number}" not in taken)
    return [(item.get("code") or next(coming), item) for item in items]
