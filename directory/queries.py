"""Reads of the directory that other rooms and commands share."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Length
from django.utils.translation import gettext as _

from directory import clock
from directory.acting import Acting
from directory.errors import NotHere, Refused
from directory.mandates import mandate_of
from directory.models import AccessCard, Area, Body, Office, Tenure, Territory
from directory.powers import Power


def inside(code: str, field: str = "area_id") -> Q:
    """Rows that lie in an area or below it, by a half-open range of codes of digits only.

    Digits sort alike in every collation; a mark such as ":" as the upper end does not, and LIKE would scan the table.
    """
    return Q(**{f"{field}__gte": code, f"{field}__lt": str(int(code) + 1).zfill(len(code))})


# --- The register of bodies, for those who keep it ---


def bodies_kept_by(by: Acting) -> QuerySet[Body]:
    """The bodies whose register an office keeps: those that sit in its areas.

    Raises:
        Refused: the office keeps no register.
    """
    areas = mandate_of(by).areas(Power.MANAGE_BODIES)
    if not areas:
        raise Refused(_("ตำแหน่ง %(office)s ไม่ได้ดูแลทะเบียนองค์กร") % {"office": by.office})
    within = Q()
    for code in areas:
        within |= inside(code)
    return Body.objects.filter(within).select_related("area")


def provinces_kept_by(by: Acting) -> list[Area]:
    """The provinces that an office may open.

    Raises:
        Refused: there is none.
    """
    codes = [code for code in mandate_of(by).areas(Power.MANAGE_BODIES) if len(code) == 2]
    if not codes:
        raise Refused(_("ตำแหน่ง %(office)s ไม่ได้ดูแลทะเบียนองค์กรของจังหวัดใด") % {"office": by.office})
    return list(Area.objects.filter(pk__in=codes))


def districts_kept_by(by: Acting) -> QuerySet[Area]:
    """The districts in which an office keeps the register."""
    within = Q(pk__in=[])
    for code in mandate_of(by).areas(Power.MANAGE_BODIES):
        within |= inside(code, "code")
    return Area.objects.filter(within, level=Area.Level.DISTRICT, abolished_on__isnull=True)


def body_kept_by(by: Acting, code: str) -> Body:
    """One body with its territory, its offices and their terms that have not ended.

    Raises:
        Refused: the office keeps no register.
        NotHere: there is no such body, or it lies elsewhere.
    """
    territories = Territory.objects.select_related("area").prefetch_related("villages").order_by("area_id")
    offices = Office.objects.prefetch_related(Prefetch("tenures", _unended())).order_by("role", "title")
    found = bodies_kept_by(by).select_related("area", "secretariat").filter(code=code)
    body = found.prefetch_related(Prefetch("territories", territories), Prefetch("offices", offices)).first()
    if body is None:
        raise NotHere("")
    return body


def office_kept_by(by: Acting, pk: int) -> Office:
    """One office with its terms that have not ended.

    Raises:
        Refused: the office in which one acts keeps no register.
        NotHere: there is no such office, or it lies elsewhere.
    """
    found = Office.objects.filter(pk=pk, body__in=bodies_kept_by(by)).select_related("body__area")
    office = found.prefetch_related(Prefetch("tenures", _unended())).first()
    if office is None:
        raise NotHere("")
    return office


def _unended() -> QuerySet[Tenure]:
    """Terms that run or will begin, those of holders first."""
    today = clock.today()
    return (
        Tenure.objects.filter(Q(ends__isnull=True) | Q(ends__gt=today))
        .select_related("user")
        .order_by("acting", "starts")
    )


# --- Those whose access cards an office gives out ---


def terms_given_cards_by(by: Acting) -> QuerySet[Tenure]:
    """The terms of today in the places whose cards an office gives out, each with the standing card of its person.

    ``card``, ``card_used`` and ``card_expires`` are of that card; ``serves_elsewhere`` says that the person also holds
    an office beyond these places, so that only the level above gives them a card. One query.

    Raises:
        Refused: the office gives out no cards.
    """
    mandate, today = mandate_of(by), clock.today()
    # Those who keep a register give out its cards; a desk those of the levels below its own.
    kept = [(code, 2) for code in mandate.areas(Power.MANAGE_BODIES)]
    below = [(code, len(code) + 1) for code in mandate.areas(Power.ISSUE_CARDS)]
    within, elsewhere = Q(pk__in=[]), Q()
    for code, shortest in (*kept, *below):
        here = inside(code, "office__body__area_id") & Q(place_length__gte=shortest)
        within, elsewhere = within | here, elsewhere & ~here
    if not (kept or below):
        raise Refused(_("ตำแหน่ง %(office)s ไม่ได้ออกบัตรเข้าใช้") % {"office": by.office})
    terms = Tenure.objects.current(today).annotate(place_length=Length("office__body__area_id"))
    standing = AccessCard.objects.filter(user=OuterRef("user"), revoked_at__isnull=True)
    return (
        terms.filter(within, office__body__ended_on__isnull=True, user__is_active=True)
        .annotate(
            card=Subquery(standing.values("pk")[:1]),
            card_used=Subquery(standing.values("used_at")[:1]),
            card_expires=Subquery(standing.values("expires_at")[:1]),
            serves_elsewhere=Exists(terms.filter(elsewhere, user=OuterRef("user"))),
        )
        .select_related("user", "office__body__area")
        .order_by("office__body__area_id", "office__body__name", "office__role", "pk")
    )


def card_given_by(by: Acting, pk: int) -> AccessCard:
    """A standing card that an office may take back.

    Raises:
        Refused: the office gives out no cards.
        NotHere: there is no such card, or its person serves beyond what the office gives cards for.
    """
    people = terms_given_cards_by(by).filter(Q(serves_elsewhere=False)).values("user")
    found = AccessCard.objects.filter(pk=pk, revoked_at__isnull=True, user__in=people).select_related("user").first()
    if found is None:
        raise NotHere("")
    return found
