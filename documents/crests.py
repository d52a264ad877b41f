"""The crests of bodies: as they are named in a snapshot, and as bytes when a paper is set."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from directory.errors import Invalid
from directory.models import Body
from documents.models import Crest
from documents.storage import path_of


def present_crest(body: Body) -> Crest | None:
    """The crest that a body uploaded last."""
    return Crest.objects.filter(body=body).select_related("file").order_by("-pk").first()


def crest_in_snapshot(body: Body) -> str | None:
    """The hash by which a snapshot names a body's crest; none where it has uploaded none.

    Raises:
        Invalid: the file of the crest is gone, so that no paper with it can be made.
    """
    crest = present_crest(body)
    if crest is None:
        return None
    if not path_of(crest.file.sha256).is_file():
        raise Invalid.of("crest", body.name, _("ไฟล์ตราของ %(body)s หายไป ให้อัปโหลดตราใหม่ก่อน") % {"body": body.name})
    return crest.file.sha256


def with_crest(snapshot: Mapping[str, Any]) -> Mapping[str, Any]:
    """The snapshot with the bytes of its letterhead's crest in the place of their hash.

    Raises:
        ValueError: the file is gone or is not the one of that hash; the message names body and hash.
    """
    letterhead = snapshot.get("letterhead")
    sha256 = letterhead.get("crest") if isinstance(letterhead, Mapping) else None
    if not sha256 or not isinstance(letterhead, Mapping):
        return snapshot
    path = path_of(sha256)
    content = path.read_bytes() if path.is_file() else b""
    if hashlib.sha256(content).hexdigest() != sha256:
        state = "damaged" if content else "missing"
        raise ValueError(f"the crest of {letterhead.get('name')} is {state}: {sha256}")
    return {**snapshot, "letterhead": {**letterhead, "crest": content}}
