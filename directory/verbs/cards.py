"""Verbs on access cards: printing them, revoking them, and opening a phone with one."""

from __future__ import annotations

import logging
import secrets
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from directory import clock
from directory.acting import Acting, By
from directory.cards import PrintedCard, fits, hash_of, new_code
from directory.errors import Invalid, Problem, Refused, Stale
from directory.mandates import Mandate, mandate_of
from directory.models import AccessCard, Office, Tenure, User
from directory.powers import Power

MOST_AT_ONCE = 200
A_MOMENT = timedelta(microseconds=1)

logger = logging.getLogger(__name__)


def may_issue_cards(mandate: Mandate, area_code: str) -> bool:
    """Whether an office gives out the cards of a place: it keeps its register, or is the desk of a level above it."""
    above = mandate.granted.get(Power.ISSUE_CARDS, set())
    return mandate.covers(Power.MANAGE_BODIES, area_code) or any(
        area_code[:length] in above for length in (2, 4) if length < len(area_code)
    )


@transaction.atomic
def issue_access_cards(*, people: Sequence[User], by: By) -> list[PrintedCard]:
    """Print a new one-time card for each of some people, in their order; each person once.

    Side effects, in this order: the cards that they had are revoked, which ends the sessions opened with those by their
    next request; a forgotten PIN is taken away; the new cards are kept without their codes, which are answered here and
    nowhere else. All or nothing. Repeating it prints others.

    Raises:
        Refused: the actor does not give out the cards of the place of every office that each person holds.
        Invalid: nobody or too many are named, or somebody holds no office today, has no telephone number, or their
            account is closed or an administrator's.
    """
    keys = list(dict.fromkeys(person.pk for person in people))
    if not 1 <= len(keys) <= MOST_AT_ONCE:
        raise Invalid.of("people", len(keys), _("เลือกได้ครั้งละ 1 ถึง %d คน") % MOST_AT_ONCE)
    locked = {
        person.pk: person for person in User.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk")
    }
    offices = _offices_held(keys)
    _check_right(by, (office for held in offices.values() for office in held))
    if problems := [found for key in keys for found in _problems(locked.get(key), offices.get(key, []))]:
        raise Invalid(problems)
    now = clock.now()
    last_moment = clock.midnight_after(clock.today() + timedelta(days=settings.ACCESS_CARD_DAYS)) - A_MOMENT
    _revoke(keys, by)
    User.objects.filter(pk__in=keys).exclude(pin="").update(pin="")
    codes = [new_code() for _key in keys]
    drafts = [_draft(locked[key], code, by) for key, code in zip(keys, codes, strict=True)]
    for draft in drafts:
        draft.issued_at, draft.expires_at = now, last_moment
    cards = AccessCard.objects.bulk_create(drafts)
    logger.info("cards %s issued in office %s", [card.pk for card in cards], getattr(_office_of(by), "pk", by))
    return [PrintedCard(card, tuple(offices[card.user_id]), code) for card, code in zip(cards, codes, strict=True)]


def _draft(person: User, code: str, by: By) -> AccessCard:
    salt = secrets.token_hex(16)
    return AccessCard(
        user=person, salt=salt, secret_hash=hash_of(code, salt), issued_by=_person_of(by), issued_in=_office_of(by)
    )


def _person_of(by: By) -> User | None:
    return by.user if isinstance(by, Acting) else None


def _office_of(by: By) -> Office | None:
    return by.office if isinstance(by, Acting) else None


def _offices_held(people: Iterable[int]) -> dict[int, list[Office]]:
    """The offices that people hold today, by person. One query."""
    held: dict[int, list[Office]] = defaultdict(list)
    terms = Tenure.objects.current(clock.today()).filter(user__in=list(people)).select_related("office__body__area")
    for term in terms.order_by("office__body__code", "office__role", "pk"):
        if term.office not in held[term.user_id]:
            held[term.user_id].append(term.office)
    return held


def _check_right(by: By, offices: Iterable[Office]) -> None:
    if not isinstance(by, Acting):
        return
    mandate = mandate_of(by)
    if not any(mandate.granted.get(power) for power in (Power.ISSUE_CARDS, Power.MANAGE_BODIES)) or not all(
        may_issue_cards(mandate, office.body.area_code) for office in offices
    ):
        raise Refused(_("เฉพาะผู้ดูแลพื้นที่ของทุกตำแหน่งที่บุคคลนี้ดำรงเท่านั้นที่ออกหรือยกเลิกบัตรเข้าใช้ได้"))


def _problems(person: User | None, offices: list[Office]) -> Iterable[Problem]:
    if person is None or not offices:
        yield Problem("people", str(person or ""), _("ไม่ได้ดำรงตำแหน่งในวันนี้"))
    elif person.is_superuser or person.is_staff or not person.is_active:
        yield Problem("people", str(person), _("บัญชีนี้ปิดแล้ว หรือเป็นบัญชีของผู้ดูแลระบบ"))
    elif not person.phone:
        yield Problem("people", str(person), _("ยังไม่มีหมายเลขโทรศัพท์ในทะเบียน จึงใช้บัตรไม่ได้"))


def _revoke(people: Iterable[int], by: By) -> int:
    standing = AccessCard.objects.filter(user__in=list(people), revoked_at__isnull=True)
    return standing.update(revoked_at=clock.now(), revoked_by=_person_of(by))


@transaction.atomic
def revoke_access_card(*, card: AccessCard, by: Acting) -> AccessCard:
    """Take a card back, used or not; the phone that it opened is signed out by its next request.

    Raises:
        Refused: the actor does not give out the cards of the place of every office that the person holds, or the person
            holds none today, so that the card opens nothing.
        Stale: it has been revoked already.
    """
    offices = _offices_held([card.user_id]).get(card.user_id, [])
    if not offices:
        raise Refused(_("บุคคลนี้ไม่ได้ดำรงตำแหน่งในวันนี้ บัตรจึงใช้ไม่ได้อยู่แล้ว"))
    _check_right(by, offices)
    present = AccessCard.objects.select_for_update(no_key=True).get(pk=card.pk)
    if present.revoked_at is not None:
        raise Stale(_("บัตรนี้ถูกยกเลิกไปแล้ว"))
    present.revoked_at, present.revoked_by = clock.now(), by.user
    present.save(update_fields=["revoked_at", "revoked_by"])
    logger.info("card %s revoked in office %s", present.pk, by.office.pk)
    return present


@transaction.atomic
def use_access_card(*, phone: str, code: str) -> AccessCard | None:
    """The card that this number and this code open a phone with, used from now on; None in every other case.

    Why it is None is told to nobody: an unknown number, another code, a card that was used, revoked or has expired, a
    closed account and an ended term cost the same statements and the same hash. Of two who use a card at the same
    moment, one gets it.
    """
    serves = Tenure.objects.current(clock.today()).filter(user=OuterRef("user"))
    found = (
        AccessCard.objects.filter(user__phone=phone, revoked_at__isnull=True)
        .annotate(serves=Exists(serves))
        .select_related("user")
        .first()
    )
    right, now = fits(code, found), clock.now()
    if found is None or not right or found.standing(now) != AccessCard.Standing.LIVE:
        return None
    person = found.user
    if not (found.serves and person.is_active) or person.is_staff or person.is_superuser:
        return None
    taken = AccessCard.objects.filter(pk=found.pk, used_at__isnull=True, revoked_at__isnull=True).update(used_at=now)
    found.used_at = now
    return found if taken else None
