"""What every official paper has, whatever its layout: marks on the page, letterheads, signatures, the check code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from documents.layouts.composed import Composed
from documents.layouts.snapshots import Fields
from documents.thai import to_thai_digits
from documents.typesetting import (
    BODY,
    BOLD,
    CM,
    Block,
    Element,
    Fonts,
    Foot,
    Gap,
    KeepTogether,
    Metadata,
    PageInfo,
    Paragraph,
    Picture,
    Strip,
    Style,
    Surface,
    draw_outlined,
    draw_qr_code,
)

__all__ = [
    "BODY_INDENT",
    "CENTRED",
    "CENTRED_BOLD",
    "CREST_FROM_EDGE",
    "CREST_HEIGHT",
    "DEMO",
    "JUSTIFIED",
    "PARAGRAPH_GAP",
    "Crest",
    "FootLines",
    "Frame",
    "Letterhead",
    "Signature",
    "body_blocks",
    "check_foot",
    "numbered",
]

JUSTIFIED: Final = Style(align="justify")
CENTRED: Final = Style(align="center")
CENTRED_BOLD: Final = Style(face=BOLD, align="center")
BOLD_BODY: Final = Style(face=BOLD)

BODY_INDENT: Final = 2.5 * CM
PARAGRAPH_GAP: Final = 6.0
_FOOT_DROP: Final = 0.8 * CM

CREST_HEIGHT: Final = 3 * CM
CREST_FROM_EDGE: Final = 1.5 * CM

_TINY: Final = Style(size=6.5, leading=9.0)
_CAPTION: Final = Style(size=7.0, leading=9.5, align="center")
_QR_SIZE: Final = 2.0 * CM
_QR_COLUMN: Final = 3.2 * CM
_MARGIN_QR_SIZE: Final = 1.15 * CM
"""In the bottom margin of the lowest format: modules of 0.4 mm, which a phone reads off an office print."""
_MARGIN_COLUMN: Final = 4.2 * CM
CHECK_CAPTION: Final = "ตรวจสอบเอกสาร"

DEMO: Final = "ตัวอย่าง"
_DEMO_GREY: Final = 0.93
_SIGNING_SPACE: Final = 3 * BODY.leading
_SIGNATURE_WIDTH: Final = 9 * CM
_FOOT_LINE: Final = Style(leading=17.0)
_FOOT_GAP: Final = 24.0
_MOST_FOOT_LINES: Final = 6
_LONGEST_FOOT_LINE: Final = 150


@dataclass(frozen=True)
class Frame:
    """The fields that all snapshots share, and the marks they leave on each page."""

    title: str
    kind: str
    check_url: str
    check_code: str
    demo: bool
    anchor: str
    code_caption: str = CHECK_CAPTION

    @classmethod
    def parse(cls, fields: Fields) -> Frame:
        """Read the shared fields of a snapshot."""
        return cls(
            title=fields.text("title"),
            kind=fields.text("kind", ""),
            check_url=fields.text("check_url", ""),
            check_code=fields.text("check_code", ""),
            demo=fields.flag("demo"),
            anchor=fields.text("anchor", ""),
            code_caption=fields.text("code_caption", CHECK_CAPTION),
        )

    def metadata(self, author: str) -> Metadata:
        """Return what readers show about the paper."""
        return Metadata(title=self.title, author=author, subject=self.kind, keywords=self.check_code)

    def draw_sample_mark(self, surface: Surface, page: PageInfo) -> None:
        """Mark the page of a sample; a Furniture for the headers."""
        if not self.demo:
            return
        sheet = page.format
        # Only outlines, below everything: a text across the page would end up between the lines when read back.
        draw_outlined(surface, DEMO, BOLD, sheet.width / 2, sheet.height / 2, sheet.width * 0.8, _DEMO_GREY)
        style = Style(face=BOLD, align="right")
        line = style.line(surface.fonts, DEMO)
        left, baseline = sheet.margins.left, sheet.height - 0.75 * CM
        surface.aligned_text(left, baseline, sheet.body_width, line, style.face, style.size, style.align)

    def draw_anchor(self, surface: Surface, page: PageInfo) -> None:
        """Print the head of the event log; a Furniture for the footers."""
        if not self.anchor:
            return
        sheet = page.format
        top = 0.7 * CM + _TINY.leading
        for strip in Paragraph(self.anchor, _TINY).strips(surface.fonts, sheet.body_width - _MARGIN_COLUMN)[:2]:
            strip.draw(surface, sheet.margins.left, top)
            top -= _TINY.leading


class _CheckCodeStrip(Strip):
    """The QR code with its caption, at the right."""

    __slots__ = ("_code", "_frame", "_width")

    def __init__(self, frame: Frame, code: Element | None, width: float) -> None:
        super().__init__(_QR_SIZE + 2 * _CAPTION.leading)
        self._frame = frame
        self._code = code
        self._width = width

    def draw(self, surface: Surface, left: float, top: float) -> None:
        column = left + self._width - _QR_COLUMN
        code_left = column + (_QR_COLUMN - _QR_SIZE) / 2
        with surface.tagged(self._code):
            draw_qr_code(surface, self._frame.check_url, code_left, top - _QR_SIZE, _QR_SIZE)
        baseline = top - _QR_SIZE - _CAPTION.baseline
        for text in (self._frame.code_caption, self._frame.check_code):
            line = _CAPTION.line(surface.fonts, text)
            surface.aligned_text(column, baseline, _QR_COLUMN, line, _CAPTION.face, _CAPTION.size, "center")
            baseline -= _CAPTION.leading


class _MarginCodeStrip(Strip):
    """The QR code in the bottom margin, its caption to the left."""

    __slots__ = ("_code", "_frame", "_width")

    def __init__(self, frame: Frame, code: Element | None, width: float) -> None:
        super().__init__(_MARGIN_QR_SIZE)
        self._frame = frame
        self._code = code
        self._width = width

    def draw(self, surface: Surface, left: float, top: float) -> None:
        code_left = left + self._width - _MARGIN_QR_SIZE
        with surface.tagged(self._code):
            draw_qr_code(surface, self._frame.check_url, code_left, top - _MARGIN_QR_SIZE, _MARGIN_QR_SIZE)
        column = left + self._width - _MARGIN_COLUMN
        room = _MARGIN_COLUMN - _MARGIN_QR_SIZE - _CAPTION.size
        baseline = top - (_MARGIN_QR_SIZE - 2 * _CAPTION.leading) / 2 - _CAPTION.baseline
        for text in (self._frame.code_caption, self._frame.check_code):
            line = _CAPTION.line(surface.fonts, text)
            surface.aligned_text(column, baseline, room, line, _CAPTION.face, _CAPTION.size, "right")
            baseline -= _CAPTION.leading


@dataclass(frozen=True)
class FootLines(Composed):
    """Who answers for a paper: at the left, below the signature, clear of the code that may stand beside."""

    lines: Sequence[str]

    @classmethod
    def parse(cls, fields: Fields) -> FootLines:
        """Read the lines of a foot; it has room for a few short ones only."""
        lines = fields.texts("foot_lines")
        if len(lines) > _MOST_FOOT_LINES or any(len(line) > _LONGEST_FOOT_LINE for line in lines):
            raise fields.wrong(
                "foot_lines", f"more than {_MOST_FOOT_LINES} lines, or one of more than {_LONGEST_FOOT_LINE} characters"
            )
        return cls(lines)

    def made_of(self, fonts: Fonts, width: float) -> list[Block]:  # noqa: ARG002 - its lines are as wide as they are
        """Return the lines, all on one page."""
        last = len(self.lines) - 1
        return [
            Paragraph(
                text,
                _FOOT_LINE,
                right=_QR_COLUMN,
                space_before=0.0 if index else _FOOT_GAP,
                keep_with_next=index < last,
            )
            for index, text in enumerate(self.lines)
        ]


@dataclass(frozen=True)
class _CheckFoot:
    """How to check a paper: the code at the right, as low as possible on its last page.

    Where there is little room it stands beside the lines that the paper ended with.
    """

    frame: Frame
    beside: FootLines

    def strips(self, fonts: Fonts, width: float) -> list[Strip]:
        """Set the code; nothing where a paper has none."""
        if not self.frame.check_url:
            return []
        strip = _CheckCodeStrip(self.frame, _code_element(self.frame, fonts), width)
        beside = sum(line.space_before + line.height for line in self.beside.strips(fonts, width))
        strip.space_before = -min(beside, strip.height)
        return [strip]


@dataclass(frozen=True)
class _MarginFoot:
    """The same where the last page is full: small, and in its bottom margin instead of alone on a page."""

    frame: Frame

    def strips(self, fonts: Fonts, width: float) -> list[Strip]:
        return [_MarginCodeStrip(self.frame, _code_element(self.frame, fonts), width)]


def _code_element(frame: Frame, fonts: Fonts) -> Element | None:
    return fonts.structure.element("Figure", alt=f"คิวอาร์โค้ดสำหรับ{frame.code_caption} {frame.check_code}")


def check_foot(frame: Frame, beside: FootLines = FootLines(())) -> Foot:
    """Return the foot of a paper's last page, where it says how to check it; ``beside`` are the lines it ended with."""
    return Foot([_CheckFoot(frame, beside)], drop=_FOOT_DROP, in_margin=[_MarginFoot(frame)])


