"""The file around the pages: reportlab collects its objects, and they are written here.

reportlab knows neither a document's structure nor packed objects, and writes streams in a way that archives refuse.
Packed, fifty thousand cells of a table need a tenth of the room. What is used of reportlab here is private, so its
version is pinned.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Sequence
from typing import Any, Final

from reportlab import rl_config
from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

from documents.typesetting.structure import Structure

__all__ = ["PaperCanvas"]

_HEADER: Final = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
_SMALLEST: Final = 9
_OBJECTS_PER_STREAM: Final = 500
_STEP: Final = 10
"""Each object of a stream begins at a multiple of this: rounder numbers pack better than the blanks cost."""

_STREAM_ENDS: Final = b"endstream\n"

_ROW: Final = 1 + 4 + 2
_IN_FILE: Final = 1
_IN_STREAM: Final = 2


class PaperCanvas(Canvas):
    """reportlab's canvas for one document; what is drawn on its pages is their operators."""

    def __init__(self, structure: Structure) -> None:
        super().__init__("", invariant=1, pageCompression=1, lang="th-TH", pdfVersion=(1, 7))
        self._structure = structure
        self.setViewerPreference("DisplayDocTitle", "true")

    def finished(self) -> bytes:
        """Return the file. Nothing can be drawn afterwards."""
        # ASCII-85 makes streams a quarter larger for the sake of seven-bit mail; reportlab reads the switch now.
        rl_config.useA85 = 0
        document = self._doc
        document.format = lambda: _written(document, self._structure)
        return bytes(self.getpdfdata())

    def _make_preamble(self) -> None:
        """Name no Helvetica on every page, as reportlab does, which would not be embedded."""
        self._preamble = ""

    def _setAnnotations(self, page: Any) -> None:  # noqa: N802 - reportlab's name
        """Pack a page's operators, and let it say where in the structure its contents stand; called with each."""
        super()._setAnnotations(page)
        page.Trans = None
        page.Contents = _page_contents(page.stream)
        page.stream = None
        if self._structure.is_tagged:
            page.__NoDefault__ = [*page.__NoDefault__, "StructParents"]
            page.StructParents = self.getPageNumber() - 1


def _page_contents(operators: str) -> Any:
    stream = pdfdoc.PDFStream(content=zlib.compress(operators.encode("ascii"), _SMALLEST))
    stream.dictionary["Filter"] = pdfdoc.PDFName("FlateDecode")
    return stream


def _written(document: Any, structure: Structure) -> bytes:
    """Write all objects of a document and its structure."""
    catalog = document.Catalog
    root: Any = None
    if structure.is_tagged:
        catalog.MarkInfo = pdfdoc.PDFDictionary({"Marked": "true"})
        root = catalog.StructTreeRoot = pdfdoc.PDFDictionary({})
    objects = _formatted(document)
    if structure.is_tagged:
        number = _number_of(document, root)
        pages = [_number_of(document, page) for page in document.Pages.pages]
        objects[number - 1], others = structure.objects(number, len(objects) + 1, pages)
        objects += others
    return _packed(objects, _number_of(document, catalog), _number_of(document, document.info))


def _formatted(document: Any) -> list[bytes]:
    """Return the syntax of all objects, in the order of their numbers; to format one may make more of them."""
    objects: list[bytes] = []
    while len(objects) < len(document.numberToId):
        name = document.numberToId[len(objects) + 1]
        objects.append(pdfdoc.format(document.idToObject[name], document, toplevel=1))
    return objects


def _number_of(document: Any, entry: Any) -> int:
    number: int = document.idToObjectNumberAndVersion[document.Reference(entry).name][0]
    return number


class _Places:
    """The table of where each object is: its kind, an offset or a stream's number, and a place in that stream."""

    def __init__(self, count: int) -> None:
        self._table = bytearray(_ROW * (count + 1))  # the first entry is of no object
        self.count = count + 1

    def put(self, number: int, kind: int, place: int, index: int = 0) -> None:
        """Say where an object is."""
        row = kind.to_bytes(1) + place.to_bytes(4) + index.to_bytes(2)
        self._table[number * _ROW : (number + 1) * _ROW] = row

    def add(self, offset: int) -> int:
        """Give the next free number to an object at an offset."""
        self._table += bytes(_ROW)
        self.count += 1
        self.put(self.count - 1, _IN_FILE, offset)
        return self.count - 1

    def stream(self, own: int, trailer: str) -> bytes:
        """Return the table as a stream. Each byte is written as its difference to the one in the row above."""
        table = bytes(self._table)
        above = bytes(_ROW) + table
        rows = bytearray((_ROW + 1) * self.count)
        rows[:: _ROW + 1] = b"\2" * self.count  # PNG's filter "up"
        for start in range(_ROW):
            pairs = zip(table[start::_ROW], above[start::_ROW], strict=False)
            rows[start + 1 :: _ROW + 1] = bytes((byte - upper) & 0xFF for byte, upper in pairs)
        entries = f"/Type/XRef/W[1 4 2]/Size {self.count}/DecodeParms<</Predictor 12/Columns {_ROW}>>{trailer}"
        return _stream(own, entries.encode("ascii"), bytes(rows))


def _packed(objects: Sequence[bytes], catalog: int, information: int) -> bytes:
    """Return a file of objects: those with streams as they are, the others packed into streams of their own."""
    written = [_HEADER]
    size = len(_HEADER)
    places = _Places(len(objects))
    loose = []
    for number, syntax in enumerate(objects, start=1):
        if not syntax.endswith(_STREAM_ENDS):
            loose.append(number)
            continue
        places.put(number, _IN_FILE, size)
        written.append(b"%d 0 obj\n%s\nendstream\nendobj\n" % (number, syntax.removesuffix(_STREAM_ENDS)))
        size += len(written[-1])
    for start in range(0, len(loose), _OBJECTS_PER_STREAM):
        numbers = loose[start : start + _OBJECTS_PER_STREAM]
        own = places.add(size)
        for index, number in enumerate(numbers):
            places.put(number, _IN_STREAM, own, index)
        written.append(_stream_of_objects(own, numbers, [objects[number - 1] for number in numbers]))
        size += len(written[-1])
    digest = hashlib.sha256(b"".join(written)).hexdigest()[:32].upper()
    trailer = f"/Root {catalog} 0 R/Info {information} 0 R/ID[<{digest}><{digest}>]"
    written += [places.stream(places.add(size), trailer), b"startxref\n%d\n%%%%EOF\n" % size]
    return b"".join(written)


def _stream_of_objects(own: int, numbers: Sequence[int], objects: Sequence[bytes]) -> bytes:
    index = []
    offset = 0
    padded = [syntax + b" " * (_STEP - len(syntax) % _STEP) for syntax in objects]
    for number, syntax in zip(numbers, padded, strict=True):
        index.append(b"%d %d" % (number, offset))
        offset += len(syntax)
    head = b" ".join(index) + b"\n"
    entries = b"/Type/ObjStm/N %d/First %d" % (len(objects), len(head))
    return _stream(own, entries, head + b"".join(padded))


def _stream(number: int, entries: bytes, content: bytes) -> bytes:
    packed = zlib.compress(content, _SMALLEST)
    head = b"%d 0 obj\n<<%s/Filter/FlateDecode/Length %d>>\nstream\n" % (number, entries, len(packed))
    return head + packed + b"\nendstream\nendobj\n"
