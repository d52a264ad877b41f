"""Are papers and files still those under their hashes? Every stored file is read once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from documents.models import Document, Rendition, StoredFile
from documents.signatures import Signature
from documents.signing import signatures_of
from documents.storage import path_of
from workflow.models import Event
from workflow.verification import register_check

NAME = "documents"
BATCH = 500
Row = dict[str, Any]


class Why(models.TextChoices):
    """What no longer fits its hash."""

    SNAPSHOT = "snapshot", _("ข้อมูลที่ใช้พิมพ์หนังสือไม่ตรงกับค่าแฮช")
    MISSING = "missing", _("ไฟล์ของหนังสือหายไป")
    CHANGED = "changed", _("ไฟล์ของหนังสือถูกแก้ไข")
    SIGNATURE = "signature", _("ลายมือชื่ออิเล็กทรอนิกส์ที่บันทึกไว้ไม่มีอยู่ในไฟล์ของหนังสือ")


def register() -> None:
    """Join `verify_log`; doing it again changes nothing."""
    register_check(NAME, check)


def check() -> Iterator[Row]:
    """Every paper and file that does not fit its hash, as ``{"plan", "sequence", "why"}``."""
    yield from changed_snapshots()
    yield from changed_files()
    yield from missing_signatures()


def changed_snapshots() -> Iterator[Row]:
    """Papers whose snapshot is not that of its hash, or does not carry the paper's own check code."""
    papers = Document.objects.order_by("pk").values_list(
        "pk", "plan_id", "kind", "title", "snapshot", "snapshot_hash", "check_code"
    )
    for pk, plan, kind, title, snapshot, stored, code in papers.iterator(chunk_size=BATCH):
        if _snapshot_hash(snapshot, code) != stored:
            yield {"plan": plan, "sequence": 0, "why": f"{Why.SNAPSHOT.label}: {kind} {title} (#{pk})"}


def _snapshot_hash(snapshot: str, check_code: str) -> str:
    try:
        value = json.loads(snapshot)
        if value["check_code"] != check_code:
            return ""
    except (KeyError, TypeError, ValueError):
        return ""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def changed_files() -> Iterator[Row]:
    """Files that are gone or whose bytes are not those of their name, each for every paper that shows it."""
    files = StoredFile.objects.order_by("pk").values_list("pk", "sha256", "size", "name")
    for pk, sha256, size, name in files.iterator(chunk_size=BATCH):
        why = _fault_of(sha256, size)
        if why is not None:
            for plan, paper in _users_of(pk):
                yield {"plan": plan, "sequence": 0, "why": f"{why.label}: {paper or name} ({sha256[:16]})"}


def missing_signatures() -> Iterator[Row]:
    """Signatures on record that their file does not hold as the last of its signatures, or not as they were made."""
    signatures = Signature.objects.select_related("document", "rendition__file").order_by("pk")
    for signature in signatures.iterator(chunk_size=BATCH):
        path, paper = path_of(signature.rendition.file.sha256), signature.document
        if path.exists() and not _holds(path.read_bytes(), signature):
            why = f"{Why.SIGNATURE.label}: {paper.kind} {paper.title} ({signature.name})"
            yield {"plan": paper.plan_id, "sequence": 0, "why": why}


def _holds(content: bytes, signature: Signature) -> bool:
    found = signatures_of(content)
    if len(found) != signature.position:
        return False
    last = found[-1]
    return last.is_good and last.certificate is not None and last.certificate.sha256 == signature.certificate_sha256


def _fault_of(sha256: str, size: int) -> Why | None:
    path = path_of(sha256)
    try:
        if path.stat().st_size != size:
            return Why.CHANGED
        with path.open("rb") as file:
            return None if hashlib.file_digest(file, "sha256").hexdigest() == sha256 else Why.CHANGED
    except OSError:
        return Why.MISSING


def _users_of(file_id: int) -> list[tuple[int | None, str]]:
    """The plans, and papers by name, that rest on a file: by its renditions, or by steps recorded from signed paper."""
    shown = Rendition.objects.filter(file=file_id).values_list(
        "document__plan_id", "document__kind", "document__title", "kind"
    )
    users: list[tuple[int | None, str]] = [(plan, f"{kind} {title} {form}") for plan, kind, title, form in shown]
    recorded = Event.objects.filter(behalf_body__isnull=False).values_list("plan_id", "sequence", "data")
    for plan, sequence, data in recorded.iterator(chunk_size=BATCH):
        if json.loads(data).get("paper") == file_id:
            users.append((plan, _("เอกสารลงนามของเหตุการณ์ลำดับที่ %s") % sequence))
    return users or [(None, "")]
