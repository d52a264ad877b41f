"""What every working copy says of itself."""

from __future__ import annotations

from typing import Final

from documents.layouts.paper import Frame
from documents.typesetting.archival import expressible

__all__ = ["FACE", "NOTICE", "SIZE", "facts_of", "plain"]

FACE: Final = "TH SarabunPSK"
SIZE: Final = 16.0
"""What officials write in, in points."""

NOTICE: Final = "ฉบับแก้ไขได้ ไม่ใช่เอกสารทางการ"


def plain(text: str) -> str:
    """Return a text with U+FFFD for what XML cannot hold."""
    return expressible(text)


def facts_of(frame: Frame) -> str:
    """Return the line at the foot of each page: that it is no paper, and which paper it was made from."""
    return " · ".join(text for text in (NOTICE, frame.check_code, frame.anchor) if text)
