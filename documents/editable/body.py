"""What the layouts compose, block by block, as the XML of a Word document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import singledispatchmethod
from typing import Final

from documents.editable.grids import panel, ruled_table
from documents.editable.pictures import Pictures
from documents.editable.words import FIELD_END, TAB, Shape, Tab, field_opening, paragraph, run, small_paragraph
from documents.layouts import memo
from documents.layouts.announcement import RULE_LENGTH, ShortRule
from documents.layouts.composed import Composed
from documents.layouts.labelled import Beside, Labelled
from documents.layouts.paper import CREST_FROM_EDGE, CREST_HEIGHT, Crest
from documents.typesetting import (
    BOLD,
    BarChart,
    Block,
    Bookmark,
    Column,
    Contents,
    Fonts,
    Gap,
    KeepTogether,
    Paragraph,
    Picture,
    Row,
    Section,
    ShareChart,
    SideBySide,
    Style,
    Table,
)

__all__ = ["Body", "entries_of"]

_CHART_TITLE: Final = Style(face=BOLD, align="center")
_LISTED_LEVELS: Final = 2
_LEVEL_INDENT: Final = 18.0


def entries_of(sections: Sequence[Section]) -> list[Bookmark]:
    """Return what the contents of a document list; nothing in a document without any."""
    if not any(isinstance(block, Contents) for section in sections for block in section.blocks):
        return []
    listed = [section for section in sections if not any(isinstance(block, Contents) for block in section.blocks)]
    bookmarks = [block for section in listed for block in section.blocks if isinstance(block, Bookmark)]
    return [bookmark for bookmark in bookmarks if bookmark.level < _LISTED_LEVELS]


class Body:
    """The XML of blocks in the order in which they are added."""

    def __init__(self, pictures: Pictures, fonts: Fonts, entries: Sequence[Bookmark] = ()) -> None:
        self._pictures = pictures
        self._fonts = fonts
        self._entries = entries
        self._gap = 0.0
        self._level = 0
        self._parts: list[str] = []

    @property
    def xml(self) -> str:
        """All that was added."""
        return "".join(self._parts)

    @singledispatchmethod
    def add(self, block: Block, width: float) -> None:  # noqa: ARG002 - those below use it
        """Add a block in the given width, in points.

        Raises:
            TypeError: nobody has said how such a block is edited.
            ValueError: a picture cannot be read, or the rows of a table do not fit its columns.
        """
        raise TypeError(f"{type(block).__name__} has no editable form")

    def add_all(self, blocks: Sequence[Block], width: float) -> None:
        """Add blocks one after the other."""
        for block in blocks:
            self.add(block, width)

    @add.register
    def _composed(self, block: Composed, width: float) -> None:
        self.add_all(block.made_of(self._fonts, width), width)

    @add.register
    def _kept(self, block: KeepTogether, width: float) -> None:
        self.add_all(block.blocks, width)

    @add.register
    def _gap_before(self, block: Gap, width: float) -> None:  # noqa: ARG002 - it is as wide as it must be
        self._gap += block.height

    @add.register
    def _bookmark(self, block: Bookmark, width: float) -> None:  # noqa: ARG002 - it points to what follows
        self._level = block.level + 1

    @add.register
    def _text(self, block: Paragraph, width: float) -> None:
        style, left, first = block.style, block.left, block.first_indent
        content, tabs = run(block.text, style), []
        if block.label:
            left += block.label_width
            first = block.label_indent - block.label_width
            content = run(block.label, block.label_style or style) + TAB + content
            tabs = [Tab(left)]
        elif block.label_width:
            left += block.label_width
        shape = Shape(
            left=left,
            right=min(block.right, max(0.0, width - left - 1)),
            first=first,
            before=self._space(block.space_before),
            keep=block.keep_with_next,
            tabs=tabs,
            outline=self._outline(block.heading),
        )
        self._parts.append(paragraph(content, style, shape))

    @add.register
    def _side_by_side(self, block: SideBySide, width: float) -> None:
        texts = [side.blocks[0] for side in block.sides if len(side.blocks) == 1]
        lines = [text for text in texts if isinstance(text, Paragraph) and not text.label]
        before = self._space(block.space_before)
        if len(lines) < len(block.sides):
            sides = [(side.left, side.width, self._inner(side.blocks, side.width)) for side in block.sides]
            self._parts.append(small_paragraph(before=before, keep=True) + panel(sides, width))
            return
        first, last = block.sides[0].left, block.sides[-1].left
        tabs = [Tab(side.left) for side in block.sides[1:]]
        shape = Shape(left=last, first=first - last, before=before, keep=block.keep_with_next, tabs=tabs)
        content = TAB.join(run(text.text, text.style) for text in lines)
        self._parts.append(paragraph(content, lines[0].style, shape))

    @add.register
    def _labelled(self, block: Labelled, width: float) -> None:
        indent = block.indent(self._fonts)
        label = run(block.label, block.label_style) + TAB if block.label else ""
        content = label + run(block.text, block.style) + TAB
        dots = Tab(width, ends=True, dotted=True)
        tabs = [Tab(indent), dots] if block.label else [dots]
        before, keep = self._space(block.space_before), block.keep_with_next
        shape = Shape(left=indent, first=-indent, before=before, keep=keep or block.least_lines > 1, tabs=tabs)
        self._parts.append(paragraph(content, block.style, shape))
        # The first line is there whatever the text is; the others that are asked for are left to be filled in.
        for line in range(1, block.least_lines):
            is_last = line == block.least_lines - 1
            self._parts.append(paragraph(TAB, block.style, Shape(left=indent, tabs=[dots], keep=keep or not is_last)))

    @add.register
    def _beside(self, block: Beside, width: float) -> None:
        content, tabs = [], []
        for left, own, labelled in block.places(width):
            content.append((TAB if left else "") + run(f"{labelled.label} ", labelled.label_style))
            content.append(run(labelled.text, labelled.style) + TAB)
            tabs += [*([Tab(left)] if left else []), Tab(left + own, ends=True, dotted=True)]
        style, before = block.fields[0][1].style, self._space(block.space_before)
        self._parts.append(paragraph("".join(content), style, Shape(before=before, tabs=tabs, keep=True)))

    @add.register
    def _table(self, block: Table, width: float) -> None:
        before = self._space(block.space_before)
        self._parts.append(small_paragraph(before=before, keep=True) + ruled_table(block, width))

    @add.register
    def _picture(self, block: Picture, width: float) -> None:
        drawn = self._pictures.inline(block.content, block.height, width, alt=block.alt, name=block.name)
        self._parts.append(paragraph(drawn, Style(align=block.align), Shape(before=self._space(0.0))))

    @add.register
    def _crest(self, block: Crest, width: float) -> None:
        drawn = ""
        if block.content:
            drawn = self._pictures.in_margin(
                block.content, CREST_HEIGHT, width, align="center", top=CREST_FROM_EDGE, alt=block.alt
            )
        kept = Style(leading=max(1.0, block.height_kept + self._space(0.0)))
        self._parts.append(paragraph(drawn, kept, Shape(keep=True, is_exact=True)))

    @add.register
    def _memo_head(self, block: memo.Head, width: float) -> None:
        drawn = ""
        if block.crest:
            drawn = self._pictures.in_margin(
                block.crest, memo.CREST_HEIGHT, width, align="left", top=memo.CREST_FROM_EDGE, alt=""
            )
        title = block.title
        self._parts.append(paragraph(drawn + run(title.text, title.style), title.style, Shape(keep=True)))

    @add.register
    def _short_rule(self, block: ShortRule, width: float) -> None:  # noqa: ARG002 - all such rules are alike
        side = (width - RULE_LENGTH) / 2
        rule = Style(size=1.0, leading=7.0)
        self._parts.append(paragraph("", rule, Shape(left=side, right=side, keep=True, is_ruled=True, is_exact=True)))
        self._gap += rule.leading

    @add.register
    def _bars(self, block: BarChart, width: float) -> None:
        columns = [Column("", 2), *(Column(category, 1, "right") for category in block.categories)]
        self._chart(block, Table(columns, [Row([name, *texts]) for name, texts in block.rows()]), width)

    @add.register
    def _shares(self, block: ShareChart, width: float) -> None:
        named = zip(block.parts, block.texts(), strict=True)
        table = Table([Column("", 2), Column(block.unit, 1, "right")], [Row([name, text]) for (name, _), text in named])
        self._chart(replace(block, unit=""), table, width)

    def _chart(self, block: BarChart | ShareChart, table: Table, width: float) -> None:
        """Add the figures of a chart under its title: Word draws no chart from what is printed."""
        title = Paragraph(block.title, _CHART_TITLE, space_before=block.space_before, keep_with_next=True)
        unit = (
            [Paragraph(block.unit, replace(_CHART_TITLE, face=Style().face), keep_with_next=True)] if block.unit else []
        )
        self.add_all([title, *unit, table], width)

    @add.register
    def _contents(self, block: Contents, width: float) -> None:
        """Add a field that lists the headings: Word knows the pages, and fills them in when it is asked to."""
        stop = Tab(width, ends=True, dotted=True)
        lines = list(self._listed(block))
        if not lines:
            return
        shown = [run(title, style) + TAB for title, style, _left in lines]
        shown[0] = field_opening(r'TOC \o "1-2" \h \z \u') + shown[0]
        shown[-1] += FIELD_END
        for content, (_title, style, left) in zip(shown, lines, strict=True):
            shape = Shape(left=left, before=self._space(0.0), tabs=[stop])
            self._parts.append(paragraph(content, style, shape))

    def _listed(self, block: Contents) -> Iterator[tuple[str, Style, float]]:
        for entry in self._entries:
            face = BOLD if entry.level == 0 else block.style.face
            yield entry.title, replace(block.style, face=face), entry.level * _LEVEL_INDENT

    def _inner(self, blocks: Sequence[Block], width: float) -> str:
        inner = Body(self._pictures, self._fonts)
        inner.add_all(blocks, width)
        return inner.xml

    def _space(self, own: float) -> float:
        gap, self._gap = self._gap, 0.0
        return gap + own

    def _outline(self, heading: int) -> int:
        """Return the level of a paragraph: what the contents list, where there are any; else what it is itself."""
        level, self._level = self._level, 0
        return level if self._entries else heading
