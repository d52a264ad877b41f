"""A paper as a Word document in TH SarabunPSK, on the pages of the PDF: their size, margins, heads and page numbers.

Marks that only a page that is set can have are left out: the words of the next page, and the code of the check page.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENTATION, WD_SECTION
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.section import Section as WordSection
from docx.shared import Pt

from documents.editable.body import Body, entries_of
from documents.editable.margins import feet_of, first_heads_of, heads_of, restarts
from documents.editable.markup import tag
from documents.editable.notice import NOTICE, plain
from documents.editable.pictures import Pictures
from documents.editable.words import character_properties
from documents.layouts import Composition
from documents.typesetting import CM, Fonts, PageFormat, Section

__all__ = ["docx_of"]

_SPACES: Final = nsdecls("w")
# No clock: the same snapshot gives the same bytes. The earliest time that an archive can hold, for all its files.
_ALWAYS: Final = datetime(1980, 1, 1)  # noqa: DTZ001 - a date of no place
_MAIN_PART: Final = "word/document.xml"
_LONGEST_PROPERTY: Final = 255
_HEAD_FROM_EDGE: Final = 1.0 * CM
_FOOT_FROM_EDGE: Final = 0.7 * CM


def docx_of(paper: Composition) -> bytes:
    """Return the Word document of a paper; the bytes depend on the paper alone.

    Raises:
        ValueError: a picture cannot be read, or the rows of a table do not fit its columns.
    """
    document = docx.Document()
    body = document.element.body
    for child in list(body)[:-1]:
        body.remove(child)
    _set_defaults(document)
    _set_properties(document, paper)
    fonts, pictures, entries = Fonts(), Pictures(document.part), entries_of(paper.sections)
    texts: list[str] = []
    for index, section in enumerate(paper.sections):
        if index:
            document.add_section(WD_SECTION.NEW_PAGE)
            _flatten(body[-2])
        _set_pages(document.sections[-1], section, paper)
        written = Body(pictures, fonts, entries)
        written.add_all(section.blocks, section.format.body_width)
        texts.append(written.xml)
        for element in _elements(_place_of(index)):
            body.sectPr.addprevious(element)
        _number_pages(body.sectPr, starts_anew=restarts(section))
    return _packed(document, texts)


def _place_of(section: int) -> str:
    """Return what stands for the text of a section until the document is packed.

    A long table that is moved into the tree costs a minute: each of its elements is looked at again and again.
    """
    return tag(f"text{section}")


def _elements(xml: str) -> Iterator[Any]:
    yield from list(parse_xml(f"<w:body {_SPACES}>{xml}</w:body>"))


def _set_defaults(document: Document) -> None:
    """Let all text be in the face and the size of officials, Thai as well as Latin."""
    styles = document.styles.element
    defaults = tag(
        "docDefaults",
        tag("rPrDefault", character_properties(named=True)),
        tag("pPrDefault", tag("pPr", tag("spacing", before=0, after=0, line=240, lineRule="auto"))),
    )
    [own] = _elements(defaults)
    styles.replace(styles.find(qn("w:docDefaults")), own)
    settings = document.settings.element
    for name in ("w:compat", "w:themeFontLang"):
        for old in settings.findall(qn(name)):
            settings.remove(old)
    # A line that is ended by hand is not spread to the margin.
    mode = tag("compatSetting", name="compatibilityMode", uri="http://schemas.microsoft.com/office/word", val=15)
    compat = tag("compat", tag("doNotExpandShiftReturn"), tag("applyBreakingRules"), mode)
    language = tag("themeFontLang", val="th-TH", eastAsia="th-TH", bidi="th-TH")
    later = [qn(name) for name in ("w:rsids", "m:mathPr", "w:clrSchemeMapping")]
    follows = next(child for child in settings if child.tag in later)
    for element in _elements(compat):
        follows.addprevious(element)
    for element in _elements(language):
        settings.find(qn("w:clrSchemeMapping")).addprevious(element)


def _set_properties(document: Document, paper: Composition) -> None:
    metadata = paper.frame.metadata(paper.author)
    core = document.core_properties
    core.title = plain(metadata.title)[:_LONGEST_PROPERTY]
    core.author = plain(metadata.author)[:_LONGEST_PROPERTY]
    core.subject = plain(metadata.subject)[:_LONGEST_PROPERTY]
    core.keywords = plain(metadata.keywords)[:_LONGEST_PROPERTY]
    core.comments = NOTICE
    core.language = "th-TH"
    core.last_modified_by = ""
    core.created = core.modified = _ALWAYS
    package = document.part.package
    for name in [name for name, relation in package.rels.items() if relation.reltype.endswith("/thumbnail")]:
        del package.rels[name]


def _set_pages(own: WordSection, section: Section, paper: Composition) -> None:
    page: PageFormat = section.format
    own.page_width, own.page_height = Pt(page.width), Pt(page.height)
    own.orientation = WD_ORIENTATION.LANDSCAPE if page.width > page.height else WD_ORIENTATION.PORTRAIT
    own.top_margin, own.bottom_margin = Pt(page.margins.top), Pt(page.margins.bottom)
    own.left_margin, own.right_margin = Pt(page.margins.left), Pt(page.margins.right)
    own.header_distance, own.footer_distance = Pt(_HEAD_FROM_EDGE), Pt(_FOOT_FROM_EDGE)
    own.different_first_page_header_footer = True
    feet = feet_of(paper.frame)
    for place, xml in (
        (own.header, heads_of(section, paper.frame)),
        (own.first_page_header, first_heads_of(section, paper.frame)),
        (own.footer, feet),
        (own.first_page_footer, feet),
    ):
        place.is_linked_to_previous = False
        content = place.part.element
        for child in list(content):
            content.remove(child)
        content.extend(_elements(xml))


def _number_pages(properties: Any, *, starts_anew: bool) -> None:
    """Count pages in Thai digits; the count goes on, or starts anew as it does in each part of a letter."""
    for old in properties.findall(qn("w:pgNumType")):
        properties.remove(old)
    start = {"start": 1} if starts_anew else {}
    [own] = _elements(tag("pgNumType", fmt="thaiNumbers", **start))
    properties.insert_element_before(own, "w:cols", "w:titlePg", "w:docGrid")


def _flatten(ending: Any) -> None:
    """Make the paragraph that ends a section as low as can be, so that it does not ask for a page of its own."""
    [spacing] = _elements(tag("spacing", before=0, after=0, line=20, lineRule="exact"))
    ending.pPr.insert(0, spacing)


def _packed(document: Document, texts: Sequence[str]) -> bytes:
    """Pack a document anew with its texts: its files carry the time of packing, which is nobody's business."""
    loose, packed = io.BytesIO(), io.BytesIO()
    document.save(loose)
    with zipfile.ZipFile(loose) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _ALWAYS.timetuple()[:6])
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 0
            content = source.read(name)
            for section, text in enumerate(texts if name == _MAIN_PART else ()):
                content = content.replace(_place_of(section).encode(), text.encode())
            target.writestr(entry, content)
    return packed.getvalue()
