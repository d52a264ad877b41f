"""What `manage.py check --deploy` refuses: a deployment that shows invented data or signs with a key of its own."""

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import Error as DatabaseError
from django.db import transaction

from config import demo_cards
from config.demo_accounts import FILE_NAME

DEMO_MODE = Error(
    "Demo mode is on: papers are marked as examples and mail goes to files.",
    hint="Unset PRASAN_DEMO.",
    id="prasan.E001",
)
NO_SECRET = Error(
    "SECRET_KEY is not set: sessions are signed with a key that this machine made for development.",
    hint="Set SECRET_KEY in the environment to at least 50 random characters, the same for every process.",
    id="prasan.E002",
)
DEMO_PASSWORDS = Error(
    f"VAR_DIR holds {FILE_NAME} or {demo_cards.FILE_NAME}: passwords and cards of demonstration accounts.",
    hint="A deployment begins with an empty VAR_DIR and a database of its own, never with those of a demonstration.",
    id="prasan.E003",
)
DEMO_PEOPLE = Error(
    "The database holds active demonstration accounts with a password or a card: invented people could sign in.",
    hint="Use a database in which no demonstration has run, or close these accounts.",
    id="prasan.E004",
)


@register(Tags.security, deploy=True)
def refuse_demo_mode(**_: Any) -> list[CheckMessage]:
    """Demo data belongs on a demonstration, never beside the real thing."""
    return [DEMO_MODE] if settings.PRASAN_DEMO else []


@register(Tags.security, deploy=True)
def require_secret_key(**_: Any) -> list[CheckMessage]:
    """A real deployment names its key; it is then the same after a move to another machine."""
    return [] if settings.SECRET_KEY_FROM_ENVIRONMENT else [NO_SECRET]


@register(Tags.security, deploy=True)
def refuse_demo_accounts(**_: Any) -> list[CheckMessage]:
    """Nobody signs in to the real thing with what was printed for everybody to try."""
    found: list[CheckMessage] = (
        [DEMO_PASSWORDS]
        if any((settings.VAR_DIR / name).exists() for name in (FILE_NAME, demo_cards.FILE_NAME))
        else []
    )
    if _demo_people_may_sign_in():
        found.append(DEMO_PEOPLE)
    return found


def _demo_people_may_sign_in() -> bool:
    """Asked of the database, if it is there and has its tables: a check must not fail where a migration has not run."""
    people = get_user_model().objects.filter(is_demo=True, is_active=True)
    try:
        with transaction.atomic():
            with_password = people.exclude(password="").exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX)
            with_card = people.filter(access_cards__isnull=False, access_cards__revoked_at=None)
            return with_password.exists() or with_card.exists()
    except (DatabaseError, ImproperlyConfigured):
        return False
