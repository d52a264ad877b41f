"""How far the making of a paper's pages is, as its job says."""

from __future__ import annotations

from dataclasses import dataclass

from directory import clock
from documents.models import Document, Rendition
from workflow.models import Job


@dataclass(frozen=True, slots=True)
class Progress:
    """``state`` is waiting (with so many before it), making, late (its worker was lost) or failed."""

    state: str
    before: int = 0


def progress_of(document: Document) -> Progress:
    """Where the job stands that makes the pages which the paper's present stage needs."""
    kind = Rendition.Kind.ISSUED if document.dated else Rendition.Kind.UNSIGNED
    job = Job.objects.filter(key=f"render_document:{document.pk}:{kind}").first()
    if job is None or job.state == Job.State.FAILED:
        return Progress("failed")
    if job.state == Job.State.LEASED:
        lost = job.lease_until is not None and job.lease_until <= clock.now()
        return Progress("late" if lost else "making")
    return Progress("waiting", Job.objects.filter(state=Job.State.QUEUED, pk__lt=job.pk, kind=job.kind).count())
