"""What stands on an access card: its code, the QR that leads to the page for it, and what the register keeps of both.

The code stands behind the ``#`` of the address in the QR. Browsers never send that part: it reaches no server's log, no
proxy and no Referer header; the page's script puts it into its field, and without scripts it is typed from the card.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from directory.cells import arabic
from directory.models import AccessCard, Office

SIGNS = "34679ACDEFHJKMNPQRTWXY"  # none that looks or sounds like another in print, in capitals or in small letters
GROUP, GROUPS = 4, 3  # 22 signs at 12 places: 53 bits
NO_SALT, NO_HASH = "0" * 32, "0" * 64  # for a number without a card, so that its answer costs the same


def new_code() -> str:
    """A random code, in groups as it is printed."""
    return "-".join("".join(secrets.choice(SIGNS) for _sign in range(GROUP)) for _group in range(GROUPS))


def read_code(typed: str) -> str:
    """A code as it was typed, or scanned, without spaces and hyphens; empty where it cannot be one."""
    signs = re.sub(r"[\s\u2010-\u2013_.-]", "", arabic(typed)).upper()
    return signs if len(signs) == GROUP * GROUPS and set(signs) <= set(SIGNS) else ""


def hash_of(code: str, salt: str) -> str:
    """What the register keeps of a code. Without this site's own key it says nothing, however many codes are tried.

    Fast on purpose: a district prints hundreds of cards at once, and 53 random bits need no slow hash.
    """
    return salted_hmac(f"directory.access_card.{salt}", read_code(code), algorithm="sha256").hexdigest()


def fits(code: str, card: AccessCard | None) -> bool:
    """Whether a code is this card's. Without a card the same work is done, in vain."""
    salt, kept = (card.salt, card.secret_hash) if card is not None else (NO_SALT, NO_HASH)
    return constant_time_compare(hash_of(code, salt), kept) and card is not None


@dataclass(frozen=True, slots=True)
class PrintedCard:
    """A card as it is printed, the only place where its code stands."""

    card: AccessCard
    offices: tuple[Office, ...]
    code: str

    @property
    def address(self) -> str:
        """Where the card is used, as people type it; from the settings, never from a request's Host header."""
        return f"{settings.PUBLIC_BASE_URL}{reverse('card_sign_in')}"

    @property
    def qr(self) -> str:
        """The address with the code as a QR picture, for the source of an image."""
        made = segno.make_qr(f"{self.address}#{self.code}", error="m", boost_error=False)
        return str(made.svg_data_uri(border=4, light="white", omitsize=True))

    @property
    def phone_ending(self) -> str:
        """The last two digits of the person's number: enough to know which phone is meant, too few for a finder."""
        return (self.card.user.phone or "")[-2:]
