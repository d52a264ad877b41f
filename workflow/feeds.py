"""Secret addresses for calendar programs: opened by a person for one office, and revoked by them."""

from __future__ import annotations

import secrets
from hashlib import sha256

from django.db import transaction

from directory import clock
from directory.acting import Acting
from directory.errors import NotHere, Refused
from workflow.models import CalendarFeed


@transaction.atomic
def open_feed(*, by: Acting) -> str:
    """Open an address for the office in which somebody acts, and answer its secret, which is shown this once.

    An earlier address of the same person and office is revoked: a secret that was lost is replaced by a new one.
    """
    revoke_feed(by=by)
    token = secrets.token_urlsafe(24)
    CalendarFeed.objects.create(user=by.user, office=by.office, token_hash=_hash(token), created_at=clock.now())
    return token


def revoke_feed(*, by: Acting) -> int:
    """End the address of the office in which somebody acts; answers how many were open. Repeating it does nothing."""
    return CalendarFeed.objects.filter(user=by.user, office=by.office, revoked_at__isnull=True).update(
        revoked_at=clock.now()
    )


def has_feed(by: Acting) -> bool:
    """Whether an address is open."""
    return CalendarFeed.objects.filter(user=by.user, office=by.office, revoked_at__isnull=True).exists()


def holder_of(token: str) -> Acting:
    """Whose address this is, as long as they hold the office.

    Raises:
        NotHere: nobody's, revoked, or its person no longer holds the office; the three are never told apart.
    """
    feed = (
        CalendarFeed.objects.select_related("user", "office__body")
        .filter(token_hash=_hash(token), revoked_at__isnull=True)
        .first()
    )
    if feed is None:
        raise NotHere("")
    try:
        return Acting.as_holder(feed.user, feed.office)
    except Refused as gone:
        raise NotHere("") from gone


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
