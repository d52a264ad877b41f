"""The book of everything: one ZIP of a plan for auditors, with a manifest of all hashes.

* ``documents/<kind>-<check code>/``: every rendition of every document of the plan, and what is known of it
* ``evidence/``: the signed sheets from which steps were recorded
* ``ballots/``: the file of each ballot that was closed, as it was counted
* ``data/``: the lines of the plan's version on the desk, as CSV, XLSX and JSON, and who acted
* ``log/``: the extract of the event log, as it was hashed
* ``manifest.json``: name, size and SHA-256 of each, and the head of the log

Whoever may see the plan may have it. Telephone numbers stand in it only for those who keep the register of bodies. No
name in it is anything that somebody typed. The same records give the same bytes.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django.utils import translation

from directory.acting import Acting
from directory.mandates import mandate_of
from directory.powers import Power
from documents import storage
from documents.models import Document, StoredFile
from documents.workbooks import write_table
from portal.zipping import Entry, Written, zipped
from proposals.models import Ballot, Fate, Plan, PlanLine
from workflow import door
from workflow.models import Event, EventItem

ENDINGS = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}
LINES = ("เลขที่", "รหัสโครงการ", "ชื่อโครงการ", "ยุทธศาสตร์", "ลำดับ", "ขอ (บาท)", "เสนอ (บาท)", "ผล", "เหตุผล")
PEOPLE = ("ชื่อ", "ตำแหน่ง", "หน่วยงาน", "โทรศัพท์")
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def archive_of(plan: Plan, by: Acting | None) -> Iterator[bytes]:
    """The bytes of a plan's archive, made while they are read; ``by`` None is the administrator at the terminal.

    Raises:
        NotHere: the office may not see the plan. Before anything is made.
    """
    if by is not None:
        door.admit(plan, None, by)
    with_phones = by is None or mandate_of(by).covers(Power.MANAGE_BODIES, plan.area_code)
    with translation.override("th"):
        entries = sorted(_entries(plan, with_phones=with_phones), key=lambda entry: entry.name)
    written: list[Written] = []
    return zipped(_and_manifest(plan, entries, written), written)


def _and_manifest(plan: Plan, entries: Iterable[Entry], written: list[Written]) -> Iterator[Entry]:
    yield from entries
    manifest = {
        "reference": plan.reference,
        "owner": plan.owner.name,
        "state": plan.state,
        "event_count": plan.event_count,
        "event_head": plan.event_head,
        "files": [asdict(each) for each in sorted(written, key=lambda each: each.name)],
    }
    yield Entry("manifest.json", _json(manifest))


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True, default=str) + "\n").encode()


def _entries(plan: Plan, *, with_phones: bool) -> Iterator[Entry]:
    yield from _documents(plan)
    yield from _ballots(plan)
    yield from _log(plan)
    yield from _lines(plan)
    yield from _people(plan, with_phones=with_phones)


# --- Documents ---


def _documents(plan: Plan) -> Iterator[Entry]:
    papers = Document.objects.filter(plan=plan).order_by("pk").select_related("issuer", "recipient", "supersedes")
    for paper in papers.prefetch_related("renditions__file", "endorsements__office", "route__office"):
        folder = f"documents/{paper.kind}-{paper.check_code}"
        yield Entry(f"{folder}/document.json", _json(_facts_of(paper)))
        for rendition in paper.renditions.all():
            name = f"{rendition.kind}-{rendition.file.sha256[:16]}{_ending(rendition.file)}"
            yield Entry(f"{folder}/{name}", storage.path_of(rendition.file.sha256))


def _ending(file: StoredFile) -> str:
    return ENDINGS.get(file.content_type, ".bin")


def _facts_of(paper: Document) -> dict[str, Any]:
    plain = (
        *("kind", "title", "state", "check_code", "number_text", "dated", "register", "register_year"),
        *("running_number", "circular", "copy", "receipt_number", "received_on", "void_reason", "snapshot_hash"),
        *("prepared_at", "sent_at", "voided_at"),
    )
    said = ("place", "outcome", "name", "position", "note", "at")
    return {
        **{name: getattr(paper, name) for name in plain},
        "issuer": paper.issuer.name,
        "recipient": paper.recipient.name if paper.recipient else "",
        "supersedes": paper.supersedes.check_code if paper.supersedes else "",
        "route": [stop.office.title for stop in paper.route.all()],
        "endorsements": [{name: getattr(each, name) for name in said} for each in paper.endorsements.all()],
        "snapshot": json.loads(paper.snapshot),
    }


def _ballots(plan: Plan) -> Iterator[Entry]:
    """Under the number that a ballot's events name."""
    for ballot in Ballot.objects.filter(plan=plan, file__isnull=False).select_related("file").order_by("pk"):
        assert ballot.file is not None  # noqa: S101  # asked for just now
        yield Entry(f"ballots/{ballot.pk}.pb", storage.path_of(ballot.file.sha256))


