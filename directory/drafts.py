"""What a province is opened from: rows as somebody typed them, before they are records.

A workbook is read into these drafts, and a program may build them directly; `open_province` takes both alike. Codes
point from one draft to another. ``row`` is the row of the sheet that a draft came from, for messages; a draft that was
never in a sheet leaves it at 0 and is then counted within its list.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from directory.errors import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class VillageDraft:
    """A village (``kind="village"``, its number is the หมู่ที่) or a community of a municipality (``"community"``)."""

    area_code: str
    number: int
    name: str
    kind: str = "village"
    row: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyDraft:
    """A body. ``area_code`` is its seat; ``kind`` and ``register`` are values of BodyKind and Body.Register."""

    code: str
    kind: str
    name: str
    area_code: str
    address: str = ""
    phone: str = ""
    letter_prefix: str = ""
    register: str = "own"
    members_count: int = 0
    quorum_numerator: int = 1
    quorum_denominator: int = 2
    quorum_legal_reference: str = ""
    substitutes: str = "count"
    substitutes_legal_reference: str = ""
    secretariat_code: str = ""
    row: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class TerritoryDraft:
    """One area of a body: the whole of it, or, where numbers are given, only those villages and communities."""

    body_code: str
    area_code: str
    village_numbers: tuple[int, ...] = ()
    community_numbers: tuple[int, ...] = ()
    row: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class HolderDraft:
    """An office and, unless ``full_name`` is empty (vacant), somebody who holds it from ``starts`` until ``ends``.

    One row per tenure: an office with a holder and somebody acting for them stands on two rows with the same body,
    role and title. ``acting`` is a value of Tenure.Acting. A person is known by their phone, else by their username;
    one of the two is needed. ``ends`` is the first day that no longer counts.
    """

    body_code: str
    role: str
    title: str
    full_name: str = ""
    phone: str = ""
    username: str = ""
    starts: date | None = None
    ends: date | None = None
    acting: str = ""
    own_position: str = ""
    order_number: str = ""
    order_date: date | None = None
    scope: str = ""
    row: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class DateDraft:
    """A due date that a circular announced; ``step`` is a value of AnnouncedDate.Step, ``target_year`` is B.E."""

    area_code: str
    target_year: int
    step: str
    due_on: date
    announced_by: str
    announced_on: date
    row: int = field(default=0, compare=False)


Draft = VillageDraft | BodyDraft | TerritoryDraft | HolderDraft | DateDraft


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvinceDraft:
    """Everything of one province. The names of the lists are also the names of the workbook's sheets in messages."""

    villages: list[VillageDraft] = field(default_factory=list)
    bodies: list[BodyDraft] = field(default_factory=list)
    territories: list[TerritoryDraft] = field(default_factory=list)
    holders: list[HolderDraft] = field(default_factory=list)
    dates: list[DateDraft] = field(default_factory=list)

    def __iter__(self) -> Iterator[Draft]:
        yield from self.villages
        yield from self.bodies
        yield from self.territories
        yield from self.holders
        yield from self.dates


# The lists of ProvinceDraft, as the sheets of a workbook are called.
SHEET_TITLES = {
    "villages": "หมู่บ้าน",
    "bodies": "องค์กร",
    "territories": "เขตพื้นที่",
    "holders": "ตำแหน่ง",
    "dates": "กำหนดเวลา",
}


@dataclass(frozen=True, slots=True)
class CellProblem(Problem):
    """A problem of one cell: ``sheet`` is a list of ProvinceDraft, ``field`` the column in it; row 0 is no row."""

    sheet: str = ""
    row: int = 0

    def __str__(self) -> str:
        title = SHEET_TITLES.get(self.sheet, self.sheet)
        place = _("แผ่น %(sheet)s แถว %(row)d %(field)s") % {"sheet": title, "row": self.row, "field": self.field}
        return f"{place} = {self.value!r}: {self.message}" if self.value else f"{place}: {self.message}"


@dataclass(frozen=True, slots=True)
class Counted:
    """What became of the rows of one kind."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvinceOpened:
    """What opening a province did. A second opening from the same drafts creates and updates nothing."""

    villages: Counted
    bodies: Counted
    territories: Counted
    offices: Counted
    people: Counted
    tenures: Counted
    dates: Counted
    grants: int

    @property
    def counts(self) -> list[tuple[str, Counted]]:
        """What became of the rows of each kind, beside its name."""
        return [
            (_("หมู่บ้านและชุมชน"), self.villages),
            (_("องค์กร"), self.bodies),
            (_("เขตพื้นที่"), self.territories),
            (_("ตำแหน่ง"), self.offices),
            (_("บุคคล"), self.people),
            (_("วาระ"), self.tenures),
            (_("กำหนดเวลา"), self.dates),
        ]
