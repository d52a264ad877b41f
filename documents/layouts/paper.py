"""What every official paper has, whatever its layout: marks on the page, letterheads, signatures, the check code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from documents.layouts.snapshots import Fields
from documents.thai import to_thai_digits
from documents.typesetting import (
    BODY,
    BOLD,
    CM,
    Block,
    Fonts,
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
    "FOOT_DROP",
    "JUSTIFIED",
    "PARAGRAPH_GAP",
    "CheckFoot",
    "Frame",
    "Letterhead",
    "Signature",
    "body_blocks",
    "numbered",
]

JUSTIFIED: Final = Style(align="justify")
CENTRED: Final = Style(align="center")
CENTRED_BOLD: Final = Style(face=BOLD, align="center")
BOLD_BODY: Final = Style(face=BOLD)

BODY_INDENT: Final = 2.5 * CM
PARAGRAPH_GAP: Final = 6.0
FOOT_DROP: Final = 0.8 * CM

_CREST_HEIGHT: Final = 3 * CM
_CREST_FROM_EDGE: Final = 1.5 * CM

_TINY: Final = Style(size=6.5, leading=9.0)
_CAPTION: Final = Style(size=7.0, leading=9.5, align="center")
_QR_SIZE: Final = 2.0 * CM
_QR_COLUMN: Final = 3.2 * CM

_DEMO: Final = "ตัวอย่าง"
_DEMO_GREY: Final = 0.93
_SIGNING_SPACE: Final = 3 * BODY.leading
_SIGNATURE_WIDTH: Final = 9 * CM
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
        draw_outlined(surface, _DEMO, BOLD, sheet.width / 2, sheet.height / 2, sheet.width * 0.8, _DEMO_GREY)
        style = Style(face=BOLD, align="right")
        line = style.line(surface.fonts, _DEMO)
        left, baseline = sheet.margins.left, sheet.height - 0.75 * CM
        surface.aligned_text(left, baseline, sheet.body_width, line, style.face, style.size, style.align)

    def draw_anchor(self, surface: Surface, page: PageInfo) -> None:
        """Print the head of the event log; a Furniture for the footers."""
        if not self.anchor:
            return
        sheet = page.format
        top = 0.7 * CM + _TINY.leading
        for strip in Paragraph(self.anchor, _TINY).strips(surface.fonts, sheet.body_width - _QR_COLUMN)[:2]:
            strip.draw(surface, sheet.margins.left, top)
            top -= _TINY.leading


class _CheckFootStrip(Strip):
    """Lines at the left, the QR code with its caption at the right."""

    __slots__ = ("_frame", "_lines", "_width")

    def __init__(self, frame: Frame, lines: Sequence[Strip], width: float) -> None:
        caption = 2 * _CAPTION.leading
        code_height = _QR_SIZE + caption if frame.check_url else 0.0
        super().__init__(max(code_height, sum(line.height for line in lines)))
        self._frame = frame
        self._lines = lines
        self._width = width

    def draw(self, surface: Surface, left: float, top: float) -> None:
        y = top - self.height + sum(strip.height for strip in self._lines)
        for strip in self._lines:
            strip.draw(surface, left, y)
            y -= strip.height
        if not self._frame.check_url:
            return
        column = left + self._width - _QR_COLUMN
        draw_qr_code(surface, self._frame.check_url, column + (_QR_COLUMN - _QR_SIZE) / 2, top - _QR_SIZE, _QR_SIZE)
        baseline = top - _QR_SIZE - _CAPTION.baseline
        for text in ("ตรวจสอบเอกสาร", self._frame.check_code):
            line = _CAPTION.line(surface.fonts, text)
            surface.aligned_text(column, baseline, _QR_COLUMN, line, _CAPTION.face, _CAPTION.size, "center")
            baseline -= _CAPTION.leading


@dataclass(frozen=True)
class CheckFoot:
    """The foot of a paper's last page: who answers for it, and how to check it."""

    frame: Frame
    lines: Sequence[str] = ()

    @classmethod
    def parse(cls, fields: Fields, frame: Frame) -> CheckFoot:
        """Read the lines of a foot; it has room for a few short ones only."""
        lines = fields.texts("foot_lines")
        if len(lines) > _MOST_FOOT_LINES or any(len(line) > _LONGEST_FOOT_LINE for line in lines):
            raise fields.wrong(
                "foot_lines", f"more than {_MOST_FOOT_LINES} lines, or one of more than {_LONGEST_FOOT_LINE} characters"
            )
        return cls(frame, lines)

    def strips(self, fonts: Fonts, width: float) -> list[Strip]:
        """Set the lines; the code is drawn with them."""
        room = width - _QR_COLUMN
        lines = [strip for text in self.lines for strip in Paragraph(text, Style(leading=17.0)).strips(fonts, room)]
        return [_CheckFootStrip(self.frame, lines, width)]


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
            return [_Crest(self.crest, height_kept)]
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
            self._picture.draw(surface, left, top + 2.5 * CM - _CREST_FROM_EDGE)


@dataclass(frozen=True)
class _Crest:
    content: bytes | None
    height_kept: float

    def strips(self, fonts: Fonts, width: float) -> list[Strip]:
        picture = Picture(self.content, _CREST_HEIGHT).strips(fonts, width)[0] if self.content else None
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

    def blocks(self, centre: float, width: float, *, closing: str = "") -> list[Block]:
        """Return the closing words, the place for the hand and the lines, all centred on one axis, on one page.

        Args:
            centre: the axis, from the left margin.
            width: the width of the body.
            closing: words above the signature.
        """
        half = min(_SIGNATURE_WIDTH / 2, centre, width - centre)
        centred = Paragraph("", CENTRED, left=centre - half, right=width - centre - half)
        words: list[Block] = [replace(centred, text=closing, space_before=12)] if closing else []
        words.append(Gap(_SIGNING_SPACE))
        words += [replace(centred, text=line) for line in self.lines]
        return [KeepTogether(words)]


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
