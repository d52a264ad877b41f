"""What the journey leaves behind: the papers, the lines with their fates, the lineage, and the figures."""

from __future__ import annotations

import csv
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Q
from viewflow.workflow.models import Task
from viewflow.workflow.status import PROCESS, STATUS

from approvals.models import Appeal, AppealState, HearingComment, Objection
from directory.models import Area
from documents import storage
from documents.models import Document, PaperState, Rendition
from proposals.models import (
    Cycle,
    Decision,
    Fate,
    Level,
    Line,
    Opinion,
    Petition,
    Plan,
    PlanKind,
    PlanLine,
    Share,
)
from tracking.models import Commitment, Obligation
from workflow.models import Event

LEVEL_NAMES = {Level.SUBDISTRICT: "tambon", Level.DISTRICT: "district", Level.PROVINCE: "province"}


def write_out(cycle: Cycle, out: Path) -> None:
    """Write the papers, lines.csv, lineage.csv and documents.csv into a folder."""
    out.mkdir(parents=True, exist_ok=True)
    names = {
        line_id: f"{reference}/{number}"
        for line_id, reference, number in Line.objects.filter(plan__cycle=cycle).values_list(
            "pk", "plan__reference", "number"
        )
    }
    columns: tuple[str, ...] = ("line", "level", "area_code", "fate", "baht", "reason_code", "reason", "appeal")
    _write_csv(out / "lines.csv", columns, _lines(cycle, names))
    _write_csv(out / "lineage.csv", ("source", "target", "kind", "share_baht"), _lineage(cycle, names))
    columns = ("kind", "body", "register", "year", "running_number", "file", "sha256", "check_url")
    _write_csv(out / "documents.csv", columns, _documents(cycle, out))


