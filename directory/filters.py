"""Filters of a list as addresses: each choice is a link that can be kept, passed on, and opened again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest

MOST_IN_SIGHT = 8


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter, the address that chooses it, and how many rows it has (None where nobody counted)."""

    label: str
    url: str
    is_on: bool
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Filter:
    """One row of choices; ``any_url`` is the address without this filter."""

    title: str
    any_url: str
    is_on: bool
    choices: list[Choice]

    @property
    def is_long(self) -> bool:
        """Whether a page folds the choices away, so that a phone shows the list itself."""
        return len(self.choices) > MOST_IN_SIGHT


Offered = tuple[str, str, int | None]  # value, label, count


def asked_of(request: HttpRequest, *names: str) -> dict[str, str]:
    """What an address asks for, by the names of its filters; empty where it does not ask."""
    return {name: request.GET.get(name, "").strip() for name in names}


def filters_of(asked: Mapping[str, str], rows: Iterable[tuple[str, str, Sequence[Offered]]]) -> list[Filter]:
    """The rows of filters, each ``(name, title, choices)``; those without a choice are left out."""
    return [
        Filter(
            title,
            _address(asked, name, ""),
            bool(asked[name]),
            [
                Choice(label, _address(asked, name, value), asked[name] == value, count)
                for value, label, count in offered
            ],
        )
        for name, title, offered in rows
        if offered
    ]


def _address(asked: Mapping[str, str], name: str, value: str) -> str:
    return "?" + urlencode({key: text for key, text in {**asked, name: value}.items() if text})
