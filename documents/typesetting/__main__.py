"""Set each line of a UTF-8 text file as a paragraph: `python -m documents.typesetting IN.txt OUT.pdf`.

The text is neither normalised nor interpreted; what is read back from the PDF is what went in. A character without a
glyph becomes a visible box, and a warning on standard error.

Exit codes: 0 when the PDF is written; 2 when the input is missing, not UTF-8, or holds a control character, in which
case no output file is left.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import Final

from documents.typesetting.blocks import Paragraph
from documents.typesetting.document import Metadata, set_document
from documents.typesetting.flow import A4, Section
from documents.typesetting.lines import split_into_lines

_USAGE: Final = "usage: python -m documents.typesetting IN.txt OUT.pdf"
_WRITTEN: Final = 0
_REFUSED: Final = 2

# Tab, LF and CR can be set; lone surrogates cannot come out of valid UTF-8.
_CONTROL: Final = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f]")


class _RefusedInputError(Exception):
    """The input cannot be set; the message is for the person at the terminal."""


def main(arguments: list[str]) -> int:
    """Set the file named first into the PDF named second. Writes the PDF in one step or not at all."""
    if len(arguments) != 2:
        return _refused(_USAGE)
    source, target = Path(arguments[0]), Path(arguments[1])
    try:
        lines = _read_lines(source)
        finished = set_document([Section(A4, [Paragraph(line) for line in lines])], Metadata(title=source.name))
        _write_in_one_step(target, finished.pdf)
    except _RefusedInputError as error:
        return _refused(str(error))
    except OSError as error:
        return _refused(f"{error.filename or target}: {error.strerror}")
    for warning in finished.warnings:
        sys.stderr.write(f"warning: {warning}\n")
    return _WRITTEN


def _refused(reason: str) -> int:
    sys.stderr.write(f"{reason}\n")
    return _REFUSED


def _read_lines(source: Path) -> list[str]:
    content = source.read_bytes()
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        broken = content[: error.start].count(b"\n") + 1
        raise _RefusedInputError(
            f"{source}, line {broken}: not UTF-8 (byte 0x{content[error.start]:02X} at offset {error.start})"
        ) from error
    lines = split_into_lines(text.removeprefix("\ufeff"))
    for number, line in enumerate(lines, start=1):
        control = _CONTROL.search(line)
        if control:
            raise _RefusedInputError(
                f"{source}, line {number}: control character U+{ord(control.group()):04X} cannot be set"
            )
    if lines[-1] == "":
        lines.pop()
    return lines


def _write_in_one_step(target: Path, content: bytes) -> None:
    """Write beside the target and rename, so that nobody ever sees half a file."""
    unfinished = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