@dataclass(frozen=True)
class Letterhead:
    """Who writes. A state body has its own uploaded crest, or the space for it; a council has its name."""

    is_state: bool
    name: str
    address_lines: Sequence[str]
    crest: bytes | None

    @classmethod
    def parse(cls, fields: Fields) -> Letterhead:
        """Read a letterhead; a crest is given as bytes or as the path of a PNG file."""
        crest = fields.raw("crest")
        if isinstance(crest, str | Path) and crest:
            try:
                crest = Path(crest).read_bytes()
            except OSError as error:
                raise fields.wrong("crest", f"cannot be read ({error.strerror})") from error
        elif crest is not None and not isinstance(crest, bytes):
            raise fields.wrong("crest", "must be bytes, the path of a PNG file, or nothing")
        return cls(
            is_state=fields.one_of("kind", ("state", "civic")) == "state",
            name=fields.text("name"),
            address_lines=fields.texts("address_lines"),
            crest=crest or None,
        )

    def emblem(self, height_kept: float) -> list[Block]:
        """Return the top of the first page: the crest, or its empty place, or a council's name.

        Args:
            height_kept: how far below the upper margin the text after a crest starts, in points.
        """
        if self.is_state:
            return [Crest(self.crest, height_kept, f"ตรา{self.name}")]
        name = Paragraph(self.name, Style(face=BOLD, size=14.0, leading=24.0, align="center"))
        return [name, *(Paragraph(line, _centred_small()) for line in self.address_lines), Gap(10)]