def _write_csv(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(rows)


def _fates_of_the_round(cycle: Cycle) -> Any:
    """What became of the lines when their levels closed. An appeal that was granted later is told beside it.

    What it brought into an amendment waits for the supplementary round, and is no part of this one.
    """
    closing = Q(revised_by__isnull=True) | Q(revised_by__decision__act=Decision.Act.APPEAL)
    found = Fate.objects.filter(closing, line__plan__cycle=cycle, line__plan__kind=PlanKind.AREA)
    return found.exclude(decision__act=Decision.Act.APPEAL)


def _lines(cycle: Cycle, names: dict[int, str]) -> Iterable[Sequence[object]]:
    fates = _fates_of_the_round(cycle).order_by("line__plan_id", "line__number")
    columns = ("line__plan__level", "line__plan__area_id", "kind", "asked", "reason_code", "reason")
    for line_id, appeal, level, *told in fates.values_list("line_id", "line__appeal__state", *columns):
        yield names[line_id], LEVEL_NAMES[level], *told, appeal or ""


def _lineage(cycle: Cycle, names: dict[int, str]) -> Iterable[Sequence[object]]:
    shares = Share.objects.filter(source__plan__cycle=cycle).exclude(fate__decision__act=Decision.Act.APPEAL)
    shares = shares.order_by("pk")
    for source, target, kind, asked in shares.values_list("source_id", "target_id", "fate__kind", "asked"):
        yield names[source], names[target], kind, asked


def papers_of(cycle: Cycle) -> Any:
    """The papers that count: those not replaced by a later one."""
    return Document.objects.filter(plan__cycle=cycle, superseded_by__isnull=True)


def _documents(cycle: Cycle, out: Path) -> Iterable[Sequence[object]]:
    files = {
        rendition.document_id: rendition.file
        for rendition in Rendition.objects.filter(
            document__in=papers_of(cycle), kind__in=[Rendition.Kind.UNSIGNED, Rendition.Kind.ISSUED]
        )
        .select_related("file")
        .order_by("pk")
    }
    for document in papers_of(cycle).select_related("issuer", "plan").order_by("pk"):
        file = files[document.pk]
        name = f"{document.kind}-{document.plan.reference}-{document.pk}.pdf"
        (out / name).write_bytes(storage.read(file))
        yield (
            document.kind,
            document.issuer.code,
            document.register,
            document.register_year or "",
            document.running_number or "",
            name,
            file.sha256,
            _check_url(document),
        )


def _check_url(document: Document) -> str:
    return str(json.loads(document.snapshot)["check_url"])


def figures(cycle: Cycle, *, seconds: float, log_verified: bool) -> dict[str, Any]:
    """The journey in figures, counted from the database."""
    events = Event.objects.filter(plan__cycle=cycle)
    kinds = papers_of(cycle).values_list("kind").annotate(n=Count("pk")).order_by("kind")
    return {
        "province": cycle.province_id,
        "cycle": cycle.target_year,
        "levels": {name: _level(cycle, level) for level, name in LEVEL_NAMES.items()},
        "returned": events.filter(verb="return_for_revision", record_kind="proposals.plan", items_count=0).count(),
        "merged_groups": Line.objects.filter(plan__cycle=cycle, plan__kind=PlanKind.AREA)
        .annotate(n=Count("shares_in__source", distinct=True))
        .filter(n__gt=1)
        .count(),
        "on_behalf": events.filter(behalf_body__isnull=False).values("plan").distinct().count(),
        "silent": Opinion.objects.filter(line__plan__cycle=cycle, kind="silent")
        .values("line__plan", "body")
        .distinct()
        .count(),
        "documents": dict(kinds),
        "replies": papers_of(cycle).filter(kind="P10").count(),
        "commitments": Line.objects.filter(plan__cycle=cycle, commitment__isnull=False).count(),
        "voices": _voices(cycle),
        "events": events.count(),
        "log_verified": log_verified,
        "seconds": round(seconds, 1),
    }


def _voices(cycle: Cycle) -> dict[str, int]:
    """What was said beside the plans and what of it is answered, and the conditions that were fulfilled."""
    appeals = Counter(Appeal.objects.filter(plan__cycle=cycle).values_list("state", flat=True))
    return {
        "objections_answered": Objection.objects.filter(plan__cycle=cycle, answer__isnull=False).count(),
        "comments_answered": HearingComment.objects.filter(notice__plan__cycle=cycle, answers__isnull=False).count(),
        "appeals_granted": appeals[AppealState.GRANTED],
        "appeals_not_granted": appeals[AppealState.DENIED] + appeals[AppealState.DISMISSED],
        "conditions_met": Obligation.objects.filter(
            commitment__line__plan__cycle=cycle, status=Obligation.Status.MET
        ).count(),
        "petitions_answered": Petition.objects.filter(plan__cycle=cycle, answer__isnull=False).count(),
    }


def half_way_figures(province: Area, years: Sequence[int]) -> dict[str, Any]:
    """What waits in a province that was stopped half-way: the open steps by name, papers, and commitments."""
    cycles = Cycle.objects.filter(province=province, target_year__in=years)
    plans = ContentType.objects.get_for_model(Plan)
    ids = Plan.objects.filter(cycle__in=cycles).values_list("pk", flat=True)
    steps = Task.objects.filter(
        status=STATUS.NEW,
        owner_permission__isnull=False,
        process__status=PROCESS.NEW,
        process__artifact_content_type=plans,
        process__artifact_object_id__in=list(ids),
    )
    waiting = Counter(str(step.flow_task.task_title) for step in steps)
    papers = Document.objects.filter(plan__cycle__in=cycles, state=PaperState.PREPARED, superseded_by__isnull=True)
    commitments = Commitment.objects.filter(line__plan__cycle__in=cycles, updates__isnull=True)
    waiting["หนังสือรอลงนาม"] = papers.count()
    waiting["รายการรอรายงานผลครั้งแรก"] = commitments.count()
    return {"province": province.code, "cycles": list(years), "waiting": dict(waiting)}


def _level(cycle: Cycle, level: str) -> dict[str, Any]:
    plans = Plan.objects.filter(cycle=cycle, level=level, kind=PlanKind.AREA)
    handed_up = Q(parent__isnull=False, gathered_at__isnull=True) & ~Q(
        state__in=["draft", "adopted", "gathering", "compiling"]
    )
    asked = dict(PlanLine.objects.filter(line__plan__in=plans).order_by("version_id").values_list("line_id", "asked"))
    fates: dict[str, list[Any]] = defaultdict(lambda: [0, Decimal(0)])
    for kind, amount in _fates_of_the_round(cycle).filter(line__plan__level=level).values_list("kind", "asked"):
        fates[kind][0] += 1
        fates[kind][1] += amount
    return {
        "plans": plans.count(),
        "late": plans.filter(handed_up).count(),
        "lines_in": len(asked),
        "baht_in": _plain(sum(asked.values(), Decimal(0))),
        "fates": {kind: {"lines": n, "baht": _plain(baht)} for kind, (n, baht) in sorted(fates.items())},
    }


def _plain(baht: Decimal) -> str:
    return f"{baht:.2f}"
