"""Where everything stands on the pages of one sample of all blocks, as lines of text that can be compared.

`python -m tests.documents.typesetting.geometry` writes the reference anew. Look at the pages before it is committed:
`… geometry OUT.pdf` sets them too.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Final

from documents.typesetting import (
    A4,
    A4_LANDSCAPE,
    BOLD,
    BarChart,
    Block,
    Bookmark,
    Cell,
    Column,
    Contents,
    Fonts,
    Item,
    Leader,
    Metadata,
    NumberedList,
    Paragraph,
    Row,
    RowStyle,
    Run,
    RunParagraph,
    Section,
    Series,
    ShareChart,
    Style,
    TabbedLine,
    Table,
    TabStop,
    set_document,
)
from documents.typesetting.document import drawn_pages
from documents.typesetting.furniture import continuation_mark, page_in_centre, page_of_document

REFERENCE: Final = Path(__file__).with_name("geometry.txt")

_SENTENCE: Final = "ให้คณะกรรมการบริหารงานจังหวัดแบบบูรณาการจัดทำแผนพัฒนาจังหวัดให้แล้วเสร็จ และรายงานผลต่อผู้ว่าราชการจังหวัดทุกไตรมาส "
_OPERATOR: Final = re.compile(r"1 0 0 1 (\S+) (\S+) Tm\[(.*)\]TJ|T\*\[(.*)\]TJ|/(F\d) (\S+) Tf")


def sections() -> list[Section]:
    """Return a small book with a block of every kind."""
    runs = [Run("ข้อความ", BOLD), Run("หลายขนาด", size=15), Run(" ในบรรทัดเดียว " + _SENTENCE)]
    items = [Item(_SENTENCE, [Item("ประธาน"), Item("กรรมการ", [Item("ด้านสังคม")])]), Item("เรื่องอื่น")]
    text: list[Block] = [
        Bookmark("บทที่ ๑ ข้อความ"),
        Paragraph(_SENTENCE * 3, Style(align="justify"), first_indent=70),
        RunParagraph(runs, Style(align="justify")),
        NumberedList(items, space_before=4),
        NumberedList(items[:1], hanging=False, left=70),
        TabbedLine(["ชื่อ", "", "รวม", "๑,๒๕๐"], [TabStop(200, dotted=True), TabStop(220), TabStop(450, "right")]),
        Leader("ผู้รับรอง", "ประธาน"),
    ]
    years = ["๒๕๗๑", "๒๕๗๒", "๒๕๗๓"]
    series = [Series("จังหวัด", [Decimal("12.5"), 14, None]), Series("ท้องถิ่น", [3, 0, 5])]
    charts: list[Block] = [
        Bookmark("บทที่ ๒ แผนภูมิ"),
        BarChart("งบประมาณตามปี", years, series, unit="ล้านบาท"),
        BarChart("งบประมาณรวม", years, series, stacked=True),
        ShareChart("สัดส่วน", [("ด้านเศรษฐกิจ", 700), ("ด้านสังคม", 300)]),
    ]
    return [
        Section(A4, [Paragraph("สารบัญ", Style(face=BOLD, align="center")), Contents()]),
        Section(A4, text, headers=[page_in_centre], footers=[continuation_mark]),
        Section(A4, charts),
        Section(A4_LANDSCAPE, [Bookmark("บทที่ ๓ ตาราง"), _table()], headers=[page_of_document]),
    ]


def _table() -> Table:
    columns = [Column("ที่", 1, "center"), Column("ยุทธศาสตร์", 3), Column("โครงการ", 5), Column("", 2, "right")]
    heads = [
        Row([Cell("ที่", rows=2), Cell("ชื่อ", span=2), Cell("งบประมาณ", rows=2)]),
        Row(["ยุทธศาสตร์", "โครงการ"]),
    ]
    rows = [Row([Cell("กลุ่มที่ ๑", span=4)], RowStyle(BOLD, shade=0.95, keep_with_next=True))]
    for number in range(1, 41):
        shared = [Cell("ยุทธศาสตร์ที่มีชื่อยาว " * 3, rows=20)] if number % 20 == 1 else []
        rows.append(Row([str(number), *shared, f"โครงการที่ {number} {'สาย' * (number % 9 * 3)}", "๑,๒๕๐,๐๐๐"]))
    rows.append(Row([Cell("รวม", span=3, align="right"), "๕๐,๐๐๐,๐๐๐"], RowStyle(BOLD, keep_with_previous=True)))
    return Table(columns, rows, heads=heads)


def geometry() -> Iterator[str]:
    """Yield a line for each text, with page, place, font and size, and the lines of each drawing."""
    fonts = Fonts()
    by_resource = {font.resource: font for font in (fonts["regular"], fonts[BOLD])}
    for page, surface in drawn_pages(sections(), fonts):
        font, size = "", ""
        for operation in surface.operations:
            found = _OPERATOR.match(operation) if isinstance(operation, str) else None
            if not found:
                yield from (
                    f"{page.info.number} {line}" for line in str(operation).split("\n") if line not in {"BT", "ET"}
                )
                continue
            x, y, code, following, changed, changed_size = found.groups()
            if changed:
                font, size = changed, changed_size
                continue
            numbers = re.findall("[0-9A-F]{4}", "".join(re.findall("<([0-9A-F]+)>", code or following)))
            text = "".join(by_resource[font].glyph(int(number, 16)).text for number in numbers)
            yield f"{page.info.number} {f'{x} {y}' if x else 'below'} {font} {size} {text!r}"


if __name__ == "__main__":
    REFERENCE.write_text("\n".join(geometry()) + "\n", encoding="utf-8")
    for name in sys.argv[1:]:
        Path(name).write_bytes(set_document(sections(), Metadata("ตัวอย่าง")).pdf)
