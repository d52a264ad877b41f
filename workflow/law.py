"""The words in which a model states its law: who may fire a transition, and on which conditions."""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from directory.acting import Acting
from directory.mandates import mandate_of
from directory.models import Body, Territory
from directory.powers import OWN_POWERS, Power, powers_of


@dataclass(frozen=True)
class Holds:
    """A transition's permission: the power that its actor's office must hold over the record.

    ``by_level`` names another power for plans of another level (a district's plan is decided by the province, not by
    the district), since area powers reach downward. django-fsm may call it as ``permission(record, user)``.
    """

    power: str
    by_level: tuple[tuple[str, str], ...] = ()
    party: str = "owner"

    def over(self, record: Any) -> str:
        """The codename that applies to this record."""
        return dict(self.by_level).get(getattr(record, "level", ""), self.power)

    def __call__(self, record: Any, user: Any) -> bool:
        return bool(user.has_perm(f"directory.{self.over(record)}", record))


def holds(power: str, *, party: str = "owner", **by_level: str) -> Holds:
    """``permission=holds("decide_plan", district="vet_plan")``."""
    return Holds(power, tuple(by_level.items()), party)


def condition(
    message: Any, *, unmet_among: Callable[[Sequence[Any]], Collection[Any]] | None = None
) -> Callable[[Callable[[Any], bool]], Callable[[Any], bool]]:
    """Give a transition's condition the words that tell people what is missing.

    ``unmet_among`` asks it of many records at once, and answers the keys of those for which it does not hold.
    """

    def mark(check: Callable[[Any], bool]) -> Callable[[Any], bool]:
        @functools.wraps(check)
        def asked(record: Any) -> bool:
            known: dict[str, bool] = getattr(record, "__dict__", {}).get(_KNOWN, {})
            return known[check.__name__] if check.__name__ in known else check(record)

        asked.unmet_message = message  # type: ignore[attr-defined]  # django-fsm calls conditions as bare functions
        asked.unmet_among = unmet_among  # type: ignore[attr-defined]  # as above
        return asked

    return mark


_KNOWN = "_known_conditions"


@contextmanager
def asked_at_once(records: Sequence[Any], conditions: Iterable[Callable[[Any], bool]]) -> Iterator[None]:
    """Within this, conditions that can be asked of many records at once have been, and answer what was found."""
    for check in conditions:
        if (unmet_among := getattr(check, "unmet_among", None)) is not None:
            unmet = unmet_among(records)
            for record in records:
                record.__dict__.setdefault(_KNOWN, {})[check.__name__] = record.pk not in unmet
    try:
        yield
    finally:
        for record in records:
            record.__dict__.pop(_KNOWN, None)


def may(by: Acting, power: str, record: Any, *, party: str = "owner") -> bool:
    """Whether somebody may use a power on a record: by their office, or recording from a body's signed paper."""
    mandate = mandate_of(by)
    if mandate.holds(power, record, party=party):
        return True
    if by.behalf is None or not mandate.covers(Power.RECORD_ON_BEHALF, record.area_code):
        return False
    return _body_may(by.behalf.body, power, record, party)


def _body_may(body: Body, power: str, record: Any, party: str) -> bool:
    offices = [powers_of(body.kind, role) for role in body.offices.values_list("role", flat=True)]
    if power in OWN_POWERS:
        return getattr(record, party, None) == body and any(power in office.own for office in offices)
    if not any(power in office.area for office in offices):
        return False
    code = record.area_code
    return Territory.objects.filter(body=body, area_id__in=[code[:2], code[:4], code[:6]]).exists()


def can_see(by: Acting, record: Any) -> bool:
    """Whether a record lies inside what the acting office may see: its body's work, or its areas."""
    mandate = mandate_of(by)
    parties = (getattr(record, "owner", None), getattr(record, "recipient", None))
    return any(party is not None and mandate.owns(party) for party in parties) or mandate.covers(
        Power.VIEW_PLAN, record.area_code
    )
