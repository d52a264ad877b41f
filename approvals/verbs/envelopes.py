"""Setting the envelopes that a level's ceiling follows."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from approvals import envelopes, ranking
from approvals.drafts import EnvelopeDraft
from approvals.models import Envelope, Worksheet
from directory import clock
from directory.acting import Acting
from directory.errors import Invalid, Problem
from directory.powers import Power
from proposals.models import Level, Plan, PlanState
from workflow import door
from workflow.law import may

ROUND = 5  # years of a plan


def power_over(plan: Plan, by: Acting) -> Power:
    """By which power an office sets a plan's envelopes: as the office above that vets it, else as its writer."""
    above = plan.level == Level.DISTRICT and may(by, Power.VET_PLAN, plan)
    return Power.VET_PLAN if above else Power.WRITE_PLAN


@transaction.atomic
def set_envelope(*, plan: Plan, draft: EnvelopeDraft, by: Acting) -> Envelope:
    """Set the baht of one fund and year for a district's or the province's plan, with the letter that says so.

    Side effects, in this order: the plan above is locked, then the plan; another envelope is inserted in place of the
    one that held; while the plan is compiled, the worksheet's ceiling becomes the sum of the envelopes of the target
    year, the line moves with it, and what was laid before the committee is laid no more. A line that a meeting resolved
    on by a scenario stays where it is. Not idempotent: each setting is kept.

    Raises:
        NotHere, Refused: as the door does; districts' envelopes are also set by the province.
        Invalid: a subdistrict's plan, an unknown fund, a year outside of the plan, no letter, a day to come; less than
            is committed already; more than the level above has left. Each is named, and nothing changes.
    """
    if plan.parent_id is not None:
        list(Plan.objects.filter(pk=plan.parent_id).select_for_update(no_key=True).values_list("pk"))
    with door.act(plan, "set_envelope", by=by, power=power_over(plan, by)) as act:
        if problems := _problems(plan, draft) or _unaffordable(plan, draft):
            raise Invalid(problems)
        earlier = envelopes.envelopes_of(plan).filter(fund=draft.fund, year=draft.year).first()
        envelope = Envelope.objects.create(
            plan=plan,
            fund=draft.fund,
            year=draft.year,
            amount=draft.amount,
            reference=draft.reference.strip(),
            dated=draft.dated,
            office=by.office,
            set_at=clock.now(),
            replaces=earlier,
        )
        act.data = {
            "envelope": envelope.pk,
            "fund": draft.fund,
            "year": draft.year,
            "amount": str(envelope.amount),
            "before": str(earlier.amount) if earlier else "",
        }
        if plan.state == PlanState.COMPILING:
            _follow(plan)
    return envelope


def _problems(plan: Plan, draft: EnvelopeDraft) -> list[Problem]:
    if plan.level == Level.SUBDISTRICT:
        return [Problem("plan", plan.reference, _("กรอบวงเงินกำหนดให้แผนอำเภอและแผนจังหวัด"))]
    found = draft.problems()
    first = plan.cycle.target_year
    if not first <= draft.year < first + ROUND:
        years = {"first": first, "last": first + ROUND - 1}
        found.append(Problem("year", str(draft.year), _("ปีงบประมาณต้องอยู่ระหว่าง %(first)s ถึง %(last)s") % years))
    return found


def _unaffordable(plan: Plan, draft: EnvelopeDraft) -> list[Problem]:
    found = [
        Problem("amount", str(draft.amount), f"{_('ต้องไม่น้อยกว่า %s บาท') % f'{each.amount:,.2f}'} {each.why}")
        for each in envelopes.committed(plan, draft.fund, draft.year)
        if draft.amount < each.amount
    ]
    room = envelopes.room_above(plan, draft.fund, draft.year)
    if room is not None and draft.amount > room:
        expected = _("กรอบวงเงินของจังหวัดเหลือให้อำเภอนี้ %s บาท") % f"{room:,.2f}"
        found.append(Problem("amount", str(draft.amount), expected))
    return found


def _follow(plan: Plan) -> None:
    """Bring the ceiling of the worksheet to what the envelopes say, and the line with it."""
    worksheet = Worksheet.objects.select_related("scenario").get(plan=plan)
    ceiling = envelopes.ceiling_of(plan)
    if worksheet.scenario is not None and ceiling is not None:
        ceiling = min(worksheet.scenario.ceiling, ceiling)
    if ceiling is None or ceiling == worksheet.ceiling:
        return
    worksheet.ceiling, worksheet.laid_version = ceiling, None
    worksheet.save(update_fields=["ceiling", "laid_version"])
    if worksheet.scenario is None:
        ranking.move_the_line(worksheet)
