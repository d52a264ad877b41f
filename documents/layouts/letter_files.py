"""The command `letter`: a TOML file with the fields of the layout `external_letter`."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, Final

from documents.layouts import set_snapshot
from documents.layouts.snapshots import Fields
from documents.typesetting import SetDocument
from documents.typesetting.images import readable_image
from documents.typesetting.inputs import RefusedInputError, read_text

__all__ = ["set_file"]

_LAYOUT: Final = "external_letter"


def set_file(source: Path, *, tagged: bool) -> SetDocument:
    """Set a letter. Besides the fields of the layout the file may give `number` and `dated`, as they are printed.

    A crest is given as a path, from the folder of the file.

    Raises:
        RefusedInputError: it is not UTF-8 or not TOML, or a field is missing or wrong; the message names the field.
        OSError: it cannot be read.
    """
    try:
        content = tomllib.loads(read_text(source))
        fields = Fields(content)
        number, dated = fields.text("number", ""), fields.text("dated", "")
        content.setdefault("title", fields.text("subject"))
        _find_crest(content, source.parent)
        return set_snapshot({**content, "layout": _LAYOUT}, number=number, dated=dated, tagged=tagged)
    except tomllib.TOMLDecodeError as error:
        raise RefusedInputError(f"{source}: not TOML: {error}") from error
    except ValueError as error:
        raise RefusedInputError(f"{source}: {str(error).removeprefix('snapshot.')}") from error


def _find_crest(content: dict[str, Any], folder: Path) -> None:
    """Put the picture of a crest in the place of its path."""
    letterhead = content.get("letterhead")
    crest = letterhead.get("crest") if isinstance(letterhead, dict) else None
    if isinstance(letterhead, dict) and isinstance(crest, str):
        letterhead["crest"] = (folder / crest).read_bytes()
        readable_image(letterhead["crest"], f"letterhead.crest {crest!r}")
