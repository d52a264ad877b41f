"""Whose plan it is, what it is about, and the states that it passes through."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from directory.powers import Power


class Level(models.TextChoices):
    """Whose plan it is; a level's plan takes in those of the level below. The councils' assembly stands beside them."""

    SUBDISTRICT = "subdistrict", _("ตำบล")
    DISTRICT = "district", _("อำเภอ")
    PROVINCE = "province", _("จังหวัด")
    ASSEMBLY = "assembly", _("ที่ประชุมสภาระดับจังหวัด")


class PlanKind(models.TextChoices):
    """What a plan is about. Only area plans are gathered by the level above; the others go their own ways."""

    AREA = "area", _("แผนพัฒนาตำบล")
    THEMATIC = "thematic", _("แผนเชิงประเด็น")
    BUSINESS = "business", _("แผนธุรกิจชุมชน")
    AMENDMENT = "amendment", _("การเพิ่มเติม เปลี่ยนแปลง หรือแก้ไขแผน")
    PETITION = "petition", _("ข้อเสนอต่อผู้ว่าราชการจังหวัด")


SIDEWAYS = (PlanKind.THEMATIC, PlanKind.BUSINESS)


class PlanState(models.TextChoices):
    """The states of a plan of any level; no page shows these words, it says whose desk the plan is on."""

    DRAFT = "draft", _("กำลังจัดทำ")
    GATHERING = "gathering", _("รอรวบรวมแผน")
    COMPILING = "compiling", _("กำลังจัดลำดับและบูรณาการ")
    ADOPTED = "adopted", _("ที่ประชุมรับรองแล้ว")
    SUBMITTED = "submitted", _("เสนอแล้ว")
    SENT = "sent", _("ส่งหน่วยงานแล้ว")
    IN_REVIEW = "in_review", _("อยู่ระหว่างตรวจ")
    RETURNED = "returned", _("ขอให้ปรับปรุง")
    ACCEPTED = "accepted", _("รับแผนแล้ว")
    ENDORSED = "endorsed", _("ผู้ว่าราชการจังหวัดเห็นชอบ")
    ANSWERED = "answered", _("ตอบองค์กรเจ้าของแผนแล้ว")
    CLOSED = "closed", _("ทุกโครงการได้ข้อยุติแล้ว")
    WITHDRAWN = "withdrawn", _("ถอนแผนแล้ว")
    DROPPED = "dropped", _("เลิกทำก่อนรับรอง")


STATES_ABOVE_SUBMISSION = (
    PlanState.SUBMITTED,
    PlanState.IN_REVIEW,
    PlanState.RETURNED,
    PlanState.ACCEPTED,
)
REVIEWER = {"district": Power.VET_PLAN}
