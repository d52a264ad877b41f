"""Are words, versions and decisions still those under their hashes? Recomputed here, not asked of what froze them.

What is hashed is written down here a second time on purpose: were the freezing itself changed, the hashes that stand
would no longer be those that this computes, and every version would say so.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import models
from django.db.models import BigIntegerField, Min
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from proposals.models import (
    Article,
    BudgetItem,
    BudgetLine,
    CharterVersion,
    Decision,
    Indicator,
    Petition,
    PetitionReference,
    PlanLine,
    PlanVersion,
    ProposalVersion,
    Signatory,
)
from workflow.verification import register_check

NAME = "proposals"
BATCH = 2000
Row = dict[str, Any]


class Why(models.TextChoices):
    """What no longer fits its hash."""

    WORDS = "words", _("ข้อความหรือยอดเงินของโครงการไม่ตรงกับค่าแฮช")
    VERSION = "version", _("เนื้อหาของแผนฉบับที่ตรึงแล้วไม่ตรงกับค่าแฮช")
    DECISION = "decision", _("มติอ้างถึงค่าแฮชที่ไม่ใช่ของแผนฉบับนั้น")
    CHARTER = "charter", _("ข้อความของธรรมนูญที่รับรองแล้วไม่ตรงกับค่าแฮช")


def register() -> None:
    """Join `verify_log`; doing it again changes nothing."""
    register_check(NAME, check)


def check() -> Iterator[Row]:
    """Everything of this room that does not fit its hash, as ``{"plan", "sequence", "why"}``."""
    yield from changed_words()
    versions = dict(recomputed_versions())
    yield from _changed_versions(versions)
    yield from _strange_decisions(versions)
    yield from changed_charters()


_canonical = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def _hash(value: object) -> str:
    return hashlib.sha256(_canonical(value).encode()).hexdigest()


# --- A proposal's words ---

_WORDS = (
    *("title", "strategy", "programme", "rationale", "objective", "target_output", "expected_result", "place"),
    *("village_id", "lead_agency", "beneficiaries", "work_class"),
)


def changed_words() -> Iterator[Row]:
    """Proposal versions whose words, budget or indicators are not those of their hash. Four queries a batch."""
    columns = ("pk", "content_hash", "number", "proposal__reference", "proposal__plan_id", *_WORDS, *_SINCE)
    last = 0
    while batch := list(ProposalVersion.objects.filter(pk__gt=last).order_by("pk").values_list(*columns)[:BATCH]):
        first, last = batch[0][0], batch[-1][0]
        budgets = _by_version(
            BudgetLine.objects.filter(version__gte=first, version__lte=last)
            .order_by()
            .values_list("version_id", "year", "source", Cast("amount", BigIntegerField()))
        )
        indicators = _by_version(
            Indicator.objects.filter(version__gte=first, version__lte=last)
            .order_by()
            .values_list("version_id", "name", "target")
        )
        items = _by_version(
            BudgetItem.objects.filter(version__gte=first, version__lte=last)
            .order_by("version_id", "position")
            .values_list(
                "version_id", "item", "unit", "quantity", Cast("unit_price", BigIntegerField()), "year", "source"
            )
        )
        for pk, stored, number, reference, plan, *said in batch:
            words, since = said[: len(_WORDS)], _since(said[len(_WORDS) :], items.get(pk, []))
            if _hash([words, sorted(budgets.get(pk, [])), sorted(indicators.get(pk, [])), *since]) != stored:
                yield {"plan": plan, "sequence": 0, "why": f"{Why.WORDS.label}: {reference} v{number}"}


_SINCE = ("beneficiary_group", "latitude", "longitude")


def _since(since: list[Any], items: list[list[Any]]) -> list[Row]:
    """What proposals may say since the first ones were hashed; nothing where one says none of it."""
    group, latitude, longitude = since
    said: Row = {"beneficiary_group": group} if group else {}
    if latitude is not None:
        said["point"] = [int(latitude * 1_000_000), int(longitude * 1_000_000)]
    if items:
        said["items"] = [[item, unit, int(quantity * 100), *rest] for item, unit, quantity, *rest in items]
    return [said] if said else []


def _by_version(rows: Iterable[tuple[Any, ...]]) -> dict[int, list[list[Any]]]:
    found: dict[int, list[list[Any]]] = defaultdict(list)
    for version, *values in rows:
        found[version].append(values)
    return found


# --- A plan's versions ---

_LINE = (
    *("line__number", "line__proposal__reference", "proposal_version__number", "proposal_version__content_hash"),
    *("rank", "work_class", "proposed_reason", "agency_id", "funding_source", "within_ceiling"),
)


def recomputed_versions() -> Iterator[tuple[int, str]]:
    """Each frozen version's id with the hash of what it shows now."""
    frozen = PlanVersion.objects.filter(frozen_at__isnull=False)
    heads = {pk: [plan, number] for pk, plan, number in frozen.order_by().values_list("pk", "plan_id", "number")}
    lines = (
        PlanLine.objects.filter(version__frozen_at__isnull=False)
        .order_by("version_id", "line__number")
        .values_list("version_id", Cast("asked", BigIntegerField()), Cast("proposed", BigIntegerField()), *_LINE)
    )
    for version, rows in groupby(lines.iterator(chunk_size=BATCH), key=itemgetter(0)):
        if version in heads:  # else frozen while this was reading
            yield version, _hash([*heads.pop(version), [list(row[1:]) for row in rows]])
    petitions = _petitions() if heads else {}
    for version, head in heads.items():  # those without a line
        yield version, _hash([*head, petitions.get(head[0], [])])


