"""Charters: what a writer hands in, their hash, what changed between two versions, and who may cite which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _

from directory.errors import Problem
from proposals.drafts import LONGEST_TEXT, text_problems
from proposals.models import Article, Attendance, Charter, CharterCitation, CharterVersion, Meeting, Plan, Proposal
from proposals.word_changes import Piece, pieces_between
from workflow.models.journal import digest

MOST_ARTICLES, MOST_SIGNATORIES = 200, 300


@dataclass(frozen=True, slots=True)
class ArticleDraft:
    """One article; its number is its place."""

    text: str
    heading: str = ""


@dataclass(frozen=True, slots=True)
class SignatoryDraft:
    """Who signs."""

    name: str
    position: str = ""


@dataclass(frozen=True, slots=True)
class CharterDraft:
    """The words of a charter's version, as they are written."""

    articles: Sequence[ArticleDraft] = ()
    signatories: Sequence[SignatoryDraft] = ()

    def problems(self) -> list[Problem]:
        """Everything wrong with it."""
        found = _too_many("articles", len(self.articles), MOST_ARTICLES)
        found += _too_many("signatories", len(self.signatories), MOST_SIGNATORIES)
        for number, article in enumerate(self.articles):
            found += text_problems(f"articles[{number}].heading", article.heading, most=200)
            found += text_problems(f"articles[{number}].text", article.text, most=LONGEST_TEXT, required=True)
        for number, signatory in enumerate(self.signatories):
            found += text_problems(f"signatories[{number}].name", signatory.name, most=200, required=True)
            found += text_problems(f"signatories[{number}].position", signatory.position, most=200)
        return found


def _too_many(name: str, count: int, most: int) -> list[Problem]:
    return [Problem(name, str(count), _("มีได้ไม่เกิน %s รายการ") % most)] if count > most else []


def hash_of(version: CharterVersion) -> str:
    """The hash of all that a version says: the charter, its articles and who signs. Two queries."""
    charter = version.charter
    return digest(
        [
            [charter.reference, charter.kind, charter.title, version.number],
            [list(row) for row in version.articles.order_by("number").values_list("number", "heading", "text")],
            [list(row) for row in version.signatories.order_by("place_in_list").values_list("name", "position")],
        ]
    )


@dataclass(frozen=True, slots=True)
class ArticleChange:
    """An article that differs between two versions: *added*, *removed* or *changed*, with its words in one order."""

    number: int
    kind: str
    pieces: list[Piece]


def changes_between(earlier: Sequence[Article], later: Sequence[Article]) -> list[ArticleChange]:
    """Every article that differs, by number and word by word."""
    old, new = ({article.number: _words(article) for article in side} for side in (earlier, later))
    changes = []
    for number in sorted(old.keys() | new.keys()):
        was, now = old.get(number, ""), new.get(number, "")
        if was != now:
            kind = "added" if not was else "removed" if not now else "changed"
            changes.append(ArticleChange(number, kind, pieces_between(was, now)))
    return changes


def _words(article: Article) -> str:
    return "\n".join(filter(None, [article.heading, article.text]))


# --- Reads -----------------------------------------------------------------------------------------------------------


def charters_of(plan: Plan) -> QuerySet[Charter]:
    """The charters of a plan's owner, with their versions. Two queries."""
    return Charter.objects.filter(body=plan.owner_id).prefetch_related("versions__adopted_at").order_by("pk")


def charters_citable_in(plan: Plan) -> list[CharterVersion]:
    """The versions in force whose charter holds where a plan lies: its owner's, its subdistrict's, its province's.

    Of each charter the latest adopted one. Two queries.
    """
    code = plan.area_code
    there = Q(charter__body=plan.owner_id) | Q(charter__area__in=[code[:2], code[:4], code])
    adopted = CharterVersion.objects.filter(there, frozen_at__isnull=False).select_related("charter__body")
    latest = {version.charter_id: version for version in adopted.order_by("number").prefetch_related("articles")}
    return sorted(latest.values(), key=lambda version: (version.charter.body_id != plan.owner_id, version.charter_id))


def citations_of(proposal: Proposal) -> list[CharterCitation]:
    """The articles on which a proposal rests. One query."""
    found = CharterCitation.objects.filter(proposal=proposal).select_related("article__version__charter")
    return list(found.order_by("article__version__charter_id", "article__number"))


def meetings_that_may_adopt(plan: Plan) -> list[Meeting]:
    """The meetings of a plan's owner that `why_it_may_not_adopt` lets through, the latest first. One query."""
    counted = Q(attendances__presence__in=Attendance.COUNTS)
    meetings = Meeting.objects.filter(body=plan.owner_id).annotate(present=Count("attendances", filter=counted))
    of_members = ~Q(kind__in=Meeting.OPEN_TO_ALL) & Q(present__gte=F("quorum"))
    assemblies = Q(kind=Meeting.Kind.FORUM) & (Q(residents_present__gt=0) | Q(present__gt=0))
    return list(meetings.filter(of_members | assemblies).order_by("-held_on", "-pk")[:50])


def why_it_may_not_adopt(meeting: Meeting) -> str:
    """What keeps a meeting from adopting a charter; empty where nothing does."""
    if meeting.kind == Meeting.Kind.HEARING:
        return _("การรับฟังความคิดเห็นรับรองธรรมนูญไม่ได้ ต้องเป็นการประชุมสมาชิกหรือเวทีประชาคม")
    if meeting.is_of_members and not meeting.is_quorate:
        return _("ไม่ครบองค์ประชุม ต้องมาอย่างน้อย %(quorum)s จาก %(members)s คน") % {
            "quorum": meeting.quorum,
            "members": meeting.members_count,
        }
    if not meeting.is_of_members and not meeting.residents_present and not meeting.members_present:
        return _("เวทีนี้ไม่ได้บันทึกว่ามีผู้เข้าร่วม")
    return ""
