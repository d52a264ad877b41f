"""What-if scenarios of a worksheet: saved, and one of them adopted by a committee's resolution."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from approvals import ranking, scenarios
from approvals.envelopes import ceiling_of
from approvals.models import Adoption, Scenario, Worksheet
from approvals.scenarios import Trial
from approvals.verbs.worksheet import working_on
from directory import clock
from directory.acting import Acting
from directory.errors import Invalid, NotHere, Problem, Stale
from directory.powers import Power
from proposals.drafts import LONGEST_TEXT, text_problems
from proposals.models import Meeting, Plan, PlanState
from proposals.money import MOST_BAHT, SATANG
from workflow import door


def save_scenario(*, plan: Plan, trial: Trial, by: Acting) -> Scenario:
    """Try a ceiling, weights and a rule on the worksheet as it is, and keep inputs and outcome under a name.

    Changes nothing on the worksheet, so that what lies before the committee stays. A name is given once.

    Raises:
        NotHere, Refused, Stale: as the door does.
        Invalid: no name or one that is taken, no amount, weights or a tie-break that decide nothing, an unknown method,
            an entry that lacks a score, or an order that does not name every entry once; each is named.
    """
    with door.act(plan, "save_scenario", by=by, power=Power.WRITE_PLAN, states=[PlanState.COMPILING]) as act:
        worksheet = Worksheet.objects.get(plan=plan)
        candidates = ranking.candidates_of(worksheet)
        problems = _name_problems(worksheet, trial) + scenarios.trial_problems(worksheet, trial, len(candidates))
        if not trial.ceiling.is_finite() or not 0 <= trial.ceiling <= MOST_BAHT:
            expected = _("กรอบวงเงินต้องไม่ติดลบและไม่เกินหนึ่งล้านล้านบาท")
            problems.append(Problem("ceiling", str(trial.ceiling), expected))
        problems += _order_problems(trial, {c.entry.number for c in candidates})
        problems += [
            Problem("scores", f"{e.number} {e.title}", _("ยังไม่ได้ให้คะแนนครบทุกเกณฑ์"))
            for e in ranking.unscored(worksheet, candidates)
        ]
        if problems:
            raise Invalid(problems)
        entries = scenarios.sheet_inputs(worksheet, candidates)
        inputs = scenarios.inputs_of(entries, trial)
        scenario = Scenario.objects.create(
            worksheet=worksheet,
            name=trial.name.strip(),
            method=trial.method,
            ceiling=trial.ceiling.quantize(SATANG),
            weights=dict(trial.weights),
            tie_break=list(trial.tie_break),
            basis=scenarios.basis_of(entries),
            inputs=inputs,
            outcome=scenarios.reckoned(inputs).as_kept(),
            office=by.office,
            saved_at=clock.now(),
        )
        act.data = {"scenario": scenario.pk, "method": scenario.method, "basis": scenario.basis}
    return scenario


def _name_problems(worksheet: Worksheet, trial: Trial) -> list[Problem]:
    if problems := text_problems("name", trial.name, most=100, required=True):
        return problems
    if worksheet.scenarios.filter(name=trial.name.strip()).exists():
        return [Problem("name", trial.name, _("มีทางเลือกชื่อนี้แล้ว"))]
    return []


def _order_problems(trial: Trial, numbers: set[int]) -> list[Problem]:
    """A committee's own order names every entry once."""
    if not trial.order:
        return []
    expected = _("ลำดับต้องมีทุกรายการ รายการละหนึ่งลำดับ")
    wrong = sorted(numbers ^ set(trial.order)) or [n for n, times in Counter(trial.order).items() if times > 1]
    return [Problem("order", str(number), expected) for number in wrong]


