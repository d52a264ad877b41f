"""Set a file as a PDF.

python -m documents.typesetting [text] IN.txt OUT.pdf    each line as a paragraph
python -m documents.typesetting table IN.csv OUT.pdf     a table; the first row holds the heads
python -m documents.typesetting letter IN.toml OUT.pdf   an official letter

--tagged (as it is without being asked for) tells headings, paragraphs and cells apart for those who hear the file read;
--untagged leaves that out. --sign FOLDER OFFICE signs the PDF (PAdES) with the key that keys.toml in the folder names
for the office; the password comes from the variable named there, or is asked for.

The text is neither normalised nor interpreted; what is read back from the PDF is what went in. A character without a
glyph becomes a visible box, and a warning on standard error.

Exit codes: 0 when the PDF is written; 2 when the input is missing, not UTF-8, or cannot be set, or the key does not
sign, in which case no output file is left.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Final

from documents.typesetting.document import SetDocument
from documents.typesetting.inputs import RefusedInputError

_COMMANDS: Final = {
    "text": "documents.typesetting.text_files",
    "table": "documents.typesetting.csv_files",
    # The layouts stand on this package: they are reached by name only, and only when a letter is asked for.
    "letter": "documents.layouts.letter_files",
}
_SWITCHES: Final = {"--tagged": True, "--untagged": False}
_SIGN: Final = "--sign"
_SIGNING: Final = "documents.signing.files"  # reached by name too, and only when a signature is asked for

_WRITTEN: Final = 0
_REFUSED: Final = 2


def main(arguments: list[str]) -> int:
    """Set one file into a PDF. Writes the PDF in one step or not at all."""
    arguments, key = _key_in(arguments)
    names = [argument for argument in arguments if argument not in _SWITCHES]
    command, source, target = names if len(names) == 3 else ("text", *names, "", "")[:3]
    if len(names) not in {2, 3} or command not in _COMMANDS:
        return _refused((__doc__ or "").strip())
    tagged = all(_SWITCHES[argument] for argument in arguments if argument in _SWITCHES)
    set_file: Callable[..., SetDocument] = import_module(_COMMANDS[command]).set_file
    try:
        finished = set_file(Path(source), tagged=tagged)
        _write_in_one_step(Path(target), _signed(finished.pdf, *key) if key else finished.pdf)
    except RefusedInputError as error:
        return _refused(str(error))
    except OSError as error:
        return _refused(f"{error.filename or target}: {error.strerror}")
    for warning in finished.warnings:
        sys.stderr.write(f"warning: {warning}\n")
    return _WRITTEN


def _key_in(arguments: list[str]) -> tuple[list[str], tuple[str, str] | None]:
    """Take --sign and its two words out of the arguments; a --sign without them stays, and is refused as a name."""
    place = arguments.index(_SIGN) if _SIGN in arguments else len(arguments)
    if len(arguments) - place < 3:
        return arguments, None
    return arguments[:place] + arguments[place + 3 :], (arguments[place + 1], arguments[place + 2])


def _signed(pdf: bytes, folder: str, office: str) -> bytes:
    signing = import_module(_SIGNING)
    try:
        signed: bytes = signing.signed_file(pdf, Path(folder), office)
    except signing.SigningError as error:
        raise RefusedInputError(str(error)) from error
    return signed


def _refused(reason: str) -> int:
    sys.stderr.write(f"{reason}\n")
    return _REFUSED


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
