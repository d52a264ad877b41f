"""Page numbers and continuation marks in the margins."""

from __future__ import annotations

from typing import Final

from documents.thai import to_thai_digits
from documents.typesetting.blocks import BODY, Style
from documents.typesetting.breaking import words_at_start
from documents.typesetting.flow import CM, PageInfo
from documents.typesetting.surface import Surface

__all__ = ["continuation_mark", "page_in_centre", "page_of_document", "page_of_total", "running_title"]

_SMALL: Final = Style(size=9.0, leading=13.0)
_LONGEST_CONTINUATION: Final = 24
_LONGEST_RUNNING_TITLE: Final = 90


def page_in_centre(surface: Surface, page: PageInfo) -> None:
    """Draw "- ๒ -" at the top centre of all pages of a section but the first, as letters and minutes have it."""
    if page.number_in_section > 1:
        line = BODY.line(surface.fonts, f"- {to_thai_digits(page.number_in_section)} -")
        left, width = page.format.margins.left, page.format.body_width
        surface.aligned_text(left, page.format.height - 1.6 * CM, width, line, BODY.face, BODY.size, "center")


def page_of_total(surface: Surface, page: PageInfo) -> None:
    """Draw "หน้า ๑/๑๒", counted within the section, at the top right."""
    _draw_page_of(surface, page, page.number_in_section, page.total_in_section)


def page_of_document(surface: Surface, page: PageInfo) -> None:
    """Draw "หน้า ๑/๓๕๐", counted over all sections, at the top right."""
    _draw_page_of(surface, page, page.number, page.total)


def _draw_page_of(surface: Surface, page: PageInfo, number: int, total: int) -> None:
    numbers = f"{to_thai_digits(number)}/{to_thai_digits(total)}"
    line = _SMALL.line(surface.fonts, f"หน้า {numbers}")
    left, width = page.format.margins.left, page.format.body_width
    surface.aligned_text(left, page.format.height - 1.2 * CM, width, line, _SMALL.face, _SMALL.size, "right")


def continuation_mark(surface: Surface, page: PageInfo) -> None:
    """Draw the first words of the next page after a slash at the lower right, as official letters do."""
    if page.next_opening:
        opening = words_at_start(page.next_opening, _LONGEST_CONTINUATION)
        line = BODY.line(surface.fonts, f"/{opening}...")
        left, width = page.format.margins.left, page.format.body_width
        surface.aligned_text(left, 1.2 * CM, width, line, BODY.face, BODY.size, "right")


class running_title:  # noqa: N801 - used like the functions above
    """Draw a short title at the top left of all pages of a section but the first; a Furniture.

    Of several lines it is as many whole ones as fit behind each other, and the first in any case.
    """

    def __init__(self, title: str, *more: str) -> None:
        lines = [title, *more]
        while len(lines) > 1 and len(" ".join(lines)) > _LONGEST_RUNNING_TITLE:
            lines.pop()
        self.title = " ".join(lines)

    def __call__(self, surface: Surface, page: PageInfo) -> None:
        if page.number_in_section > 1:
            line = _SMALL.line(surface.fonts, words_at_start(self.title, _LONGEST_RUNNING_TITLE))
            surface.text(page.format.margins.left, page.format.height - 1.2 * CM, line, _SMALL.face, _SMALL.size)
