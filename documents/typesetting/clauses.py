"""Numbered lists and clauses: labels beside the text, items within items."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from documents.typesetting.blocks import BODY, LabelledStrip, Paragraph, Style
from documents.typesetting.flow import Strip
from documents.typesetting.numbering import CLAUSES, Numbering
from documents.typesetting.runs import Run, RunParagraph
from documents.typesetting.structure import list_attributes
from documents.typesetting.surface import Fonts

__all__ = ["Item", "NumberedList"]

_LABEL_GAP: Final = 6.0


@dataclass(frozen=True)
class Item:
    """One clause: its text, or runs of text, and the items within it. A label of its own replaces the numbering's."""

    text: str | Sequence[Run]
    items: Sequence[Item] = ()
    label: str = ""


class _Labelled(NamedTuple):
    """An item with its label and the numbers that lead to it."""

    item: Item
    label: str
    numbers: tuple[int, ...]


@dataclass(frozen=True)
class NumberedList:
    """Items with labels. Texts hang beside their labels; items within an item start under its text.

    Without hanging, as in official letters, a label opens the first line of its text, which alone is indented.
    """

    items: Sequence[Item]
    numbering: Numbering = CLAUSES
    first: int = 1
    """The number of the first item of the outermost level."""
    style: Style = BODY
    label_style: Style | None = None
    left: float = 0.0
    hanging: bool = True
    space_before: float = 0.0
    """Above each item, in points."""
    keep_with_next: bool = False

    def strips(self, fonts: Fonts, width: float) -> list[Strip]:
        """Set all items.

        Raises:
            ValueError: items stand deeper than the numbering has levels.
        """
        strips = self._level(fonts, width, self.items, (), self.left)
        if strips:
            strips[-1].keep_with_next = self.keep_with_next
        return strips

    def _level(
        self, fonts: Fonts, width: float, items: Sequence[Item], above: tuple[int, ...], left: float
    ) -> list[Strip]:
        if not items:
            return []
        labelled = self._labelled(items, above)
        label_style = self.label_style or self.style
        widths = [label_style.width_of(fonts, entry.label) for entry in labelled]
        label_width = max(widths) + _LABEL_GAP
        strips: list[Strip] = []
        with fonts.structure.inside("L", attributes=list_attributes(self.numbering.kind(len(above)))):
            for entry, own_width in zip(labelled, widths, strict=True):
                block = self._block(entry)
                if self.hanging:
                    block = replace(block, left=left, label_width=label_width)
                else:
                    block = replace(block, first_indent=left + own_width + _LABEL_GAP, label_indent=left)
                with fonts.structure.inside("LI"):
                    label = fonts.structure.element("Lbl")
                    with fonts.structure.inside("LBody"):
                        own = block.strips(fonts, width)
                        own += self._level(fonts, width, entry.item.items, entry.numbers, left + label_width)
                if isinstance(own[0], LabelledStrip):
                    own[0].label_element = label
                strips += own
        return strips

    def _block(self, entry: _Labelled) -> Paragraph | RunParagraph:
        text = entry.item.text
        block = Paragraph(text) if isinstance(text, str) else RunParagraph(text)
        return replace(
            block,
            style=self.style,
            label=entry.label,
            label_style=self.label_style,
            space_before=self.space_before,
        )

    def _labelled(self, items: Sequence[Item], above: tuple[int, ...]) -> list[_Labelled]:
        first = 1 if above else self.first
        found = []
        for number, item in enumerate(items, start=first):
            numbers = (*above, number)
            found.append(_Labelled(item, item.label or self.numbering.label(numbers), numbers))
        return found
