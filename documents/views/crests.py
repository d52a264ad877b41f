"""The page of a body's crest: whoever keeps its papers sees the present one and uploads another."""

from __future__ import annotations

from typing import Any, cast

from django.http import FileResponse, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.acting import Acting
from directory.errors import NotHere
from directory.models import Body
from directory.page import ActingRequest, carried_out, office_required, show, typed
from directory.powers import Power
from documents import storage
from documents.crests import present_crest
from documents.models import Crest
from documents.verbs.crests import set_crest
from pages.fields import ScanField
from pages.forms import PageForm
from workflow import door


class CrestForm(PageForm):
    """A picture of the crest."""

    picture = ScanField(
        label=gettext_lazy("ไฟล์ภาพตรา"),
        help_text=gettext_lazy(
            "PNG หรือ JPEG พื้นหลังขาวหรือโปร่งใส ไม่เกิน 10 MB พิมพ์สูง 3 ซม. ในหนังสือ และ 1.5 ซม. ในบันทึกข้อความ"
        ),
    )


def _admitted(by: Acting) -> Body:
    """The body whose crest this is about: the office's own.

    Raises:
        Refused: the office does not keep its papers.
    """
    door.admit(Crest(body=by.body), Power.KEEP_PAPERS, by)
    return by.body


@office_required
def crest(request: ActingRequest) -> HttpResponse:
    """The present crest of one's own body, and the form for another."""
    body = _admitted(request.acting)
    form = CrestForm(typed(request), request.FILES if request.method == "POST" else None)

    def do(values: dict[str, Any]) -> Crest:
        picture = values["picture"]
        return set_crest(body=body, content=picture.read(), content_type=picture.content_type or "", by=request.acting)

    done = carried_out(request, form, do, to=reverse("crest"), said=_("บันทึกตราของหน่วยงานแล้ว"))
    return done or show(request, "documents/crest.html", {"body": body, "crest": present_crest(body)}, form)


@office_required
def crest_picture(request: ActingRequest) -> HttpResponse:
    """The present crest as a picture, made here and therefore safe to show."""
    found = present_crest(_admitted(request.acting))
    if found is None:
        raise NotHere("")
    response = FileResponse(storage.path_of(found.file.sha256).open("rb"), content_type="image/png")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return cast("HttpResponse", response)  # which Django counts among the streaming ones
