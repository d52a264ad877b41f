"""Answers `user.has_perm("directory.review_plan", record)` from offices, areas and dates."""

from __future__ import annotations

from typing import Any

from guardian.backends import ObjectPermissionBackend

from directory.mandates import mandates_of
from directory.models import User


class AreaBackend(ObjectPermissionBackend):
    """guardian's backend, asked about areas: an office's grant on an area counts for all that lies below it.

    A record is anything with an ``area_code``, or with an ``owner`` for the own powers. Without a record the answer
    is no: these powers exist only somewhere. One query per user object, whatever the number of questions.
    """

    def authenticate(self, *_args: Any, **_kwargs: Any) -> None:
        """Signing in is not this backend's affair."""
        return

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """Whether any office that the person holds today has the power over the record."""
        app, _, power = perm.rpartition(".")
        if obj is None or app != "directory" or not isinstance(user_obj, User) or not user_obj.is_active:
            return False
        return any(mandate.holds(power, obj) for mandate in mandates_of(user_obj).values())

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """All powers over one record; none without one."""
        if obj is None or not isinstance(user_obj, User):
            return set()
        return {
            f"directory.{power}"
            for mandate in mandates_of(user_obj).values()
            for power in (*mandate.own, *mandate.granted)
            if mandate.holds(power, obj)
        }
