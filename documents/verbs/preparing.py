"""Preparing papers: their data is frozen in the verb's own transaction; a job makes the pages afterwards."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from directory import clock
from directory.acting import Acting, By, SystemActor
from directory.errors import Invalid, Stale
from directory.powers import Power
from documents.kinds import KINDS, PaperDraft
from documents.models import ISSUED, Document, PaperState, Rendition
from documents.own_names import exchanged, names_here
from documents.verbs.circulars import sheets_of
from documents.verbs.rendering import enqueue_rendering
from documents.verbs.routing import lay_usual_route
from workflow import door
from workflow.law import may
from workflow.models.journal import digest

CHECK_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
CHECK_LENGTH = 16
PREPARING = SystemActor("preparing")


def prepare_papers(code: str, subject: Any, by: By) -> list[Document]:
    """Freeze the papers of a kind about a plan, in the present transaction; a job renders each afterwards.

    A plan's earlier paper of this kind that is not yet signed, of the same issuer to the same recipient, is superseded.
    Each goes on its issuer's usual route. Of a kind that verbs prepare, those that are only asked for wait for that.
    """
    kind = KINDS[code]
    with translation.override("th"):  # papers are in Thai, whatever language the page is read in
        drafts = [draft for draft in kind.fill(subject, by) if kind.on_demand or not draft.asked_for]
        return prepare_drafts(code, subject, drafts, by)


def prepare_drafts(code: str, plan: Any, drafts: Sequence[PaperDraft], by: By) -> list[Document]:
    """Do what `prepare_papers` does with drafts that are filled already."""
    with translation.override("th"):
        return _prepare_all(code, plan, [(draft, _unsigned(code, plan, draft)) for draft in drafts], by)


def prepare_in_place(document: Document, draft: PaperDraft, by: By) -> Document:
    """Prepare a new paper in an earlier one's place, in the verb that changed what it says; asks for no power.

    An issued one stays valid until the new one is numbered, any other is superseded at once.
    """
    with translation.override("th"):
        return _prepare_all(document.kind, document.plan, [(draft, document)], by)[0]


def _unsigned(code: str, plan: Any, draft: PaperDraft) -> Document | None:
    """The earlier paper whose place a draft takes: of its kind, issuer and recipient, about the same."""
    same = {"issuer": draft.issuer, "recipient": draft.recipient, **({"title": draft.title} if draft.about else {})}
    waiting = Document.objects.filter(kind=code, plan=plan, superseded_by__isnull=True, **same)
    return waiting.filter(state__in=[PaperState.PREPARED, PaperState.RETURNED]).first()


def prepare_again(*, document: Document, by: Acting, seen: int | None = None) -> Document:
    """Prepare a new paper from what the plan says now, to take this one's place; returns the new one.

    A paper that was not yet issued is superseded at once. An issued one stays valid until the new one is numbered; a
    void one stays void. Of a circular all sheets are prepared again.
    A repetition is refused with `Stale`: there is a new one already.

    Raises:
        NotHere, Refused, Stale: as the door does.
        Invalid: nothing in the plan calls for this paper any more.
    """
    with transaction.atomic():
        door.admit(document, Power.KEEP_PAPERS, by)
        plan = door.lock_plan(document)
        door.lock(document)
        replaced = Document.objects.filter(supersedes=document).exists()
        if replaced or document.state == PaperState.SUPERSEDED or seen not in (None, document.revision):
            raise Stale(door.who_changed(document))
        sheets = sheets_of(document)
        with translation.override("th"):
            drafts = list(KINDS[document.kind].fill(plan, by)) if document.kind in KINDS else []
            pairs = [(draft, sheet) for sheet in sheets if (draft := _draft_like(sheet, drafts))]
            if len(pairs) == len(sheets):
                made = _prepare_all(document.kind, plan, pairs, by)
                return next(new for new in made if new.supersedes_id == document.pk)
        raise Invalid.of("document", document.title, _("ข้อมูลของแผนในตอนนี้ไม่มีหนังสือฉบับนี้ให้จัดทำใหม่"))


def _draft_like(sheet: Document, drafts: list[PaperDraft]) -> PaperDraft | None:
    """The draft that goes from the same body to the same recipient; by its title where there are several."""
    alike = [draft for draft in drafts if draft.issuer.pk == sheet.issuer_id and draft.recipient == sheet.recipient]
    titled = [draft for draft in alike if draft.title == sheet.title]
    found = titled if len(alike) > 1 else alike
    return found[0] if len(found) == 1 else None


def _prepare_all(code: str, plan: Any, drafts: Sequence[tuple[PaperDraft, Document | None]], by: By) -> list[Document]:
    """Prepare each draft in the place of its earlier paper; those of a circular share a mark and are counted."""
    mark = _random_code() if any(draft.circular for draft, _earlier in drafts) else ""
    called = names_here(plan.area_code) if drafts else {}
    prepared: list[Document] = []
    copies = 0
    for draft, earlier in drafts:
        copies += draft.circular
        sheet = (mark, copies) if draft.circular else ("", 1)
        prepared.append(_prepare(code, plan, draft, by, earlier, sheet, called))
    return prepared


def _random_code() -> str:
    return "".join(secrets.choice(CHECK_ALPHABET) for _ in range(CHECK_LENGTH))


def _prepare(
    code: str,
    plan: Any,
    draft: PaperDraft,
    by: By,
    earlier: Document | None,
    sheet: tuple[str, int],
    called: Mapping[str, str],
) -> Document:
    check_code = _random_code()
    snapshot: dict[str, Any] = {
        **draft.snapshot,
        "kind": code,
        "title": draft.title,
        "check_code": check_code,
        "check_url": f"{settings.PUBLIC_BASE_URL}/check/{check_code}",
        "demo": bool(settings.PRASAN_DEMO),
        "anchor": f"{plan.reference} · {plan.event_count} · {plan.event_head[:16]}",
    }
    snapshot = exchanged(snapshot, called) if called else snapshot
    if earlier is not None and earlier.state not in {*ISSUED, PaperState.VOID}:
        # A verb's new paper takes the old one's place even where its actor does not keep the papers of their issuer.
        keeps = isinstance(by, Acting) and may(by, Power.KEEP_PAPERS, earlier)
        door.fire(earlier, "supersede", by=by if keeps else PREPARING)
    document = Document.objects.create(
        kind=code,
        title=draft.title,
        plan=plan,
        issuer=draft.issuer,
        recipient=draft.recipient,
        register=draft.register,
        snapshot=json.dumps(snapshot, ensure_ascii=False, sort_keys=True),
        snapshot_hash=digest(snapshot),
        check_code=check_code,
        supersedes=earlier,
        circular=sheet[0],
        copy=sheet[1],
        prepared_at=clock.now(),
    )
    lay_usual_route(document)
    enqueue_rendering(document, Rendition.Kind.UNSIGNED)
    return document


def supersede_earlier(document: Document, *, by: Acting) -> None:
    """A paper that is being issued takes the place of the issued one that it was prepared instead of.

    Those between the two were superseded, or void, before: the first issued one found is the last that was valid.
    """
    earlier = document.supersedes
    while earlier is not None:
        if earlier.state in ISSUED:
            door.fire(earlier, "supersede", by=by)
            return
        earlier = earlier.supersedes
