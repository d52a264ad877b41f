"""What changed in a line, word by word. Thai has no spaces between words, so the words come from the dictionary."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.models import Body, Village
from documents.typesetting.words import words
from pages.fields import with_commas
from proposals.changes import LineChange
from proposals.contents import CONTENT_FIELDS, LATER_FIELDS
from proposals.models import BudgetLine, WorkClass

Names = Mapping[str, Mapping[int, str]]

FIELDS = {
    "title": gettext_lazy("ชื่อโครงการ"),
    "strategy": gettext_lazy("ยุทธศาสตร์"),
    "programme": gettext_lazy("แผนงาน"),
    "rationale": gettext_lazy("หลักการและเหตุผล"),
    "objective": gettext_lazy("วัตถุประสงค์"),
    "target_output": gettext_lazy("เป้าหมาย (ผลผลิต)"),
    "expected_result": gettext_lazy("ผลที่คาดว่าจะได้รับ"),
    "place": gettext_lazy("สถานที่"),
    "village_id": gettext_lazy("หมู่บ้าน"),
    "lead_agency": gettext_lazy("หน่วยงานรับผิดชอบ"),
    "beneficiaries": gettext_lazy("จำนวนผู้รับประโยชน์"),
    "beneficiary_group": gettext_lazy("กลุ่มผู้รับประโยชน์"),
    "latitude": gettext_lazy("ละติจูด"),
    "longitude": gettext_lazy("ลองจิจูด"),
    "work_class": gettext_lazy("ประเภทโครงการ"),
    "rank": gettext_lazy("ลำดับ"),
    "asked": gettext_lazy("งบประมาณที่ขอ (บาท)"),
    "proposed": gettext_lazy("งบประมาณที่เสนอ (บาท)"),
    "proposed_reason": gettext_lazy("เหตุผลของวงเงินที่เสนอ"),
    "agency_id": gettext_lazy("หน่วยงาน"),
    "funding_source": gettext_lazy("แหล่งงบประมาณ"),
    "within_ceiling": gettext_lazy("อยู่ในกรอบวงเงิน"),
    "budget": gettext_lazy("งบประมาณรายปี"),
    "indicators": gettext_lazy("ตัวชี้วัด"),
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words that stayed (``same``), went (``gone``) or came (``new``)."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field of a line, with its words before and after in one reading order."""

    label: str
    pieces: list[Piece]


@dataclass(frozen=True, slots=True)
class ChangeInWords:
    """A changed line for people."""

    reference: str
    kind: str
    fields: list[FieldChange]
    title: str = ""


def in_words(change: LineChange, names: Names | None = None) -> ChangeInWords:
    """A line's change, field by field and word by word. ``names`` are those of `names_in`, read for many at once."""
    names = names or names_in([change])
    fields = [
        FieldChange(str(FIELDS[name]), pieces_between(_text(name, before, names), _text(name, after, names)))
        for name, (before, after) in change.fields.items()
        if name in FIELDS
    ]
    if "content_hash" in change.fields and not set(change.fields) & {*CONTENT_FIELDS, *LATER_FIELDS}:
        fields.append(FieldChange(_("งบประมาณรายปีหรือตัวชี้วัด"), [Piece("same", _("มีการเปลี่ยนแปลง"))]))
    return ChangeInWords(change.reference, change.kind, fields, change.title)


def names_in(changes: Iterable[LineChange]) -> Names:
    """The names of the bodies and villages that changes name by their numbers. At most two queries."""
    ids: dict[str, set[int]] = {"agency_id": set(), "village_id": set()}
    for change in changes:
        for field, found in ids.items():
            found.update(value for value in change.fields.get(field, ()) if value is not None)
    agencies = Body.objects.filter(pk__in=ids["agency_id"]) if ids["agency_id"] else []
    villages = Village.objects.filter(pk__in=ids["village_id"]) if ids["village_id"] else []
    return {
        "agency_id": {body.pk: body.name for body in agencies},
        "village_id": {village.pk: str(village) for village in villages},
    }


def _text(field: str, value: Any, names: Names) -> str:
    """A value as a person reads it: names instead of numbers of rows, labels instead of codes."""
    if value is None or value == "":
        return ""
    if field in names:
        return names[field].get(value, "")
    if isinstance(value, bool):
        return _("ใช่") if value else _("ไม่ใช่")
    if field in {"latitude", "longitude"}:
        return f"{value:.6f}"
    if isinstance(value, Decimal):
        return with_commas(value)
    labels = {"work_class": WorkClass.choices, "funding_source": BudgetLine.Source.choices}.get(field, [])
    return str(dict(labels).get(value, value))


def pieces_between(before: str, after: str) -> list[Piece]:
    """The words of two texts in one reading order. Joining what is not *new* gives the first text, what is not *gone*
    the second, character for character.
    """  # noqa: D205  # one promise
    old, new = words(before), words(after)
    pieces: list[Piece] = []
    for deed, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if deed == "equal":
            pieces.append(Piece("same", "".join(old[a:b])))
            continue
        if b > a:
            pieces.append(Piece("gone", "".join(old[a:b])))
        if d > c:
            pieces.append(Piece("new", "".join(new[c:d])))
    return pieces
