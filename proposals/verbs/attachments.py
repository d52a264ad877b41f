"""Files beside a proposal: added while its owner writes it, and removed."""

from __future__ import annotations

from django.conf import settings
from django.db.models import F
from django.utils.translation import gettext as _

from directory import clock
from directory.acting import Acting
from directory.errors import Invalid, NotHere
from directory.powers import Power
from documents import storage
from proposals.attaching import Prepared
from proposals.drafts import text_problems
from proposals.models import Attachment, Plan, Proposal
from proposals.verbs.drafting import WRITABLE
from workflow import door


def add_attachment(*, plan: Plan, proposal: Proposal, file: Prepared, by: Acting, note: str = "") -> Attachment:
    """Put a file beside a proposal, as `proposals.attaching.prepared` made it.

    The event holds the file's hash, not its name. The same bytes again are refused, so a repetition adds nothing. What
    the proposal says, and its revision, stay as they are.

    Raises:
        NotHere, Refused: the plan is not one that the actor may write, or has no such proposal.
        Stale: the plan has left its owner.
        Invalid: too many files, the same one again, or too long a note.
    """
    with door.act(plan, "add_attachment", by=by, power=Power.WRITE_PLAN, states=WRITABLE) as act:
        _require_in(plan, proposal)
        problems = text_problems("note", note, most=200)
        if problems:
            raise Invalid(problems)
        there = Attachment.objects.filter(proposal=proposal, removed_at__isnull=True)
        if there.count() >= settings.MOST_ATTACHMENTS:
            raise Invalid.of("file", file.name, _("แนบได้ไม่เกิน %d ไฟล์ต่อโครงการ") % settings.MOST_ATTACHMENTS)
        stored = storage.store(file.content, content_type=file.content_type, name=file.name, retention="working")
        if there.filter(file=stored).exists():
            raise Invalid.of("file", file.name, _("แนบไฟล์นี้ไว้แล้ว"))
        attachment = Attachment.objects.create(
            proposal=proposal,
            file=stored,
            name=file.name,
            kind=file.kind,
            note=note.strip(),
            latitude=file.latitude,
            longitude=file.longitude,
            added_by=by.office,
            added_at=clock.now(),
        )
        act.data = {"proposal": proposal.pk, "attachment": attachment.pk, "file": stored.sha256}
        act.items = [(proposal.pk, proposal.state, proposal.state)]
    return attachment


def remove_attachment(*, plan: Plan, attachment: Attachment, by: Acting) -> None:
    """Take a file away from a proposal: no page shows or hands it out any more. Not idempotent: it is gone then.

    Raises:
        NotHere, Refused, Stale: as `add_attachment`; and where it was removed already.
    """
    with door.act(plan, "remove_attachment", by=by, power=Power.WRITE_PLAN, states=WRITABLE) as act:
        _require_in(plan, attachment.proposal)
        there = Attachment.objects.filter(pk=attachment.pk, removed_at__isnull=True)
        if not there.update(removed_at=clock.now()):
            raise NotHere(_("ไม่พบไฟล์แนบนี้"))
        act.data = {"proposal": attachment.proposal_id, "attachment": attachment.pk}


def _require_in(plan: Plan, proposal: Proposal) -> None:
    if not plan.lines.filter(proposal=proposal, in_versions__version=F("plan__current_version")).exists():
        raise NotHere(_("ไม่พบโครงการนี้ในแผน"))
