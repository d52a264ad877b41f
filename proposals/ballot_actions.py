"""What an owner may do with its ballots; each has a page of its own, from the page of the plan or of the ballot."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from directory.powers import Power
from proposals.models.stages import PlanState
from proposals.verbs.ballot_counting import close_ballot
from proposals.verbs.ballot_votes import cast_votes, clear_votes, enter_counts, issue_slips
from proposals.verbs.ballots import (
    MAY_VOTE,
    annul_ballot,
    change_ballot,
    discard_ballot,
    open_ballot,
    prepare_ballot,
)
from proposals.verbs.drafting import WRITABLE
from proposals.verbs.ordering import order_by_ballot
from workflow.actions import Action
from workflow.law import holds

WRITE = holds(Power.WRITE_PLAN)
STILL_OPEN = tuple(set(PlanState) - {PlanState.CLOSED, PlanState.WITHDRAWN, PlanState.ANSWERED})

BALLOT = Action("ballot", _("ลงคะแนนจัดลำดับ"), prepare_ballot, WRITE, states=MAY_VOTE, on_paper=True)
CHANGE = Action("change_ballot", _("แก้ไขบัตรลงคะแนน"), change_ballot, WRITE, states=MAY_VOTE, on_paper=True)
DISCARD = Action("discard_ballot", _("ลบบัตรที่ยังไม่เปิด"), discard_ballot, WRITE, states=STILL_OPEN, on_paper=True)
OPEN = Action("open_ballot", _("เปิดลงคะแนน"), open_ballot, WRITE, states=MAY_VOTE, on_paper=True)
CAST = Action("cast_votes", _("บันทึกคะแนนเสียง"), cast_votes, WRITE, states=STILL_OPEN, on_paper=True)
CLEAR = Action("clear_votes", _("ล้างคะแนนที่บันทึก"), clear_votes, WRITE, states=STILL_OPEN, on_paper=True)
HANDS = Action("enter_counts", _("บันทึกจำนวนมือ"), enter_counts, WRITE, states=STILL_OPEN, on_paper=True)
SLIPS = Action("issue_slips", _("ออกบัตรลงคะแนนทางโทรศัพท์"), issue_slips, WRITE, states=STILL_OPEN, on_paper=True)
CLOSE = Action("close_ballot", _("ปิดลงคะแนนและนับผล"), close_ballot, WRITE, states=STILL_OPEN, on_paper=True)
ANNUL = Action("annul_ballot", _("ยกเลิกการลงคะแนน"), annul_ballot, WRITE, states=STILL_OPEN, on_paper=True)
ORDER = Action("order_by_ballot", _("จัดลำดับโครงการตามผลนี้"), order_by_ballot, WRITE, states=WRITABLE, on_paper=True)
