"""The margins of papers: what `documents.typesetting.furniture` draws."""

from documents.typesetting.furniture import (
    continuation_mark,
    page_in_centre,
    page_of_document,
    page_of_total,
    running_title,
)

__all__ = ["continuation_mark", "page_in_centre", "page_of_document", "page_of_total", "running_title"]
