"""Small questions about a plan, each with the words for when its answer is no. Used by the law and the flows.

They import the models when asked, because the models name them as their conditions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from directory.models import Territory
from directory.powers import BodyKind
from workflow.law import condition

if TYPE_CHECKING:
    from proposals.models import Plan


@condition(_("แผนยังไม่มีโครงการ"))
def has_lines(plan: Plan) -> bool:
    """An empty plan cannot be adopted (unless every line below was answered without being taken in)."""
    return (
        plan.level != "subdistrict"
        or apps.get_model("proposals.PlanLine").objects.filter(version=plan.current_version_id).exists()
    )


@condition(_("ยังไม่มีมติของที่ประชุมที่ครบองค์ประชุมซึ่งรับรองแผนฉบับนี้"))
def is_adopted_by_a_quorate_resolution(plan: Plan) -> bool:
    """A resolution stands on exactly the version on the desk, by a meeting that had its quorum."""
    version = plan.current_version
    if version is None or not version.hash:
        return False
    attendance = apps.get_model("proposals.Attendance")
    present = Count("meeting__attendances", filter=Q(meeting__attendances__presence__in=attendance.COUNTS))
    resolutions = version.resolutions.filter(version_hash=version.hash)
    return resolutions.annotate(present=present).filter(present__gte=F("meeting__quorum")).exists()


@condition(_("ยังมีโครงการของระดับล่างที่ไม่มีข้อยุติ"))
def every_line_below_has_a_fate(plan: Plan) -> bool:
    """No level closes while a line in its reach lacks a fate."""
    if plan.level == "subdistrict":
        return True
    return not lines_without_a_fate_below(plan).exists()


@condition(_("ยังมีโครงการในแผนนี้ที่ไม่มีข้อยุติ"))
def every_line_has_a_fate(plan: Plan) -> bool:
    """Each line of the version on the desk has left by its one fate."""
    fates = apps.get_model("proposals.Fate").objects.filter(line=OuterRef("line"))
    lines = apps.get_model("proposals.PlanLine").objects.filter(version=plan.current_version_id)
    return not lines.exclude(Exists(fates)).exists()


@condition(_("แผนนี้ไม่ใช่แผนระดับตำบล"))
def is_a_subdistrict_plan(plan: Plan) -> bool:
    """A council's, ก.บ.ต.'s or LAO's plan."""
    return plan.level == "subdistrict"


@condition(_("แผนนี้ไม่ใช่แผนจังหวัด"))
def is_a_provincial_plan(plan: Plan) -> bool:
    """Only the province's plan comes before the governor."""
    return plan.level == "province"


@condition(_("แผนนี้ไม่มีระดับที่จะเสนอต่อ"))
def has_a_level_above(plan: Plan) -> bool:
    """The provincial plan is endorsed, not submitted."""
    return plan.parent_id is not None


@condition(_("ระดับเหนือขึ้นไปปิดการพิจารณาแล้ว"))
def the_level_above_is_open(plan: Plan) -> bool:
    """Its owner may withdraw until the level above closes; asked of the database, as it may just have closed."""
    above = apps.get_model("proposals.Plan").objects.filter(children=plan)
    return bool(above.filter(state__in=["gathering", "compiling"]).exists())


@condition(_("ยังไม่มีข้อสังเกตที่ให้ปรับปรุง"))
def has_open_remarks(plan: Plan) -> bool:
    """A plan is returned with at least one numbered remark."""
    return plan.remarks.filter(closed_at__isnull=True, answered_at__isnull=True).exists()


@condition(_("ยังมีข้อสังเกตที่ไม่ได้รับคำตอบ"))
def no_remark_is_unanswered(plan: Plan) -> bool:
    """Every remark is answered, or waived with a reason."""
    return not has_open_remarks(plan)


@condition(_("ก.บ.ต. ยังไม่ได้รับแผนนี้"))
def is_received(plan: Plan) -> bool:
    """The district opens a plan once ก.บ.ต. has received it, or its silence is recorded."""
    return plan.level != "subdistrict" or not needs_receipt(plan)


@condition(_("ยังไม่ได้บันทึกผลการตรวจตามรายการตรวจสอบ"))
def is_screened(plan: Plan) -> bool:
    """The checklist is filled in for the version on the desk."""
    return bool(apps.get_model("approvals.Screening").objects.filter(version=plan.current_version_id).exists())


def needs_receipt(plan: Plan) -> bool:
    """Whether ก.บ.ต. of its subdistrict has yet to receive it."""
    if plan.received_at is not None or plan.owner.kind == BodyKind.SUBDISTRICT_COMMITTEE:
        return False
    return Territory.objects.filter(area=plan.area_id, body__kind=BodyKind.SUBDISTRICT_COMMITTEE).exists()


def lacks_opinions(plan: Plan) -> bool:
    """Whether an LAO still owes an opinion on a line that the plan hands to others."""
    from proposals.queries import opinions_owed  # noqa: PLC0415  # the queries read the models, which name these rules

    return any(opinions_owed(plan).values())


def lines_without_a_fate_below(plan: Plan) -> Any:
    """The lines of the plans that this one expects which were handed up and have no fate yet."""
    fates = apps.get_model("proposals.Fate").objects.filter(line=OuterRef("line"))
    lines = apps.get_model("proposals.PlanLine").objects.filter(
        version__plan__parent=plan,
        version=F("line__plan__current_version"),
        version__plan__state__in=["submitted", "in_review", "returned", "accepted"],
    )
    return lines.exclude(Exists(fates))
