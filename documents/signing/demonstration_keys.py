"""The folder of keys of a demonstration: a root and a key per office, each under a random password of its own."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from documents.signing.demonstration import Authority, new_authority
from documents.signing.faults import Fault, SigningError
from documents.signing.keyring import KEYS, ROOTS, Keyring, read_private, write_private

__all__ = ["PASSWORDS", "Seat", "make_keys", "passwords_in"]

PASSWORDS: Final = "passwords.txt"
_ROOT_KEY: Final = "root.p12"
_ROOT: Final = "root"


@dataclass(frozen=True, slots=True)
class Seat:
    """An office that is to have a key: its name in `keys.toml`, its title and its body's name."""

    office: str
    title: str
    body: str


def make_keys(folder: Path, seats: Sequence[Seat], at: datetime) -> list[str]:
    """Give a P-256 key to every seat that has none, and return the offices that got one.

    Writes, in this order: the root, the passwords, each key, `roots.pem`, and `keys.toml` last, so that an interrupted
    run leaves nothing configured that is not there. All files are readable by their owner only. Idempotent.

    Raises:
        SigningError: the folder holds keys that are no demonstration's; nothing was written then.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    present = Keyring.read(folder)
    if present.entries and not present.is_demonstration:
        raise SigningError(Fault.KEYRING_UNREADABLE, KEYS, "holds keys that are no demonstration's")
    missing = [seat for seat in seats if seat.office not in present.entries]
    passwords = passwords_in(folder)
    for name in (_ROOT, *(seat.office for seat in missing)):
        passwords.setdefault(name, secrets.token_urlsafe(12))
    _write_passwords(folder, passwords)
    authority = _authority(folder, passwords[_ROOT], at)
    prints = {office: entry.sha256 for office, entry in present.entries.items()}
    for seat in missing:
        password = passwords[seat.office]
        issued = authority.issue(office=seat.office, title=seat.title, body=seat.body, at=at, password=password)
        write_private(folder / _file_of(seat.office), issued.pkcs12)
        prints[seat.office] = issued.sha256
    write_private(folder / ROOTS, authority.pem)
    write_private(folder / KEYS, _configuration(prints).encode())
    return [seat.office for seat in missing]


def passwords_in(folder: Path) -> dict[str, str]:
    """The passwords of a demonstration's keys, by office; none where there is no such file.

    Raises:
        SigningError: others may read the file.
    """
    path = folder / PASSWORDS
    if not path.exists():
        return {}
    lines = read_private(path).decode().splitlines()
    return dict(line.split("\t", 1) for line in lines)


def _write_passwords(folder: Path, passwords: dict[str, str]) -> None:
    text = "".join(f"{office}\t{password}\n" for office, password in passwords.items())
    write_private(folder / PASSWORDS, text.encode())


def _authority(folder: Path, password: str, at: datetime) -> Authority:
    path = folder / _ROOT_KEY
    if path.exists():
        return Authority.unsealed(read_private(path), password)
    authority = new_authority(at)
    write_private(path, authority.sealed(password))
    return authority


def _file_of(office: str) -> str:
    return f"{office.replace('/', '.')}.p12"


def _configuration(prints: dict[str, str]) -> str:
    entries = [
        f'[offices."{office}"]\npkcs12 = "{_file_of(office)}"\nsha256 = "{sha256}"\n'
        for office, sha256 in prints.items()
    ]
    return "\n".join(["demonstration = true\n", *entries])
