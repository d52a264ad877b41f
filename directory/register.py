"""What the register holds of a province already: read in a dozen queries, before drafts are compared with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from directory.drafts import HolderDraft, ProvinceDraft
from directory.models import AnnouncedDate, Area, Body, Office, Tenure, Territory, User, Village
from directory.queries import inside

OfficeKey = tuple[str, str, str]


@dataclass(slots=True)
class Person:
    """One person of the drafts: the same phone, or the same user name, on however many rows."""

    full_name: str
    phone: str = ""
    username: str = ""
    user: User | None = None


@dataclass(slots=True)
class People:
    """The persons of the holders, each once, and the accounts that they have already."""

    by_key: dict[str, Person] = field(default_factory=dict)
    phone_of: dict[str, str] = field(default_factory=dict)

    def key(self, holder: HolderDraft) -> str:
        """Who the row speaks of; empty for a vacant office."""
        phone = holder.phone or self.phone_of.get(holder.username, "")
        return phone or (f"@{holder.username}" if holder.username else "")

    def of(self, holder: HolderDraft) -> Person | None:
        """The person of a row, or nobody."""
        return self.by_key.get(self.key(holder)) if holder.full_name else None


@dataclass(slots=True)
class Register:
    """Records by the keys under which drafts name them."""

    province: Area
    areas: dict[str, Area]
    bodies: dict[str, Body]
    villages: dict[tuple[str, str, int], Village]
    territories: dict[tuple[str, str], Territory]
    villages_of: dict[int, set[int]]
    offices: dict[OfficeKey, Office]
    tenures: dict[tuple[int, int, date], Tenure]
    dates: dict[tuple[str, int, str], AnnouncedDate]
    people: People
    serve_elsewhere: set[int]
    taken_usernames: set[str]

    @property
    def own_bodies(self) -> dict[str, Body]:
        """The bodies that sit in this province; the others are here only because their codes are taken."""
        return {code: body for code, body in self.bodies.items() if body.area_code[:2] == self.province.code}


def read_register(province: Area, drafts: ProvinceDraft) -> Register:
    """Read what exists. The accounts are those that the drafts name, wherever they serve."""
    here = inside(province.code)
    codes = {body.code for body in drafts.bodies}
    bodies = {body.code: body for body in (*Body.objects.filter(code__in=codes), *Body.objects.filter(here))}
    code_of = {body.pk: code for code, body in bodies.items()}
    territories = {
        (code_of[territory.body_id], str(territory.area_id)): territory
        for territory in Territory.objects.filter(body__in=code_of)
    }
    offices = {
        (code_of[office.body_id], office.role, office.title): office
        for office in Office.objects.filter(body__in=code_of)
    }
    tenures = Tenure.objects.filter(inside(province.code, "office__body__area_id")).select_related("user")
    people = _people(drafts.holders)
    _find_accounts(people)
    users = [person.user.pk for person in people.by_key.values() if person.user]
    return Register(
        province=province,
        areas={area.code: area for area in Area.objects.filter(inside(province.code, "code"), abolished_on=None)},
        bodies=bodies,
        villages={(str(v.area_id), v.kind, v.number): v for v in Village.objects.filter(here)},
        territories=territories,
        villages_of=_villages_of(territories.values()),
        offices=offices,
        tenures={(tenure.office_id, tenure.user_id, tenure.starts): tenure for tenure in tenures},
        dates={(str(d.area_id), d.target_year, d.step): d for d in AnnouncedDate.objects.filter(here)},
        people=people,
        serve_elsewhere=set(
            Tenure.objects.filter(user__in=users)
            .exclude(inside(province.code, "office__body__area_id"))
            .values_list("user_id", flat=True)
        ),
        taken_usernames=set(User.objects.filter(username__in=_usernames(people)).values_list("username", flat=True)),
    )


def _people(holders: Iterable[HolderDraft]) -> People:
    people = People()
    holders = [holder for holder in holders if holder.full_name]
    for holder in holders:
        if holder.phone and holder.username:
            people.phone_of.setdefault(holder.username, holder.phone)
    for holder in holders:
        if not (key := people.key(holder)):
            continue
        person = people.by_key.setdefault(key, Person(holder.full_name))
        person.phone = person.phone or holder.phone
        person.username = person.username or holder.username
    return people


def _find_accounts(people: People) -> None:
    """By phone first, else by user name, as drafts are matched with accounts."""
    persons = people.by_key.values()
    by_phone = {u.phone: u for u in User.objects.filter(phone__in=[p.phone for p in persons if p.phone])}
    by_name = {u.username: u for u in User.objects.filter(username__in=[p.username for p in persons if p.username])}
    for person in persons:
        person.user = (by_phone.get(person.phone) if person.phone else None) or by_name.get(person.username)


def _usernames(people: People) -> list[str]:
    return [name for person in people.by_key.values() for name in (person.username, person.phone) if name]


def _villages_of(territories: Iterable[Territory]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    links = Territory.villages.through.objects.filter(territory__in=[territory.pk for territory in territories])
    for territory_id, village_id in links.values_list("territory_id", "village_id"):
        found.setdefault(territory_id, set()).add(village_id)
    return found
