"""Paragraphs and what stands in them, as the XML of Word documents. Lengths are points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from documents.editable.markup import tag, text_tag
from documents.editable.notice import FACE, SIZE
from documents.typesetting import BODY, BOLD, Style
from documents.typesetting.lines import split_into_lines

__all__ = [
    "FIELD_END",
    "RIGHT",
    "TAB",
    "Shape",
    "Tab",
    "character_properties",
    "field",
    "field_opening",
    "paragraph",
    "run",
    "small_paragraph",
    "twips",
]

TAB: Final = tag("r", tag("tab"))
FIELD_END: Final = tag("r", tag("fldChar", fldCharType="end"))
RIGHT: Final = Style(align="right")

_ALIGNMENTS: Final = {"left": "left", "right": "right", "center": "center", "justify": "thaiDistribute"}
_FROM_SARABUN: Final = SIZE / BODY.size
"""TH SarabunPSK is small for its size: 16 points of it look like 10.7 of Sarabun, which the pages are set in."""


class Tab(NamedTuple):
    """A tab stop: its place from the left margin, whether texts end there, and whether dots lead to it."""

    place: float
    ends: bool = False
    dotted: bool = False


def twips(points: float) -> int:
    """Return a length as Word counts it."""
    return round(points * 20)


def character_properties(*, bold: bool = False, size: float = SIZE, named: bool = False) -> str:
    """Return how characters look; each property also for Thai, which Word keeps apart as a complex script.

    Args:
        bold: whether they are.
        size: in points of TH SarabunPSK.
        named: whether the face and the language are named too, as the whole document's are.
    """
    half_points = round(size * 2)
    parts = [tag("rFonts", ascii=FACE, hAnsi=FACE, eastAsia=FACE, cs=FACE)] if named else []
    parts += [tag("b"), tag("bCs")] if bold else []
    parts += [tag("sz", val=half_points), tag("szCs", val=half_points)] if named or size != SIZE else []
    parts += [tag("lang", val="th-TH", eastAsia="th-TH", bidi="th-TH")] if named else []
    return tag("rPr", *parts)


def run(text: str, style: Style = BODY) -> str:
    """Return a text as a run; its line ends end lines, its tabs are tabs."""
    lines = [
        tag("tab").join(text_tag("t", part) if part else "" for part in line.split("\t"))
        for line in split_into_lines(text)
    ]
    size = round(style.size * _FROM_SARABUN * 2) / 2
    return tag("r", character_properties(bold=style.face == BOLD, size=size), tag("br").join(lines))


def field(instruction: str, shown: str) -> str:
    """Return a field that Word computes, and the runs that are shown until it does."""
    return field_opening(instruction) + shown + FIELD_END


def field_opening(instruction: str) -> str:
    """Return what stands before the runs that a field shows."""
    asked = tag("r", text_tag("instrText", f" {instruction} "))
    return tag("r", tag("fldChar", fldCharType="begin")) + asked + tag("r", tag("fldChar", fldCharType="separate"))


@dataclass(frozen=True)
class Shape:
    """How a paragraph stands on the page."""

    left: float = 0.0
    """The indent of all its lines."""
    right: float = 0.0
    first: float = 0.0
    """How much further right its first line starts; negative where the other lines hang."""
    before: float = 0.0
    """The space before it."""
    keep: bool = False
    """Whether it stays on the page of what follows."""
    tabs: Sequence[Tab] = ()
    outline: int = 0
    """The level of the heading that it is, from 1; 0 is text."""
    is_ruled: bool = False
    """Whether a rule is drawn below it."""
    is_exact: bool = False
    """Whether its lines are exactly as high as its style says, whatever stands in them."""


def paragraph(content: str, style: Style = BODY, shape: Shape = Shape()) -> str:
    """Return a paragraph of runs, with the alignment and the line pitch of a style."""
    offset = {"hanging": twips(-shape.first)} if shape.first < 0 else {"firstLine": twips(shape.first)}
    pitch = {"line": twips(style.leading), "lineRule": "exact" if shape.is_exact else "atLeast"}
    parts = [
        *([tag("keepNext")] if shape.keep else []),
        *([tag("pBdr", tag("bottom", val="single", sz=6, space=1, color="auto"))] if shape.is_ruled else []),
        *([tag("tabs", *map(_tab_stop, shape.tabs))] if shape.tabs else []),
        tag("spacing", before=twips(shape.before), after=0, **pitch),
        tag("ind", left=twips(shape.left), right=twips(shape.right), **offset),
        tag("jc", val=_ALIGNMENTS[style.align]),
        *([tag("outlineLvl", val=shape.outline - 1)] if shape.outline else []),
    ]
    return tag("p", tag("pPr", *parts), content)


def small_paragraph(*, before: float = 0.0, keep: bool = False) -> str:
    """Return an empty paragraph as low as can be, such as Word asks for after a table."""
    return paragraph("", Style(leading=1.0), Shape(before=before, keep=keep, is_exact=True))


def _tab_stop(stop: Tab) -> str:
    leader = {"leader": "dot"} if stop.dotted else {}
    return tag("tab", val="right" if stop.ends else "left", **leader, pos=twips(stop.place))
