"""Whose names stand under a paper: the places for signatures that its snapshot prints, from the first to the last."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from directory.acting import Acting

if TYPE_CHECKING:
    from documents.models import Document  # which states its law with these

__all__ = ["Place", "place_of", "places_in", "places_of", "still_to_sign"]


@dataclass(frozen=True, slots=True)
class Place:
    """One place for a signature: the printed name, and whose it is where the snapshot knows the office.

    A recorder or checker of minutes stands there by name alone: they may sign, but the paper does not wait for them.
    """

    name: str
    words: str
    office: int | None = None
    tenure: int | None = None


def places_in(snapshot: Mapping[str, Any]) -> list[Place]:
    """The places of a snapshot as they stand on the sheet, each office and each name once."""
    found: dict[object, Place] = {}
    for place in _printed(snapshot):
        if place.name:
            found.setdefault(place.tenure or place.name, place)
    return list(found.values())


def _printed(snapshot: Mapping[str, Any]) -> Iterator[Place]:
    for name in ("recorded_by", "checked_by"):
        if snapshot.get(name):
            yield _place(snapshot[name])
    if isinstance(extract := snapshot.get("extract"), Mapping):
        yield from _printed(extract)
    if snapshot.get("signature"):
        yield _place(snapshot["signature"])
    for signature in snapshot.get("signatures") or ():
        yield _place(signature)
    for annex in snapshot.get("annexes") or ():
        yield from _printed(annex)


def _place(signature: str | Mapping[str, Any]) -> Place:
    if isinstance(signature, str):
        return Place(signature, "")
    words = " ".join([str(signature.get("position", "")), *map(str, signature.get("acting_lines") or ())])
    return Place(str(signature.get("name", "")), words.strip(), signature.get("office"), signature.get("tenure"))


def places_of(document: Document) -> list[Place]:
    """The places of a paper."""
    return places_in(json.loads(document.snapshot))


def still_to_sign(document: Document) -> list[Place]:
    """The places that a paper signed electronically still waits for: those of offices that have not signed."""
    signed = set(document.signatures.values_list("office_id", flat=True))
    return [p for p in places_of(document) if p.office is not None and p.office not in signed]


def place_of(document: Document, by: Acting) -> Place | None:
    """The place that carries the name of this person in this office, if they have not signed there yet."""
    signed = document.signatures.filter(office=by.office, user=by.user).exists()
    places = [] if signed else places_of(document)
    by_tenure = [place for place in places if place.tenure == by.tenure.pk]
    issuer = document.issuer
    if not by_tenure and by.office.body_id in (issuer.pk, issuer.secretariat_id):
        by_tenure = [place for place in places if place.office is None and place.name == str(by.user)]
    return by_tenure[0] if by_tenure else None
