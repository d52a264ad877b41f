"""What a certificate says, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from asn1crypto import pem, x509

from documents.signing.faults import Fault, SigningError

__all__ = ["DEMONSTRATION", "CertificateFacts", "facts_of", "read_certificates"]

DEMONSTRATION = "Prasan demonstration: not a real certificate"
"""The organization of every issuer that `documents.signing.demonstration` makes; what knows its certificates again."""


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """Whose a certificate is, who issued it, and for how long; the serial number and SHA-256 are in hex."""

    name: str
    organisation: str
    issuer: str
    serial: str
    sha256: str
    not_before: datetime
    not_after: datetime
    is_demonstration: bool


def facts_of(certificate: x509.Certificate) -> CertificateFacts:
    """Read a certificate."""
    issuer = certificate.issuer.native
    return CertificateFacts(
        name=_text(certificate.subject.native, "common_name", "organization_name"),
        organisation=_text(certificate.subject.native, "organization_name"),
        issuer=_text(issuer, "common_name", "organization_name"),
        serial=f"{certificate.serial_number:x}",
        sha256=certificate.sha256.hex(),
        not_before=certificate.not_valid_before,
        not_after=certificate.not_valid_after,
        is_demonstration=DEMONSTRATION in _all(issuer, "organization_name"),
    )


def _all(name: dict[str, object], part: str) -> list[str]:
    value = name.get(part, [])
    return [str(each) for each in (value if isinstance(value, list) else [value])]


def _text(name: dict[str, object], *parts: str) -> str:
    """The first of these parts of a name that is there."""
    return next((texts[0] for part in parts if (texts := _all(name, part))), "")


def read_certificates(path: Path) -> list[x509.Certificate]:
    """All certificates of a PEM file; none where there is no such file.

    Raises:
        SigningError: the file holds something that is no certificate.
    """
    if not path.exists():
        return []
    try:
        return [
            x509.Certificate.load(der)
            for kind, _headers, der in pem.unarmor(path.read_bytes(), multiple=True)
            if kind == "CERTIFICATE"
        ]
    except ValueError as error:
        raise SigningError(Fault.KEYRING_UNREADABLE, path.name, str(error)) from error
