"""What people type, brought into one form: digits, invisible characters, and values as messages show them."""

from __future__ import annotations

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_ARABIC = tuple(zip("๐๑๒๓๔๕๖๗๘๙", "0123456789", strict=True))

# Control, format (bidirectional overrides), surrogate, private and unassigned characters, line and paragraph ends.
_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_PASTED_ALONG = str.maketrans({"\u200b": None, "\ufeff": None, "\xa0": " "})


def arabic(typed: str) -> str:
    """The text with Thai digits written as Arabic ones."""
    for thai, digit in _ARABIC:  # several times as fast as one `translate` of all letters
        typed = typed.replace(thai, digit)
    return typed


def cleaned(typed: str, *, lines: bool = False) -> str:
    """The text without spaces at its ends and without what is pasted along unseen; `lines` allows several lines.

    Raises:
        ValidationError: a control character or another invisible one is left.
    """
    text = unicodedata.normalize("NFC", typed.translate(_PASTED_ALONG))
    if lines:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.strip()
    for character in text:
        if unicodedata.category(character) in _UNPRINTABLE and not (lines and character == "\n"):
            message = _("ต้องไม่มีอักขระควบคุมหรืออักขระที่มองไม่เห็น (U+%04X)") % ord(character)
            raise ValidationError(message, code="unprintable")
    return text


def shown(typed: str) -> str:
    """What was typed as a message repeats it: short, and without anything that could disturb a page."""
    visible = "".join("\N{REPLACEMENT CHARACTER}" if unicodedata.category(c) in _UNPRINTABLE else c for c in typed)
    return visible if len(visible) <= 60 else visible[:59] + "…"