def adopt_scenario(  # a resolution is described once, by name
    *,
    plan: Plan,
    scenario: Scenario,
    meeting: Meeting | None,
    text: str,
    votes_for: int,
    by: Acting,
    votes_against: int = 0,
) -> Adoption:
    """Record that the committee chose a scenario: its list and its line become the worksheet's.

    Side effects, in this order: what was laid before the committee is laid no more; score, rank and place at the
    ceiling of every entry, and ceiling and tie-break of the worksheet, become the scenario's; the resolution is kept.
    The plan itself still needs the resolution that closes the level.

    Raises:
        NotHere, Refused, Stale: as the door does; the scenario is of another worksheet; the worksheet has changed since
            the scenario was saved.
        Invalid: no quorate members' meeting of the plan's owner, no words, no majority, more votes than members
            present, or a ceiling beyond the plan's envelopes.
    """
    with working_on(plan, "adopt_scenario", by) as (worksheet, act):
        if scenario.worksheet_id != worksheet.pk:
            raise NotHere(_("ไม่พบทางเลือกนี้ในตารางงานของแผนนี้"))
        candidates = ranking.candidates_of(worksheet)
        if scenarios.basis_of(scenarios.sheet_inputs(worksheet, candidates)) != scenario.basis:
            raise Stale(_("ตารางงานเปลี่ยนไปหลังบันทึกทางเลือก “%s” ให้บันทึกทางเลือกใหม่แล้วนำเข้าที่ประชุม") % scenario.name)
        problems = _resolution_problems(plan, meeting, text, votes_for, votes_against)
        envelope = ceiling_of(plan)
        if envelope is not None and scenario.ceiling > envelope:
            expected = _("เกินกรอบวงเงินตามหนังสือ %s บาท") % f"{envelope:,.2f}"
            problems.append(Problem("ceiling", str(scenario.ceiling), expected))
        if meeting is None or problems:
            raise Invalid(problems)
        _put_in_order(worksheet, scenario, [c.entry for c in candidates])
        adoption = Adoption.objects.create(
            scenario=scenario,
            meeting=meeting,
            text=text.strip(),
            votes_for=votes_for,
            votes_against=votes_against,
            office=by.office,
            adopted_at=clock.now(),
        )
        act.data = {"scenario": scenario.pk, "adoption": adoption.pk, "meeting": meeting.pk}
    return adoption


def _resolution_problems(
    plan: Plan, meeting: Meeting | None, text: str, votes_for: int, votes_against: int
) -> list[Problem]:
    if meeting is None or meeting.plan_id != plan.pk:
        return [Problem("meeting", "", _("เส้นกรอบวงเงินต้องมีมติที่ประชุมของคณะกรรมการเจ้าของแผน"))]
    found = text_problems("text", text, most=LONGEST_TEXT, required=True)
    present = meeting.members_present
    if not meeting.is_of_members or present < meeting.quorum:
        expected = _("ต้องเป็นการประชุมคณะกรรมการที่ครบองค์ประชุม")
        found.append(Problem("meeting", meeting.title, expected))
    if Adoption.objects.filter(meeting=meeting, scenario__worksheet__plan=plan).exists():
        found.append(Problem("meeting", meeting.title, _("การประชุมนี้เลือกทางเลือกไว้แล้ว หากจะเปลี่ยนต้องประชุมใหม่")))
    if min(votes_for, votes_against) < 0 or votes_for + votes_against > present:
        found.append(Problem("votes_for", str(votes_for), _("คะแนนเสียงรวมต้องไม่เกินผู้มาประชุม")))
    elif votes_for <= votes_against:
        found.append(Problem("votes_for", str(votes_for), _("เสียงเห็นชอบต้องมากกว่าเสียงไม่เห็นชอบ")))
    return found


def _put_in_order(worksheet: Worksheet, scenario: Scenario, entries: Sequence[ranking.Standing]) -> None:
    outcome = scenario.outcome
    places = {number: place for place, number in enumerate(outcome["order"])}
    for entry in entries:
        place = places[entry.number]
        entry.rank, entry.within_ceiling = place + 1, place < outcome["inside"]
        score = outcome["scores"][place]
        entry.score = None if score == "None" else Decimal(score)
    ranking.keep(entries)
    worksheet.scenario, worksheet.ceiling = scenario, scenario.ceiling
    worksheet.tie_break, worksheet.ranked_at = scenario.tie_break, clock.now()
    worksheet.save(update_fields=["scenario", "ceiling", "tie_break", "ranked_at"])
