"""The access cards of a demonstration: for each of its councils one that somebody can try, with number and code.

The list lies in VAR_DIR beside the accounts, for its owner's eyes only, so that it can be printed again; what has been
used or taken back meanwhile is replaced. It exists in demo mode alone (`config.checks` refuses it in a deployment).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef

from config.demo_accounts import keep_rows
from directory import clock
from directory.acting import SystemActor
from directory.models import AccessCard, Tenure
from directory.powers import BodyKind
from directory.verbs.cards import MOST_AT_ONCE, issue_access_cards

FILE_NAME = "demo_cards.json"
DEMONSTRATION = SystemActor("demonstration")


@dataclass(frozen=True, slots=True)
class DemoCard:
    """One card of the list. ``card`` and ``body`` are its number and its council's code, by which it is found again."""

    card: int
    body: str
    council: str
    area: str
    person: str
    phone: str
    code: str
    address: str

    def as_json(self) -> dict[str, str]:
        """What programs read."""
        return {name: value for name, value in asdict(self).items() if name not in {"card", "body"}}


def cards_of_this_demo() -> list[DemoCard]:
    """A card for every council of the demonstration: the kept ones while they are live, new ones for the others."""
    present = {card.body: card for card in kept_cards(settings.VAR_DIR)}
    now = clock.now()
    live = AccessCard.objects.filter(pk__in=[card.card for card in present.values()], expires_at__gt=now)
    usable = set(live.filter(used_at=None, revoked_at=None).values_list("pk", flat=True))
    kept = {name: card for name, card in present.items() if card.card in usable}
    cards = kept | {card.body: card for card in _made(leaving_out=set(kept))}
    rows = [cards[name] for name in sorted(cards, key=lambda name: (cards[name].area, name))]
    if rows != list(present.values()):
        keep_rows([asdict(card) for card in rows], settings.VAR_DIR / FILE_NAME)
    return rows


@transaction.atomic
def _made(*, leaving_out: set[str]) -> list[DemoCard]:
    """New cards for the councils that are left, each for one invented person."""
    chosen = [term for term in _holders() if term.office.body.code not in leaving_out]
    found: list[DemoCard] = []
    for first in range(0, len(chosen), MOST_AT_ONCE):
        some = chosen[first : first + MOST_AT_ONCE]
        printed = issue_access_cards(people=[term.user for term in some], by=DEMONSTRATION)
        found += [
            DemoCard(
                card=each.card.pk,
                body=term.office.body.code,
                council=term.office.body.name,
                area=f"{term.office.body.area_id} {term.office.body.area.full_name}",
                person=str(term.user),
                phone=term.user.phone or "",
                code=each.code,
                address=each.address,
            )
            for term, each in zip(some, printed, strict=True)
        ]
    return found


def _holders() -> Iterator[Tenure]:
    """For each demonstration council one holder: preferably one whose phone no card has opened, then the chair.

    So printing the list again signs out nobody who is trying another card of the same council.
    """
    used = AccessCard.objects.filter(user=OuterRef("user"), revoked_at=None, used_at__isnull=False)
    terms = (
        Tenure.objects.current(clock.today())
        .filter(
            office__body__kind=BodyKind.COUNCIL,
            office__body__is_demo=True,
            office__body__ended_on=None,
            user__is_demo=True,
            user__is_active=True,
            user__is_staff=False,
            user__is_superuser=False,
            user__phone__isnull=False,
        )
        .annotate(in_use=Exists(used))
        .select_related("user", "office__body__area")
        .order_by("office__body__code", "in_use", "office__role", "pk")
    )
    councils, people = set[int](), set[int]()
    for term in terms:
        if term.office.body_id not in councils and term.user_id not in people:
            councils.add(term.office.body_id)
            people.add(term.user_id)
            yield term


def kept_cards(folder: Path) -> list[DemoCard]:
    """The list that lies in a folder; empty where there is none, or none that can be read."""
    try:
        rows = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
        return [DemoCard(**{field.name: row[field.name] for field in fields(DemoCard)}) for row in rows]
    except (OSError, ValueError, KeyError, TypeError):
        return []
