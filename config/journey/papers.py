"""The papers' part: each is signed on paper, numbered, sent and received by the offices concerned."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from config.journey.councils import officers_of
from config.journey.desks import RENDERING
from config.journey.world import World, scan_of_a_signed_sheet
from directory import clock
from directory.acting import Acting
from directory.models import Body
from documents.models import Document, PaperState
from documents.verbs import number_document, receive_document, send_document, sign_document
from documents.verbs.numbering import CIRCULAR
from proposals.models import Plan
from workflow import jobs

LONGEST_WAIT = 120.0  # seconds
# Papers beside the main way, one for each council: those of the first council of a district (of the province, where the
# governor answers a petition) are signed and sent, the others wait for their signatures, so that a walk takes no longer
# than it must.
BESIDE_THE_WAY = frozenset({"T08", "T09", "D01", "D10", "P13"})
KEEPERS = {
    "council": "secretary",
    "subdistrict_committee": "secretary",
    "lao": "planner",
    "district_office": "coordinator",
    "provincial_office": "officer",
    "assembly": "secretary",
}


def keep_papers(world: World, **of: object) -> None:
    """Let every prepared paper live its life up to its receipt; without a worker beside, its pages are made here.

    ``of`` narrows which papers.
    """
    if not world.renders_beside:
        jobs.drain()
    prepared = Document.objects.filter(plan__cycle=world.cycle, state=PaperState.PREPARED, superseded_by__isnull=True)
    prepared = prepared.filter(**of)
    documents = list(
        prepared.select_related("plan__owner", "plan__parent__owner", "issuer__secretariat", "recipient").order_by("pk")
    )
    shown: set[tuple[str, str]] = set()
    for done, document in enumerate(documents, 1):
        of_its_district = document.kind, document.plan.district_code
        if document.kind not in BESIDE_THE_WAY or of_its_district not in shown:
            _live(world, document)
            shown.add(of_its_district)
        world.progress("ลงนาม ออกเลข ส่งและรับหนังสือ", done, len(documents))


def finish_rendering(world: World) -> None:
    """Render what is left, and wait for what a worker beside still has in hand.

    Raises:
        RuntimeError: the worker does not come to an end with it.
    """
    jobs.drain()
    patience = time.monotonic() + LONGEST_WAIT
    while left := jobs.unfinished([RENDERING]):
        if time.monotonic() > patience:
            raise RuntimeError(f"{left} papers are still being rendered")
        time.sleep(0.05)
        jobs.drain()
    world.progress("จัดพิมพ์เอกสาร", 1, 1)


@contextmanager
def rendering_beside(*, wanted: bool) -> Iterator[bool]:
    """A worker process of our own that renders papers while the journey goes on; stopped at the end, by its own id.

    It works on the database of the environment, so there is none where this process uses another (as tests do).
    """
    if not wanted or (os.cpu_count() or 1) < 2:  # one core gains nothing
        yield False
        return
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "work", "--kind", RENDERING]
    worker = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603  # our own command
    try:
        yield True
    finally:
        worker.terminate()
        worker.wait(timeout=LONGEST_WAIT)


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
    mark = f"{CIRCULAR} " if document.circular else ""
    typed = "" if document.issuer.register == "own" else f"{document.issuer.letter_prefix}/{mark}{document.pk}"
    number_document(document=document, by=keeper, dated=clock.today(), typed_number=typed if document.register else "")
    if document.recipient is not None:
        send_document(document=document, by=keeper)
        receiver = _keeper(world, document.recipient, document.plan)
        receive_document(document=document, by=receiver, number=str(document.pk), on=clock.today())
