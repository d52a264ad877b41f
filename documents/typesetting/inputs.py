"""Read the text files of the command line, with messages for the person at the terminal."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from documents.typesetting.lines import split_into_lines

__all__ = ["RefusedInputError", "read_text"]

# Tab, LF and CR can be set; lone surrogates cannot come out of valid UTF-8.
_CONTROL: Final = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f]")


class RefusedInputError(Exception):
    """The input cannot be set; the message names file, place and value."""


def read_text(source: Path) -> str:
    """Return the text of a UTF-8 file, without a byte order mark.

    Raises:
        RefusedInputError: it is not UTF-8, or holds a control character.
        OSError: it cannot be read.
    """
    content = source.read_bytes()
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        broken = content[: error.start].count(b"\n") + 1
        raise RefusedInputError(
            f"{source}, line {broken}: not UTF-8 (byte 0x{content[error.start]:02X} at offset {error.start})"
        ) from error
    text = text.removeprefix("\ufeff")
    control = _CONTROL.search(text)
    if control:
        line = len(split_into_lines(text[: control.start()]))
        raise RefusedInputError(f"{source}, line {line}: control character U+{ord(control.group()):04X} cannot be set")
    return text
