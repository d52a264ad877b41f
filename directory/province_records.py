"""Writes the records of a province as sets: what is missing is created, what differs is updated, nothing is deleted.

Only `open_province` calls this, with drafts that have been examined.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import uuid4

from django.contrib.auth.hashers import make_password
from django.db import models

from directory.drafts import Counted, ProvinceDraft, TerritoryDraft
from directory.models import AnnouncedDate, Body, Tenure, Territory, User, Village
from directory.register import Person, Register
from directory.verbs.bodies import establish_offices, grant_by_role

Record = TypeVar("Record", bound=models.Model)


@dataclass(slots=True)
class Written:
    """The keys that were created and those whose record changed, of so many in all."""

    created: set[Any]
    updated: set[Any]
    total: int

    @property
    def counted(self) -> Counted:
        """As numbers."""
        return Counted(len(self.created), len(self.updated), self.total - len(self.created) - len(self.updated))


def write_province(drafts: ProvinceDraft, register: Register, *, demo: bool) -> dict[str, Counted]:
    """Write everything, each kind of record after those that it points at; answers the counts by kind."""
    return {
        "villages": _villages(drafts, register),
        "bodies": _bodies(drafts, register, demo=demo),
        "territories": _territories(drafts, register),
        "offices": _offices(drafts, register),
        "people": _accounts(register, demo=demo),
        "tenures": _tenures(drafts, register),
        "dates": _dates(drafts, register),
    }


def _write(
    model: type[Record],
    wanted: Mapping[Any, Mapping[str, Any]],
    present: dict[Any, Record],
    make: Callable[[Any, Mapping[str, Any]], Record],
    first: Callable[[Record], bool] = lambda _record: False,
) -> Written:
    """Create what is missing and update what differs; ``present`` then holds both.

    ``first`` picks the updates that must reach the database before the others, where a constraint spans rows.
    """
    changed: dict[Any, Record] = {}
    fields: set[str] = set()
    for key in wanted.keys() & present.keys():
        record = present[key]
        differing = {name: value for name, value in wanted[key].items() if getattr(record, name) != value}
        if differing:
            changed[key] = record
            fields |= {name.removesuffix("_id") for name in differing}
        for name, value in differing.items():
            setattr(record, name, value)
    manager = model._default_manager  # how Django documents it
    for turn in (True, False):
        if part := [record for record in changed.values() if first(record) is turn]:
            manager.bulk_update(part, sorted(fields))
    new = {key: make(key, values) for key, values in wanted.items() if key not in present}
    manager.bulk_create(new.values())
    present.update(new)
    return Written(set(new), set(changed), len(wanted))


def _villages(drafts: ProvinceDraft, register: Register) -> Counted:
    return _write(
        Village,
        {(draft.area_code, draft.kind, draft.number): {"name": draft.name} for draft in drafts.villages},
        register.villages,
        lambda key, values: Village(area_id=key[0], kind=key[1], number=key[2], **values),
    ).counted


_BODY_FIELDS = (
    "kind",
    "name",
    "address",
    "phone",
    "letter_prefix",
    "register",
    "members_count",
    "quorum_numerator",
    "quorum_denominator",
    "quorum_legal_reference",
    "substitutes",
    "substitutes_legal_reference",
)


def _bodies(drafts: ProvinceDraft, register: Register, *, demo: bool) -> Counted:
    """In two steps, since a secretariat must exist before it is pointed at."""
    wanted = {
        draft.code: {"area_id": draft.area_code} | {name: getattr(draft, name) for name in _BODY_FIELDS}
        for draft in drafts.bodies
    }
    bodies = register.bodies
    written = _write(Body, wanted, bodies, lambda code, values: Body(code=code, is_demo=demo, **values))
    moved = []
    for draft in drafts.bodies:
        secretariat = bodies[draft.secretariat_code] if draft.secretariat_code else None
        if bodies[draft.code].secretariat_id != (secretariat and secretariat.pk):
            bodies[draft.code].secretariat = secretariat
            moved.append(draft.code)
    Body.objects.bulk_update([bodies[code] for code in moved], ["secretariat"])
    written.updated |= set(moved) - written.created
    return written.counted


def _territories(drafts: ProvinceDraft, register: Register) -> Counted:
    """New territory gives the body's present offices their powers over it at once."""
    written = _write(
        Territory,
        {(draft.body_code, draft.area_code): {} for draft in drafts.territories},
        register.territories,
        lambda key, _values: Territory(body=register.bodies[key[0]], area_id=key[1]),
    )
    written.updated |= _villages_of_territories(drafts.territories, register) - written.created
    wider = {body_code for body_code, _area in written.created}
    grant_by_role(office for (body_code, *_), office in register.offices.items() if body_code in wider)
    return written.counted


