"""Loads the areas of the country, present and abolished, from the package geothai."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import geothai
from django.db import models, transaction
from geothai.abolished import abolished_areas

from directory.models import Area, AreaSuccession

# What the country consists of, by the registry of its Department of Provincial Administration.
IN_FORCE = {Area.Level.PROVINCE: 77, Area.Level.DISTRICT: 928, Area.Level.SUBDISTRICT: 7436}
_LEVELS = {2: Area.Level.PROVINCE, 4: Area.Level.DISTRICT, 6: Area.Level.SUBDISTRICT}


class WrongCountError(Exception):
    """The source does not hold the country that this program knows; nothing was loaded."""


@dataclass(frozen=True, slots=True)
class AreasLoaded:
    """How many areas the database holds now."""

    provinces: int
    districts: int
    subdistricts: int
    abolished: int
    successions: int


@transaction.atomic
def load_areas() -> AreasLoaded:
    """Bring the areas and their successors to what geothai knows.

    Repeating it changes nothing; names and dates that changed are updated, no area is ever deleted. Set-based: a few
    dozen statements for ten thousand areas.

    Raises:
        WrongCountError: the areas in force are not 77 provinces, 928 districts and 7,436 subdistricts.
    """
    abolished = abolished_areas()
    areas = {area.code: area for area in (*_in_force(), *_abolished(abolished))}
    _add_missing_parents(areas)
    _insert_or_update(Area, areas.values(), ["code"], ["level", "parent", "name_th", "name_en", "abolished_on"])
    successions = [
        AreaSuccession(
            predecessor_id=area.code,
            successor_id=code,
            basis=area.successors_basis or AreaSuccession.Basis.NAME,
            in_force=area.successors_in_force and date.fromisoformat(area.successors_in_force),
            source=area.successors_source or "",
        )
        for area in abolished
        for code in area.successors
    ]
    _insert_or_update(AreaSuccession, successions, ["predecessor", "successor"], ["basis", "in_force", "source"])
    return _checked()


def _in_force() -> Iterable[Area]:
    for province in geothai.provinces():
        yield _area(province.code, province.name_th, province.name_en)
        for district in geothai.districts(province.code):
            yield _area(district.code, district.name_th, district.name_en)
            for subdistrict in geothai.subdistricts(district.code):
                yield _area(subdistrict.code, subdistrict.name_th, subdistrict.name_en)


def _abolished(rows: Iterable[geothai.types.Abolished]) -> Iterable[Area]:
    for row in rows:
        yield _area(row.code, row.name_th, row.name_en, date.fromisoformat(row.abolished_on))


def _area(code: str, name_th: str, name_en: str | None, abolished_on: date | None = None) -> Area:
    return Area(
        code=code,
        level=_LEVELS[len(code)],
        parent_id=code[:-2] or None,
        name_th=name_th,
        name_en=name_en or "",
        abolished_on=abolished_on,
    )


def _add_missing_parents(areas: dict[str, Area]) -> None:
    """An abolished area whose parent nobody lists gets one, abolished when the last of its children was."""
    for length in (4, 2):
        orphans: dict[str, list[date]] = {}
        for area in areas.values():
            if len(area.code) > length and area.abolished_on and area.code[:length] not in areas:
                orphans.setdefault(area.code[:length], []).append(area.abolished_on)
        for code, ends in orphans.items():
            areas[code] = _area(code, code, "", max(ends))


def _insert_or_update(
    model: type[models.Model], rows: Iterable[models.Model], key: list[str], others: list[str]
) -> None:
    model._default_manager.bulk_create(  # how Django documents it
        rows, update_conflicts=True, unique_fields=key, update_fields=others
    )


def _checked() -> AreasLoaded:
    found = dict(
        Area.objects.filter(abolished_on__isnull=True)
        .order_by()
        .values_list("level")
        .annotate(number=models.Count("code"))
    )
    if found != IN_FORCE:
        raise WrongCountError(f"areas in force: expected {_told(IN_FORCE)}, found {_told(found)}; nothing was changed")
    return AreasLoaded(
        provinces=found[Area.Level.PROVINCE],
        districts=found[Area.Level.DISTRICT],
        subdistricts=found[Area.Level.SUBDISTRICT],
        abolished=Area.objects.filter(abolished_on__isnull=False).count(),
        successions=AreaSuccession.objects.count(),
    )


def _told(counts: Mapping[Any, int]) -> str:
    return ", ".join(f"{counts.get(level, 0):,} {level.value}s" for level in Area.Level)
