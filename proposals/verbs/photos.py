"""Photographs of a meeting and of the sheet that people signed there: kept for the body, never for the public."""

from __future__ import annotations

from django.utils.translation import gettext as _

from directory.acting import Acting
from directory.errors import Invalid, Problem
from directory.powers import Power
from documents import storage
from documents.pictures import Photo
from proposals.drafts import text_problems
from proposals.models import Meeting, MeetingPhoto
from workflow import door

MOST_PHOTOS = 40


def keep_photo(*, meeting: Meeting, kind: str, photo: Photo, by: Acting, caption: str = "") -> MeetingPhoto:
    """Keep a photograph that was drawn anew, so that neither the place nor the phone stays in it.

    The same photograph again is the same record.

    Raises:
        NotHere, Refused: the actor does not write for this body.
        Invalid: too many photographs, another kind, or the caption.
    """
    with door.act(meeting.plan, "keep_photo", by=by, power=Power.WRITE_PLAN) as act:
        problems = text_problems("caption", caption, most=200)
        if kind not in MeetingPhoto.Kind.values:
            problems.append(Problem("kind", kind, _("ไม่รู้จักภาพชนิดนี้")))
        if meeting.photos.count() >= MOST_PHOTOS:
            problems.append(Problem("file", "", _("มีภาพได้ไม่เกิน %(most)s ภาพต่อการประชุม") % {"most": MOST_PHOTOS}))
        if problems:
            raise Invalid(problems)
        file = storage.store(photo.content, content_type=photo.content_type)
        kept, _made = MeetingPhoto.objects.get_or_create(
            meeting=meeting, kind=kind, file=file, defaults={"caption": caption}
        )
        act.data = {"meeting": meeting.pk, "photo": kept.pk, "sha256": file.sha256}
    return kept


def remove_photo(*, photo: MeetingPhoto, by: Acting) -> None:
    """Take a photograph away from its meeting: uploaded by mistake, or somebody in it asked.

    Raises:
        NotHere, Refused: the actor does not write for this body.
    """
    with door.act(photo.meeting.plan, "remove_photo", by=by, power=Power.WRITE_PLAN) as act:
        act.data = {"meeting": photo.meeting_id, "photo": photo.pk}
        photo.delete()
