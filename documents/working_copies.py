"""Working copies of a paper: made when somebody asks, from what its pages are made of, and kept nowhere."""

from __future__ import annotations

import json

from django.utils.translation import gettext as _

from directory.errors import Invalid, NotHere
from documents import editable
from documents.models import Document
from documents.verbs.rendering import printed


def forms_of(paper: Document) -> tuple[str, ...]:
    """The forms in which a paper can be edited."""
    return editable.editable_forms_of(json.loads(paper.snapshot))


def working_copy(paper: Document, form: str) -> bytes:
    """The paper in one of its editable forms, with its number and date once it has them. Changes nothing.

    Raises:
        NotHere: it has no such form.
        Invalid: the crest of its letterhead is missing or damaged.
    """
    if form not in forms_of(paper):
        raise NotHere("")
    try:
        snapshot, marks = printed(paper, issued=True)
    except ValueError as error:
        raise Invalid.of("crest", paper.issuer.name, _("ไฟล์ตราของหน่วยงานหายหรือเสียหาย กรุณาแจ้งผู้ดูแลระบบ")) from error
    return editable.made(snapshot, form, **marks)
