"""Reads on commitments."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import QuerySet

from directory import clock
from directory.acting import Acting
from directory.mandates import mandate_of
from directory.powers import BodyKind, Power
from tracking.models import Commitment, Status

QUIET_DAYS = 90


def commitments_for(
    by: Acting, *, agency: int | None = None, district: str = "", status: str = "", quiet: bool = False
) -> QuerySet[Commitment]:
    """The commitments that an office follows: an agency its own, the province all of its own.

    Filters by agency, district code, status, and ``quiet``: unfinished and without an update for ninety days.
    """
    provinces = [code[:2] for code in mandate_of(by).areas(Power.TRACK_COMMITMENTS)]
    found = Commitment.objects.filter(province_code__in=provinces).select_related("agency", "line__proposal")
    if by.body.kind == BodyKind.AGENCY:
        found = found.filter(agency=by.body)
    if agency is not None:
        found = found.filter(agency=agency)
    if status:
        found = found.filter(status=status)
    if quiet:
        found = found.filter(updated_on__lt=clock.today() - timedelta(days=QUIET_DAYS)).exclude(
            status__in=[Status.DONE, Status.DROPPED]
        )
    if district:
        found = found.filter(line__shares_in__source__proposal__district_code=district).distinct()
    return found