# --- The log ---

HASHED = (
    *("plan_id", "sequence", "at", "verb", "record_kind", "record_id", "from_state", "to_state", "actor_id", "system"),
    *("office_id", "behalf_body_id", "note_hash", "data", "items_count", "items_digest", "previous_hash", "hash"),
)


def _log(plan: Plan) -> Iterator[Entry]:
    events = list(Event.objects.filter(plan=plan).select_related("note").order_by("sequence"))
    items: dict[int, list[tuple[int, str, str]]] = {}
    of_plan = EventItem.objects.filter(event__plan=plan).order_by("event_id", "record_id")
    for event_id, record, source, target in of_plan.values_list("event_id", "record_id", "from_state", "to_state"):
        items.setdefault(event_id, []).append((record, source, target))
    lines = [json.dumps(_event(each, items.get(each.pk, [])), ensure_ascii=False, sort_keys=True) for each in events]
    yield Entry("log/events.jsonl", "".join(f"{line}\n" for line in lines).encode())
    sheets = {json.loads(each.data).get("paper") for each in events if each.behalf_body_id}
    for file in StoredFile.objects.filter(pk__in=[pk for pk in sheets if pk]).order_by("sha256"):
        yield Entry(f"evidence/{file.sha256[:16]}{_ending(file)}", storage.path_of(file.sha256))


def _event(event: Event, items: Sequence[tuple[int, str, str]]) -> dict[str, Any]:
    note = event.note.text if hasattr(event, "note") else ""
    facts: dict[str, Any] = {name: getattr(event, name) for name in HASHED}
    return {**facts, "at": event.at.isoformat(timespec="microseconds"), "note": note, "items": list(items)}


# --- Lines and people ---


def _lines(plan: Plan) -> Iterator[Entry]:
    rows = [_line(row) for row in _plan_lines(plan)]
    table = [[str(value) for value in row.values()] for row in rows]
    yield Entry("data/lines.json", _json(rows))
    yield Entry("data/lines.csv", _csv(LINES, table))
    workbook = io.BytesIO()
    write_table(workbook, [("โครงการ", LINES, table)])
    yield Entry("data/lines.xlsx", workbook.getvalue())


def _plan_lines(plan: Plan) -> Iterable[PlanLine]:
    found = PlanLine.objects.filter(version=plan.current_version_id).order_by("line__number")
    return found.select_related("line__proposal", "proposal_version").prefetch_related("line__fates")


def _line(row: PlanLine) -> Mapping[str, Any]:
    fate: Fate | None = max(row.line.fates.all(), key=lambda each: each.pk, default=None)
    return {
        "number": row.line.number,
        "proposal": row.line.proposal.reference,
        "title": row.proposal_version.title,
        "strategy": row.proposal_version.strategy,
        "rank": row.rank or "",
        "asked": row.asked,
        "proposed": row.proposed,
        "fate": fate.get_kind_display() if fate else "",
        "reason": fate.reason if fate else "",
    }


def _csv(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """With the mark that spreadsheets ask for; what would begin a formula is kept as text by an apostrophe."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows([f"'{cell}" if cell.startswith(FORMULA) else cell for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _people(plan: Plan, *, with_phones: bool) -> Iterator[Entry]:
    acted = Event.objects.filter(plan=plan, actor__isnull=False).select_related("actor", "office__body")
    people = {(each.actor, each.office) for each in acted}
    rows = sorted(
        [str(person), office.title, office.body.name, (person.phone or "") if with_phones else ""]
        for person, office in people
        if person is not None and office is not None
    )
    yield Entry("data/people.csv", _csv(PEOPLE, rows))
