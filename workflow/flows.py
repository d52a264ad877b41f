"""The whole way from subdistrict to governor: who is asked next, and what runs in parallel.

The flows know a plan only as their process's artifact: they read a few questions off it (`awaits_receipt`,
`awaits_opinions`, `is_accepted`, `is_endorsed`, …) and never change it. Every human step is completed at the desk, by
exactly one transition through the door. A changed shape is a new class with a new number; old ones stay, because
running processes follow deployed code.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow import nodes
from viewflow.workflow.base import Flow
from viewflow.workflow.lock import SelectForUpdateLock

from directory.models import Area
from directory.powers import OWN_POWERS
from workflow.models import PlanProcess
from workflow.nodes import DeskTask, Question


def desk_task(power: str, title: Any, *, party: str = "owner") -> DeskTask:
    """A step for people: of the plan's ``party`` for own powers, else of whoever holds the power over its area."""

    def whom(process: Any) -> Any:
        plan = process.artifact
        return getattr(plan, party) if power in OWN_POWERS else Area(code=plan.area_code)

    task = DeskTask(None).Permission(f"directory.{power}", obj=whom).Annotation(title=title)
    task.party = party
    return task


def asks(question: str, title: Any) -> Question:
    """A gateway that asks the plan one of its questions, such as `awaits_opinions`."""
    return Question(question).Annotation(title=title)


def message(title: Any, *receive: Any) -> nodes.MessageCatch:
    """A wait for what happens elsewhere: the plans below coming in, an agency's answer."""
    return nodes.MessageCatch(*receive).Annotation(title=title)


def begins(attach: Any, title: Any = None) -> nodes.StartHandle:
    """A start of a process, called by a verb."""
    return nodes.StartHandle(attach).Annotation(title=title or _("เริ่ม"))


def ends() -> nodes.End:
    """The end of a process."""
    return nodes.End().Annotation(title=_("เสร็จสิ้น"))


class PlanFlow(Flow):
    """What all plan flows share; it has no steps of its own."""

    process_class = PlanProcess
    lock_impl = SelectForUpdateLock(nowait=False, attempts=1)

    def attach(self, activation: Any, plan: Any) -> Any:
        """Bind a new process to its plan."""
        activation.process.artifact = plan
        return activation.process


class CouncilPlanFlow1(PlanFlow):
    """A council's (or ก.บ.ต.'s, or LAO's) plan: adopted, submitted, received, answered, reviewed, accepted."""

    process_title = _("แผนขององค์กรในตำบล")

    begin = begins(this.attach).Next(this.adopt)
    resume = begins(this.attach, _("เริ่มใหม่หลังดึงแผนกลับ")).Next(this.submit)

    adopt = desk_task("adopt_plan", _("รับรองแผนในที่ประชุม")).Next(this.submit)
    submit = desk_task("submit_plan", _("เสนอแผน")).Next(this.addressed)
    addressed = asks("awaits_receipt", _("ก.บ.ต. ต้องรับก่อนหรือไม่")).Then(this.receive).Else(this.review)
    receive = desk_task("receive_plan", _("รับแผนและตอบรายโครงการ")).Next(this.review)

    review = nodes.Split().Annotation(title=_("ทำพร้อมกัน")).Next(this.technical).Next(this.asked)
    technical = desk_task("review_plan", _("ตรวจแผน")).Next(this.joined)
    asked = asks("awaits_opinions", _("ต้องถามความเห็น อปท. หรือไม่")).Then(this.opinion).Else(this.joined)
    opinion = desk_task("give_opinion", _("ให้ความเห็นรายโครงการ")).Next(this.joined)
    joined = nodes.Join().Annotation(title=_("ครบทุกทาง")).Next(this.decide)

    decide = desk_task("decide_plan", _("รับแผนหรือขอให้ปรับปรุง")).Next(this.decided)
    decided = asks("is_accepted", _("รับแผนแล้วหรือไม่")).Then(this.end).Else(this.adopt)
    end = ends()


