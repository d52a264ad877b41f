"""Which key signs for which office: a folder with `keys.toml`, the key files that it names, and `roots.pem`.

    [offices."district/chief"]
    pkcs12 = "district.chief.p12"          # beside keys.toml, readable by its owner only (mode 0600)
    sha256 = "5f2c…"                       # of the certificate that this office is to sign with
    password_variable = "DISTRICT_KEY"     # optional: it holds the password, or DISTRICT_KEY_FILE names a file

    [offices."governor/governor"]
    pkcs11_module = "/usr/lib/softhsm/libsofthsm2.so"
    token = "province"
    certificate_label = "governor"
    sha256 = "…"

An office is named by its body's code and its role.
"""

from __future__ import annotations

import os
import stat
import tempfile
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from asn1crypto import x509

from documents.signing.certificates import read_certificates
from documents.signing.faults import Fault, SigningError

__all__ = ["KEYS", "ROOTS", "KeyEntry", "Keyring", "password_of", "read_private", "write_private"]

KEYS: Final = "keys.toml"
ROOTS: Final = "roots.pem"
_TEXTS: Final = ("pkcs12", "sha256", "password_variable", "pkcs11_module", "token", "certificate_label", "key_label")


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """Where one office's key lies: in a PKCS#12 file, or on a token that a PKCS#11 module reaches."""

    office: str
    folder: Path
    sha256: str
    pkcs12: str = ""
    password_variable: str = ""
    pkcs11_module: str = ""
    token: str = ""
    certificate_label: str = ""
    key_label: str = ""

    @property
    def path(self) -> Path:
        """The PKCS#12 file."""
        return self.folder / self.pkcs12


@dataclass(frozen=True, slots=True)
class Keyring:
    """The keys of all offices, and the roots that are trusted when a signature is checked."""

    entries: Mapping[str, KeyEntry]
    roots: tuple[x509.Certificate, ...]
    is_demonstration: bool

    @classmethod
    def read(cls, folder: Path) -> Keyring:
        """Read the folder; without one there are no keys and no roots. No key file is opened.

        Raises:
            SigningError: `keys.toml` or `roots.pem` cannot be read as what it is; names the line or the office.
        """
        path = folder / KEYS
        try:
            table = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        except (OSError, ValueError) as error:
            raise SigningError(Fault.KEYRING_UNREADABLE, KEYS, str(error)) from error
        offices = table.get("offices", {})
        if not isinstance(offices, dict):
            raise SigningError(Fault.KEYRING_UNREADABLE, KEYS, "offices must be a table")
        return cls(
            {office: _entry(office, folder, values) for office, values in offices.items()},
            tuple(read_certificates(folder / ROOTS)),
            bool(table.get("demonstration", False)),
        )

    def of(self, office: str) -> KeyEntry:
        """The key of an office.

        Raises:
            SigningError: none is configured for it.
        """
        if office not in self.entries:
            raise SigningError(Fault.NO_KEY, office)
        return self.entries[office]


def _entry(office: str, folder: Path, values: Any) -> KeyEntry:
    def wrong(problem: str) -> SigningError:
        return SigningError(Fault.KEYRING_UNREADABLE, KEYS, f"{office}: {problem}")

    if not isinstance(values, dict):
        raise wrong("must be a table")
    if unknown := sorted(set(values) - set(_TEXTS)):
        raise wrong(f"unknown {', '.join(unknown)}")
    texts = {name: values.get(name, "") for name in _TEXTS}
    if not all(isinstance(text, str) for text in texts.values()):
        raise wrong("every value must be a text")
    if bool(texts["pkcs12"]) == bool(texts["pkcs11_module"]):
        raise wrong("name either pkcs12 or pkcs11_module")
    if Path(texts["pkcs12"]).name != texts["pkcs12"]:
        raise wrong("pkcs12 must lie beside keys.toml")
    if len(texts["sha256"]) != 64:
        raise wrong("sha256 must be the SHA-256 of the certificate, 64 hex digits")
    return KeyEntry(office, folder, **{**texts, "sha256": texts["sha256"].lower()})


def read_private(path: Path) -> bytes:
    """Read a file that only its owner may read.

    Raises:
        SigningError: it is not there, or others may read or write it.
    """
    try:
        with path.open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            if mode & 0o077:
                raise SigningError(Fault.OPEN_TO_OTHERS, path.name, f"mode {mode:04o}, must be 0600")
            return file.read()
    except OSError as error:
        raise SigningError(Fault.KEY_MISSING, path.name, error.strerror or "") from error


def write_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=".key")  # mkstemp answers mode 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise


def password_of(entry: KeyEntry, environment: Mapping[str, str]) -> str:
    """The password that the environment holds for a key, or that of the file which it names; blank without one.

    Raises:
        SigningError: the file is not there, or others may read it.
    """
    name = entry.password_variable
    if not name:
        return ""
    if f"{name}_FILE" in environment:
        return read_private(Path(environment[f"{name}_FILE"])).decode().rstrip("\r\n")
    return environment.get(name, "")
