"""Signing a file from the command line, with an office's key from a folder of keys."""

from __future__ import annotations

import getpass
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from documents.signing.faults import SigningError
from documents.signing.keyring import Keyring, password_of
from documents.signing.keys import opened
from documents.signing.pades import Act, sign

__all__ = ["SigningError", "signed_file"]


def signed_file(pdf: bytes, folder: Path, office: str) -> bytes:
    """Return the file with the signature of an office, as of now.

    The password comes from where keys.toml says; else it is asked for at the terminal. The signature bears the name
    that stands in the certificate.

    Raises:
        SigningError: as `Keyring`, `opened` and `sign`; nobody is there to type the password.
    """
    entry, now = Keyring.read(folder).of(office), datetime.now(tz=UTC)
    password = password_of(entry, os.environ) or (getpass.getpass(f"{office}: ") if sys.stdin.isatty() else "")
    with opened(entry, password, at=now, may_be_demonstration=True) as key:
        act = Act(key.certificate.name, office, key.certificate.organisation, now)
        return sign(pdf, key, act)
