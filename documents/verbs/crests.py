"""A body's crest: uploaded by whoever keeps its papers, checked, and made anew before it is kept."""

from __future__ import annotations

import io

from django.utils.translation import gettext as _
from PIL import Image

from directory import clock
from directory.acting import Acting
from directory.errors import Invalid
from directory.models import Body
from directory.powers import Power
from documents import storage
from documents.models import Crest
from documents.verbs.evidence import check_upload
from workflow import door

MOST_PIXELS = 16_000_000
LONGEST_SIDE = 900  # 3 cm at 760 points to the inch
ACCEPTED = {"image/png": "PNG", "image/jpeg": "JPEG"}


def set_crest(*, body: Body, content: bytes, content_type: str, by: Acting) -> Crest:
    """Keep the crest that a body's papers carry from now on; earlier papers keep the one that they were made with.

    The picture is drawn anew as a PNG of at most 900 points a side: nothing of the uploaded file but its pixels stays.

    Raises:
        NotHere, Refused: the actor does not keep this body's papers.
        Invalid: at ``picture``: no PNG or JPEG, one that cannot be read, or one with too many pixels.
    """
    door.admit(Crest(body=body), Power.KEEP_PAPERS, by)
    if content_type not in ACCEPTED:
        raise Invalid.of("picture", content_type, _("ตราต้องเป็นไฟล์ PNG หรือ JPEG"))
    try:
        check_upload(content, content_type)
    except Invalid as refusal:
        raise Invalid.of("picture", content_type, refusal.problems[0].message) from refusal
    drawn = _drawn_anew(content, ACCEPTED[content_type])
    file = storage.store(drawn, content_type="image/png", name=f"crest-{body.code}.png")
    return Crest.objects.create(body=body, file=file, office=by.office, set_at=clock.now())


def _drawn_anew(content: bytes, kind: str) -> bytes:
    try:
        with Image.open(io.BytesIO(content), formats=[kind]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                size = f"{picture.width} × {picture.height}"
                raise Invalid.of("picture", size, _("ภาพใหญ่เกินไป (%s จุด) ต้องไม่เกิน 16 ล้านจุด") % size)
            picture.load()
            transparent = picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info
            clean = picture.convert("RGBA" if transparent else "RGB")
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        raise Invalid.of("picture", kind, _("เปิดเป็นภาพไม่ได้ ไฟล์อาจเสียหาย ให้บันทึกภาพใหม่")) from error
    clean.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    bare = Image.new(clean.mode, clean.size)
    bare.paste(clean)
    made = io.BytesIO()
    bare.save(made, "PNG", optimize=True)
    return made.getvalue()
