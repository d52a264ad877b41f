"""Ballots on a plan's projects: prepared, opened with everything fixed, or declared void."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from directory import clock
from directory.acting import Acting
from directory.errors import Invalid, NotHere, Problem, Stale
from directory.models import Village
from directory.powers import Power
from documents.verbs import CHECK_ALPHABET
from proposals.ballot_drafts import BallotDraft
from proposals.drafts import text_problems
from proposals.models import Ballot, BallotOption, BallotState, GroupedVillage, Plan, PlanLine, PlanState
from proposals.verbs.ballot_counting import seal
from workflow import door
from workflow.models.journal import digest

MAY_VOTE = (PlanState.DRAFT, PlanState.RETURNED, PlanState.COMPILING)
CODE_LENGTH = 8


def prepare_ballot(*, plan: Plan, draft: BallotDraft, by: Acting) -> Ballot:
    """Prepare a ballot on projects of the version on the desk, with the rule that it will be counted by.

    Raises:
        NotHere, Refused: the actor does not write for this body.
        Stale: the plan is with somebody else.
        Invalid: an unfit rule, no envelope, no voters, fewer than two projects, or one that the plan does not have; a
            group without a name, or of a village elsewhere.
    """
    with door.act(plan, "prepare_ballot", by=by, power=Power.WRITE_PLAN, states=MAY_VOTE) as act:
        _require_sound(plan, draft)
        code = "".join(secrets.choice(CHECK_ALPHABET) for _place in range(CODE_LENGTH))
        ballot = Ballot(plan=plan, code=code)
        _write(ballot, draft)
        act.data = _facts(ballot)
    return ballot


def change_ballot(*, ballot: Ballot, draft: BallotDraft, seen: int, by: Acting) -> Ballot:
    """Change a ballot that has not been opened. Once it is open, its rule, envelope and projects stay as they are.

    Raises:
        NotHere, Refused, Invalid: as `prepare_ballot`.
        Stale: somebody else changed it, or it has been opened.
    """
    with door.act(ballot.plan, "change_ballot", by=by, power=Power.WRITE_PLAN, states=MAY_VOTE) as act:
        _require_draft(ballot, seen)
        _require_sound(ballot.plan, draft)
        ballot.revision += 1
        _write(ballot, draft)
        act.data = _facts(ballot)
    return ballot


def discard_ballot(*, ballot: Ballot, by: Acting) -> None:
    """Delete a ballot that was never opened.

    Raises:
        NotHere, Refused: as `prepare_ballot`.
        Stale: it has been opened.
    """
    with door.act(ballot.plan, "discard_ballot", by=by, power=Power.WRITE_PLAN) as act:
        _require_draft(ballot, ballot.revision)
        act.data = {"ballot": ballot.pk}
        ballot.delete()


def open_ballot(*, ballot: Ballot, seen: int, by: Acting) -> Ballot:
    """Let people vote. From now on neither rule nor envelope nor projects change, in the database itself.

    The projects' titles, costs and villages are taken from the plan as they are at this moment, and numbered.

    Raises:
        NotHere, Refused: as `prepare_ballot`.
        Stale: somebody was faster, or the plan is with somebody else.
        Invalid: a project has left the plan meanwhile, or has no cost to count with.
    """
    with transaction.atomic():
        door.admit(ballot, Power.WRITE_PLAN, by)
        plan = door.lock_plan(ballot)
        _require_draft(ballot, seen)
        if plan.state not in MAY_VOTE:
            raise Stale(door.who_changed(plan))
        numbers = list(ballot.options.order_by("number").values_list("line_number", flat=True))
        options = _options(ballot, plan, numbers)
        if problems := _unfit(numbers, options):
            raise Invalid(problems)
        ballot.options.all().delete()
        BallotOption.objects.bulk_create(options)
        door.fire_locked(ballot, "open_vote", by=by, seen=seen, chain=plan, data=_facts(ballot), on=clock.today())
    return ballot


def annul_ballot(*, ballot: Ballot, reason: str, seen: int, by: Acting) -> Ballot:
    """Declare an open ballot void, with the reason that its page then shows. What was voted is not counted.

    Raises:
        NotHere, Refused: as `prepare_ballot`.
        Stale: it is not open any more.
        Invalid: without a reason.
    """
    with transaction.atomic():
        door.admit(ballot, Power.WRITE_PLAN, by)
        if problems := text_problems("reason", reason, most=300, required=True):
            raise Invalid(problems)
        plan = door.lock_plan(ballot)
        door.lock(ballot)
        if ballot.state != BallotState.OPEN:
            raise Stale(door.who_changed(ballot))
        votes = seal(ballot)
        data = {"ballot": ballot.pk, "votes": len(votes)}
        door.fire_locked(ballot, "annul_vote", by=by, seen=seen, chain=plan, data=data, reason=reason, on=clock.today())
    return ballot


def _require_draft(ballot: Ballot, seen: int) -> None:
    if not Ballot.objects.filter(pk=ballot.pk).exists():
        raise NotHere(_("ไม่พบการลงคะแนนนี้"))
    door.lock(ballot)
    if ballot.state != BallotState.DRAFT or ballot.revision != seen:
        raise Stale(door.who_changed(ballot))


def _require_sound(plan: Plan, draft: BallotDraft) -> None:
    problems = draft.problems()
    known = set(_rows(plan, draft.lines).values_list("line__number", flat=True))
    problems += [Problem("lines", str(n), _("ไม่มีโครงการนี้ในแผน")) for n in draft.lines if n not in known]
    villages = set(Village.objects.filter(area=plan.area_id).values_list("pk", flat=True)) if draft.groups else set()
    elsewhere = [village for village in draft.groups if village not in villages]
    problems += [Problem(f"group_{village}", str(village), _("ไม่มีหมู่บ้านนี้ในตำบลของแผน")) for village in elsewhere]
    if draft.meeting is not None and draft.meeting.plan_id != plan.pk:
        problems.append(Problem("meeting", str(draft.meeting), _("การประชุมนี้ไม่ใช่ของแผนนี้")))
    if problems:
        raise Invalid(problems)


def _write(ballot: Ballot, draft: BallotDraft) -> None:
    ballot.title, ballot.method, ballot.rule = draft.title.strip(), draft.method, draft.rule
    ballot.dots = draft.dots if draft.method == "dots" else None
    ballot.budget, ballot.budget_from = draft.budget, draft.budget_from.strip()
    ballot.voters, ballot.meeting = draft.voters, draft.meeting
    ballot.save()
    ballot.grouped_villages.all().delete()
    GroupedVillage.objects.bulk_create(
        [
            GroupedVillage(ballot=ballot, village_id=village, group=" ".join(name.split()))
            for village, name in draft.groups.items()
        ]
    )
    ballot.options.all().delete()
    BallotOption.objects.bulk_create(_options(ballot, ballot.plan, draft.lines))


def _rows(plan: Plan, numbers: Sequence[int]) -> QuerySet[PlanLine]:
    return PlanLine.objects.filter(version=plan.current_version_id, line__number__in=numbers)


def _options(ballot: Ballot, plan: Plan, numbers: Sequence[int]) -> list[BallotOption]:
    """The options that these lines are now, in their order; a line that has left the plan is none."""
    rows = {row.line.number: row for row in _rows(plan, numbers).select_related("line", "proposal_version__village")}
    groups: dict[int | None, str] = dict(ballot.grouped_villages.values_list("village_id", "group"))
    return [
        BallotOption(
            ballot=ballot,
            number=place,
            line_number=number,
            title=rows[number].proposal_version.title,
            cost=rows[number].asked,
            village=str(rows[number].proposal_version.village or ""),
            group=groups.get(rows[number].proposal_version.village_id, ""),
        )
        for place, number in enumerate((n for n in numbers if n in rows), 1)
    ]


def _unfit(numbers: Sequence[int], options: Sequence[BallotOption]) -> list[Problem]:
    present = {option.line_number for option in options}
    gone = [Problem("lines", str(n), _("โครงการนี้ไม่อยู่ในแผนแล้ว ให้แก้ไขบัตรก่อนเปิด")) for n in numbers if n not in present]
    free = [o for o in options if o.cost <= 0]
    return gone + [Problem("lines", o.title[:60], _("โครงการนี้ยังไม่มีงบประมาณ จึงเทียบกับวงเงินไม่ได้")) for o in free]


def _facts(ballot: Ballot) -> dict[str, object]:
    """What the log keeps of how a ballot is held."""
    return {
        "ballot": ballot.pk,
        "method": ballot.method,
        "rule": ballot.rule,
        "budget": str(ballot.budget),
        "voters": ballot.voters,
        "groups": digest(list(ballot.grouped_villages.values_list("village_id", "group"))),
    }
