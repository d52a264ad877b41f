"""The whole way from subdistrict to governor: who is asked next, and what runs in parallel.

The flows know a plan only as their process's artifact: they read a few questions off it (`awaits_receipt`,
`awaits_opinions`, `is_accepted`, `is_endorsed`) and never change it. Every human step is completed at the desk, by
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
from workflow.nodes import DeskTask


def desk_task(power: str, title: Any) -> DeskTask:
    """A step for people: of the owning body for own powers, else of whoever holds the power over the plan's area."""

    def whom(process: Any) -> Any:
        plan = process.artifact
        return plan.owner if power in OWN_POWERS else Area(code=plan.area_code)

    return DeskTask(None).Permission(f"directory.{power}", obj=whom).Annotation(title=title)


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

    begin = nodes.StartHandle(this.attach).Next(this.adopt)
    resume = nodes.StartHandle(this.attach).Next(this.submit)

    adopt = desk_task("adopt_plan", _("รับรองแผนในที่ประชุม")).Next(this.submit)
    submit = desk_task("submit_plan", _("เสนอแผน")).Next(this.addressed)
    addressed = nodes.If(lambda a: a.process.artifact.awaits_receipt()).Then(this.receive).Else(this.review)
    receive = desk_task("receive_plan", _("รับแผนและตอบรายโครงการ")).Next(this.review)

    review = nodes.Split().Next(this.technical).Next(this.asked)
    technical = desk_task("review_plan", _("ตรวจแผน")).Next(this.joined)
    asked = nodes.If(lambda a: a.process.artifact.awaits_opinions()).Then(this.opinion).Else(this.joined)
    opinion = desk_task("give_opinion", _("ให้ความเห็นรายโครงการ")).Next(this.joined)
    joined = nodes.Join().Next(this.decide)

    decide = desk_task("decide_plan", _("รับแผนหรือขอให้ปรับปรุง")).Next(this.decided)
    decided = nodes.If(lambda a: a.process.artifact.is_accepted()).Then(this.end).Else(this.adopt)
    end = nodes.End()


class DistrictPlanFlow1(PlanFlow):
    """A district's plan: gathers its subdistricts, is resolved by ก.บ.อ., submitted and vetted by the province."""

    begin = nodes.StartHandle(this.attach).Next(this.gather)
    resume = nodes.StartHandle(this.attach).Next(this.submit)

    gather = nodes.MessageCatch(this.gathered).Next(this.adopt)
    adopt = desk_task("adopt_plan", _("มติ ก.บ.อ.")).Next(this.submit)
    submit = desk_task("submit_plan", _("เสนอแผนอำเภอต่อจังหวัด")).Next(this.vet)
    vet = desk_task("vet_plan", _("กลั่นกรองแผนอำเภอ")).Next(this.vetted)
    vetted = nodes.If(lambda a: a.process.artifact.is_accepted()).Then(this.end).Else(this.adopt)
    end = nodes.End()

    def gathered(self, activation: Any, reason: str) -> None:
        """Keep why the gathering ended with the step."""
        activation.task.data["reason"] = reason


class ProvincialPlanFlow1(PlanFlow):
    """The province's plan: gathers its districts, is heard, resolved by ก.บ.จ., endorsed by the governor, answered."""

    begin = nodes.StartHandle(this.attach).Next(this.gather)

    gather = nodes.MessageCatch(this.gathered).Next(this.hear)
    hear = desk_task("write_plan", _("รับฟังความคิดเห็น")).Next(this.adopt)
    adopt = desk_task("adopt_plan", _("มติ ก.บ.จ.")).Next(this.endorse)
    endorse = desk_task("endorse_plan", _("ผู้ว่าราชการจังหวัดพิจารณา")).Next(this.endorsed)
    endorsed = nodes.If(lambda a: a.process.artifact.is_endorsed()).Then(this.answer).Else(this.adopt)
    answer = desk_task("answer_councils", _("ตอบองค์กรเจ้าของแผน")).Next(this.end)
    end = nodes.End()

    def gathered(self, activation: Any, reason: str) -> None:
        """Keep why the gathering ended with the step."""
        activation.task.data["reason"] = reason


class SidewaysPlanFlow1(PlanFlow):
    """A council's thematic or business plan: adopted, sent to agencies in extracts, and answered; never upward."""

    begin = nodes.StartHandle(this.attach).Next(this.adopt)

    adopt = desk_task("adopt_plan", _("รับรองแผนในที่ประชุม")).Next(this.send)
    send = desk_task("submit_plan", _("ส่งแผนให้หน่วยงาน")).Next(this.sent)
    sent = nodes.If(lambda a: a.process.artifact.is_answered_by_agencies()).Then(this.end).Else(this.answers)
    answers = nodes.MessageCatch().Next(this.answered)
    answered = nodes.If(lambda a: a.process.artifact.is_answered_by_agencies()).Then(this.end).Else(this.send)
    end = nodes.End()


class AmendmentFlow1(PlanFlow):
    """An amendment of a plan: adopted by its owner's meeting; what it changes above waits there."""

    begin = nodes.StartHandle(this.attach).Next(this.adopt)

    adopt = desk_task("adopt_plan", _("รับรองการเพิ่มเติม เปลี่ยนแปลง หรือแก้ไขแผน")).Next(this.end)
    end = nodes.End()


FLOWS: dict[str, type[PlanFlow]] = {
    "council-1": CouncilPlanFlow1,
    "district-1": DistrictPlanFlow1,
    "provincial-1": ProvincialPlanFlow1,
    "sideways-1": SidewaysPlanFlow1,
    "amendment-1": AmendmentFlow1,
}
