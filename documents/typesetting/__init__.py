"""Set Thai on paper: words, lines, pages and tables in, PDF bytes out.

The package knows type, not papers: no Django, no plans, no bodies. reportlab is the container (pages, outline,
metadata, images); the text is set here, because reportlab's own paragraphs neither break nor shape Thai, and its
shaped text cannot be read back. What holds for every document:

* what is drawn is what HarfBuzz positions, and what is copied out is what went in, character for character;
* the bytes depend on the arguments alone, never on the clock, the hash seed or what was set before;
* text is text: no markup is interpreted, nothing in it can make setting fail. A character without a glyph becomes a
  visible box and a warning, and is still there when the text is read back;
* the file is a PDF/A-2 that says what its parts are, so that it can be heard, taken apart and kept;
  `documents.typesetting.structure` tells how a block says it.

    section = Section(A4, [Paragraph("เรียน ผู้ว่าราชการจังหวัด")])
    pdf = set_document([section], Metadata(title="หนังสือ")).pdf

From the command line, a text, a table or a letter: `python -m documents.typesetting [text|table|letter] IN OUT.pdf`.
"""

from documents.typesetting.blocks import (
    BODY,
    Bookmark,
    Gap,
    KeepTogether,
    Paragraph,
    Picture,
    Side,
    SideBySide,
    Style,
)
from documents.typesetting.breaking import words_at_start
from documents.typesetting.cells import Cell, Column, Row, RowStyle
from documents.typesetting.charts import BarChart, Series, ShareChart
from documents.typesetting.clauses import Item, NumberedList
from documents.typesetting.codes import draw_qr_code
from documents.typesetting.contents import Contents
from documents.typesetting.document import Metadata, MissingGlyph, SetDocument, set_document
from documents.typesetting.faces import BOLD, REGULAR
from documents.typesetting.flow import (
    A3_LANDSCAPE,
    A4,
    A4_LANDSCAPE,
    CM,
    Block,
    Foot,
    Furniture,
    Margins,
    PageFormat,
    PageInfo,
    Section,
    Strip,
)
from documents.typesetting.leaders import Leader, TabbedLine, TabStop
from documents.typesetting.numbering import CLAUSES, DECIMALS, Level, Numbering
from documents.typesetting.runs import Run, RunParagraph
from documents.typesetting.shapes import draw_outlined
from documents.typesetting.structure import Element
from documents.typesetting.surface import Fonts, Surface
from documents.typesetting.tables import Table

__all__ = [
    "A3_LANDSCAPE",
    "A4",
    "A4_LANDSCAPE",
    "BODY",
    "BOLD",
    "CLAUSES",
    "CM",
    "DECIMALS",
    "REGULAR",
    "BarChart",
    "Block",
    "Bookmark",
    "Cell",
    "Column",
    "Contents",
    "Element",
    "Fonts",
    "Foot",
    "Furniture",
    "Gap",
    "Item",
    "KeepTogether",
    "Leader",
    "Level",
    "Margins",
    "Metadata",
    "MissingGlyph",
    "NumberedList",
    "Numbering",
    "PageFormat",
    "PageInfo",
    "Paragraph",
    "Picture",
    "Row",
    "RowStyle",
    "Run",
    "RunParagraph",
    "Section",
    "Series",
    "SetDocument",
    "ShareChart",
    "Side",
    "SideBySide",
    "Strip",
    "Style",
    "Surface",
    "TabStop",
    "TabbedLine",
    "Table",
    "draw_outlined",
    "draw_qr_code",
    "set_document",
    "words_at_start",
]