def _centred_small() -> Style:
    return Style(size=9.5, leading=15.0, align="center")


class _CrestStrip(Strip):
    """The crest stands in the upper margin, higher than its strip."""

    __slots__ = ("_picture",)

    def __init__(self, height: float, picture: Strip | None) -> None:
        super().__init__(height)
        self._picture = picture

    def draw(self, surface: Surface, left: float, top: float) -> None:
        if self._picture:
            self._picture.draw_tagged(surface, left, top + 2.5 * CM - CREST_FROM_EDGE)


@dataclass(frozen=True)
class Crest:
    """A state body's crest, or its empty place; what follows starts ``height_kept`` below the upper margin."""

    content: bytes | None
    height_kept: float
    alt: str

    def strips(self, fonts: Fonts, width: float) -> list[Strip]:
        picture = None
        if self.content:
            picture = Picture(self.content, CREST_HEIGHT, alt=self.alt).strips(fonts, width)[0]
        return [_CrestStrip(self.height_kept, picture)]


@dataclass(frozen=True)
class Signature:
    """Who signs, as what, and for whom."""

    name: str
    position: str
    acting_lines: Sequence[str]
    caption: str

    @classmethod
    def parse(cls, fields: Fields) -> Signature:
        """Read a signature; a blank name leaves a dotted place for it."""
        return cls(
            name=fields.text("name", ""),
            position=fields.text("position", ""),
            acting_lines=fields.texts("acting_lines"),
            caption=fields.text("caption", ""),
        )

    @property
    def lines(self) -> list[str]:
        """The printed lines below the place for the signature."""
        name = f"({self.name or '.' * 50})"
        return [line for line in (name, self.position, *self.acting_lines, self.caption) if line]

    def blocks(self, centre: float, width: float, *, closing: str = "", keep_with_next: bool = False) -> list[Block]:
        """Return the closing words, the place for the hand and the lines, all centred on one axis, on one page.

        Args:
            centre: the axis, from the left margin.
            width: the width of the body.
            closing: words above the signature.
            keep_with_next: whether what follows stays on the same page.
        """
        half = min(_SIGNATURE_WIDTH / 2, centre, width - centre)
        centred = Paragraph("", CENTRED, left=centre - half, right=width - centre - half)
        words: list[Block] = [replace(centred, text=closing, space_before=12)] if closing else []
        words.append(Gap(_SIGNING_SPACE))
        words += [replace(centred, text=line) for line in self.lines]
        return [KeepTogether(words, keep_with_next=keep_with_next)]


def body_blocks(fields: Fields, name: str) -> list[Paragraph]:
    """Read a list of paragraphs and numbered items, and return them as a letter sets them.

    The last one stays with what follows it, so that no signature stands alone on a page.
    """
    blocks = []
    entries = fields.texts_or_parts(name)
    for index, entry in enumerate(entries):
        text = entry if isinstance(entry, str) else _item_text(entry)
        last = index == len(entries) - 1
        blocks.append(
            Paragraph(text, JUSTIFIED, first_indent=BODY_INDENT, space_before=PARAGRAPH_GAP, keep_with_next=last)
        )
    return blocks


def _item_text(entry: Fields) -> str:
    item = entry.text("item", "")
    if not item:
        return entry.text("text")
    stop = "" if item[-1] in ".)" or " " in item else "."
    return f"{item}{stop} {entry.text('text')}"


def numbered(texts: Sequence[str]) -> list[str]:
    """Number several texts with Thai digits; a single one stays as it is."""
    if len(texts) < 2:
        return list(texts)
    return [f"{to_thai_digits(number)}. {text}" for number, text in enumerate(texts, start=1)]