def _petitions() -> dict[int, list[object]]:
    """What each petition says, by its plan. Two queries."""
    about: dict[int, list[list[int]]] = defaultdict(list)
    for petition, plan, line in PetitionReference.objects.values_list("petition_id", "plan_id", "line_id"):
        about[petition].append([plan, line or 0])
    columns = ("pk", "plan_id", "number", "subject", "text", "legal_reference")
    return {plan: [*words, sorted(about[pk])] for pk, plan, *words in Petition.objects.values_list(*columns)}


def _changed_versions(recomputed: dict[int, str]) -> Iterator[Row]:
    frozen = PlanVersion.objects.filter(frozen_at__isnull=False).annotate(place=Min("decisions__event__sequence"))
    for pk, plan, number, stored, place in frozen.values_list("pk", "plan_id", "number", "hash", "place"):
        if pk in recomputed and recomputed[pk] != stored:
            yield {"plan": plan, "sequence": place or 0, "why": f"{Why.VERSION.label}: v{number}"}


# --- Decisions ---


def _strange_decisions(recomputed: dict[int, str]) -> Iterator[Row]:
    """Decisions on what the version does not show, or on one that was never frozen."""
    decisions = Decision.objects.order_by("pk").values_list(
        "pk", "plan_id", "act", "version_id", "version_hash", "event__sequence"
    )
    for pk, plan, act, version, named, place in decisions.iterator(chunk_size=BATCH):
        if recomputed.get(version) != named:
            yield {"plan": plan, "sequence": place or 0, "why": f"{Why.DECISION.label}: {act} #{pk}"}


# --- Charters ---


def changed_charters() -> Iterator[Row]:
    """Adopted charters whose title, articles or signatories are not those of their hash. Three queries."""
    frozen = CharterVersion.objects.filter(frozen_at__isnull=False)
    articles = _by_version(
        Article.objects.filter(version__in=frozen)
        .order_by("version_id", "number")
        .values_list("version_id", "number", "heading", "text")
    )
    people = _by_version(
        Signatory.objects.filter(version__in=frozen)
        .order_by("version_id", "place_in_list")
        .values_list("version_id", "name", "position")
    )
    columns = ("charter__reference", "charter__kind", "charter__title", "number")
    for pk, plan, stored, *words in frozen.order_by("pk").values_list("pk", "plan_id", "hash", *columns):
        if _hash([words, articles.get(pk, []), people.get(pk, [])]) != stored:
            yield {"plan": plan, "sequence": 0, "why": f"{Why.CHARTER.label}: {words[0]} v{words[-1]}"}