class CouncilPlanFlow2(PlanFlow):
    """As `CouncilPlanFlow1`, where a province wants the LAOs' opinions in before its district begins to review."""

    process_title = _("แผนขององค์กรในตำบล (ความเห็น อปท. ก่อนอำเภอตรวจ)")

    begin = begins(this.attach).Next(this.adopt)
    resume = begins(this.attach, _("เริ่มใหม่หลังดึงแผนกลับ")).Next(this.submit)

    adopt = desk_task("adopt_plan", _("รับรองแผนในที่ประชุม")).Next(this.submit)
    submit = desk_task("submit_plan", _("เสนอแผน")).Next(this.addressed)
    addressed = asks("awaits_receipt", _("ก.บ.ต. ต้องรับก่อนหรือไม่")).Then(this.receive).Else(this.asked)
    receive = desk_task("receive_plan", _("รับแผนและตอบรายโครงการ")).Next(this.asked)
    asked = asks("awaits_opinions", _("ต้องถามความเห็น อปท. หรือไม่")).Then(this.opinion).Else(this.technical)
    opinion = desk_task("give_opinion", _("ให้ความเห็นรายโครงการ")).Next(this.technical)
    technical = desk_task("review_plan", _("ตรวจแผน")).Next(this.decide)

    decide = desk_task("decide_plan", _("รับแผนหรือขอให้ปรับปรุง")).Next(this.decided)
    decided = asks("is_accepted", _("รับแผนแล้วหรือไม่")).Then(this.end).Else(this.adopt)
    end = ends()


class DistrictPlanFlow1(PlanFlow):
    """A district's plan: gathers its subdistricts, is resolved by ก.บ.อ., submitted and vetted by the province."""

    process_title = _("แผนพัฒนาอำเภอ")

    begin = begins(this.attach).Next(this.gather)
    resume = begins(this.attach, _("เริ่มใหม่หลังดึงแผนกลับ")).Next(this.submit)

    gather = message(_("รวบรวมแผนจากระดับล่าง"), this.gathered).Next(this.adopt)
    adopt = desk_task("adopt_plan", _("มติ ก.บ.อ.")).Next(this.submit)
    submit = desk_task("submit_plan", _("เสนอแผนอำเภอต่อจังหวัด")).Next(this.vet)
    vet = desk_task("vet_plan", _("กลั่นกรองแผนอำเภอ")).Next(this.vetted)
    vetted = asks("is_accepted", _("รับแผนแล้วหรือไม่")).Then(this.end).Else(this.adopt)
    end = ends()

    def gathered(self, activation: Any, reason: str) -> None:
        """Keep why the gathering ended with the step."""
        activation.task.data["reason"] = reason


class ProvincialPlanFlow1(PlanFlow):
    """The province's plan: gathers its districts, is heard, resolved by ก.บ.จ., endorsed by the governor, answered."""

    process_title = _("แผนพัฒนาจังหวัด (จังหวัดบูรณาการ)")

    begin = begins(this.attach).Next(this.gather)

    gather = message(_("รวบรวมแผนจากระดับล่าง"), this.gathered).Next(this.hear)
    hear = desk_task("write_plan", _("รับฟังความคิดเห็น")).Next(this.adopt)
    adopt = desk_task("adopt_plan", _("มติ ก.บ.จ.")).Next(this.endorse)
    endorse = desk_task("endorse_plan", _("ผู้ว่าราชการจังหวัดพิจารณา")).Next(this.endorsed)
    endorsed = asks("is_endorsed", _("เห็นชอบแล้วหรือไม่")).Then(this.answer).Else(this.adopt)
    answer = desk_task("answer_councils", _("ตอบองค์กรเจ้าของแผน")).Next(this.end)
    end = ends()

    def gathered(self, activation: Any, reason: str) -> None:
        """Keep why the gathering ended with the step."""
        activation.task.data["reason"] = reason


