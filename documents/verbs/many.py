"""One action on many papers: each by its own verb and in its own transaction, and a report that names each refusal.

Not all or nothing: a pile of letters in which one is not ready is numbered but for that one. Per paper nothing is ever
half done. Whoever signs many electronically passes its own act to `each`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from directory.acting import Acting
from directory.errors import Answer, Invalid, NotHere
from documents.models import Document
from documents.verbs.numbering import number_document
from documents.verbs.receiving import receive_document
from documents.verbs.routing import endorse_document
from documents.verbs.sending import send_document

MOST_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one paper: done, or refused with words for people."""

    document: Document
    refusal: str = ""


def each(documents: Sequence[Document], act: Callable[[Document], Any]) -> list[Outcome]:
    """Do one act on each paper, in order; the refusal of one stops none of the others.

    Raises:
        Invalid: more papers at once than `MOST_AT_ONCE`.
    """
    if len(documents) > MOST_AT_ONCE:
        raise Invalid.of("papers", len(documents), _("ทำได้ครั้งละไม่เกิน %s ฉบับ") % MOST_AT_ONCE)
    return [Outcome(document, _refusal_of(document, act)) for document in documents]


def _refusal_of(document: Document, act: Callable[[Document], Any]) -> str:
    try:
        act(document)
    except NotHere:
        return _("ไม่พบหนังสือฉบับนี้")
    except Invalid as refusal:
        return "; ".join(problem.message for problem in refusal.problems)
    except Answer as refusal:
        return refusal.message
    return ""


def endorse_many(
    *, documents: Sequence[Document], by: Acting, seen: Mapping[int, int], note: str = ""
) -> list[Outcome]:
    """Endorse papers that wait for this office on their routes; ``seen`` is the revision of each by its key."""
    return each(documents, lambda paper: endorse_document(document=paper, by=by, note=note, seen=seen.get(paper.pk)))


def number_many(
    *, documents: Sequence[Document], by: Acting, seen: Mapping[int, int], dated: date, typed: Mapping[int, str]
) -> list[Outcome]:
    """Give signed papers one date, and each its number: the registers' next ones in this order, or as typed for each.

    Of a circular one sheet is enough: the others have their number with it, and are passed over.
    """
    done: set[str] = set()

    def number(paper: Document) -> None:
        if paper.circular not in done:
            number_document(
                document=paper, by=by, dated=dated, typed_number=typed.get(paper.pk, ""), seen=seen.get(paper.pk)
            )
            done.update(filter(None, [paper.circular]))

    return each(documents, number)


def send_many(*, documents: Sequence[Document], by: Acting, seen: Mapping[int, int]) -> list[Outcome]:
    """Record that numbered papers were handed to their recipients."""
    return each(documents, lambda paper: send_document(document=paper, by=by, seen=seen.get(paper.pk)))


def receive_many(
    *, documents: Sequence[Document], by: Acting, seen: Mapping[int, int], on: date, numbers: Mapping[int, str]
) -> list[Outcome]:
    """Enter sent papers in the recipient's book on one day: the register's next receipts, or as typed for each."""
    return each(
        documents,
        lambda paper: receive_document(
            document=paper, by=by, number=numbers.get(paper.pk, ""), on=on, seen=seen.get(paper.pk)
        ),
    )
