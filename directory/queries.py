"""Reads of the directory that other rooms and commands share."""

from __future__ import annotations

from django.db.models import Q


def inside(code: str, field: str = "area_id") -> Q:
    """Rows that lie in an area or below it, by a half-open range of codes of digits only.

    Digits sort alike in every collation; a mark such as ":" as the upper end does not, and LIKE would scan the table.
    """
    return Q(**{f"{field}__gte": code, f"{field}__lt": str(int(code) + 1).zfill(len(code))})
