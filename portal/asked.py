"""What is asked of an office now: one sentence, a date, one button; and what comes next where nothing is.

It is said from what the inbox has read already. Only the one plan that the sentence is about is asked a few questions
more, so that an inbox of a hundred steps costs no more than one of two.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from viewflow.workflow.models import Task

from approvals.actions import ACTIONS as DESK_ACTIONS
from approvals.actions import SCREEN
from directory.acting import Acting
from documents.models import Document
from proposals.actions import ACTIONS as OWNER_ACTIONS
from proposals.actions import ADOPT_PLAN, ANSWER_REMARKS, DRAFT, SUBMIT_PLAN
from proposals.models import Extract, Plan, PlanLine, PlanState
from proposals.queries import open_remarks
from tracking.models import Commitment
from workflow.actions import Action, names_of, offered

ACTIONS = (*OWNER_ACTIONS, *DESK_ACTIONS)
DECIDED_ON_THE_PLAN = frozenset({"decide", "vet", "endorse"})  # steps with more than one answer: no button favours one
LONGEST = 100  # characters of a condition
BEFORE_THE_GATHERING = frozenset({PlanState.DRAFT, PlanState.RETURNED, PlanState.ADOPTED})


@dataclass(frozen=True, slots=True)
class Asked:
    """The sentence, until when, and the button; without a button nothing is asked, and the date is what comes next."""

    sentence: str
    due: date | None = None
    button: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A plan on which something is to be done, and by when."""

    plan: int
    due: date | None
    since: datetime


def most_urgent(tasks: Sequence[Task], writing: Sequence[tuple[Plan, Action | None]]) -> int | None:
    """The plan on which something is due first, of equals the one that waits longest; None where nothing waits.

    A plan that its owner has yet to hand up is due when the level above ends its gathering.
    """
    own = {plan.pk: plan for plan, _action in writing}
    found = [Candidate(int(task.plan_id), due_of_step(task, own), task.created) for task in tasks]
    found += [Candidate(plan.pk, due_on(plan), plan.created_at) for plan, action in writing if action is not None]
    first = min(found, key=lambda each: (each.due or date.max, each.since, each.plan), default=None)
    return first.plan if first else None


def due_of_step(task: Any, own: Mapping[int, Plan]) -> date | None:
    """By when a step waits: its own date, or that of the gathering above an own plan which is yet to be handed up."""
    due: date | None = task.due_on or _gathered_on(own.get(int(task.plan_id)))
    return due


def due_on(plan: Any) -> date | None:
    """The date of an own plan: one that runs for itself, or that of the gathering above it."""
    due: date | None = plan.due_on or _gathered_on(plan)
    return due


def _gathered_on(plan: Any) -> date | None:
    return plan.gathered_on if plan is not None and plan.state in BEFORE_THE_GATHERING else None


def asked_on(plan: Plan, tasks: Sequence[Task], writing: Sequence[tuple[Plan, Action | None]], by: Acting) -> Asked:
    """What is asked on the plan that is due first. At most four queries, whatever the number of tasks."""
    here = [task for task in tasks if int(task.plan_id) == plan.pk]
    own, to_write = next((pair for pair in writing if pair[0].pk == plan.pk), (None, None))
    due = (here[0].due_on if here else None) or (due_on(own) if own is not None else None)
    lines = _lines_of(plan) if own is not None and plan.state == PlanState.DRAFT else None
    action = to_write if to_write is not None and to_write.is_main else _action(plan, here, by, lines)
    if action is None:
        sentence = _("แผนของ%(owner)sรอท่าน%(task)s") % {"owner": plan.owner.name, "task": _title_of(here)}
        button, url = _("เปิดดูแผน"), reverse("plan", args=[plan.reference])
    else:
        sentence = _sentence(plan, action, lines)
        button, url = str(action.title), reverse(action.url_name, args=[plan.reference])
    if len(tasks) > 1:
        sentence = _("มี %(count)d เรื่องรอท่าน เรื่องด่วนที่สุดคือ%(sentence)s") % {
            "count": len(tasks),
            "sentence": sentence,
        }
    return Asked(sentence, due, button, url)


def _title_of(tasks: Sequence[Task]) -> str:
    return str(tasks[0].flow_task.task_title) if tasks else _("ดำเนินการต่อ")


def _lines_of(plan: Plan) -> int:
    return PlanLine.objects.filter(version=plan.current_version_id).count()


def _action(plan: Plan, tasks: Sequence[Task], by: Acting, lines: int | None) -> Action | None:
    """The one thing to do: as on the plan's own page, except that a plan without a project is written first."""
    waiting = names_of(tasks)
    if waiting & DECIDED_ON_THE_PLAN:
        return None
    can_do = offered(ACTIONS, plan, by, waiting)
    if lines == 0 and DRAFT in can_do:
        return DRAFT
    main = next((action for action in can_do if action.is_main), None)
    at_a_step = next((action for action in can_do if action.step), None)
    reviewing = SCREEN if "technical" in waiting and SCREEN in can_do else None
    writing = DRAFT if not waiting and DRAFT in can_do else None
    return main or at_a_step or reviewing or writing


