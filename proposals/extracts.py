"""Extracts sent to agencies: what an agency hands in, and reads for both sides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from directory.acting import Acting
from directory.errors import NotHere
from directory.mandates import mandate_of
from directory.models import Body
from directory.powers import BodyKind, Power
from directory.queries import inside
from documents.models import Document
from proposals.models import (
    SIDEWAYS,
    Extract,
    ExtractLine,
    ExtractState,
    Fate,
    FateKind,
    Plan,
    PlanLine,
    WorkClass,
)
from workflow.law import can_see

# Whom a council may ask to take a project into its own plan.
RECEIVERS = (BodyKind.AGENCY, BodyKind.LAO, BodyKind.PROVINCIAL_OFFICE)


@dataclass(frozen=True, slots=True)
class LineAnswer:
    """What an agency says about one line: into which of its plans it takes it, or why not."""

    accepts: bool
    agency_plan: str = ""
    reason: str = ""


def agencies_for(plan: Plan) -> QuerySet[Body]:
    """The bodies of a plan's province that may be sent an extract of it, by name."""
    found = Body.objects.filter(inside(plan.province_code), kind__in=RECEIVERS, ended_on__isnull=True)
    return found.exclude(pk=plan.owner_id).order_by("kind", "name")


def lines_to_send(plan: Plan) -> QuerySet[PlanLine]:
    """The lines of the adopted version that may be sent: those at rest, but for what the community does itself."""
    return lines_at_rest(plan).exclude(work_class=WorkClass.SELF)


def lines_at_rest(plan: Plan) -> QuerySet[PlanLine]:
    """The lines of the adopted version that no agency has accepted or is asked about, and that have not left it.

    A line of a plan that goes sideways leaves it by the agency's answer, so only those without a fate; what a district
    deferred or refused of an area plan may still be offered to an agency.
    """
    busy = ExtractLine.objects.filter(line=OuterRef("line")).filter(answer__in=["", ExtractLine.Answer.ACCEPTED])
    settled = Fate.objects.filter(line=OuterRef("line"))
    if plan.kind not in SIDEWAYS:
        settled = settled.filter(kind__in=[FateKind.WITHDRAWN, FateKind.REFERRED])
    return (
        PlanLine.objects.filter(version=plan.current_version_id, version__frozen_at__isnull=False)
        .exclude(Exists(busy))
        .exclude(Exists(settled))
        .select_related("line__proposal", "proposal_version")
        .order_by("rank", "line__number")
    )


def extracts_of(plan: Plan) -> QuerySet[Any]:
    """A plan's extracts, each with how many lines it has, the first first. One query."""
    return plan.extracts.select_related("agency").annotate(count=Count("lines")).order_by("number")


def extracts_waiting_for(by: Acting) -> QuerySet[Extract]:
    """The extracts that an office's body has yet to answer, the earliest due first. One query."""
    if Power.KEEP_PAPERS not in mandate_of(by).own:
        return Extract.objects.none()
    waiting = Extract.objects.filter(agency=by.office.body_id, state=ExtractState.SENT)
    return waiting.select_related("plan__owner", "plan__cycle").order_by("due_on", "pk")


def extract_for(by: Acting, reference: str, number: int) -> Extract:
    """One extract, for its plan's readers and for the agency that it was sent to.

    Raises:
        NotHere: there is none, or the office may not see it.
    """
    everything = ("agency", "plan__owner__secretariat", "plan__area", "plan__cycle", "version")
    found = Extract.objects.select_related(*everything).filter(plan__reference=reference, number=number).first()
    if found is None or not can_see(by, found):
        raise NotHere(_("ไม่พบเรื่องนี้ หรือเรื่องนี้อยู่นอกพื้นที่ของท่าน"))
    return found


def rows_of(extract: Extract) -> list[tuple[ExtractLine, PlanLine]]:
    """The lines of an extract with what they said in its version. Two queries."""
    said = PlanLine.objects.filter(version=extract.version_id).select_related("line__proposal", "proposal_version")
    by_line = {row.line_id: row for row in said.filter(line__in=extract.lines.values("line"))}
    return [(line, by_line[line.line_id]) for line in extract.lines.order_by("line__number")]


def paper_of(extract: Extract) -> Document | None:
    """The letter with which an extract was sent, the latest."""
    found = Document.objects.filter(kind="T07", plan=extract.plan_id, recipient=extract.agency_id)
    return found.filter(title=title_of(extract)).order_by("-pk").first()


def title_of(extract: Extract) -> str:
    """What the letter of an extract is called; official papers are in Thai."""
    return f"ขอให้พิจารณาโครงการ รหัสแผน {extract.plan.reference} ครั้งที่ {extract.number}"


def agencies_asked(plan: Any) -> Iterable[Body]:
    """Audience: the agencies that have yet to answer an extract of a plan."""
    return Body.objects.filter(extracts__plan=plan, extracts__state=ExtractState.SENT).distinct().order_by("pk")
