"""The command `text`: each line of a text file as a paragraph."""

from __future__ import annotations

from pathlib import Path

from documents.typesetting.blocks import Paragraph
from documents.typesetting.document import Metadata, SetDocument, set_document
from documents.typesetting.flow import A4, Section
from documents.typesetting.inputs import read_text
from documents.typesetting.lines import split_into_lines

__all__ = ["set_file"]


def set_file(source: Path, *, tagged: bool) -> SetDocument:
    """Set a text file. It is neither normalised nor interpreted.

    Raises:
        RefusedInputError: it is not UTF-8, or holds a control character.
        OSError: it cannot be read.
    """
    lines = split_into_lines(read_text(source))
    if lines[-1] == "":
        lines.pop()
    return set_document([Section(A4, [Paragraph(line) for line in lines])], Metadata(title=source.name), tagged=tagged)
