"""Blocks that are made of simpler ones, so that a paper can be set by other means than pages as well."""

from __future__ import annotations

from collections.abc import Sequence

from documents.typesetting import Block, Fonts, Strip

__all__ = ["Composed"]


class Composed:
    """A block that says which simpler blocks it is made of."""

    def made_of(self, fonts: Fonts, width: float) -> Sequence[Block]:
        """Return the blocks that stand for this one in the given width."""
        raise NotImplementedError

    def strips(self, fonts: Fonts, width: float) -> Sequence[Strip]:
        """Set what it is made of."""
        return [strip for block in self.made_of(fonts, width) for strip in block.strips(fonts, width)]
