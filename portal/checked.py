"""What a check code tells about its paper: enough to know the sheet in one's hand, never its text or its file."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from django.conf import settings

from documents.kinds import KINDS
from documents.models import Document, PaperState, Rendition
from portal.public import REPLY
from proposals.models import Plan


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """One rendition: what it is and its SHA-256."""

    kind: str
    sha256: str


@dataclass(frozen=True, slots=True)
class NewerPaper:
    """The paper that took another's place."""

    title: str
    number: str
    dated: date | None


@dataclass(frozen=True, slots=True)
class CheckedPaper:
    """A paper as its check page shows it.

    ``anchor`` is the line at the paper's foot: the plan's reference, how many events its log had, and the head of their
    chain; ``log`` is the same today.
    """

    code: str
    kind: str
    title: str
    issuer: str
    recipient: str
    number: str
    dated: date | None
    is_signed: bool
    is_numbered: bool
    is_replaced: bool
    replaced_by: NewerPaper | None
    files: list[CheckedFile]
    plan: str
    anchor: str
    log: str
    is_example: bool

    @property
    def spaced_code(self) -> str:
        """The code in groups, as people read it out."""
        return " ".join(self.code[at : at + 4] for at in range(0, len(self.code), 4))

    @property
    def hashes(self) -> str:
        """All hashes, for the browser to compare with."""
        return " ".join(file.sha256 for file in self.files)


def paper_with(code: str) -> CheckedPaper | None:
    """The paper of a check code. At most three queries."""
    papers = Document.objects.select_related("issuer", "recipient", "plan", "superseded_by")
    found = papers.prefetch_related("renditions__file").filter(check_code=code).first() if code else None
    return _checked(found) if found else None


def _plan_behind(document: Document) -> str:
    """The plan that a paper's reader wants to follow: of a reply, the plan of the body that it answers."""
    plans = Plan.objects.filter(cycle=document.plan.cycle_id, owner=document.recipient_id)
    own = plans.order_by("pk").first() if document.kind == REPLY and document.recipient_id else None
    return own.reference if own else str(document.plan.reference)


def _checked(document: Document) -> CheckedPaper:
    snapshot = json.loads(document.snapshot)
    plan = document.plan
    newer: Document | None = getattr(document, "superseded_by", None)
    renditions = list(document.renditions.all())
    return CheckedPaper(
        code=document.check_code,
        kind=KINDS[document.kind].title if document.kind in KINDS else document.kind,
        title=document.title,
        issuer=document.issuer.name,
        recipient=document.recipient.name if document.recipient else "",
        number=document.number_text,
        dated=document.dated,
        is_signed=any(row.kind in {Rendition.Kind.SCAN, Rendition.Kind.SIGNED} for row in renditions),
        is_numbered=document.dated is not None,
        is_replaced=document.state == PaperState.SUPERSEDED,
        replaced_by=NewerPaper(newer.title, newer.number_text, newer.dated) if newer else None,
        files=[CheckedFile(str(Rendition.Kind(row.kind).label), row.file.sha256) for row in renditions],
        plan=_plan_behind(document),
        anchor=str(snapshot.get("anchor", "")),
        log=f"{plan.reference} · {plan.event_count} · {plan.event_head[:16]}",
        is_example=bool(settings.PRASAN_DEMO or snapshot.get("demo")),
    )
