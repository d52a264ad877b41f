"""Small questions about a plan, each with the words for when its answer is no. Used by the law and the flows.

They import the models when asked, because the models name them as their conditions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from django.apps import apps
from django.db.models import F, OuterRef, Subquery
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
    return version.resolutions.filter(version_hash=version.hash, meeting__body=plan.owner_id).quorate().exists()


@condition(_("รอบแผนนี้ไม่ใช่ของจังหวัดจัดการตนเอง"))
def is_decided_by_councils(plan: Plan) -> bool:
    """In a self-managed province the provincial meeting of the councils decides on the province's plan first."""
    return plan.level == "province" and plan.kind == "area" and plan.cycle.mode == "self_managed"


@condition(_("ที่ประชุมในระดับจังหวัดของสภาองค์กรชุมชนตำบลยังไม่มีมติต่อแผนฉบับนี้"))
def the_councils_have_decided(plan: Plan) -> bool:
    """Where the councils decide, ก.บ.จ. adopts exactly what their quorate meeting resolved on."""
    if not is_decided_by_councils(plan):
        return True
    version = plan.current_version
    if version is None:
        return False
    resolved = version.resolutions.filter(version_hash=version.hash, meeting__body__kind=BodyKind.ASSEMBLY)
    return resolved.quorate().exists()


@condition(_("ยังมีโครงการของระดับล่างที่ไม่มีข้อยุติ"))
def every_line_below_has_a_fate(plan: Plan) -> bool:
    """No level closes while a line in its reach lacks a fate."""
    if plan.level == "subdistrict":
        return True
    rows = apps.get_model("proposals.PlanLine").objects.filter(
        version__plan__parent=plan,
        version=F("line__plan__current_version"),
        version__plan__state__in=["submitted", "in_review", "returned", "accepted"],
    )
    return not list(_without_a_fate(rows, line__plan__parent=plan)[:1])


def plans_with_an_open_line(plans: Sequence[Plan]) -> set[int]:
    """Those of these plans of which a line of the version on the desk has no fate yet. One query."""
    rows = apps.get_model("proposals.PlanLine").objects.filter(version__in=[plan.current_version_id for plan in plans])
    return {plan for plan, _line in _without_a_fate(rows, line__plan__in=[plan.pk for plan in plans])}


def _without_a_fate(rows: Any, **of_plans: Any) -> Any:
    """The lines of these rows that have no fate, as ``(plan, line)``; of fates those in such plans are looked through.

    As one set less another: of fates that this transaction wrote PostgreSQL knows nothing yet, and where it is asked
    line by line it goes through all of them for each.
    """
    given = apps.get_model("proposals.Fate").objects.filter(**of_plans)
    columns = ("line__plan_id", "line_id")
    return rows.order_by().values_list(*columns).difference(given.order_by().values_list(*columns))


@condition(_("ยังมีโครงการในแผนนี้ที่ไม่มีข้อยุติ"), unmet_among=plans_with_an_open_line)
def every_line_has_a_fate(plan: Plan) -> bool:
    """Each line of the version on the desk has left by its one fate."""
    return not plans_with_an_open_line([plan])


@condition(_("แผนนี้ไม่ใช่แผนระดับตำบล"))
def is_a_subdistrict_plan(plan: Plan) -> bool:
    """A council's, ก.บ.ต.'s or LAO's plan."""
    return plan.level == "subdistrict"


@condition(_("ฉบับที่รับรองและได้เลขครั้งที่แล้วเปลี่ยนไม่ได้ ให้จัดทำฉบับใหม่"))
def is_no_numbered_amendment(plan: Plan) -> bool:
    """An amendment gets its number when it is adopted, and no number is taken back."""
    return plan.kind != "amendment"


@condition(_("โครงการที่จะเปลี่ยนแปลงยังเหมือนเดิมทุกอย่าง"))
def every_replacement_differs(plan: Plan) -> bool:
    """A line that replaces another says something else; what an appeal took apart says what is left."""
    if plan.kind != "amendment" or not no_appeal_opened_it(plan):
        return True
    rows = apps.get_model("proposals.PlanLine").objects
    old = rows.filter(line__replaced_by=OuterRef("line")).order_by("-version__number")
    alike = rows.filter(version=plan.current_version_id, line__replaces__isnull=False).annotate(
        before=Subquery(old.values("proposal_version__content_hash")[:1])
    )
    return not alike.filter(before=F("proposal_version__content_hash")).exists()