class SelfManagedProvincialPlanFlow1(PlanFlow):
    """The plan of a province that manages itself: its councils' provincial meeting decides first, on every version.

    ก.บ.จ. adopts only what that meeting resolved, or asks it to think again; the governor is the partner to whom the
    plan is proposed, and what comes back goes to the meeting first.
    """

    process_title = _("แผนพัฒนาจังหวัด (จังหวัดจัดการตนเอง)")

    begin = begins(this.attach).Next(this.gather)

    gather = message(_("รวบรวมแผนจากระดับล่าง"), this.gathered).Next(this.hear)
    hear = desk_task("write_plan", _("รับฟังความคิดเห็น")).Next(this.assemble)
    assemble = desk_task("adopt_plan", _("มติที่ประชุมในระดับจังหวัดของสภาองค์กรชุมชนตำบล"), party="assembly").Next(this.adopt)
    adopt = desk_task("adopt_plan", _("มติ ก.บ.จ. ต่อแผนของที่ประชุมสภา")).Next(this.adopted)
    adopted = asks("is_adopted", _("ก.บ.จ. รับรองหรือไม่")).Then(this.endorse).Else(this.assemble)
    endorse = desk_task("endorse_plan", _("ผู้ว่าราชการจังหวัดพิจารณาในฐานะหุ้นส่วน")).Next(this.endorsed)
    endorsed = asks("is_endorsed", _("เห็นชอบแล้วหรือไม่")).Then(this.answer).Else(this.assemble)
    answer = desk_task("answer_councils", _("ตอบองค์กรเจ้าของแผน")).Next(this.end)
    end = ends()

    def gathered(self, activation: Any, reason: str) -> None:
        """Keep why the gathering ended with the step."""
        activation.task.data["reason"] = reason


class SidewaysPlanFlow1(PlanFlow):
    """A council's thematic or business plan: adopted, sent to agencies in extracts, and answered; never upward."""

    process_title = _("แผนที่ส่งหน่วยงานโดยตรง")

    begin = begins(this.attach).Next(this.adopt)

    adopt = desk_task("adopt_plan", _("รับรองแผนในที่ประชุม")).Next(this.send)
    send = desk_task("submit_plan", _("ส่งแผนให้หน่วยงาน")).Next(this.sent)
    sent = asks("is_answered_by_agencies", _("หน่วยงานตอบครบแล้วหรือไม่")).Then(this.end).Else(this.answers)
    answers = message(_("คำตอบของหน่วยงาน")).Next(this.answered)
    answered = asks("is_answered_by_agencies", _("หน่วยงานตอบครบแล้วหรือไม่")).Then(this.end).Else(this.send)
    end = ends()


class AmendmentFlow1(PlanFlow):
    """An amendment of a plan: adopted by its owner's meeting; it goes up, or waits, where the amended plan lies."""

    process_title = _("การเพิ่มเติม เปลี่ยนแปลง หรือแก้ไขแผน")

    begin = begins(this.attach).Next(this.adopt)

    adopt = desk_task("adopt_plan", _("รับรองการเพิ่มเติม เปลี่ยนแปลง หรือแก้ไขแผน")).Next(this.end)
    end = ends()


class PetitionFlow1(PlanFlow):
    """What the councils' provincial meeting proposes to the governor: resolved, sent, received, answered."""

    process_title = _("ข้อเสนอของที่ประชุมสภาระดับจังหวัดต่อผู้ว่าราชการจังหวัด")

    begin = begins(this.attach).Next(this.adopt)

    adopt = desk_task("adopt_plan", _("มติที่ประชุมในระดับจังหวัดของสภาองค์กรชุมชนตำบล")).Next(this.send)
    send = desk_task("submit_plan", _("ยื่นข้อเสนอต่อผู้ว่าราชการจังหวัด")).Next(this.receive)
    receive = desk_task("answer_councils", _("รับข้อเสนอของที่ประชุมสภา")).Next(this.answer)
    answer = desk_task("endorse_plan", _("ตอบข้อเสนอของที่ประชุมสภา")).Next(this.end)
    end = ends()


FLOWS: dict[str, type[PlanFlow]] = {
    "council-1": CouncilPlanFlow1,
    "council-2": CouncilPlanFlow2,
    "district-1": DistrictPlanFlow1,
    "provincial-1": ProvincialPlanFlow1,
    "self-managed-1": SelfManagedProvincialPlanFlow1,
    "sideways-1": SidewaysPlanFlow1,
    "amendment-1": AmendmentFlow1,
    "petition-1": PetitionFlow1,
}
