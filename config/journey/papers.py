"""The papers' part: each is signed on paper, numbered, sent and received by the offices concerned."""

from __future__ import annotations

from config.journey.councils import officers_of
from config.journey.world import World, scan_of_a_signed_sheet
from directory import clock
from directory.acting import Acting
from directory.models import Body
from documents.models import Document, PaperState
from documents.verbs import number_document, receive_document, send_document, sign_document
from proposals.models import Plan
from workflow import jobs

KEEPERS = {
    "council": "secretary",
    "subdistrict_committee": "secretary",
    "district_office": "coordinator",
    "provincial_office": "officer",
}


def keep_papers(world: World) -> None:
    """Render what is prepared, then let every paper live its life up to its receipt."""
    jobs.drain()
    prepared = Document.objects.filter(plan__cycle=world.cycle, state=PaperState.PREPARED, superseded_by__isnull=True)
    documents = list(
        prepared.select_related("plan__owner", "plan__parent__owner", "issuer__secretariat", "recipient").order_by("pk")
    )
    for done, document in enumerate(documents, 1):
        _live(world, document)
        world.progress("ลงนาม ออกเลข ส่งและรับหนังสือ", done, len(documents))
    jobs.drain()


def _keeper(world: World, body: Body, plan: Plan) -> Acting:
    """Who keeps a body's papers: its own office, that of its secretariat, or whoever records for it from paper."""
    if plan.owner_id == body.pk and plan.level == "subdistrict":
        return officers_of(world, plan)[0]
    working = body if body.kind in KEEPERS else body.secretariat
    if working is None:
        raise LookupError(f"nobody keeps the papers of {body.code}")
    return world.acting(working, KEEPERS[working.kind])


def _live(world: World, document: Document) -> None:
    keeper = _keeper(world, document.issuer, document.plan)
    scan = scan_of_a_signed_sheet(f"{document.kind} {document.check_code}")
    sign_document(document=document, by=keeper, scan=scan, content_type="image/png")
    typed = "" if document.issuer.register == "own" else f"{document.issuer.letter_prefix}/{document.pk}"
    number_document(document=document, by=keeper, dated=clock.today(), typed_number=typed if document.register else "")
    if document.recipient is not None:
        send_document(document=document, by=keeper)
        receiver = _keeper(world, document.recipient, document.plan)
        receive_document(document=document, by=receiver, number=str(document.pk), on=clock.today())
