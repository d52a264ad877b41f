"""รายงานการประชุม, and the extract of a resolution that serves until the minutes are certified."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from documents.layouts.furniture import page_in_centre
from documents.layouts.paper import (
    BODY_INDENT,
    CENTRED,
    CENTRED_BOLD,
    JUSTIFIED,
    PARAGRAPH_GAP,
    FootLines,
    Frame,
    Signature,
    body_blocks,
    check_foot,
)
from documents.layouts.snapshots import Fields
from documents.layouts.tables import annex_sections
from documents.thai import to_thai_digits
from documents.typesetting import (
    A4,
    BOLD,
    CM,
    Block,
    Bookmark,
    KeepTogether,
    PageInfo,
    Paragraph,
    Section,
    Side,
    SideBySide,
    Style,
    Surface,
)

__all__ = ["UNCERTIFIED", "mark_uncertified", "sections"]

UNCERTIFIED: Final = "ยังไม่ได้รับรอง"
_HEADING: Final = Style(face=BOLD)
_SMALL: Final = Style(size=9.0, leading=13.0)
_BLANK: Final = "." * 20
_NUMBER_COLUMN: Final = 1.0 * CM
_NAME_COLUMN: Final = 7.0 * CM
_SIGNATURE_CENTRE: Final = 10.5 * CM


def sections(fields: Fields, frame: Frame, number: str, dated: str) -> list[Section]:
    """Set the layout `minutes`, its annexes, and the extract of the resolution on a page of its own at the end."""
    certified = fields.text("certified", "")
    blocks: list[Block] = [
        Bookmark(frame.title),
        *_head(fields, number, dated),
        *_people("ผู้มาประชุม", fields.texts_or_parts("attendees")),
        *_people("ผู้ไม่มาประชุม", fields.texts_or_parts("absentees")),
        *_people("ผู้เข้าร่วมประชุม", fields.texts_or_parts("observers")),
        Paragraph(_led("เริ่มประชุมเวลา", fields.text("opened")), space_before=PARAGRAPH_GAP),
        *(_indented(line) for line in [fields.text("quorum_line", "")] if line),
        *(block for item in fields.parts("agenda") for block in _agenda_item(item)),
        KeepTogether(
            [
                Paragraph(_led("เลิกประชุมเวลา", fields.text("closed")), space_before=2 * PARAGRAPH_GAP),
                *_writers(fields),
                Paragraph(certified or f"รายงานการประชุมนี้{UNCERTIFIED}", CENTRED_BOLD, space_before=2 * PARAGRAPH_GAP),
            ]
        ),
        FootLines.parse(fields),
    ]
    headers = [frame.draw_sample_mark, *([] if certified else [mark_uncertified]), page_in_centre]
    foot = check_foot(frame, FootLines.parse(fields))
    own = Section(A4, blocks, headers=headers, footers=[frame.draw_anchor], foot=foot)
    return [own, *annex_sections(fields, frame), *_extract(fields, frame)]


def _head(fields: Fields, number: str, dated: str) -> list[Block]:
    meeting_number = fields.text("number", "") or number or _BLANK
    held = fields.text("held", "") or dated or _BLANK
    title, organisation = _led("รายงานการประชุม", fields.text("meeting_title"), gap=""), fields.text("organisation")
    names = [title] if title.endswith(organisation) else [title, organisation]
    lines = [
        *names,
        _led("ครั้งที่", meeting_number),
        _led("เมื่อ", held, gap=""),
        _led("ณ", fields.text("place")),
    ]
    return [
        Paragraph(line, CENTRED_BOLD if index < len(names) else CENTRED, heading=1 if index == 0 else 0)
        for index, line in enumerate(lines)
    ]


def _led(words: str, text: str, gap: str = " ") -> str:
    """Put the fixed words before a text, unless they are there."""
    return text if text.startswith(words) else f"{words}{gap}{text}"


def _people(heading: str, entries: Sequence[str | Fields]) -> list[Block]:
    """Return a numbered list of names and positions under a heading, or nothing when nobody is in it."""
    if not entries:
        return []
    blocks: list[Block] = [Paragraph(heading, _HEADING, space_before=PARAGRAPH_GAP, keep_with_next=True, heading=2)]
    for index, entry in enumerate(entries, start=1):
        name = entry if isinstance(entry, str) else entry.text("name")
        notes = [] if isinstance(entry, str) else [entry.text("position", ""), _in_brackets(entry.text("reason", ""))]
        note = " ".join(text for text in notes if text)
        left = BODY_INDENT / 2
        name_width = _NAME_COLUMN if note else A4.body_width - left - _NUMBER_COLUMN
        sides = [
            Side(left, _NUMBER_COLUMN, [Paragraph(f"{to_thai_digits(index)}.")]),
            Side(left + _NUMBER_COLUMN, name_width - 6, [Paragraph(name)]),
        ]
        if note:
            start = left + _NUMBER_COLUMN + _NAME_COLUMN
            sides.append(Side(start, A4.body_width - start, [Paragraph(note)]))
        blocks.append(SideBySide(sides))
    return blocks


def _in_brackets(text: str) -> str:
    return f"({text})" if text else ""


def _indented(text: str, *, keep_with_next: bool = False) -> Paragraph:
    return Paragraph(
        text, JUSTIFIED, first_indent=BODY_INDENT, space_before=PARAGRAPH_GAP, keep_with_next=keep_with_next
    )


def _agenda_item(item: Fields) -> list[Block]:
    heading = item.text("heading")
    resolution = item.text("resolution", "")
    blocks: list[Block] = [
        Bookmark(heading, level=1),
        Paragraph(heading, _HEADING, space_before=2 * PARAGRAPH_GAP, keep_with_next=True, heading=2),
        *(_indented(text) for text in item.texts("paragraphs")),
    ]
    if resolution:
        beside = Paragraph(resolution, JUSTIFIED, space_before=PARAGRAPH_GAP)
        blocks.append(replace(beside, label="มติที่ประชุม", label_style=_HEADING, label_width=3 * CM))
    return blocks


def _writers(fields: Fields) -> list[Block]:
    """Return the signatures of those who wrote and checked the minutes."""
    roles = (("recorded_by", "ผู้จดรายงานการประชุม"), ("checked_by", "ผู้ตรวจรายงานการประชุม"))
    blocks: list[Block] = []
    for name, caption in roles:
        value = fields.raw(name)
        if value is None:
            continue
        if isinstance(value, str):
            signature = Signature(value, "", (), caption)
        else:
            parsed = Signature.parse(fields.part(name))
            signature = Signature(parsed.name, parsed.position, parsed.acting_lines, parsed.caption or caption)
        blocks += signature.blocks(_SIGNATURE_CENTRE, A4.body_width)
    return blocks


def mark_uncertified(surface: Surface, page: PageInfo) -> None:
    """Say on every page that the minutes are not certified; a Furniture."""
    line = _SMALL.line(surface.fonts, f"({UNCERTIFIED})")
    surface.text(page.format.margins.left, page.format.height - 1.2 * CM, line, _SMALL.face, _SMALL.size)


def _extract(fields: Fields, frame: Frame) -> list[Section]:
    """Return the page คัดมติที่ประชุม, which the chair signs, when the snapshot has one."""
    extract = fields.optional_part("extract")
    if extract is None:
        return []
    title = extract.text("title", "") or "คัดมติที่ประชุม"
    blocks: list[Block] = [
        Bookmark(title),
        Paragraph(title, CENTRED_BOLD, heading=1),
        Paragraph(fields.text("organisation"), CENTRED),
        *body_blocks(extract, "paragraphs"),
        *Signature.parse(extract.part("signature")).blocks(_SIGNATURE_CENTRE, A4.body_width),
    ]
    return [
        Section(
            A4,
            blocks,
            headers=[frame.draw_sample_mark],
            footers=[frame.draw_anchor],
            foot=check_foot(frame),
        )
    ]
