"""Read the structure of a PDF: its tree of elements, the text of each, and what stands outside the tree."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf

Mark = tuple[int, int]
"""A page, from 0, and the number of a content on it."""

_PAINTING = {"Tj", "TJ", "'", '"', "f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "sh", "Do", "INLINE IMAGE", "EI"}
_MAPPED = re.compile(r"<([0-9A-F]{4})> <([0-9A-F]*)>")


@dataclass
class Node:
    """An element: what it is, what it says of itself, and what is in it, in order."""

    role: str
    number: tuple[int, int]
    """Of its object in the file."""
    attributes: dict[str, str]
    alt: str
    kids: list[Node | Mark] = field(default_factory=list)
    text: str = ""
    """All text in it and below it."""

    def all(self, *roles: str) -> list[Node]:
        """Return the elements with these roles in it, or all, in order."""
        return [node for node in self._below() if not roles or node.role in roles]

    def marks(self) -> list[Mark]:
        """Return its contents and those of its elements."""
        return [mark for kid in self.kids for mark in (kid.marks() if isinstance(kid, Node) else [kid])]

    def attribute(self, name: str) -> str | None:
        """Return one of its attributes, or None."""
        return self.attributes.get(f"/{name}")

    def outline(self) -> Any:
        """Return roles as nested lists: `["P"]`, or `["L", ["LI"]]`."""
        return [self.role, *(kid.outline() for kid in self.kids if isinstance(kid, Node))]

    def roles(self) -> str:
        """Return the roles of what is in it as a text, such as `L(LI(Lbl LBody(P)))`."""
        inner = [kid for kid in self.kids if isinstance(kid, Node)]
        return " ".join(f"{node.role}({node.roles()})" if node.roles() else node.role for node in inner)

    def _below(self) -> Iterator[Node]:
        for kid in self.kids:
            if isinstance(kid, Node):
                yield kid
                yield from kid._below()


@dataclass
class Tagged:
    """What a file says of its structure, and what does not fit."""

    document: Node
    texts: dict[Mark, str]
    artifacts: list[tuple[int, str, str]]
    """Page, subtype (or type) and text of each content that is in no tree."""
    unmarked: list[str]
    """Painting operators that belong neither to an element nor to an artifact."""
    parents: dict[Mark, Any]
    """The element that the tree from pages to elements names, as an object's number."""

    @property
    def reached(self) -> list[Mark]:
        """Return the contents that are in the tree, in its order."""
        return self.document.marks()


def tags_of(pdf: bytes) -> Tagged:
    """Read a file; an element that is no dictionary, or a wrong nesting of its operators, is an error."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        texts: dict[Mark, str] = {}
        artifacts: list[tuple[int, str, str]] = []
        unmarked: list[str] = []
        for number, page in enumerate(opened.pages):
            _read_page(number, page, texts, artifacts, unmarked)
        root = opened.Root.StructTreeRoot
        pages = {page.objgen: number for number, page in enumerate(opened.pages)}
        document = _node(root.K, pages, texts)
        assert root.K.P.objgen == root.objgen
        return Tagged(document, texts, artifacts, unmarked, dict(_parents(opened, root)))


def check_consistent(tagged: Tagged) -> None:
    """Every content is in the tree exactly once and finds its element from its page; nothing is unmarked."""
    assert tagged.unmarked == []
    assert sorted(tagged.reached) == sorted(tagged.texts)
    own = {mark: node.number for node in tagged.document.all() for mark in node.kids if not isinstance(mark, Node)}
    assert own == tagged.parents


def _node(entry: Any, pages: dict[Any, int], texts: dict[Mark, str]) -> Node:
    attributes = {name: str(value) for name, value in entry.get("/A", {}).items()}
    node = Node(str(entry.S)[1:], entry.objgen, attributes, str(entry.get("/Alt", "")))
    kids = entry.get("/K", pikepdf.Array())
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, int):
            mark = (pages[entry.Pg.objgen], int(kid))
        elif kid.get("/Type") == "/MCR":
            mark = (pages[kid.Pg.objgen], int(kid.MCID))
        else:
            inner = _node(kid, pages, texts)
            assert kid.P.objgen == entry.objgen
            node.kids.append(inner)
            node.text += inner.text
            continue
        node.kids.append(mark)
        node.text += texts[mark]
    return node


def _parents(opened: Any, root: Any) -> Iterator[tuple[Mark, Any]]:
    assert int(root.ParentTreeNextKey) == len(opened.pages)
    lists = pikepdf.NumberTree(root.ParentTree)
    for page_number, page in enumerate(opened.pages):
        for number, element in enumerate(lists[int(page.StructParents)]):
            yield (page_number, number), element.objgen


def _read_page(number: int, page: Any, texts: dict[Mark, str], artifacts: list[Any], unmarked: list[str]) -> None:
    maps = {name: _characters(font) for name, font in page.Resources.Font.items()}
    characters: dict[int, str] = {}
    open_content: list[tuple[Mark | None, str, int]] = []
    text_objects = in_text = 0
    said: list[str] = []
    for instruction in pikepdf.parse_content_stream(page):
        operands, name = instruction.operands, str(instruction.operator)
        if name in {"BT", "ET"}:
            in_text += 1 if name == "BT" else -1
            text_objects += 1
            # Content that begins in a text object ends in it.
            assert not open_content or open_content[-1][2] == 0
        elif name in {"BDC", "BMC"}:
            assert not open_content
            open_content.append(_begun(number, operands, text_objects if in_text else 0))
            said = []
        elif name == "EMC":
            mark, subtype, begun_in = open_content.pop()
            assert begun_in == (text_objects if in_text else 0)
            if mark is None:
                artifacts.append((number, subtype, "".join(said)))
            else:
                assert mark not in texts
                texts[mark] = "".join(said)
        elif name == "Tf":
            characters = maps[str(operands[0])]
        elif name in _PAINTING:
            if name == "TJ":
                said += _said(operands[0], characters)
            if not open_content:
                unmarked.append(name)
    assert not open_content


def _begun(page: int, operands: Any, text_object: int) -> tuple[Mark | None, str, int]:
    if operands[0] == "/Artifact":
        properties = operands[1]
        return None, str(properties.get("/Subtype", properties.Type))[1:], text_object
    return (page, int(operands[1].MCID)), "", text_object


def _said(pieces: Any, characters: dict[int, str]) -> Iterator[str]:
    for piece in pieces:
        if isinstance(piece, pikepdf.String):
            code = bytes(piece)
            yield from (characters[int.from_bytes(code[at : at + 2])] for at in range(0, len(code), 2))


def _characters(font: Any) -> dict[int, str]:
    found = _MAPPED.findall(font.ToUnicode.read_bytes().decode("ascii"))
    return {int(code, 16): bytes.fromhex(text).decode("utf-16-be", "surrogatepass") for code, text in found}
