"""What `manage.py check --deploy` refuses: a deployment that shows invented data or signs with a key of its own."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

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


@register(Tags.security, deploy=True)
def refuse_demo_mode(**_: Any) -> list[CheckMessage]:
    """Demo data belongs on a demonstration, never beside the real thing."""
    return [DEMO_MODE] if settings.PRASAN_DEMO else []


@register(Tags.security, deploy=True)
def require_secret_key(**_: Any) -> list[CheckMessage]:
    """A real deployment names its key; it is then the same after a move to another machine."""
    return [] if settings.SECRET_KEY_FROM_ENVIRONMENT else [NO_SECRET]
