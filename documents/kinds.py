"""The kinds of papers: each is declared by the room that issues it, as a code, a title and a way to fill it.

The catalogue has them all, in the order of a plan's way: those that a room issues, and those that still wait for
something of the field that the system does not hold yet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from directory.acting import By
from directory.models import Body


@dataclass(frozen=True, slots=True)
class PaperDraft:
    """One paper to be frozen: who issues it, to whom, and the snapshot that its pages are made from.

    ``register`` names the issuer's register that numbers it; empty for papers without a running number (minutes,
    tables, announcements). The drafts of a ``circular`` are one letter to several recipients: signed and numbered once.
    ``about`` tells papers of one kind and plan apart that do not replace each other: the reference of a proposal, the
    number of a meeting. One that is only ``asked_for`` is left out where a verb prepares its kind.
    """

    issuer: Body
    title: str
    snapshot: dict[str, Any]
    recipient: Body | None = None
    register: str = ""
    circular: bool = False
    about: str = ""
    asked_for: bool = False


Filling = Callable[[Any, By], Iterable[PaperDraft]]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of paper: its code in the list of formal documents, its Thai title, its room, and how it is filled.

    One ``on_demand`` is prepared when somebody asks for it, by `issue_paper`; the others by verbs that declare them.
    """

    code: str
    title: str
    room: str
    fill: Filling
    on_demand: bool = False


KINDS: dict[str, Kind] = {}


def paper(code: str, title: str, *, on_demand: bool = False) -> Callable[[Filling], Filling]:
    """Declare a kind of paper; the function yields a draft for each paper to be prepared about a plan."""

    def register(fill: Filling) -> Filling:
        KINDS[code] = Kind(code, title, fill.__module__.partition(".")[0], fill, on_demand)
        return fill

    return register


ISSUED: Final = "issued"
WAITS: Final = "waits"


@dataclass(frozen=True, slots=True)
class Listed:
    """A kind as the catalogue lists it; ``waits_for`` is blank once a room issues it."""

    code: str
    title: str
    room: str
    waits_for: str = ""

    @property
    def state(self) -> str:
        """*issued*, or *waits*."""
        return WAITS if self.waits_for else ISSUED


# The formal documents of the field in the order of their stages, from the subdistrict's forum to the follow-up.
STAGES: Final = {"T": 10, "D": 10, "P": 13, "N": 1, "F": 5}
CODES: Final = tuple(f"{stage}{number:02}" for stage, last in STAGES.items() for number in range(1, last + 1))

_WAITING: Final = (
    Listed("D05", "หนังสือเชิญประชุมและระเบียบวาระ", "approvals", "การนัดประชุมคณะกรรมการล่วงหน้า"),
    Listed("P01", "คำสั่งแต่งตั้งคณะทำงานกลั่นกรองแผนพัฒนาอำเภอ", "approvals", "รายชื่อคณะทำงานกลั่นกรอง"),
    Listed("F02", "รายงานติดตามและประเมินผลประจำปี", "tracking", "ผลการประเมินตามตัวชี้วัด"),
    Listed("F03", "รายงานประจำปีของสภาองค์กรชุมชน", "tracking", "สถานการณ์ของตำบลที่สภาองค์กรชุมชนรายงาน"),
    Listed("F05", "บันทึกส่งมอบงาน", "tracking", "การส่งมอบงานเมื่อเปลี่ยนผู้รับผิดชอบ"),
)


def catalogue() -> list[Listed]:
    """Every kind in the order of the stages.

    Raises:
        LookupError: a kind is neither declared by a room nor known to wait, or is both.
    """
    waiting = {kind.code: kind for kind in _WAITING}
    both, neither = waiting.keys() & KINDS.keys(), set(CODES) - waiting.keys() - KINDS.keys()
    if both or neither or KINDS.keys() - set(CODES):
        raise LookupError(f"declared and waiting: {sorted(both)}; missing: {sorted(neither)}")
    return [waiting[code] if code in waiting else _declared(KINDS[code]) for code in CODES]


def _declared(kind: Kind) -> Listed:
    return Listed(kind.code, kind.title, kind.room)
