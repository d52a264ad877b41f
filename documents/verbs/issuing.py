"""Papers that somebody asks for: those that no verb prepares by itself, and new ones in the place of earlier ones."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from directory.acting import Acting
from directory.errors import Invalid
from directory.powers import Power
from documents.kinds import KINDS, PaperDraft, catalogue
from documents.models import Document
from documents.verbs.preparing import prepare_drafts
from workflow import door, journal


def issue_paper(*, code: str, plan: Any, by: Acting, about: str = "") -> list[Document]:
    """Prepare the papers of a kind about a plan, by an office that keeps the papers of their issuer.

    A kind that a verb prepares may be asked for once the verb has prepared it: no paper runs ahead of what happened.
    ``about`` keeps to the paper about one thing in the plan, such as a proposal's reference.
    Side effects: an event on the plan's chain; each paper as `prepare_papers` does. A repetition replaces those that
    are not yet signed.

    Raises:
        NotHere, Refused: the actor may not see the plan, or does not keep the papers of an issuer.
        Invalid: there is no such kind, it waits for something or for its step, or the plan has nothing to say in it.
    """
    kind = KINDS.get(code)
    if kind is None:
        raise Invalid.of("kind", code, _why_not(code))
    with transaction.atomic():
        door.admit(plan, None, by)
        door.lock(plan)
        if not kind.on_demand and not Document.objects.filter(kind=code, plan=plan).exists():
            raise Invalid.of("kind", code, _("ยังไม่ถึงขั้นตอนที่ออกเอกสาร %(code)s %(title)s") % _named(kind))
        with translation.override("th"):
            drafts = [draft for draft in kind.fill(plan, by) if not about or draft.about == about]
        if not drafts:
            raise Invalid.of("kind", code, _("แผนนี้ยังไม่มีข้อมูลสำหรับ %(code)s %(title)s") % _named(kind))
        for draft in drafts:
            door.admit(_paper(code, plan, draft), Power.KEEP_PAPERS, by)
        data = {"kind": code, "papers": len(drafts)}
        journal.append(plan, verb="issue_paper", record=plan, by=by, data=data)
        plan.save(update_fields=["event_count", "event_head"])
        return prepare_drafts(code, plan, drafts, by)


def _paper(code: str, plan: Any, draft: PaperDraft) -> Document:
    """The paper as the door asks about it, before it is written."""
    return Document(kind=code, plan=plan, issuer=draft.issuer, recipient=draft.recipient)


def _named(kind: Any) -> dict[str, str]:
    return {"code": kind.code, "title": kind.title}


def _why_not(code: str) -> str:
    waiting = next((listed for listed in catalogue() if listed.code == code), None)
    if waiting is None:
        return _("ไม่มีเอกสารชนิด %s") % code
    return _("เอกสาร %(code)s %(title)s ยังรอ%(what)s") % {**_named(waiting), "what": waiting.waits_for}
