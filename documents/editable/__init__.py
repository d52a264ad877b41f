"""The same paper to be edited: as a Word document where officers edit, as a workbook where it is a table.

Both are made of the very blocks that the PDF is set from (`documents.layouts.composed`), so that they cannot say
anything else. They are working copies and no papers: each says so at its foot, and the code with which a paper is
checked is left out. Pure functions without Django or a database; the bytes depend on the arguments alone.

Text is text: no markup is interpreted, and no cell is a formula or a link. What XML cannot hold becomes U+FFFD, as on
paper: control characters other than tab and line ends, halves of surrogate pairs, U+FFFE and U+FFFF.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from documents import layouts
from documents.editable.docx import docx_of
from documents.editable.xlsx import xlsx_of

__all__ = ["CONTENT_TYPES", "DOCX", "XLSX", "editable_forms_of", "made"]

DOCX: Final = "docx"
XLSX: Final = "xlsx"
CONTENT_TYPES: Final = {
    DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

# A table is edited as a workbook; a receipt says what happened, which nobody may edit.
_NOT_IN_WORD: Final = frozenset({"table", "receipt"})


def editable_forms_of(snapshot: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the forms in which a snapshot can be edited: `DOCX`, `XLSX`, both or none. Nothing is made yet."""
    in_word = () if snapshot.get("layout") in _NOT_IN_WORD else (DOCX,)
    return (*in_word, *((XLSX,) if _has_table(snapshot) else ()))


def made(snapshot: Mapping[str, Any], form: str, *, number: str = "", dated: str = "") -> bytes:
    """Return the file of a snapshot in one of its editable forms.

    Args:
        snapshot: what `documents.layouts` describes.
        form: `DOCX` or `XLSX`.
        number: the paper's number as it is printed.
        dated: the paper's date as it is printed.

    Raises:
        LookupError: the snapshot has no such form.
        ValueError: a field is missing or wrong; the message names it.
    """
    if form not in editable_forms_of(snapshot):
        raise LookupError(f"no {form} of a paper of the layout {snapshot.get('layout')}")
    paper = layouts.composed(snapshot, number=number, dated=dated)
    return docx_of(paper) if form == DOCX else xlsx_of(paper)


def _has_table(value: object) -> bool:
    """Tell whether a part of a snapshot is a table, or holds one."""
    if isinstance(value, Mapping):
        return bool(value.get("columns")) or any(_has_table(part) for part in value.values())
    return isinstance(value, list | tuple) and any(_has_table(part) for part in value)
