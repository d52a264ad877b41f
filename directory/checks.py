"""System checks that keep the powers where they belong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError

from directory.powers import OWN_POWERS, Power


@register(Tags.database)
def powers_are_granted_over_areas_only(*, databases: Sequence[str] | None = None, **_kwargs: Any) -> list[CheckMessage]:
    """Refuse powers held without an area (they would bypass jurisdiction) and own powers granted over an area."""
    if not databases:
        return []
    from django.contrib.auth.models import Permission  # noqa: PLC0415  # as below

    from directory.models import AreaGroupPermission, User  # noqa: PLC0415  # models exist only after start-up

    in_area = {"content_type__app_label": "directory", "content_type__model": "area"}
    problems: list[CheckMessage] = []
    try:
        by_group = Permission.objects.filter(codename__in=Power.values, **in_area)
        groups = list(by_group.filter(group__isnull=False).values_list("codename", flat=True).distinct())
        users = list(User.objects.filter(user_permissions__in=by_group).values_list("username", flat=True).distinct())
        own = AreaGroupPermission.objects.filter(permission__codename__in=OWN_POWERS).count()
    except DatabaseError:
        return []  # the tables do not exist before the first migration
    if groups:
        problems.append(Error(f"Powers granted to groups without an area: {', '.join(groups)}", id="directory.E001"))
    if users:
        problems.append(Error(f"Powers granted to users without an area: {', '.join(users)}", id="directory.E002"))
    if own:
        problems.append(Error(f"{own} area grants of powers that belong to the owning body", id="directory.E003"))
    return problems
