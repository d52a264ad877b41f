"""A voice before the committee meets: source bodies and networks of councils object on record, the desk answers."""

from __future__ import annotations

from django.utils.translation import gettext as _

from approvals.models import Item, Objection, ObjectionAnswer
from approvals.objections import desk_of, may_object, speaks_for_a_source
from directory import clock
from directory.acting import Acting
from directory.errors import Invalid, Problem, Refused
from directory.powers import BodyKind, Power
from proposals.drafts import LONGEST_TEXT, text_problems
from proposals.models import Plan, PlanState
from workflow import door
from workflow.effects import effects

ANSWERABLE = (PlanState.COMPILING, PlanState.ADOPTED)


@effects(notifies=desk_of)
def object_to_draft(*, plan: Plan, text: str, by: Acting, line_id: int | None = None) -> Plan:
    """Object on record to the draft of a plan that is being compiled: to what is said of one line, or to the whole.

    Changes nothing of the draft. The desk, its committee's ranked table (D04) and the objector's own page show it.

    Raises:
        NotHere, Stale: as the door does; it is not being compiled, or not any more.
        Refused: the office speaks neither for a source of the draft nor for a network of councils.
        Invalid: no text, or a line that is not on this worksheet or is another body's.
    """
    with door.act(
        plan,
        "object_to_draft",
        by=by,
        power=Power.VIEW_PLAN,
        states=[PlanState.COMPILING],
        also=lambda acting: speaks_for_a_source(acting, plan),
    ) as act:
        if not may_object(by, plan):
            raise Refused(_("เฉพาะองค์กรเจ้าของโครงการและเครือข่ายสภาองค์กรชุมชนคัดค้านร่างนี้ได้"))
        problems = text_problems("text", text, most=LONGEST_TEXT, required=True)
        if line_id is not None:
            lines = Item.objects.filter(worksheet__plan=plan, line=line_id)
            own = lines if by.body.kind == BodyKind.NETWORK else lines.filter(line__plan__owner=by.body)
            if not own.exists():
                problems.append(Problem("line", str(line_id), _("ไม่มีโครงการนี้ในส่วนของท่าน")))
        if problems:
            raise Invalid(problems)
        objection = Objection.objects.create(
            plan=plan, line_id=line_id, body=by.body, office=by.office, text=text.strip(), made_at=clock.now()
        )
        act.data = {"objection": objection.pk}
        act.items = [(line_id, "", "objection")] if line_id is not None else []
    return plan


def answer_objection(*, plan: Plan, objection_id: int, text: str, by: Acting) -> ObjectionAnswer:
    """Answer an objection to the draft of one's plan, once and for all to see.

    Raises:
        NotHere, Refused, Stale: as the door does.
        Invalid: no such objection without an answer, or no text.
    """
    with door.act(plan, "answer_objection", by=by, power=Power.WRITE_PLAN, states=ANSWERABLE) as act:
        problems = text_problems("text", text, most=LONGEST_TEXT, required=True)
        objection = Objection.objects.filter(plan=plan, pk=objection_id, answer__isnull=True).first()
        if objection is None:
            problems.append(Problem("objection", str(objection_id), _("ไม่มีข้อคัดค้านนี้ที่รอคำตอบ")))
        if objection is None or problems:
            raise Invalid(problems)
        act.data = {"objection": objection.pk}
        return ObjectionAnswer.objects.create(
            objection=objection, office=by.office, text=text.strip(), answered_at=clock.now()
        )
