"""Pictures in Word documents: between the words, or standing in the upper margin."""

from __future__ import annotations

import io
from html import escape
from typing import Final

from docx.oxml.ns import nsdecls
from docx.parts.story import StoryPart

from documents.editable.notice import plain
from documents.typesetting.images import readable_image

__all__ = ["Pictures"]

_EMU_PER_POINT: Final = 12700
_SPACES: Final = nsdecls("wp", "a", "pic", "r")
_CLOSE: Final = 'distT="0" distB="0" distL="0" distR="0"'
_PICTURE: Final = "http://schemas.openxmlformats.org/drawingml/2006/picture"


class Pictures:
    """The pictures of one document."""

    def __init__(self, part: StoryPart) -> None:
        self._part = part
        self._count = 0

    def inline(self, content: bytes, height: float, widest: float, *, alt: str, name: str = "picture") -> str:
        """Return a picture of a height in points, smaller if it were wider than the page, as a run.

        Raises:
            ValueError: it cannot be read; the message begins with its name.
        """
        shape = self._shape(content, height, widest, alt, name)
        return f"<w:r><w:drawing><wp:inline {_SPACES} {_CLOSE}>{shape}</wp:inline></w:drawing></w:r>"

    def in_margin(self, content: bytes, height: float, widest: float, *, align: str, top: float, alt: str) -> str:
        """Return a picture that starts ``top`` points below the edge of the sheet, at the left or centred, as a run.

        Raises:
            ValueError: it cannot be read.
        """
        shape = self._shape(content, height, widest, alt, "picture", wrapping="<wp:wrapNone/>")
        return (
            f'<w:r><w:drawing><wp:anchor {_SPACES} {_CLOSE} simplePos="0" relativeHeight="1"'
            ' behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
            f'<wp:positionH relativeFrom="margin"><wp:align>{align}</wp:align></wp:positionH>'
            f'<wp:positionV relativeFrom="page"><wp:posOffset>{_emu(top)}</wp:posOffset></wp:positionV>'
            f"{shape}</wp:anchor></w:drawing></w:r>"
        )

    def _shape(self, content: bytes, height: float, widest: float, alt: str, name: str, *, wrapping: str = "") -> str:
        image = readable_image(content, name)
        # Drawn anew: nothing but pixels is handed on, whatever the file held.
        drawn = io.BytesIO()
        image.save(drawn, "PNG")
        drawn.seek(0)
        relation, _image = self._part.get_or_add_image(drawn)
        self._count += 1
        own_height = min(height, widest * image.height / image.width)
        size = f'cx="{_emu(own_height * image.width / image.height)}" cy="{_emu(own_height)}"'
        named = f'id="{self._count}" name="picture {self._count}" descr="{escape(plain(alt))}"'
        return (
            f'<wp:extent {size}/><wp:effectExtent l="0" t="0" r="0" b="0"/>{wrapping}<wp:docPr {named}/>'
            f'<wp:cNvGraphicFramePr/><a:graphic><a:graphicData uri="{_PICTURE}"><pic:pic>'
            f"<pic:nvPicPr><pic:cNvPr {named}/><pic:cNvPicPr/></pic:nvPicPr>"
            f'<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
            f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
            "</a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>"
        )


def _emu(points: float) -> int:
    return round(points * _EMU_PER_POINT)
