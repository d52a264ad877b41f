"""What a document is made of, for screen readers and for those who take its text out: headings, paragraphs, tables.

The tree of *elements* (Document over H1 … H6, P, L, Table, Figure and so on, as PDF 1.7 names them) grows in two steps.

While a block is set, it asks for its elements; they come into the tree in the order in which blocks are set, below
the innermost open `inside`:

    element = fonts.structure.element("P")               # one element, and
    with fonts.structure.inside("L"):                    # one that holds what the blocks set in it ask for
        strips = [strip for block in self.blocks for strip in block.strips(fonts, width)]

While a page is drawn, what is drawn goes to the element of its strip, or to one named on the way:

    strip.element = element                              # all text of the strip, whatever page it comes to stand on
    with surface.tagged(cell): surface.text(…)           # this text

An element may have many strips, and its strips may come to stand on several pages: it stays one element. Graphics are
artifacts unless the element is a Figure. An element of which nothing is drawn vanishes, empty cells of tables apart.
Headers, footers and whatever is set again at the top of a page are artifacts, whatever their blocks say.

A document without tags has a structure too: it answers None for every element, and None is no element everywhere.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import ClassVar, Final, NamedTuple

__all__ = [
    "FOOTER",
    "HEADER",
    "LAYOUT",
    "REPEATED",
    "Artifact",
    "Element",
    "Structure",
    "cell_attributes",
    "list_attributes",
    "text_string",
]

_PAGES_PER_LEAF: Final = 32

_DRAWN_ROLES: Final = frozenset({"Figure", "Formula"})
_KEPT_WHEN_EMPTY: Final = frozenset({"TR", "TH", "TD"})


class Content(NamedTuple):
    """Something drawn: on which page (from 0), and its number there."""

    page: int
    number: int


_NOWHERE: Final = Content(sys.maxsize, 0)
_NONE: Final[list[Element | Content]] = []
"""Shared by all elements without kids, of which a table has fifty thousand; never changed."""


class Element:
    """One node of the tree. Its attributes are PDF syntax that is ready."""

    __slots__ = ("attributes", "kids", "number", "parent", "role")

    def __init__(self, role: str, parent: Element | None, attributes: str) -> None:
        self.role = role
        self.parent = parent
        self.attributes = attributes
        self.kids: list[Element | Content] = _NONE
        self.number = 0
        """The number of its PDF object, once it has one."""

    @property
    def is_drawn(self) -> bool:
        """Tell whether graphics are its content."""
        return self.role in _DRAWN_ROLES

    def add(self, kid: Element | Content) -> None:
        """Put something at the end of the element."""
        if self.kids:
            self.kids.append(kid)
        else:
            self.kids = [kid]

    def begin_content(self, contents: list[Element]) -> str:
        """Add to the contents of a page one that is the element's, and return the operator that begins it."""
        contents.append(self)
        return f"/{self.role}<</MCID {len(contents) - 1}>>BDC"


@dataclass(frozen=True)
class Artifact:
    """What belongs to the pages and not to the document, such as rules and page numbers: nobody reads it aloud."""

    properties: str

    is_drawn: ClassVar = True

    def begin_content(self, contents: list[Element]) -> str:  # noqa: ARG002 - it is in no tree
        """Return the operator that begins it."""
        return f"/Artifact<<{self.properties}>>BDC"


LAYOUT: Final = Artifact("/Type/Layout")
HEADER: Final = Artifact("/Type/Pagination/Subtype/Header")
FOOTER: Final = Artifact("/Type/Pagination/Subtype/Footer")
REPEATED: Final = Artifact("/Type/Pagination")


class Structure:
    """The tree of one document, in the making."""

    def __init__(self, *, is_tagged: bool) -> None:
        self.is_tagged = is_tagged
        self._root = Element("Document", None, "")
        self._open: Element | None = self._root if is_tagged else None
        self._pages: list[list[Element]] = []

    def element(
        self, role: str, *, parent: Element | None = None, alt: str = "", attributes: str = ""
    ) -> Element | None:
        """Add an element to the tree, and return it; None when nothing is tagged, or no longer.

        Args:
            role: the standard structure type, such as `P`.
            parent: where it belongs, if not to the innermost open `inside`.
            alt: what a figure shows, in words.
            attributes: what `cell_attributes` or `list_attributes` answers.
        """
        if self._open is None:
            return None
        own = attributes + (f"/Alt{text_string(alt)}" if alt else "")
        added = Element(role, parent or self._open, own)
        (parent or self._open).add(added)
        return added

    @contextmanager
    def inside(self, role: str, *, attributes: str = "") -> Iterator[Element | None]:
        """Add an element that holds all those that are asked for until the block ends."""
        added = self.element(role, attributes=attributes)
        with self.inside_of(added):
            yield added

    @contextmanager
    def inside_of(self, element: Element | None) -> Iterator[None]:
        """Let an element that is in the tree already hold all those that are asked for until the block ends."""
        outer = self._open
        self._open = element
        try:
            yield
        finally:
            self._open = outer

    def close(self) -> None:
        """Say that all blocks are set: what headers and footers set from now on is in no tree."""
        self._open = None

    def begin_page(self) -> list[Element]:
        """Return the list that takes the elements of a new page's contents in order."""
        self._pages.append([])
        return self._pages[-1]

    def objects(self, root: int, first: int, pages: Sequence[int]) -> tuple[bytes, list[bytes]]:
        """Return the tree as PDF objects: its root, and all others in the order of their numbers.

        Args:
            root: the number of the root's object.
            first: the number of the first of the others; the next ones follow it.
            pages: the numbers of the pages' objects.
        """
        for page, elements in enumerate(self._pages):
            for number, element in enumerate(elements):
                element.add(Content(page, number))
        _drop_empty(self._root)
        entries = list(_with_pages(_in_order(self._root), len(self._pages)))
        lists = [0] * len(self._pages)
        for number, entry in enumerate(entries, start=first):
            if isinstance(entry, Element):
                entry.number = number
            else:
                lists[entry] = number
        written = [
            (_syntax_of(entry, root, pages) if isinstance(entry, Element) else self._elements_on(entry)).encode("ascii")
            for entry in entries
        ]
        leaves = [_leaf(lists, start) for start in range(0, len(lists), _PAGES_PER_LEAF)]
        tree = first + len(written)
        kids = _references(range(tree + 1, tree + 1 + len(leaves)))
        syntax = f"<</Type/StructTreeRoot/K {first} 0 R/ParentTree {tree} 0 R/ParentTreeNextKey {len(lists)}>>"
        return syntax.encode("ascii"), [*written, f"<</Kids[{kids}]>>".encode("ascii"), *leaves]

    def _elements_on(self, page: int) -> str:
        """Return the list that leads from the contents of a page to their elements."""
        return f"[{_references(element.number for element in self._pages[page])}]"