@condition(_("การเปลี่ยนแปลงหรือแก้ไขมีได้เฉพาะโครงการที่อยู่ในแผนเดิม โครงการใหม่ให้ทำเป็นการเพิ่มเติม"))
def takes_new_projects(plan: Plan) -> bool:
    """An amendment that changes or corrects holds only lines that replace others."""
    return plan.kind != "amendment" or bool(plan.amendment.kind == "add")


@condition(_("การเพิ่มเติมมีแต่โครงการใหม่ ไม่แทนโครงการเดิม"))
def replaces_lines(plan: Plan) -> bool:
    """An amendment that adds takes no line of the amended plan."""
    return plan.kind == "amendment" and bool(plan.amendment.kind != "add")


@condition(_("ฉบับนี้จัดทำตามผลอุทธรณ์ที่รับแล้ว เพิ่มหรือลบโครงการในฉบับนี้ไม่ได้"))
def no_appeal_opened_it(plan: Plan) -> bool:
    """An amendment that an appeal opened holds what the appeal brought, to the satang, and nothing else.

    Into no other amendment do the baht of a line below go.
    """
    lines = apps.get_model("proposals.Line").objects
    return plan.kind != "amendment" or not lines.filter(plan=plan.pk, shares_in__isnull=False).exists()


@condition(_("ฉบับนี้มีโครงการที่รับอุทธรณ์แล้ว จึงยกเลิกไม่ได้ ต้องเสนอที่ประชุมรับรอง"))
def keeps_no_appeal(plan: Plan) -> bool:
    """What a granted appeal brought back is not given up: the fate that it revised would lead nowhere."""
    return no_appeal_opened_it(plan)


@condition(_("แผนเดิมไม่ได้อยู่ที่ระดับเหนือขึ้นไป จึงนำฉบับนี้เข้าไม่ได้"))
def amends_an_accepted_plan(plan: Plan) -> bool:
    """The plan that it amends was taken by the level above, which has not closed it; asked of the database."""
    amended = apps.get_model("proposals.Plan").objects.filter(amendments__plan=plan.pk, state="accepted")
    return plan.kind == "amendment" and bool(amended.exists())


@condition(_("ระดับเหนือขึ้นไปไม่ได้รวบรวมหรือจัดทำตารางอยู่ ฉบับนี้จึงต้องรอรอบเสริม"))
def its_place_above_is_open(plan: Plan) -> bool:
    """The level above still gathers or compiles, so that an amendment of what it took can go in."""
    above = apps.get_model("proposals.Plan").objects.filter(children__amendments__plan=plan.pk)
    return bool(above.filter(state__in=["gathering", "compiling"]).exists())


@condition(_("ฉบับนี้แทนโครงการของฉบับก่อนหน้าที่ยังไม่ได้นำเข้า ให้นำฉบับก่อนหน้าเข้าก่อน"))
def what_it_replaces_went_up(plan: Plan) -> bool:
    """Each line that it replaces is of a plan, or of an earlier amendment, that the level above has taken."""
    replaced = apps.get_model("proposals.Line").objects.filter(
        replaced_by__in_versions__version=plan.current_version_id
    )
    return not replaced.exclude(plan__state="accepted").exists()


@condition(_("ระดับเหนือขึ้นไปรับฉบับเพิ่มเติม เปลี่ยนแปลง หรือแก้ไขของแผนนี้แล้ว ให้ถอนฉบับนั้นก่อน"))
def no_amendment_of_it_went_up(plan: Plan) -> bool:
    """A plan is not withdrawn from under its amendments, whose lines would go on without it."""
    plans = apps.get_model("proposals.Plan").objects
    return not plans.filter(amendment__amends=plan.pk, state="accepted").exists()


