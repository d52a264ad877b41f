"""Set official papers: a snapshot (a plain, JSON-able mapping) in, PDF bytes out.

Pure functions without Django or a database. All texts come ready: Thai digits, dates and amounts are the caller's
(`documents.thai`). No text is interpreted as markup. Text fields without a default must be there; a field that is
absent or None takes its default. Unknown fields are ignored.

Every snapshot
    layout        one of `LAYOUTS`, described below
    title         the title that PDF readers show, and the first bookmark
    kind          "" the code of the paper, such as "T10" (PDF subject)
    check_url     "" what the QR code at the foot of the last page opens; blank: no code
    check_code    "" printed under the QR code
    code_caption  "ตรวจสอบเอกสาร" what the QR code is for, printed above that
    demo          False; True marks every page with a light ตัวอย่าง
    anchor        "" short text, such as the head of the event log, printed small at the foot of each page

Parts used by several layouts
    letterhead    {"kind": "state" or "civic", "name", "address_lines": [], "crest": None}
                  state: the 3 cm crest (bytes, or the path of a PNG file) or its empty place; civic: the name, centred
    signature     {"name": "", "position": "", "acting_lines": [], "caption": ""}
                  name without brackets, blank for a dotted place; acting_lines such as
                  ["รักษาราชการแทน", "ผู้ว่าราชการจังหวัดอำนาจเจริญ"]; caption such as "ผู้รับรอง"
    paragraphs    a list of texts, {"text"} or {"item": "๑", "text"}; an item is printed "๑. text" or "ข้อ ๑ text"
    foot_lines    [] at most 6 short lines at the left of the foot: owner unit, telephone, e-mail
    annexes       [] table parts, each on pages of its own with its own page numbers
    table part    {"page": "A4 landscape" (or "A4", "A3 landscape"), "title": "" (bookmark of an annex), "heading": [],
                  "columns": [{"title", "width": 1, "align": "left" (or "right", "center")}], "rows": [], "notes": [],
                  "signatures": []}
                  width is a share of the page. Numbers are never broken, nor are cells of up to 24 characters in a
                  right-aligned column: the column grows instead.
    row           {"cells": [texts], "style": "row" (or "group", "total", "ceiling")}
                  A row has a cell for each column. The other styles may have fewer: their first cell spans the columns
                  that have none, and one cell spans the whole width.

layout "external_letter"
    letterhead, number_label "ที่", number_prefix "" (printed before `number`, unless that starts with it), subject,
    salutation "เรียน", salutation_to, references [], enclosures [] (numbered when there are several), paragraphs,
    closing "ขอแสดงความนับถือ", signature, foot_lines, annexes

layout "minutes"
    organisation, meeting_title, number "" ("๒/๒๕๖๙"), held "" ("วันศุกร์ที่ ๒๐ พฤศจิกายน ๒๕๖๙"), place,
    attendees [], absentees [], observers [] (each a name or {"name", "position": "", "reason": ""}),
    opened ("๐๙.๓๐ น."), closed, quorum_line "", agenda [{"heading", "paragraphs": [texts], "resolution": ""}],
    recorded_by, checked_by (a signature, or a name; absent: no place for one),
    certified "" (blank prints ยังไม่ได้รับรอง, also on every page),
    extract None or {"title": "คัดมติที่ประชุม", "paragraphs", "signature"} (its own last page), foot_lines, annexes

layout "announcement"
    letterhead, title_lines [] ("ประกาศจังหวัดอำนาจเจริญ"), subject, paragraphs, dated_label "ประกาศ ณ วันที่",
    signature, foot_lines, annexes

layout "order"
    the fields of an announcement, dated_label "สั่ง ณ วันที่"; its number is printed under the title

layout "memo"
    letterhead, office (the name of the letterhead; printed behind ส่วนราชการ), number_prefix "", subject,
    salutation "เรียน", salutation_to, references [], enclosures [], paragraphs, signature,
    endorsements [{"caption", "choices": [], "lines": 2, "signature"}] (places for those above), annexes

layout "stamped_letter"
    letterhead, number_prefix "", to, references [], enclosures [], paragraphs, foot_lines, annexes

layout "form"
    page "A4" (or "A4 landscape"), form_code "", heading [], fields [{"label", "text": "", "lines": 1}],
    sections [{"heading": "", "fields": [], "paragraphs": [], "choices": [{"text", "chosen": False}], "table": None}],
    signatures [], foot_lines, annexes

layout "receipt"
    letterhead, heading [], fields [], sections [], signature, foot_lines; number and date are printed above the fields

layout "attendance"
    heading [], groups [{"name", "people": [{"name", "position": "", "note": ""}]}], blank_rows 0, notes [],
    signatures []

layout "book"
    letterhead, cover {"title_lines", "lines": []}, foreword None or {"paragraphs", "signature": None},
    chapters [{"title", "blocks": []}], annexes the same; a block is {"heading"}, {"text"}, {"table": a table part} or
    {"chart": {"kind": "bars" or "shares", "title", "unit": ""}}, bars with categories [texts] and series
    [{"name", "values": [{"value"}]}], shares with parts [{"name", "value"}]; values are texts of decimal numbers.
    The contents name each chapter and annex with its page.

layout "table"
    the fields of a table part, annexes

Example:
    render({
        "layout": "table", "title": "บัญชีโครงการรวม", "heading": ["บัญชีโครงการรวมอำเภอเมือง"],
        "columns": [{"title": "ที่", "width": 1, "align": "center"}, {"title": "โครงการ", "width": 8},
                    {"title": "งบประมาณ (บาท)", "width": 3, "align": "right"}],
        "rows": [{"cells": ["ด้านเศรษฐกิจ"], "style": "group"},
                 {"cells": ["๑", "ส่งเสริมอาชีพผู้สูงอายุ", "๓๐๐,๐๐๐"]},
                 {"cells": ["รวม", "๓๐๐,๐๐๐"], "style": "total"},
                 {"cells": ["เส้นกรอบวงเงิน ๑๒,๐๐๐,๐๐๐ บาท"], "style": "ceiling"}],
    })
Whole samples of every layout: tests/documents/layouts/paper_samples.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from documents.layouts import (
    announcement,
    attendance,
    book,
    external_letter,
    form,
    memo,
    minutes,
    stamped_letter,
    tables,
)
from documents.layouts.paper import Frame
from documents.layouts.snapshots import Fields
from documents.typesetting import Section, SetDocument, set_document

__all__ = ["LAYOUTS", "Composition", "composed", "render", "set_snapshot"]

_Layout = Callable[[Fields, Frame, str, str], list[Section]]

_LAYOUTS: Final[dict[str, _Layout]] = {
    "external_letter": external_letter.sections,
    "minutes": minutes.sections,
    "announcement": announcement.sections,
    "table": tables.sections,
    "memo": memo.sections,
    "stamped_letter": stamped_letter.sections,
    "order": announcement.order_sections,
    "form": form.sections,
    "attendance": attendance.sections,
    "receipt": form.receipt_sections,
    "book": book.sections,
}

LAYOUTS: Final = tuple(_LAYOUTS)
"""The names that `layout` may have."""


def render(snapshot: Mapping[str, Any], *, number: str = "", dated: str = "") -> bytes:
    """Return the PDF of a snapshot. The bytes depend on the arguments alone.

    Args:
        snapshot: what the module's docstring describes.
        number: the paper's number as it is printed; blank leaves room to write it by hand.
        dated: the paper's date as it is printed; blank leaves room to write it by hand.

    Raises:
        ValueError: a field is missing or wrong; the message names it.
    """
    return set_snapshot(snapshot, number=number, dated=dated).pdf


def set_snapshot(snapshot: Mapping[str, Any], *, number: str = "", dated: str = "", tagged: bool = True) -> SetDocument:
    """Do what `render` does, and return the number of pages and the characters without a glyph too.

    Untagged, the file does not tell headings, paragraphs and cells apart.
    """
    paper = composed(snapshot, number=number, dated=dated)
    return set_document(paper.sections, paper.frame.metadata(paper.author), tagged=tagged)


@dataclass(frozen=True)
class Composition:
    """A paper before it is set: its parts in their order, whatever they are then made into."""

    layout: str
    frame: Frame
    author: str
    sections: Sequence[Section]


def composed(snapshot: Mapping[str, Any], *, number: str = "", dated: str = "") -> Composition:
    """Read a snapshot once, for the PDF and for whatever else is made from it.

    Raises:
        ValueError: a field is missing or wrong; the message names it.
    """
    fields = Fields(snapshot)
    layout = fields.one_of("layout", LAYOUTS)
    frame = Frame.parse(fields)
    return Composition(layout, frame, _author(fields), _LAYOUTS[layout](fields, frame, number, dated))


def _author(fields: Fields) -> str:
    letterhead = fields.optional_part("letterhead")
    return letterhead.text("name") if letterhead else fields.text("organisation", "")
