"""Every block that a layout can use has its form in a Word document, and one that has none is named."""

from __future__ import annotations

import docx
import pytest

from documents.editable.body import Body
from documents.editable.pictures import Pictures
from documents.typesetting import Fonts, Gap, Paragraph, Strip


class Unheard:
    """A block of which nobody has said how it is edited."""

    def strips(self, fonts: Fonts, width: float) -> list[Strip]:
        return []


def body() -> Body:
    return Body(Pictures(docx.Document().part), Fonts())


def test_a_block_without_an_editable_form_is_named_and_not_left_out() -> None:
    with pytest.raises(TypeError, match="Unheard has no editable form"):
        body().add(Unheard(), 400)


def test_empty_space_stands_before_what_follows_it() -> None:
    written = body()
    written.add_all([Gap(10), Gap(5), Paragraph("ก", space_before=6), Paragraph("ข")], 400)
    assert written.xml.count('w:before="420"') == 1
    assert written.xml.count('w:before="0"') == 1
