"""What stands in the margins of a Word document: page numbers, titles, marks, and that it is no paper."""

from __future__ import annotations

from typing import Final

from documents.editable.notice import facts_of
from documents.editable.words import TAB, Shape, Tab, field, paragraph, run
from documents.layouts.book import page_of_book
from documents.layouts.furniture import page_in_centre, page_of_total, running_title
from documents.layouts.minutes import UNCERTIFIED, mark_uncertified
from documents.layouts.paper import DEMO, Frame
from documents.thai import to_thai_digits
from documents.typesetting import BODY, BOLD, Section, Style

__all__ = ["feet_of", "first_heads_of", "heads_of", "restarts"]

_SMALL: Final = Style(size=9.0, leading=13.0)
_TINY: Final = Style(size=7.0, leading=10.0)
_CENTRED: Final = Style(align="center")
_MARK: Final = Style(face=BOLD, align="right")
_ONE: Final = to_thai_digits(1)


def heads_of(section: Section, frame: Frame) -> str:
    """Return the head of all pages of a section but its first."""
    titles = [head.title for head in section.headers if isinstance(head, running_title)]
    return _heads(section, frame, " ".join(titles), is_first=False)


def first_heads_of(section: Section, frame: Frame) -> str:
    """Return the head of a section's first page."""
    return _heads(section, frame, "", is_first=True)


def feet_of(frame: Frame) -> str:
    """Return the foot of all pages."""
    return paragraph(run(facts_of(frame), _TINY), _TINY)


def restarts(section: Section) -> bool:
    """Tell whether the pages of a section are counted by themselves, as they are but in a book."""
    return page_in_centre in section.headers or page_of_total in section.headers


def _heads(section: Section, frame: Frame, title: str, *, is_first: bool) -> str:
    left = [f"({UNCERTIFIED})"] if mark_uncertified in section.headers else [title] if title else []
    number = ""
    if page_of_total in section.headers:
        number = _counted("SECTIONPAGES")
    elif page_of_book in section.headers:
        number = _counted("NUMPAGES")
    lines = [paragraph(run(DEMO, _MARK), _MARK)] if frame.demo else []
    if left or number:
        words = "".join(run(text, _SMALL) for text in left)
        width = section.format.body_width
        lines.append(paragraph(words + TAB + number, _SMALL, Shape(tabs=[Tab(width, ends=True)])))
    if page_in_centre in section.headers and not is_first:
        shown = run("- ") + field(r"PAGE \* ThaiArabic", run(_ONE)) + run(" -")
        lines.append(paragraph(shown, _CENTRED))
    return "".join(lines) or paragraph("", BODY)


def _counted(total: str) -> str:
    """Return "หน้า ๑/๓" as Word counts it."""
    own = field(r"PAGE \* ThaiArabic", run(_ONE, _SMALL))
    return run("หน้า ", _SMALL) + own + run("/", _SMALL) + field(rf"{total} \* ThaiArabic", run(_ONE, _SMALL))
