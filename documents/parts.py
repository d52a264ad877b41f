"""What papers of all kinds are put together from: letterheads, signatures, tables, amounts in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from directory.acting import Acting, By
from directory.models import Body, Office, Tenure
from directory.powers import BodyKind, Role
from directory.verbs.bodies import holder_of
from documents.crests import crest_in_snapshot
from documents.thai import baht, baht_text, to_thai_digits

CIVIC = {BodyKind.COUNCIL, BodyKind.NETWORK, BodyKind.ASSEMBLY, BodyKind.VILLAGE_COMMITTEE}
SIGNING_ROLES = (Role.CHAIR, Role.GOVERNOR, Role.CHIEF, Role.EXECUTIVE, Role.COORDINATOR, Role.OFFICER)


def letterhead_of(body: Body) -> dict[str, Any]:
    """A state body has the crest that it uploaded, by its hash, or room for one; a council has its own name.

    Raises:
        Invalid: the file of the crest is gone.
    """
    return {
        "kind": "civic" if body.kind in CIVIC else "state",
        "name": body.name,
        "address_lines": [to_thai_digits(line) for line in body.address.splitlines() if line.strip()],
        "crest": None if body.kind in CIVIC else crest_in_snapshot(body),
    }


def signing_office(body: Body) -> Office | None:
    """The office that signs for a body: its chair, governor, chief or executive."""
    offices = {office.role: office for office in body.offices.all()}
    return next((offices[role] for role in SIGNING_ROLES if role in offices), None)


def signature_of(body: Body, by: By | None = None) -> dict[str, Any]:
    """The signature block of whoever signs for a body today, with the words of those who act for the holder.

    When the actor holds the signing office, it is the actor's tenure that prints. ``office`` and ``tenure`` are not
    printed: they say whose electronic signature belongs here.
    """
    office = signing_office(body)
    if office is None:
        return {"name": "", "position": body.name, "acting_lines": []}
    acting = by if isinstance(by, Acting) and by.office.pk == office.pk else holder_of(office)
    if acting is None:
        return {"name": "", "position": office.title, "acting_lines": []}
    tenure = acting.tenure
    whose = {"name": str(acting.user), "office": office.pk, "tenure": tenure.pk}
    if tenure.acting == Tenure.Acting.HOLDER:
        return {**whose, "position": office.title, "acting_lines": []}
    return {
        **whose,
        "position": tenure.own_position or office.title,
        "acting_lines": [f"{tenure.get_acting_display()}{_principal(tenure, office)}"],
    }


def _principal(tenure: Tenure, office: Office) -> str:
    """The principal's position behind the words; acting as chair already names it."""
    return "" if tenure.acting == Tenure.Acting.AS_CHAIR else f" {office.title}"


def letter(
    issuer: Body,
    by: By,
    *,
    subject: str,
    to: str,
    paragraphs: Sequence[Mapping[str, str]],
    enclosures: Sequence[str] = (),
    annexes: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """The snapshot of an external letter, digits in Thai."""
    return {
        "layout": "external_letter",
        "letterhead": letterhead_of(issuer),
        "number_prefix": to_thai_digits(issuer.letter_prefix),
        "subject": to_thai_digits(subject),
        "salutation_to": to_thai_digits(to),
        "references": [],
        "enclosures": [to_thai_digits(line) for line in enclosures],
        "paragraphs": [{key: to_thai_digits(text) for key, text in p.items()} for p in paragraphs],
        "closing": "ขอแสดงความนับถือ",
        "signature": signature_of(issuer, by),
        "foot_lines": foot_lines_of(issuer),
        "annexes": list(annexes),
    }


def foot_lines_of(body: Body) -> list[str]:
    """Who answers for a paper of a body, and by which telephone."""
    return [to_thai_digits(line) for line in (body.name, body.phone and f"โทร. {body.phone}") if line]


def amount_with_words(amount: Decimal) -> str:
    """๑,๒๕๐,๐๐๐ บาท (หนึ่งล้านสองแสนห้าหมื่นบาทถ้วน)"""  # noqa: D415  # shows the form itself
    return f"{baht(amount)} บาท ({baht_text(amount)})"


def column(title: str, width: float, align: str = "left") -> dict[str, Any]:
    """A column of a table."""
    return {"title": title, "width": width, "align": align}


def table_row(*cells: object, style: str = "row") -> dict[str, Any]:
    """A row of a table, digits in Thai."""
    return {"cells": to_thai_digits(_BETWEEN.join(map(str, cells))).split(_BETWEEN), "style": style}


_BETWEEN = "\0"  # which no database keeps in a text


def table(
    heading: Sequence[str],
    columns: Sequence[Mapping[str, Any]],
    rows: Sequence[Mapping[str, Any]],
    *,
    landscape: bool = True,
) -> dict[str, Any]:
    """A table block, as an annex or as the body of a table paper."""
    return {
        "heading": [to_thai_digits(line) for line in heading],
        "notes": [],
        "columns": list(columns),
        "rows": list(rows),
        "landscape": landscape,
    }