def _leaf(lists: Sequence[int], start: int) -> bytes:
    """Return a leaf of the tree in which readers look for the list of a page."""
    own = lists[start : start + _PAGES_PER_LEAF]
    entries = " ".join(f"{page} {number} 0 R" for page, number in enumerate(own, start=start))
    return f"<</Limits[{start} {start + len(own) - 1}]/Nums[{entries}]>>".encode("ascii")


def _references(numbers: Iterable[int]) -> str:
    return " ".join([f"{number} 0 R" for number in numbers])


def _with_pages(elements: Sequence[Element], page_count: int) -> Iterator[Element | int]:
    """Yield elements, and after those that begin on a page its number: what is alike packs well side by side."""
    page = 0
    for element in elements:
        kid = element.kids[0] if element.kids else None
        while isinstance(kid, Content) and kid.page > page:
            yield page
            page += 1
        yield element
    yield from range(page, page_count)


def _drop_empty(element: Element) -> bool:
    """Drop what has no content from the tree below an element; tell whether it has any itself."""
    own_content = has_content = False
    dropped: set[Element | Content] = set()
    for kid in element.kids:
        if isinstance(kid, Content):
            own_content = True
        elif _drop_empty(kid):
            has_content = True
        elif kid.role not in _KEPT_WHEN_EMPTY:
            dropped.add(kid)
    if dropped:
        element.kids = [kid for kid in element.kids if kid not in dropped]
    if own_content and has_content:
        element.kids.sort(key=_first_content)  # what is an element of its own stands between the words around it
    return own_content or has_content


def _first_content(kid: Element | Content) -> Content:
    """Return where the reading of something with content begins."""
    return kid if isinstance(kid, Content) else min(map(_first_content, kid.kids), default=_NOWHERE)


def _in_order(element: Element) -> list[Element]:
    """Return an element and all those below it, parents first."""
    found = [element]
    for kid in element.kids:
        if isinstance(kid, Element):
            found += _in_order(kid) if kid.kids else (kid,)
    return found


def _syntax_of(element: Element, root: int, pages: Sequence[int]) -> str:
    """Return the object of an element. It names a page once; contents on other pages name theirs."""
    own_page = -1
    parts: list[str] = []
    for kid in element.kids:
        if isinstance(kid, Element):
            parts.append(f"{kid.number} 0 R")
            continue
        page, number = kid
        if own_page < 0:
            own_page = page
        parts.append(str(number) if page == own_page else f"<</Type/MCR/Pg {pages[page]} 0 R/MCID {number}>>")
    kids = f"/K[{' '.join(parts)}]" if len(parts) > 1 else f"/K {parts[0]}" if parts else ""
    place = f"/Pg {pages[own_page]} 0 R" if own_page >= 0 else ""
    parent = element.parent.number if element.parent else root
    return f"<</S/{element.role}/P {parent} 0 R{element.attributes}{place}{kids}>>"


@cache
def cell_attributes(*, scope: str = "", columns: int = 1, rows: int = 1) -> str:
    """Return the attributes of a table's cell: what a head is the head of (`Column` or `Row`), and what it spans."""
    entries = [
        f"/Scope/{scope}" if scope else "",
        f"/ColSpan {columns}" if columns > 1 else "",
        f"/RowSpan {rows}" if rows > 1 else "",
    ]
    return f"/A<</O/Table{''.join(entries)}>>" if any(entries) else ""


def list_attributes(numbering: str) -> str:
    """Return the attributes of a list: how its labels count (`Decimal`, `Disc` and so on, or `None`)."""
    return f"/A<</O/List/ListNumbering/{numbering}>>"


def text_string(text: str) -> str:
    """Write any text as PDF syntax."""
    return f"<FEFF{text.encode('utf-16-be', 'replace').hex().upper()}>"
