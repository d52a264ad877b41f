"""What the public may read of a charter: the words in force, by whom and when adopted. No names of people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from proposals.models import CharterVersion


@dataclass(frozen=True, slots=True)
class PublicArticle:
    """One article."""

    number: int
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class PublicCharter:
    """An adopted charter: what its version in force says."""

    reference: str
    title: str
    kind: str
    body: str
    area: str
    number: int
    meeting: str
    in_force_from: date
    hash: str
    articles: list[PublicArticle]


def charter_with(reference: str) -> PublicCharter | None:
    """The charter of a reference as its latest adopted version has it; None while none was adopted. Two queries."""
    adopted = CharterVersion.objects.filter(charter__reference=reference, frozen_at__isnull=False)
    related = ("charter__body", "charter__area", "adopted_at")
    version = adopted.select_related(*related).order_by("-number").first()
    if version is None or version.adopted_at is None or version.in_force_from is None:
        return None
    charter = version.charter
    columns = ("number", "heading", "text")
    return PublicCharter(
        reference=charter.reference,
        title=charter.title,
        kind=str(charter.get_kind_display()),
        body=charter.body.name,
        area=charter.area.full_name,
        number=version.number,
        meeting=str(version.adopted_at),
        in_force_from=version.in_force_from,
        hash=version.hash,
        articles=[PublicArticle(*row) for row in version.articles.order_by("number").values_list(*columns)],
    )
