"""Keys for tests: a demonstration's authority, and the folder in which a deployment keeps keys."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from asn1crypto import pem, x509

from documents.signing import KEYS, ROOTS, KeyEntry, Keyring
from documents.signing.demonstration import Authority, new_authority

AT = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)
PASSWORD = "ลับ-เฉพาะ 42"  # opens what tests make


def root_of(authority: Authority) -> x509.Certificate:
    """The authority's certificate as validation takes it."""
    return x509.Certificate.load(pem.unarmor(authority.pem)[2])


def key_in(folder: Path, authority: Authority, office: str, *, at: datetime = AT, title: str = "ประธาน") -> KeyEntry:
    """Issue a key and lay it into a folder as an administrator does, with its entry in keys.toml."""
    issued = authority.issue(office=office, title=title, body="สภาองค์กรชุมชนตำบลบุ่ง", at=at, password=PASSWORD)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{office.replace('/', '.')}.p12"
    path.touch(mode=0o600)
    path.write_bytes(issued.pkcs12)
    with (folder / KEYS).open("a", encoding="utf-8") as file:
        file.write(f'[offices."{office}"]\npkcs12 = "{path.name}"\nsha256 = "{issued.sha256}"\n\n')
    (folder / ROOTS).write_bytes(authority.pem)
    return Keyring.read(folder).of(office)


def an_authority(at: datetime = AT) -> Authority:
    """A fresh root."""
    return new_authority(at)
