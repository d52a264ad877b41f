"""A decision names the exact version it was taken on, and nothing leaves its owner without a quorate resolution."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from config.invariants.findings import Fault, Looked, Scope, rows
from proposals.models import Attendance, Decision, PlanState, PlanVersion, Resolution
from workflow.models import Event

ON_ITS_WAY = (
    PlanState.ADOPTED,
    PlanState.SUBMITTED,
    PlanState.SENT,
    PlanState.IN_REVIEW,
    PlanState.ACCEPTED,
    PlanState.ENDORSED,
    PlanState.ANSWERED,
)
HAS_LEFT_ITS_OWNER = (*ON_ITS_WAY, PlanState.RETURNED, PlanState.CLOSED, PlanState.WITHDRAWN)
ACTS_ON_A_VERSION = ("adopt", "submit", "accept", "endorse")
MEMBERS_MEET = ("council", "committee", "circulation", "provincial")
Adopted = set[tuple[int, int, str]]
_RESOLUTION = (
    *("pk", "present", "votes", "version_id", "version_hash", "version__plan_id", "version__plan__reference"),
    *("version__plan__owner_id", "meeting__quorum", "meeting__kind", "meeting__plan_id", "meeting__body_id"),
    "meeting__body__kind",
)


def a_decision_names_its_frozen_version(scope: Scope) -> Looked:
    """Each decision's hash is that of its version, which is frozen and its plan's own, and so is its resolution's."""
    decisions = Decision.objects.filter(scope.within("plan"))
    resolved = Q(resolution__isnull=False) & (
        ~Q(resolution__version=F("version")) | ~Q(resolution__version_hash=F("version_hash"))
    )
    elsewhere = Q(event__isnull=False) & ~Q(event__plan=F("plan"))
    columns = ("pk", "act", "plan__reference", "version_id", "version_hash", "version__hash")
    faults = chain(
        rows(decisions.filter(~Q(version_hash=F("version__hash"))), _("ค่าแฮชของมติไม่ตรงกับฉบับของแผน"), *columns),
        rows(decisions.filter(version__frozen_at__isnull=True), _("มติอ้างถึงแผนฉบับที่ยังแก้ไขได้"), *columns),
        rows(decisions.filter(~Q(version__plan=F("plan"))), _("มติอ้างถึงฉบับของแผนอื่น"), *columns),
        rows(decisions.filter(resolved), _("มติที่ประชุมรับรองฉบับอื่น"), *columns),
        rows(decisions.filter(act="adopt", resolution__isnull=True), _("การรับรองแผนไม่มีมติที่ประชุม"), *columns),
        rows(
            decisions.filter(elsewhere),
            _("มติอ้างถึงเหตุการณ์ของแผนอื่น"),
            *columns,
        ),
    )
    return decisions.count(), faults


def adopted_versions_have_a_quorate_resolution(scope: Scope) -> Looked:
    """Whatever was adopted, submitted, accepted or endorsed: a meeting with its quorum resolved on exactly that."""
    adopted, unfit = _resolutions(scope)
    acts = Event.objects.filter(scope.within("plan"), verb__in=ACTS_ON_A_VERSION, record_kind="proposals.plan").exclude(
        to_state=""
    )
    plans = scope.plans().filter(state__in=HAS_LEFT_ITS_OWNER)
    count = acts.count() + plans.count()
    return count, chain(unfit, _unadopted_acts(acts, adopted), _unadopted_plans(plans, adopted))


def _resolutions(scope: Scope) -> tuple[Adopted, list[Fault]]:
    """The versions on which a quorate meeting resolved, attendance counted anew; and what is wrong with resolutions."""
    counts = Q(presence="present") | Q(presence="substitute", meeting__substitutes_count=True)
    present = Attendance.objects.filter(counts, meeting=OuterRef("meeting"))
    counted = present.order_by().values("meeting").annotate(n=Count("pk")).values("n")
    resolutions = Resolution.objects.filter(scope.within("version__plan")).annotate(
        present=Coalesce(Subquery(counted, output_field=IntegerField()), 0),
        votes=F("votes_for") + F("votes_against") + F("abstained"),
    )
    adopted: Adopted = set()
    unfit: list[Fault] = []
    for row in resolutions.values(*_RESOLUTION).iterator():
        if why := _why_unfit(row):
            unfit.append((row, why))
        elif row["meeting__body_id"] == row["version__plan__owner_id"]:
            adopted.add((row["version__plan_id"], row["version_id"], row["version_hash"]))
    return adopted, unfit


