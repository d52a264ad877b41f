"""Put the glyphs that a document uses into its PDF, with the characters that they stand for."""

from __future__ import annotations

import hashlib
import struct
from typing import Any, Final

from reportlab.pdfbase import pdfdoc

from documents.typesetting.baking import MISSING, BakedGlyph
from documents.typesetting.glyphs import GLYPHS_PER_FONT, DocumentFont, font_resource
from documents.typesetting.truetype import write_font

__all__ = ["EmbeddedFont"]

_ENTRIES_PER_BLOCK: Final = 100
_TAG_LENGTH: Final = 6

_MAP_HEAD: Final = (
    "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
    "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n"
    "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
    "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
)
_MAP_FOOT: Final = "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"


class _Raw(pdfdoc.PDFObject):
    """PDF syntax that is ready."""

    def __init__(self, syntax: str) -> None:
        self._syntax = syntax

    def format(self, document: Any) -> bytes:  # noqa: ARG002 - reportlab's signature
        return self._syntax.encode("ascii")


class EmbeddedFont:
    """Writes one document font into reportlab's document when that is saved.

    reportlab calls `addObjects` of whatever stands in its document's `delayedFonts`: private, so the version is pinned.
    """

    def __init__(self, font: DocumentFont) -> None:
        self._font = font

    def addObjects(self, document: Any) -> None:  # noqa: N802 - reportlab's name
        """Add a PDF font for each sheet of glyphs used, and name it in the pages' resources."""
        sheets: dict[int, list[tuple[int, BakedGlyph]]] = {}
        for number in sorted(self._font.used):
            sheet, index = divmod(number - 1, GLYPHS_PER_FONT)
            sheets.setdefault(sheet, []).append((index + 1, self._font.glyph(number)))
        for sheet, glyphs in sheets.items():
            resource = font_resource(self._font.resource, sheet)
            reference = _add_font(document, resource, self._font, glyphs)
            document.idToObject["BasicFonts"].dict[resource] = reference


def _add_font(document: Any, resource: str, font: DocumentFont, glyphs: list[tuple[int, BakedGlyph]]) -> Any:
    program, places = _font_program(font, glyphs)
    face = font.catalogue.face
    name = pdfdoc.PDFName(f"{_tag(program)}+{face.post_script_name}")
    descriptor = {"Type": pdfdoc.PDFName("FontDescriptor"), "FontName": name}
    for key, value in face.descriptor().items():
        descriptor[key] = pdfdoc.PDFArray(value) if isinstance(value, list) else value
    descriptor["FontFile2"] = _add_stream(document, f"{resource}.program", program, Length1=len(program))
    descendant = {
        "Type": pdfdoc.PDFName("Font"),
        "Subtype": pdfdoc.PDFName("CIDFontType2"),
        "BaseFont": name,
        "CIDSystemInfo": _Raw("<</Registry (Adobe) /Ordering (Identity) /Supplement 0>>"),
        "FontDescriptor": document.Reference(pdfdoc.PDFDictionary(descriptor), f"{resource}.descriptor"),
        "DW": 0,
        "W": _Raw(_widths(glyphs)),
        "CIDToGIDMap": _add_stream(document, f"{resource}.places", places),
    }
    composite = {
        "Type": pdfdoc.PDFName("Font"),
        "Subtype": pdfdoc.PDFName("Type0"),
        "BaseFont": name,
        "Encoding": pdfdoc.PDFName("Identity-H"),
        "DescendantFonts": pdfdoc.PDFArray(
            [document.Reference(pdfdoc.PDFDictionary(descendant), f"{resource}.descendant")]
        ),
        "ToUnicode": _add_stream(document, f"{resource}.characters", _character_map(glyphs)),
    }
    return document.Reference(pdfdoc.PDFDictionary(composite), f"{resource}.font")


def _add_stream(document: Any, name: str, content: bytes, **entries: int) -> Any:
    stream = pdfdoc.PDFStream(content=content, filters=[pdfdoc.PDFZCompress])
    for key, value in entries.items():
        stream.dictionary[key] = value
    return document.Reference(stream, name)


def _font_program(font: DocumentFont, glyphs: list[tuple[int, BakedGlyph]]) -> tuple[bytes, bytes]:
    """Return a font file with each different outline once, and the map from glyph numbers to its outlines.

    The first outline is what readers draw for glyphs that are not there. No text may use it, in an archive, so the box
    for a missing character, which looks the same, stands in the file once more.
    """
    catalogue = font.catalogue
    box = BakedGlyph(((MISSING, 0, 0),), catalogue.face.advance_of(MISSING), "")
    entries = [(*catalogue.record_of(box), box.advance)]
    place_of: dict[tuple[tuple[tuple[int, int, int], ...], int], int] = {}
    places = [0] * (glyphs[-1][0] + 1)
    for number, glyph in glyphs:
        key = (glyph.parts, glyph.advance)
        if key not in place_of:
            place_of[key] = len(entries)
            entries.append((*catalogue.record_of(glyph), glyph.advance))
        places[number] = place_of[key]
    return write_font(catalogue.face, entries), struct.pack(f">{len(places)}H", *places)


def _widths(glyphs: list[tuple[int, BakedGlyph]]) -> str:
    """Return the W array: runs of consecutive numbers with their advance widths."""
    runs: list[str] = []
    expected = 0
    for number, glyph in glyphs:
        if number != expected:
            runs.append(f"{'] ' if runs else ''}{number} [{glyph.advance}")
        else:
            runs.append(f" {glyph.advance}")
        expected = number + 1
    return f"[{''.join(runs)}]]"


def _character_map(glyphs: list[tuple[int, BakedGlyph]]) -> bytes:
    """Return the ToUnicode map: for each glyph number the characters that went in."""
    blocks = [_MAP_HEAD]
    for start in range(0, len(glyphs), _ENTRIES_PER_BLOCK):
        block = glyphs[start : start + _ENTRIES_PER_BLOCK]
        entries = "".join(f"<{number:04X}> <{_utf_16(glyph.text)}>\n" for number, glyph in block)
        blocks.append(f"{len(block)} beginbfchar\n{entries}endbfchar\n")
    return "".join([*blocks, _MAP_FOOT]).encode("ascii")


def _utf_16(text: str) -> str:
    return text.encode("utf-16-be").hex().upper()


def _tag(program: bytes) -> str:
    """Return the six letters that tell subsets of one face apart, from the subset itself."""
    digest = hashlib.sha256(program).digest()
    return "".join(chr(ord("A") + byte % 26) for byte in digest[:_TAG_LENGTH])
