"""Reads on commitments."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from directory import clock
from directory.acting import Acting
from directory.errors import NotHere, Refused
from directory.mandates import mandate_of
from directory.models import Area
from directory.powers import BodyKind, Power
from proposals.models import Share
from tracking.models import Commitment, Status

QUIET_DAYS = 90


def admit_to_commitments(by: Acting) -> None:
    """Ask beforehand whether an office follows commitments at all.

    Raises:
        Refused: it does not.
    """
    if not mandate_of(by).granted.get(Power.TRACK_COMMITMENTS):
        raise Refused(_("ตำแหน่ง %(office)s ไม่มีหน้าที่รายงานผลตามแผน") % {"office": by.office})


def commitment_for(by: Acting, pk: int) -> Commitment:
    """One commitment, with its line and the plan that the line stands in.

    Raises:
        NotHere: there is none, or this office does not follow it.
    """
    found = (
        commitments_for(by).select_related("line__plan__owner", "line__plan__area", "line__plan__cycle").filter(pk=pk)
    )
    commitment = found.first()
    if commitment is None:
        raise NotHere("")
    return commitment


def districts_of(by: Acting) -> list[Area]:
    """The districts of the provinces that an office follows."""
    provinces = [code[:2] for code in mandate_of(by).areas(Power.TRACK_COMMITMENTS)]
    return list(Area.objects.filter(level=Area.Level.DISTRICT, parent__in=provinces, abolished_on__isnull=True))


def sources_of(commitment: Commitment) -> QuerySet[Share]:
    """The lines of the level below that live on in a commitment's line, in their order."""
    shares = Share.objects.filter(target=commitment.line_id).select_related("source__plan__owner", "source__proposal")
    return shares.order_by("source__plan_id", "source__number")


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
        found = quiet_commitments(found)
    if district:
        found = found.filter(line__shares_in__source__proposal__district_code=district).distinct()
    return found


def quiet_commitments(commitments: QuerySet[Commitment]) -> QuerySet[Commitment]:
    """Those that are unfinished and without an update for ninety days."""
    day = clock.today() - timedelta(days=QUIET_DAYS)
    return commitments.filter(updated_on__lt=day).exclude(status__in=[Status.DONE, Status.DROPPED])
