"""The kinds of papers: each is declared by the room that issues it, as a code, a title and a way to fill it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from directory.acting import By
from directory.models import Body


@dataclass(frozen=True, slots=True)
class PaperDraft:
    """One paper to be frozen: who issues it, to whom, and the snapshot that its pages are made from.

    ``register`` names the issuer's register that numbers it; empty for papers without a running number (minutes,
    tables, announcements).
    """

    issuer: Body
    title: str
    snapshot: dict[str, Any]
    recipient: Body | None = None
    register: str = ""


Filling = Callable[[Any, By], Iterable[PaperDraft]]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of paper: its code in the list of formal documents, its Thai title, its room, and how it is filled."""

    code: str
    title: str
    room: str
    fill: Filling


KINDS: dict[str, Kind] = {}


def paper(code: str, title: str) -> Callable[[Filling], Filling]:
    """Declare a kind of paper; the function yields a draft for each paper to be prepared about a plan."""

    def register(fill: Filling) -> Filling:
        KINDS[code] = Kind(code, title, fill.__module__.partition(".")[0], fill)
        return fill

    return register
