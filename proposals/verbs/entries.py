"""An owner's word on what others entered in its name."""

from __future__ import annotations

from django.utils.translation import gettext as _

from directory.acting import Acting
from directory.errors import Invalid, Refused, Stale
from directory.powers import Power
from proposals.entries import CONFIRMED, unconfirmed_entries
from proposals.models import Plan
from workflow import door


def confirm_entry(*, plan: Plan, through: int, by: Acting) -> int:
    """Confirm everything that was entered in the owner's name; answers how many entries that were.

    ``through`` is the number of the last one that its reader saw. Side effect: one event; marks on pages go. What is
    not right is changed as usual, before or afterwards: confirming says that the owner knows of it.

    Raises:
        NotHere, Refused: not the owner's own office; recording it for the owner is refused as well.
        Stale: something was entered since.
        Invalid: nothing waits for a confirmation.
    """
    if by.behalf is not None:
        raise Refused(_("การยืนยันต้องทำโดยองค์กรเจ้าของแผนเอง บันทึกแทนไม่ได้"))
    with door.act(plan, CONFIRMED, by=by, power=Power.WRITE_PLAN) as act:
        entries = list(unconfirmed_entries(plan).values_list("sequence", flat=True))
        if not entries:
            raise Invalid.of("entries", "", _("ไม่มีรายการที่รอการยืนยัน"))
        if entries[-1] != through:
            raise Stale(door.who_changed(plan))
        act.data = {"entries": len(entries), "through": through}
    return len(entries)
