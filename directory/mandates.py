"""Which powers a person's offices hold today, read in one query and kept with the user object of the request."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from directory import clock
from directory.acting import Acting
from directory.models import Body, Tenure, User
from directory.powers import OWN_POWERS, powers_of

_CACHE = "_mandates_of_today"


class Located(Protocol):
    """Anything that lies in an area."""

    @property
    def area_code(self) -> str: ...


@dataclass(slots=True)
class Mandate:
    """What one office may do: its role's own powers in its body, and the areas of each granted power.

    ``serves`` are the bodies that its own serves as secretariat.
    """

    office_id: int
    body_id: int
    own: frozenset[str]
    serves: set[int] = field(default_factory=set)
    granted: dict[str, set[str]] = field(default_factory=dict)

    def covers(self, power: str, area_code: str) -> bool:
        """Whether the power is held over this area or one above it."""
        held = self.granted.get(power, ())
        return any(area_code[:length] in held for length in (2, 4, 6) if length <= len(area_code))

    def owns(self, owner: Body) -> bool:
        """Whether a body's work is this office's: it is its body, or the body's secretariat."""
        return self.body_id in (owner.pk, owner.secretariat_id)

    def holds(self, power: str, record: Any, *, party: str = "owner") -> bool:
        """Whether the power may be used on a record: by ownership for own powers, by area for the others.

        ``party`` names who owns it for this question: a letter is its issuer's to send and its recipient's to receive.
        """
        if power in OWN_POWERS:
            owner = getattr(record, party, None)
            return owner is not None and power in self.own and self.owns(owner)
        return self.covers(power, record.area_code)

    def areas(self, power: str) -> list[str]:
        """The areas of a power without those that lie inside another of them, in order."""
        held = self.granted.get(power, set())
        return sorted(code for code in held if not any(code[:n] in held for n in (2, 4) if n < len(code)))


def mandates_of(user: User) -> dict[int, Mandate]:
    """The mandates of every office that the person holds today, by office id. One query, then cached on ``user``."""
    today = clock.today()
    cached: tuple[date, dict[int, Mandate]] | None = user.__dict__.get(_CACHE)
    if cached is not None and cached[0] == today:
        return cached[1]
    rows: Iterable[tuple[int, int, str, str, str | None, str | None, int | None]] = (
        Tenure.objects.current(today)
        .filter(user=user, user__is_active=True)
        .values_list(
            "office_id",
            "office__body_id",
            "office__body__kind",
            "office__role",
            "office__group__areagrouppermission__permission__codename",
            "office__group__areagrouppermission__content_object_id",
            "office__body__serves_as_secretariat_of",
        )
    )
    mandates: dict[int, Mandate] = {}
    for office_id, body_id, kind, role, codename, code, served in rows:
        mandate = mandates.setdefault(office_id, Mandate(office_id, body_id, frozenset(powers_of(kind, role).own)))
        if codename and code:
            mandate.granted.setdefault(codename, set()).add(code)
        if served:
            mandate.serves.add(served)
    user.__dict__[_CACHE] = (today, mandates)
    return mandates


def forget(user: User) -> None:
    """Drop what was cached, after the person's offices changed in the same process."""
    user.__dict__.pop(_CACHE, None)


def mandate_of(by: Acting) -> Mandate:
    """The mandate of the office in which the person acts; an empty one when the office has ended meanwhile."""
    return mandates_of(by.user).get(by.office.pk) or Mandate(by.office.pk, by.office.body_id, frozenset())
