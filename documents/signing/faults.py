"""What can keep a paper from being signed, each with the thing that it is about."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Fault", "SigningError"]


class Fault(StrEnum):
    """The reasons, for a caller to put into words; `SigningError.thing` names the file, office or certificate."""

    KEYRING_UNREADABLE = "keyring_unreadable"
    NO_KEY = "no_key"
    KEY_MISSING = "key_missing"
    OPEN_TO_OTHERS = "open_to_others"
    NO_PASSWORD = "no_password"  # noqa: S105  # a reason, not a password
    WRONG_PASSWORD = "wrong_password"  # noqa: S105  # likewise
    DAMAGED_KEY = "damaged_key"
    UNSUITABLE_KEY = "unsuitable_key"
    ANOTHER_CERTIFICATE = "another_certificate"
    NOT_YET_VALID = "not_yet_valid"
    EXPIRED = "expired"
    DEMONSTRATION = "demonstration"
    TOKEN = "token"  # noqa: S105  # likewise
    TIMESTAMP = "timestamp"
    NOT_A_PDF = "not_a_pdf"


class SigningError(Exception):
    """Nothing was signed. The message is for logs; it never holds a password."""

    def __init__(self, fault: Fault, thing: str, detail: str = "") -> None:
        super().__init__(f"{fault}: {thing}{f' ({detail})' if detail else ''}")
        self.fault, self.thing, self.detail = fault, thing, detail
