"""What the page of drafting together shows of one draft, field by field."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from directory.models import Village
from proposals.models import CoAuthor, Comment, EarlierWords, Proposal, ProposalVersion, Suggestion
from proposals.together import to_draft
from proposals.word_changes import FIELDS, FieldChange, Piece, pieces_between
from proposals.wordings import COMMENTED, Words, for_people, hash_in, text_in, words_from


@dataclass(frozen=True, slots=True)
class Proposed:
    """A suggestion with its words against what the field says now; ``is_outdated`` once that changed."""

    suggestion: Suggestion
    label: str
    pieces: list[Piece]
    is_outdated: bool


@dataclass(slots=True)
class Thread:
    """A comment with its answers."""

    comment: Comment
    answers: list[Comment] = field(default_factory=list)


@dataclass(slots=True)
class FieldOfDraft:
    """One field: what it says, and what is proposed and said about it."""

    name: str
    label: str
    text: str
    open_threads: int = 0


@dataclass(frozen=True, slots=True)
class Wording:
    """What a draft said at one time: a version that stays, or earlier words of one that was being written."""

    key: str
    words: Words
    written_by: str
    at: datetime
    frozen: bool
    is_present: bool


def villages_in(*wordings: Words, also: Iterable[str] = ()) -> dict[int, str]:
    """The names of the villages that some words name by number; at most one query."""
    ids = {words["village_id"] for words in wordings if words["village_id"]}
    ids |= {int(text) for text in also if text.isdecimal()}
    return {village.pk: str(village) for village in Village.objects.filter(pk__in=ids)} if ids else {}


def fields_of(words: Words, threads: Sequence[Thread]) -> list[FieldOfDraft]:
    """The fields of form ผ.02 in their order, each with how much is open about it."""
    villages = villages_in(words)
    return [
        FieldOfDraft(
            name,
            str(FIELDS[name]),
            for_people(name, text_in(words, name), villages),
            sum(each.comment.field == name and each.comment.resolved_at is None for each in threads),
        )
        for name in COMMENTED
    ]


def proposed_in(words: Words, suggestions: Iterable[Suggestion]) -> list[Proposed]:
    """Suggestions in words: what would go, what would come."""
    found = list(suggestions)
    texts = [each.text for each in found if each.field == "village_id"]
    villages = villages_in(words, also=texts) if texts else {}
    return [
        Proposed(
            each,
            str(FIELDS[each.field]),
            pieces_between(
                for_people(each.field, text_in(words, each.field), villages),
                for_people(each.field, each.text, villages),
            ),
            each.before_hash != hash_in(words, each.field),
        )
        for each in found
    ]


def threads_of(proposal: Proposal) -> list[Thread]:
    """The comments on a draft with their answers, in the order in which they were opened. One query."""
    threads: dict[int, Thread] = {}
    found = Comment.objects.filter(proposal=proposal).select_related("office__body", "user").order_by("pk")
    for comment in found:
        if comment.parent_id is None:
            threads[comment.pk] = Thread(comment)
        else:
            threads[comment.parent_id].answers.append(comment)
    return list(threads.values())


def invited_to(proposal: Proposal) -> list[CoAuthor]:
    """Who is invited to a draft, or to all of its plan. One query."""
    found = CoAuthor.objects.filter(to_draft(proposal), ended_at__isnull=True)
    return list(found.select_related("office__body").order_by("pk"))


def wordings_of(proposal: Proposal) -> list[Wording]:
    """All that a draft said, the earliest first: versions that stay, and earlier words of what was being written."""
    found_versions = ProposalVersion.objects.filter(proposal=proposal).select_related("written_by").order_by("number")
    versions = list(found_versions.prefetch_related("budget", "indicators", "items"))
    present = versions[-1].pk if versions else None
    found = [
        Wording(
            f"v{version.number}",
            words_from(
                version,
                version.budget.all(),
                sorted(version.indicators.all(), key=lambda each: each.pk),
                sorted(version.items.all(), key=lambda each: each.position),
            ),
            str(version.written_by or _("ระบบ")),
            version.created_at,
            version.frozen_at is not None,
            version.pk == present,
        )
        for version in versions
    ]
    earlier = EarlierWords.objects.filter(proposal=proposal).select_related("written_by").order_by("pk")
    found += [
        Wording(f"r{each.revision}", each.words, str(each.written_by or _("ระบบ")), each.written_at, False, False)
        for each in earlier
    ]
    return sorted(found, key=lambda each: (each.is_present, each.at, each.key))


def changes_in_words(earlier: Words, later: Words) -> list[FieldChange]:
    """The fields that differ between two wordings, word by word."""
    villages: dict[int, str] = villages_in(earlier, later)
    changes: list[FieldChange] = []
    for name in COMMENTED:
        before, after = (for_people(name, text_in(words, name), villages) for words in (earlier, later))
        if before != after:
            changes.append(FieldChange(str(FIELDS[name]), pieces_between(before, after)))
    return changes


def pair_of(wordings: Sequence[Wording], a: str, b: str) -> tuple[Wording | None, Wording | None]:
    """The two wordings asked for; without asking, the last two."""
    known: dict[str, Any] = {each.key: each for each in wordings}
    last: Sequence[Wording | None] = wordings[-2:] if len(wordings) > 1 else (None, None)
    return known.get(a, last[0]), known.get(b, last[1])