@condition(_("ส่งโครงการของแผนนี้ให้หน่วยงานแล้ว จึงนำกลับมาแก้ไขไม่ได้"))
def no_agency_was_asked(plan: Plan) -> bool:
    """A plan that goes sideways stays as it was adopted once an agency has been asked about it."""
    return plan.kind not in {"thematic", "business"} or not plan.extracts.exists()


@condition(_("ส่งให้หน่วยงานได้เฉพาะโครงการในแผนของตำบลที่รับรองแล้ว"))
def may_send_extracts(plan: Plan) -> bool:
    """Lines of area plans and of plans that go sideways are sent to agencies; those of an amendment wait above."""
    return plan.level == "subdistrict" and plan.kind != "amendment"


@condition(_("ทำได้เฉพาะกับแผนพัฒนาตำบล"))
def is_an_area_plan(plan: Plan) -> bool:
    """The plan of a whole area, which the level above gathers."""
    return plan.kind == "area"


@condition(_("แผนนี้เลิกทำไม่ได้ เพราะระดับเหนือขึ้นไปรออยู่"))
def is_gathered_by_nobody(plan: Plan) -> bool:
    """No level above expects it: a thematic or business plan, or an amendment."""
    return plan.kind != "area"


@condition(_("เฉพาะแผนเชิงประเด็นและแผนธุรกิจชุมชนที่ส่งหน่วยงานโดยตรง"))
def goes_sideways(plan: Plan) -> bool:
    """Adopted by its members, and sent to agencies instead of upward."""
    return plan.kind in {"thematic", "business"}


@condition(_("ไม่ใช่ข้อเสนอของที่ประชุมในระดับจังหวัด"))
def is_a_petition(plan: Plan) -> bool:
    """Resolved by the councils' provincial meeting, and proposed to the governor."""
    return plan.kind == "petition"


@condition(_("แผนนี้ไม่ใช่แผนจังหวัด"))
def is_a_provincial_plan(plan: Plan) -> bool:
    """Only the province's plan comes before the governor."""
    return plan.level == "province"


@condition(_("แผนนี้ไม่มีระดับที่จะเสนอต่อ"))
def has_a_level_above(plan: Plan) -> bool:
    """The provincial plan is endorsed, not submitted."""
    return plan.parent_id is not None


@condition(_("ยังมีโครงการที่ตอบรายการตรวจความพร้อมไม่ครบ"))
def readiness_is_answered(plan: Plan) -> bool:
    """Asked only where the cycle wants it answered before submission."""
    if plan.level != "subdistrict" or not plan.cycle.requires_readiness:
        return True
    from proposals.readiness import lines_with_open_questions  # noqa: PLC0415  # it reads the models, which name these rules

    return not lines_with_open_questions(plan)


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


SECTIONS: Final[dict[str, tuple[str, ...]]] = {
    "name": ("title", "where"),
    "reason": ("rationale",),
    "goal": ("objective", "target_output", "expected_result"),
    "benefit": ("beneficiaries", "beneficiary_group"),
    "budget": ("asked", "items"),
    "indicators": ("indicators", "targets"),
    "point": ("point",),
    "attachments": ("attachments",),
}
"""The sections of form ผ.02 in their order, and what each must say to be complete."""

NOT_STARTED, STARTED, COMPLETE = "not_started", "started", "complete"


def state_of_section(section: str, said: Mapping[str, bool]) -> str:
    """How far a section of a proposal is: all of it said, some, or none."""
    parts = [said[part] for part in SECTIONS[section]]
    return COMPLETE if all(parts) else STARTED if any(parts) else NOT_STARTED


def needs_receipt(plan: Plan) -> bool:
    """Whether ก.บ.ต. of its subdistrict has yet to receive it."""
    if plan.received_at is not None or plan.owner.kind == BodyKind.SUBDISTRICT_COMMITTEE:
        return False
    return Territory.objects.filter(area=plan.area_id, body__kind=BodyKind.SUBDISTRICT_COMMITTEE).exists()


def lacks_opinions(plan: Plan) -> bool:
    """Whether an LAO still owes an opinion on a line that the plan hands to others."""
    from proposals.queries import opinions_owed  # noqa: PLC0415  # the queries read the models, which name these rules

    return any(opinions_owed(plan).values())
