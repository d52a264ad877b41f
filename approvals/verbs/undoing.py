"""Going back on a worksheet: the last act on lines is undone, then the one before it, until the level closes."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from approvals import undoing
from approvals.models import Step, Worksheet
from approvals.verbs.worksheet import working_on
from directory.acting import Acting
from directory.errors import Stale
from proposals.models import Plan
from workflow import door
from workflow.law import condition


@condition(_("เสนอบัญชีต่อที่ประชุมแล้ว ย้อนการทำงานไม่ได้ ให้แก้รายการที่ต้องการ แล้วเสนอบัญชีใหม่"))
def is_not_laid(plan: Plan) -> bool:
    """What lies before a committee is not unmade by going back: whoever changes it lays it anew."""
    return Worksheet.objects.filter(plan=plan, laid_version__isnull=True).exists()


def undo_last(*, plan: Plan, seen: int, by: Acting) -> Step:
    """Undo the last act on lines: what it touched stands as it stood before. An act of its own, with its own event.

    ``seen`` is the number of the event that is to be undone. Lines that their owners withdrew meanwhile stay out; what
    came back is to be ranked again. Scores, criteria and the ceiling are left as they are. Not undone itself: repeat
    the act instead.

    Raises:
        NotHere, Refused: as the door does.
        Stale: the last act is another one by now, there is none, or the level has closed.
        Invalid: the worksheet lies before the committee.
    """
    with working_on(plan, "undo_last", by, conditions=[is_not_laid]) as (worksheet, act):
        step = undoing.last_step(worksheet)
        if step is None or step.sequence != seen:
            raise Stale(door.who_changed(plan))
        act.data = {"undid": step.sequence, "verb": step.verb}
        items = undoing.put_back(step)
        act.items = [(item.line_id, "", item.answer) for item in items]
    return step