def _why_unfit(row: Mapping[str, Any]) -> str:
    if row["present"] < row["meeting__quorum"] or row["meeting__quorum"] < 1:
        return _("การประชุมที่มีมติไม่ครบองค์ประชุม")
    if row["votes"] > row["present"]:
        return _("คะแนนเสียงรวมมากกว่าผู้มาประชุม")
    if row["meeting__kind"] not in MEMBERS_MEET:
        return _("มติไม่ได้มาจากการประชุมสมาชิก")
    whose = row["meeting__body_id"] == row["version__plan__owner_id"] or row["meeting__body__kind"] == "assembly"
    if row["meeting__plan_id"] != row["version__plan_id"] or not whose:
        return _("มติเป็นของการประชุมขององค์กรหรือแผนอื่น")
    return ""


def _unadopted_acts(acts: Any, adopted: Adopted) -> Iterator[Fault]:
    hashes = {(plan, value) for plan, _version, value in adopted}
    for row in acts.order_by("plan_id", "sequence").values("plan_id", "plan__reference", "sequence", "verb", "data"):
        try:
            value = json.loads(row.pop("data")).get("version_hash", "")
        except (AttributeError, TypeError, ValueError):
            value = ""
        if (row["plan_id"], value) not in hashes:
            yield {**row, "version_hash": value}, _("ไม่มีมติของที่ประชุมที่ครบองค์ประชุมรับรองฉบับที่ดำเนินการนี้")


def _unadopted_plans(plans: Any, adopted: Adopted) -> Iterator[Fault]:
    """On its way the version on the desk itself is adopted; at home again, some version once was."""
    known = {plan for plan, _version, _hash in adopted}
    for row in plans.values("pk", "reference", "state", "current_version_id", "current_version__hash"):
        exact = (row["pk"], row["current_version_id"], row["current_version__hash"])
        if (exact not in adopted) if row["state"] in ON_ITS_WAY else (row["pk"] not in known):
            yield row, _("แผนพ้นมือเจ้าของแล้วโดยไม่มีมติของที่ประชุมที่ครบองค์ประชุมรับรองฉบับนี้")


def the_desk_holds_the_plans_own_latest_version(scope: Scope) -> Looked:
    """The version on the desk is the plan's own and its last; what is frozen shows frozen words only."""
    plans = scope.plans()
    last = PlanVersion.objects.filter(plan=OuterRef("pk")).order_by("-number").values("pk")[:1]
    off_desk = plans.annotate(last=Subquery(last)).filter(
        Q(current_version__isnull=True) | ~Q(current_version=F("last"))
    )
    open_above = plans.filter(state__in=ON_ITS_WAY, current_version__frozen_at__isnull=True)
    versions = PlanVersion.objects.filter(scope.within("plan"), frozen_at__isnull=False)
    thawed = versions.filter(plan_lines__proposal_version__frozen_at__isnull=True, plan_lines__isnull=False)
    faults = chain(
        rows(off_desk, _("ฉบับบนโต๊ะไม่ใช่ฉบับล่าสุดของแผนนี้"), "pk", "reference", "current_version_id", "last"),
        rows(open_above, _("แผนที่พ้นมือเจ้าของแล้วยังแก้ไขได้"), "pk", "reference", "state", "current_version_id"),
        rows(
            thawed,
            _("แผนฉบับที่ตรึงแล้วแสดงข้อความที่ยังแก้ไขได้"),
            *("pk", "plan__reference", "plan_lines__line_id", "plan_lines__proposal_version_id"),
        ),
    )
    return plans.count(), faults