def _villages_of_territories(drafts: list[TerritoryDraft], register: Register) -> set[tuple[str, str]]:
    """Set which villages of an area belong to a body, where the rows differ from the register; no village is all."""
    through = Territory.villages.through
    changed: dict[int, set[int]] = {}
    keys: set[tuple[str, str]] = set()
    for draft in drafts:
        numbered = [
            *((draft.area_code, Village.Kind.VILLAGE.value, number) for number in draft.village_numbers),
            *((draft.area_code, Village.Kind.COMMUNITY.value, number) for number in draft.community_numbers),
        ]
        territory = register.territories[draft.body_code, draft.area_code]
        villages = {register.villages[key].pk for key in numbered}
        if villages != register.villages_of.get(territory.pk, set()):
            changed[territory.pk] = villages
            keys.add((draft.body_code, draft.area_code))
    through.objects.filter(territory__in=changed).delete()
    through.objects.bulk_create(
        [through(territory_id=pk, village_id=village) for pk, villages in changed.items() for village in villages]
    )
    return keys


def _offices(drafts: ProvinceDraft, register: Register) -> Counted:
    keys = list(dict.fromkeys((draft.body_code, draft.role, draft.title) for draft in drafts.holders))
    missing = [key for key in keys if key not in register.offices]
    created = establish_offices([(register.bodies[code], role, title) for code, role, title in missing])
    register.offices.update(zip(missing, created, strict=True))
    return Counted(len(missing), 0, len(keys) - len(missing))


def _accounts(register: Register, *, demo: bool) -> Counted:
    persons = register.people.by_key
    wanted = {
        key: {"full_name": person.full_name}
        | ({"phone": person.phone} if person.phone else {})
        | ({"username": person.username} if person.username else {})
        for key, person in persons.items()
    }
    present = {key: person.user for key, person in persons.items() if person.user}
    taken = register.taken_usernames | {person.username for person in persons.values()}

    def make(key: str, values: Mapping[str, Any]) -> User:
        username = values.get("username") or _free_username(persons[key], taken)
        return User(**{**values, "username": username}, password=make_password(None), is_demo=demo)

    written = _write(User, wanted, present, make)
    for key, person in persons.items():
        person.user = present[key]
    return written.counted


def _free_username(person: Person, taken: set[str]) -> str:
    """The phone number, unless somebody who had it before still has it as a name."""
    username = person.phone if person.phone not in taken else f"{person.phone}-{uuid4().hex[:8]}"
    taken.add(username)
    return username


_TENURE_FIELDS = ("acting", "own_position", "order_number", "order_date", "scope", "ends")


def _tenures(drafts: ProvinceDraft, register: Register) -> Counted:
    """Terms that end are written before terms that open, for an office has one open holder at any moment."""
    wanted: dict[Any, Mapping[str, Any]] = {}
    for draft in drafts.holders:
        person = register.people.of(draft)
        if person is None or person.user is None or draft.starts is None:
            continue
        office = register.offices[draft.body_code, draft.role, draft.title]
        wanted[office.pk, person.user.pk, draft.starts] = {name: getattr(draft, name) for name in _TENURE_FIELDS}
    return _write(
        Tenure,
        wanted,
        register.tenures,
        lambda key, values: Tenure(office_id=key[0], user_id=key[1], starts=key[2], **values),
        first=lambda tenure: tenure.ends is not None or bool(tenure.acting),
    ).counted


def _dates(drafts: ProvinceDraft, register: Register) -> Counted:
    return _write(
        AnnouncedDate,
        {
            (draft.area_code, draft.target_year, draft.step): {
                "due_on": draft.due_on,
                "announced_by": draft.announced_by,
                "announced_on": draft.announced_on,
            }
            for draft in drafts.dates
        },
        register.dates,
        lambda key, values: AnnouncedDate(area_id=key[0], target_year=key[1], step=key[2], **values),
    ).counted
