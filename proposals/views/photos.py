"""Photographs of a meeting: added, handed out to whoever may see them, taken away."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from directory.errors import NotHere
from directory.page import ActingRequest, office_required
from documents.handing_out import stored_file
from proposals.actions import PHOTO, REMOVE_PHOTO
from proposals.forms.meetings import PhotoForm
from proposals.models import Meeting, MeetingPhoto
from proposals.page import action_page, plan_of
from proposals.queries_of_forums import sees_who_came
from proposals.verbs.photos import keep_photo, remove_photo
from proposals.views.meetings import address_of, meeting_of


def _photo_of(request: ActingRequest, meeting: Meeting, photo: int) -> MeetingPhoto:
    """A photograph that the office may see.

    Raises:
        NotHere: there is none, or it is of a sheet that this office does not see.
    """
    found = meeting.photos.filter(pk=photo).select_related("file").first()
    if found is None or (found.kind == MeetingPhoto.Kind.SHEET and not sees_who_came(request.acting, meeting.plan)):
        raise NotHere(_("ไม่พบภาพนี้"))
    found.meeting = meeting
    return found


@office_required
def photo_page(request: ActingRequest, reference: str, pk: int) -> HttpResponse:
    """Add a photograph to a meeting."""
    plan = plan_of(request, reference)
    meeting = meeting_of(plan, pk)

    def do(form: PhotoForm) -> Any:
        told = {name: form.cleaned_data[name] for name in ("kind", "caption")}
        return keep_photo(meeting=meeting, photo=form.photo, by=form.actor(), **told)

    return action_page(
        request,
        plan,
        PHOTO,
        do,
        form_class=PhotoForm,
        template="proposals/photo.html",
        said=_("เพิ่มภาพแล้ว"),
        to=address_of(meeting),
        context={"meeting": meeting},
        names={"file": "picture"},
    )


@office_required
def photo_file(request: ActingRequest, reference: str, pk: int, photo: int) -> HttpResponse:
    """Hand out a photograph, to be kept and never to be run."""
    found = _photo_of(request, meeting_of(plan_of(request, reference), pk), photo)
    return stored_file(found.file, f"{found.kind}-{found.pk}.jpg", "image/jpeg")


@office_required
def remove_photo_page(request: ActingRequest, reference: str, pk: int, photo: int) -> HttpResponse:
    """Ask once more, and take a photograph away."""
    plan = plan_of(request, reference)
    meeting = meeting_of(plan, pk)
    found = _photo_of(request, meeting, photo)
    return action_page(
        request,
        plan,
        REMOVE_PHOTO,
        lambda form: remove_photo(photo=found, by=form.actor()),
        template="proposals/remove_photo.html",
        said=_("ลบภาพแล้ว"),
        to=address_of(meeting),
        context={"meeting": meeting, "photo": found},
    )
