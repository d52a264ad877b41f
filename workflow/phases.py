"""The announced dates of a cycle's phases: which hold for a plan, and the deadlines that follow from them.

The nearest area's date counts: a subdistrict's own before its district's, and that before the province's. A phase has a
deadline of its kind while it runs for a plan; `keep_up` sets and settles it as the plan moves from desk to desk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from directory import clock
from workflow import deadlines
from workflow.models import Deadline, PhaseDate

Dates = Mapping[str, PhaseDate]
Question = Callable[[Any], bool]


@dataclass(frozen=True, slots=True)
class Rule:
    """At which level of plans a phase lies, which kind of deadline it has, and whether it runs for a plan now.

    One without a question has a deadline that its verb counts in days; the announced date is only its end.
    """

    level: str
    kind: str
    runs: Question | None


_rules: dict[str, Rule] = {}


def declare(phase: str, *, level: str, kind: str = "", runs: Question | None) -> None:
    """Say what a phase means for plans; a kind that is not given is called as the phase is."""
    _rules[phase] = Rule(level, kind or phase, runs)


def kind_of(phase: str) -> str:
    """Which kind of deadline a phase has."""
    return _rules[phase].kind


def level_of(phase: str) -> str:
    """The level of plans at which a phase lies."""
    return _rules[phase].level


def chain_of(area_code: str) -> list[str]:
    """An area and those above it, the nearest first."""
    return [area_code[:length] for length in (6, 4, 2) if length <= len(area_code)]


def standing(codes: Iterable[str], target_year: int) -> dict[tuple[str, str], PhaseDate]:
    """The latest date of each area and phase in a year. One query."""
    found = PhaseDate.objects.filter(area__in=set(codes), target_year=target_year).order_by("pk")
    return {(str(each.area_id), each.phase): each for each in found}  # the later one stands


def dates_of(plan: Any, known: Mapping[tuple[str, str], PhaseDate] | None = None) -> dict[str, PhaseDate]:
    """The dates that hold for a plan, by phase of its level; ``known`` saves the query."""
    chain = chain_of(plan.area_code)
    if known is None:
        known = standing(chain, plan.cycle.target_year)
    found: dict[str, PhaseDate] = {}
    for phase, rule in _rules.items():
        if rule.level == plan.level:
            nearest = next((known[code, phase] for code in chain if (code, phase) in known), None)
            if nearest is not None:
                found[phase] = nearest
    return found


def dates_of_all(plans: Sequence[Any]) -> dict[int, dict[str, PhaseDate]]:
    """The same for plans of one cycle, by plan. One query."""
    if not plans:
        return {}
    known = standing({code for plan in plans for code in chain_of(plan.area_code)}, plans[0].cycle.target_year)
    return {plan.pk: dates_of(plan, known) for plan in plans}


def end_of(plan: Any, phase: str, counted: date) -> dict[str, Any]:
    """When a deadline that a verb counts in days ends: the announced day while it lies ahead, else the counted one.

    The answer is what `set_deadline` is called with; the announced letter goes with its date.
    """
    announced = dates_of(plan).get(phase)
    return {"due_on": counted} if announced is None or announced.due_on <= clock.today() else _as_announced(announced)


def keep_up(plan: Any) -> None:
    """Set the deadlines of the phases that run for a plan now, and settle those of phases that are over.

    A deadline that runs or is overdue stays as it is. Run twice, it changes nothing. One query where no date was
    announced for the plan's area, and one more where some was.
    """
    keep_up_all([plan])


def keep_up_all(plans: Sequence[Any]) -> dict[int, dict[str, PhaseDate]]:
    """The same for plans of one cycle; answers which dates hold for which of them."""
    dates = dates_of_all(plans)
    concerned = [plan for plan in plans if dates[plan.pk]]
    present = _present(concerned)
    for plan in concerned:
        _follow(plan, dates[plan.pk], present.get(plan.pk, {}))
    return dates


def _present(plans: Sequence[Any]) -> dict[int, dict[str, Deadline]]:
    """The deadlines of phases that run or are overdue, by plan and kind."""
    if not plans:
        return {}
    still = Q(settled_at__isnull=True, replaced_by__isnull=True) | Q(lapsed_at__isnull=False, done_at__isnull=True)
    kinds = {rule.kind for rule in _rules.values()}
    found: dict[int, dict[str, Deadline]] = {}
    for deadline in Deadline.objects.filter(still, plan__in=plans, kind__in=kinds).order_by("pk"):
        found.setdefault(deadline.plan_id, {})[deadline.kind] = deadline
    return found


def _follow(plan: Any, dates: Dates, present: Mapping[str, Deadline]) -> None:
    for phase, announced in dates.items():
        rule = _rules[phase]
        if rule.runs is None:
            continue
        runs = rule.runs(plan)
        if runs and rule.kind not in present:
            deadlines.set_deadline(plan, rule.kind, **_as_announced(announced))
        elif not runs and rule.kind in present:
            deadlines.settle(plan, rule.kind)


def apply(phase: str, plans: Sequence[Any], before: Mapping[int, Dates]) -> list[Any]:
    """Move the deadlines of a phase to the dates that hold now; answers the plans whose deadline moved.

    What runs longer by a letter of its own, or by the days that were counted for it, is not shortened. One that is
    overdue runs again where the new day lies ahead.
    """
    rule = _rules[phase]
    dates, present = dates_of_all(plans), _present(plans)
    moved: list[Any] = []
    for plan in plans:
        announced = dates[plan.pk][phase]
        running = present.get(plan.pk, {}).get(rule.kind)
        if running is None and (rule.runs is None or not rule.runs(plan)):
            continue
        if running is not None and _is_longer(running, announced, before.get(plan.pk, {}).get(phase)):
            continue
        deadline = deadlines.set_deadline(plan, rule.kind, **_as_announced(announced))
        if running is None or deadline.pk != running.pk:
            moved.append(plan)
        if running is not None and running.lapsed_at is not None:
            _runs_again(running, deadline)
    return moved


def _is_longer(running: Deadline, announced: PhaseDate, earlier: PhaseDate | None) -> bool:
    """Whether counted days, or a letter that extended it for its plan alone, last longer than the new date."""
    if running.due_on < announced.due_on or (earlier is not None and running.due_on == earlier.due_on):
        return False
    return not running.announced_by or Deadline.objects.filter(replaced_by=running).exists()


def _runs_again(lapsed: Deadline, new: Deadline) -> None:
    lapsed.done_at, lapsed.replaced_by = clock.now(), new
    lapsed.save(update_fields=["done_at", "replaced_by"])


def _as_announced(found: PhaseDate) -> dict[str, Any]:
    return {
        "due_on": found.due_on,
        "announced_by": found.announced_by,
        "announced_on": found.announced_on,
        "reason": found.reason,
    }


def announced_for(where: Q) -> list[PhaseDate]:
    """The dates that stand where a question says, the nearest day first. One query."""
    found = PhaseDate.objects.filter(where).select_related("area").order_by("pk")
    latest = {(each.area_id, each.target_year, each.phase): each for each in found}
    return sorted(latest.values(), key=lambda each: (each.due_on, each.pk))
