"""What the desks choose from: the reasons for an answer.

They are data beside the code (`fixtures/`), so that an office may change them without a programmer. Records keep the
Thai words; the English ones serve only a reader of English.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.translation import get_language

from approvals.models import Item

# What the system itself answers with; nobody chooses these by hand.
GIVEN_BY_THE_SYSTEM = frozenset({"late", "over_ceiling", "taken_by_lao"})
CHOSEN_ANSWERS = (Item.Answer.REFUSED, Item.Answer.DEFERRED, Item.Answer.REFERRED, Item.Answer.RETURNED)


@dataclass(frozen=True, slots=True)
class Worded:
    """A code with its words in both languages."""

    code: str
    thai: str
    english: str

    @property
    def text(self) -> str:
        """The words in the language of the page."""
        return self.english if (get_language() or "").startswith("en") else self.thai


@cache
def _read(name: str) -> Any:
    return json.loads((settings.BASE_DIR / "fixtures" / f"{name}.json").read_text(encoding="utf-8"))


def _worded(rows: list[dict[str, Any]]) -> list[Worded]:
    return [Worded(row["code"], row["text_th"], row["text_en"]) for row in rows]


def reasons(answer: str) -> list[Worded]:
    """The reasons that may be chosen for an answer of a worksheet."""
    return [reason for reason in _worded(_read("reasons")[answer]) if reason.code not in GIVEN_BY_THE_SYSTEM]


def reason(answer: str, code: str) -> Worded | None:
    """One of those reasons."""
    return next((found for found in reasons(answer) if found.code == code), None)