def _sentence(plan: Plan, action: Action, lines: int | None) -> str:
    """The words for an action; those of a council's own steps say what has happened and what to do."""
    about: dict[str, Any] = {"owner": plan.owner.name, "task": action.title, "count": lines or 0}
    if action is ANSWER_REMARKS:
        about["count"] = open_remarks(plan).count()
        return _("แผนของ%(owner)sถูกส่งกลับให้ปรับปรุง ตอบข้อสังเกต %(count)d ข้อ") % about
    if action is DRAFT and not lines:
        return _("แผนของ%(owner)sยังไม่มีโครงการ เริ่มเขียนโครงการ") % about
    if action is DRAFT:
        return _("แผนของ%(owner)sมีแล้ว %(count)d โครงการ เขียนต่อให้ครบแล้วบันทึกการประชุมที่รับรองแผน") % about
    if action is ADOPT_PLAN and lines:
        return _("แผนของ%(owner)sมี %(count)d โครงการแล้ว รับรองแผนตามมติที่ประชุม") % about
    if action is SUBMIT_PLAN:
        return _("ที่ประชุมรับรองแผนของ%(owner)sแล้ว เสนอแผนต่อระดับเหนือขึ้นไป") % about
    return _("แผนของ%(owner)sรอท่าน%(task)s") % about


def asked_besides(
    extracts: Sequence[Extract],
    papers: Sequence[tuple[Document, str]],
    promises: Sequence[Commitment],
    beside: Mapping[str, Any],
) -> Asked | None:
    """Where no plan waits: lines that a council sent, what else is to be judged, a paper, a commitment. No query."""
    if extracts:
        sentence = _("%(owner)s ส่งโครงการมาให้พิจารณา") % {"owner": extracts[0].plan.owner.name}
        address = reverse("extract_answer", args=[extracts[0].plan.reference, extracts[0].number])
        return Asked(sentence, extracts[0].due_on, _("ตอบรายโครงการ"), address)
    if judged := _asked_to_judge(beside):
        return judged
    if papers:
        paper, waits = papers[0]
        sentence = _("หนังสือ “%(title)s” %(waits)s") % {"title": paper.title, "waits": waits}
        return Asked(sentence, None, _("เปิดหนังสือ"), reverse("paper", args=[paper.check_code]))
    if promises:
        sentence = _("“%(title)s” ยังไม่มีรายงานผล") % {"title": promises[0].title}
        return Asked(sentence, None, _("รายงานผล"), reverse("commitment", args=[promises[0].pk]))
    return None


def _asked_to_judge(beside: Mapping[str, Any]) -> Asked | None:
    """A plan to agree to, an appeal, an objection, work that was assigned, or a condition: the first that there is."""
    if found := beside["to_approve"]:
        plan, address = found[0].plan, reverse("plan_approvals", args=[found[0].plan.reference])
        sentence = _("แผนของ%(owner)sรอความเห็นชอบของท่าน") % {"owner": plan.owner.name}
        return Asked(sentence, found[0].due, _("ให้ความเห็น"), address)
    if found := beside["appeals"]:
        sentence = _("อุทธรณ์ของ%(owner)sรอคำตอบของท่าน") % {"owner": found[0].plan.owner.name}
        address = reverse("appeal", args=[found[0].plan.reference, found[0].number])
        return Asked(sentence, found[0].due_on, _("เปิดอุทธรณ์"), address)
    if found := beside["objections"]:
        sentence = _("ข้อคัดค้านร่างของ%(owner)sรอคำตอบของท่าน") % {"owner": found[0].body.name}
        return Asked(sentence, None, _("เปิดข้อคัดค้าน"), reverse("plan_objections", args=[found[0].plan.reference]))
    if found := beside["assigned"]:
        sentence = _("ท่านได้รับมอบหมายให้ตรวจ %(count)d โครงการในแผนของ%(owner)s") % {
            "count": found[0].lines,
            "owner": found[0].plan.owner.name,
        }
        address = reverse("plan_assign", args=[found[0].plan.reference]) + "?mine=1"
        return Asked(sentence, found[0].due, _("ตรวจโครงการ"), address)
    if found := beside["to_score"]:
        plan = found[0].worksheet.plan
        sentence = _("โครงการในแผนของ%(owner)sรอท่านให้คะแนน") % {"owner": plan.owner.name}
        return Asked(sentence, None, _("ให้คะแนน"), reverse("plan_score_alone", args=[plan.reference]))
    if found := beside["obligations"]:
        sentence = _("เงื่อนไขของโครงการรอท่าน: %(text)s") % {"text": Truncator(found[0].text).chars(LONGEST)}
        return Asked(sentence, found[0].due_on, _("เปิดเงื่อนไข"), reverse("obligation", args=[found[0].pk]))
    return None


def nothing_asked(own: Sequence[Any], today: date) -> Asked:
    """That nothing waits, and the next date of one's own plans. No query."""
    nothing = _("ขณะนี้ไม่มีขั้นตอนที่รอท่าน")
    dated = [(day, words) for plan in own for day, words in _dates(plan) if day >= today]
    if not dated:
        return Asked(_("%(nothing)s เมื่อมีเรื่องถึงท่าน จะขึ้นที่หน้านี้") % {"nothing": nothing})
    day, words = min(dated)
    return Asked(_("%(nothing)s กำหนดถัดไปคือ%(what)s") % {"nothing": nothing, "what": words}, day)


def _dates(plan: Any) -> list[tuple[date, str]]:
    """The dates that run for an own plan, in words."""
    owner = {"owner": plan.owner.name}
    words = {
        "receipt": _("ก.บ.ต. รับแผนของ%(owner)s"),
        "opinion": _("องค์กรปกครองส่วนท้องถิ่นให้ความเห็นต่อแผนของ%(owner)s"),
        "gather": _("การปิดรวบรวมแผนของ%(owner)s"),
    }.get(plan.due_kind or "", _("ขั้นถัดไปของแผนของ%(owner)s"))
    found = [(plan.due_on, words % owner)] if plan.due_on else []
    if plan.gathered_on and plan.state not in {PlanState.CLOSED, PlanState.WITHDRAWN, PlanState.ANSWERED}:
        found.append((plan.gathered_on, _("ระดับเหนือขึ้นไปปิดการรวบรวมแผน")))
    return found
