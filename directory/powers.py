"""The powers: what an office may do, either to its own body's work or over an area.

A power is *own* when it belongs to the body that owns a plan, and *area* when it is held over a territory, downward.
Which office has which is set here, by the kind of its body and its role; the territory comes from the body.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class Power(models.TextChoices):
    """Codenames of the permissions on Area; `user.has_perm("directory.<power>", record)` asks for one."""

    WRITE_PLAN = "write_plan", _("เขียนแผนของตน")
    ADOPT_PLAN = "adopt_plan", _("รับรองแผนตามมติที่ประชุม")
    SUBMIT_PLAN = "submit_plan", _("เสนอแผนของตน")
    KEEP_PAPERS = "keep_papers", _("ออกเลข ลงนาม ส่งและรับหนังสือ")
    VIEW_PLAN = "view_plan", _("ดูแผนในพื้นที่")
    RECEIVE_PLAN = "receive_plan", _("รับแผนและตอบรายโครงการในนาม ก.บ.ต.")
    GIVE_OPINION = "give_opinion", _("ให้ความเห็นในนามองค์กรปกครองส่วนท้องถิ่น")
    REVIEW_PLAN = "review_plan", _("ตรวจแผนตำบล")
    DECIDE_PLAN = "decide_plan", _("รับหรือขอให้ปรับปรุงแผนตำบล")
    VET_PLAN = "vet_plan", _("กลั่นกรองแผนอำเภอ")
    ENDORSE_PLAN = "endorse_plan", _("เห็นชอบแผนจังหวัด")
    ANSWER_COUNCILS = "answer_councils", _("ตอบองค์กรเจ้าของแผน")
    RECORD_ON_BEHALF = "record_on_behalf", _("บันทึกแทนจากเอกสารที่ลงนามแล้ว")
    MANAGE_CYCLE = "manage_cycle", _("เปิดรอบแผนและกำหนดเวลา")
    MANAGE_BODIES = "manage_bodies", _("ดูแลทะเบียนองค์กรและผู้ดำรงตำแหน่ง")
    TRACK_COMMITMENTS = "track_commitments", _("รายงานผลตามแผน")
    ISSUE_CARDS = "issue_cards", _("ออกบัตรเข้าใช้ให้ผู้ดำรงตำแหน่งในระดับล่าง")


OWN_POWERS = frozenset({Power.WRITE_PLAN, Power.ADOPT_PLAN, Power.SUBMIT_PLAN, Power.KEEP_PAPERS})
AREA_POWERS = frozenset(Power) - OWN_POWERS


class BodyKind(models.TextChoices):
    """What a body is; names of bodies change over the years, these kinds do not."""

    COUNCIL = "council", _("สภาองค์กรชุมชนตำบล")
    LAO = "lao", _("องค์กรปกครองส่วนท้องถิ่น")
    VILLAGE_COMMITTEE = "village_committee", _("คณะกรรมการหมู่บ้าน")
    SUBDISTRICT_COMMITTEE = "subdistrict_committee", _("คณะกรรมการบริหารงานตำบลแบบบูรณาการ (ก.บ.ต.)")
    DISTRICT_OFFICE = "district_office", _("ที่ว่าการอำเภอ")
    DISTRICT_COMMITTEE = "district_committee", _("คณะกรรมการบริหารงานอำเภอแบบบูรณาการ (ก.บ.อ.)")
    PROVINCIAL_OFFICE = "provincial_office", _("สำนักงานจังหวัด")
    PROVINCIAL_COMMITTEE = "provincial_committee", _("คณะกรรมการบริหารงานจังหวัดแบบบูรณาการ (ก.บ.จ.)")
    GOVERNOR = "governor", _("ผู้ว่าราชการจังหวัด")
    AGENCY = "agency", _("หน่วยงาน")
    ASSEMBLY = "assembly", _("ที่ประชุมในระดับจังหวัดของสภาองค์กรชุมชนตำบล")
    NETWORK = "network", _("เครือข่ายสภาองค์กรชุมชน")
    WORKING_GROUP = "working_group", _("คณะทำงาน")


class Role(models.TextChoices):
    """What an office does in its body."""

    CHAIR = "chair", _("ประธาน")
    SECRETARY = "secretary", _("เลขานุการ")
    PLANNER = "planner", _("เจ้าหน้าที่วิเคราะห์นโยบายและแผน")
    EXECUTIVE = "executive", _("ผู้บริหารท้องถิ่น")
    COORDINATOR = "coordinator", _("ผู้ประสานแผนอำเภอ")
    CHIEF = "chief", _("หัวหน้าหน่วยงาน")
    OFFICER = "officer", _("เจ้าหน้าที่")
    GOVERNOR = "governor", _("ผู้ว่าราชการจังหวัด")
    MEMBER = "member", _("สมาชิก")
    COACH = "coach", _("พี่เลี้ยง")


@dataclass(frozen=True, slots=True)
class RolePowers:
    """The powers of one role: over the body's own work, and over the body's territory."""

    own: frozenset[Power] = frozenset()
    area: frozenset[Power] = frozenset()


_CHAIR_OWN = frozenset(OWN_POWERS)
_WRITE = frozenset({Power.WRITE_PLAN, Power.KEEP_PAPERS})
_WRITE_AND_SUBMIT = frozenset({Power.WRITE_PLAN, Power.SUBMIT_PLAN, Power.KEEP_PAPERS})
_KEEP = frozenset({Power.KEEP_PAPERS})
_DISTRICT_DESK = frozenset(
    {Power.VIEW_PLAN, Power.REVIEW_PLAN, Power.DECIDE_PLAN, Power.RECORD_ON_BEHALF, Power.ISSUE_CARDS}
)
_PROVINCE_DESK = frozenset(
    {
        Power.VIEW_PLAN,
        Power.VET_PLAN,
        Power.ANSWER_COUNCILS,
        Power.RECORD_ON_BEHALF,
        Power.MANAGE_CYCLE,
        Power.MANAGE_BODIES,
        Power.TRACK_COMMITMENTS,
    }
)
_OPINION = frozenset({Power.VIEW_PLAN, Power.GIVE_OPINION})
_RECEIPT = frozenset({Power.VIEW_PLAN, Power.RECEIVE_PLAN})
_VIEW = frozenset({Power.VIEW_PLAN})

ROLE_POWERS: dict[tuple[str, str], RolePowers] = {
    (BodyKind.COUNCIL, Role.CHAIR): RolePowers(own=_CHAIR_OWN),
    (BodyKind.COUNCIL, Role.SECRETARY): RolePowers(own=_WRITE),
    (BodyKind.SUBDISTRICT_COMMITTEE, Role.CHAIR): RolePowers(own=_CHAIR_OWN, area=_RECEIPT),
    (BodyKind.SUBDISTRICT_COMMITTEE, Role.SECRETARY): RolePowers(own=_WRITE, area=_RECEIPT),
    (BodyKind.LAO, Role.EXECUTIVE): RolePowers(own=_CHAIR_OWN, area=_OPINION),
    (BodyKind.LAO, Role.PLANNER): RolePowers(own=_WRITE, area=_OPINION),
    (BodyKind.DISTRICT_OFFICE, Role.COORDINATOR): RolePowers(own=_WRITE_AND_SUBMIT, area=_DISTRICT_DESK),
    (BodyKind.DISTRICT_OFFICE, Role.CHIEF): RolePowers(own=_WRITE_AND_SUBMIT, area=_DISTRICT_DESK),
    (BodyKind.DISTRICT_COMMITTEE, Role.CHAIR): RolePowers(own=_CHAIR_OWN, area=_VIEW),
    (BodyKind.DISTRICT_COMMITTEE, Role.SECRETARY): RolePowers(own=_WRITE, area=_VIEW),
    (BodyKind.PROVINCIAL_OFFICE, Role.OFFICER): RolePowers(own=_WRITE_AND_SUBMIT, area=_PROVINCE_DESK),
    (BodyKind.PROVINCIAL_OFFICE, Role.CHIEF): RolePowers(own=_WRITE_AND_SUBMIT, area=_PROVINCE_DESK),
    (BodyKind.PROVINCIAL_COMMITTEE, Role.CHAIR): RolePowers(own=_CHAIR_OWN, area=_VIEW),
    (BodyKind.PROVINCIAL_COMMITTEE, Role.SECRETARY): RolePowers(own=_WRITE, area=_VIEW),
    (BodyKind.GOVERNOR, Role.GOVERNOR): RolePowers(own=_KEEP, area=frozenset({Power.VIEW_PLAN, Power.ENDORSE_PLAN})),
    (BodyKind.AGENCY, Role.OFFICER): RolePowers(own=_KEEP, area=frozenset({Power.TRACK_COMMITMENTS})),
    (BodyKind.NETWORK, Role.CHAIR): RolePowers(area=_VIEW),
    (BodyKind.NETWORK, Role.SECRETARY): RolePowers(area=_VIEW),
    (BodyKind.ASSEMBLY, Role.CHAIR): RolePowers(own=_CHAIR_OWN, area=_VIEW),
    (BodyKind.ASSEMBLY, Role.SECRETARY): RolePowers(own=_WRITE, area=_VIEW),
}


# Roles that exist in a kind of body without giving any power in this system: they hold a seat and sign.
_ROLES_WITHOUT_POWERS: dict[str, frozenset[str]] = {
    BodyKind.COUNCIL: frozenset({Role.PLANNER}),
    BodyKind.LAO: frozenset({Role.SECRETARY, Role.OFFICER}),
    BodyKind.VILLAGE_COMMITTEE: frozenset({Role.CHAIR, Role.SECRETARY}),
    BodyKind.DISTRICT_OFFICE: frozenset({Role.OFFICER}),
    BodyKind.GOVERNOR: frozenset({Role.SECRETARY}),
    BodyKind.AGENCY: frozenset({Role.CHIEF}),
    BodyKind.WORKING_GROUP: frozenset({Role.CHAIR, Role.SECRETARY, Role.PLANNER, Role.OFFICER}),
}


def roles_of(kind: str) -> frozenset[str]:
    """The roles that a kind of body may have; everybody has members, and may have coaches."""
    with_powers = {role for of_kind, role in ROLE_POWERS if of_kind == kind}
    return _ROLES_WITHOUT_POWERS.get(kind, frozenset()) | with_powers | {Role.MEMBER, Role.COACH}


def powers_of(kind: str, role: str) -> RolePowers:
    """The powers that go with a role in a kind of body; none for a combination without any."""
    return ROLE_POWERS.get((kind, role), RolePowers())
