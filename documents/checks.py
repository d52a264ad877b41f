"""What `manage.py check --deploy` refuses about electronic signatures: keys that nobody should trust or could read."""

from __future__ import annotations

import stat
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from documents.signing import Keyring, SigningError
from documents.signing.certificates import facts_of

DEMONSTRATION_KEYS = Error(
    "SIGNING_DIR holds keys of a demonstration, or trusts its root: anybody could have made such signatures.",
    hint="Name a folder with certificates of a real authority in SIGNING_DIR.",
    id="prasan.E005",
)


def unreadable(error: SigningError) -> Error:
    """The configuration of keys cannot be read."""
    return Error(f"SIGNING_DIR: {error}", hint="See docs/signing.md.", id="prasan.E006")


def open_to_others(names: list[str]) -> Error:
    """Key files that must be closed."""
    return Error(
        f"SIGNING_DIR: others may read {', '.join(names)}: nothing is signed with these.",
        hint="chmod 600",
        id="prasan.E007",
    )


@register(Tags.security, deploy=True)
def refuse_unsafe_keys(**_: Any) -> list[CheckMessage]:
    """Real papers are signed with real certificates, out of files that only the service can read."""
    try:
        keys = Keyring.read(settings.SIGNING_DIR)
    except SigningError as error:
        return [unreadable(error)]
    found: list[CheckMessage] = []
    if keys.is_demonstration or any(facts_of(root).is_demonstration for root in keys.roots):
        found.append(DEMONSTRATION_KEYS)
    files = [entry.path for entry in keys.entries.values() if entry.pkcs12 and entry.path.exists()]
    if exposed := [path.name for path in files if stat.S_IMODE(path.stat().st_mode) & 0o077]:
        found.append(open_to_others(exposed))
    return found
