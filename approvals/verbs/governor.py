"""The governor decides line by line, unseen, and publishes all of it at once: by hand, or on a day by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from approvals.drafts import ChoiceDraft
from approvals.governor import latest_choices
from approvals.models import Embargo, GovernorChoice
from approvals.stakes import refuse_an_undeclared_stake
from approvals.verbs.province import endorse_plan
from directory import clock
from directory.acting import Acting
from directory.errors import Invalid, NotHere, Problem, Refused, Stale
from directory.models import Body
from directory.powers import Power
from directory.queries import inside
from proposals.drafts import text_problems
from proposals.models import Plan, PlanState, PlanVersion
from workflow import desk, door, jobs
from workflow.jobs import job
from workflow.models import Notice

LONGEST_EMBARGO, LONGEST_BASIS, MOST_LINES = 366, 300, 500


@contextmanager
def _unseen(plan: Plan, seen: PlanVersion, by: Acting) -> Iterator[None]:
    """What the governor writes before publishing: the door's questions in the door's order, and nothing on the plan.

    An event, a revision or a due date would tell everybody who sees the plan that something is being decided, and
    when. So the rows themselves are the record, never changed, and the event of the endorsement holds their digest.
    """
    with transaction.atomic():
        door.admit(plan, Power.ENDORSE_PLAN, by)
        desk.hold(plan)
        door.lock(plan)
        if plan.state != PlanState.ADOPTED or not plan.is_at(seen) or desk.waiting_task(plan, "endorse") is None:
            raise Stale(door.who_changed(plan))
        yield


def choose_for_lines(
    *, plan: Plan, seen: PlanVersion, choices: Mapping[int, ChoiceDraft], by: Acting
) -> list[GovernorChoice]:
    """Draft what becomes of lines of the version on the governor's desk. Nobody else learns of it before it is public.

    A later choice for a line replaces the earlier one, which stays on record. Lines that nobody chose for are carried
    as proposed. Repeating a choice adds another row and changes nothing.

    Raises:
        NotHere, Refused: as the door does; or the person wrote or scored a project that lives on in one of these lines
            and does not stand back from it, or stands back from all of the plan.
        Stale: the plan is not on the governor's desk, or not in this version.
        Invalid: nothing chosen, a line that is not in it, an amount above what is proposed, a condition without owner
            or day, a reason that is missing; each is named.
    """
    with _unseen(plan, seen, by):
        proposed = dict(seen.plan_lines.filter(line__in=choices).values_list("line_id", "proposed"))
        problems = [
            Problem("lines", str(line), _("ไม่มีรายการนี้ในแผนฉบับนี้")) for line in sorted(choices.keys() - proposed.keys())
        ]
        if not 1 <= len(choices) <= MOST_LINES:
            problems.append(Problem("lines", str(len(choices)), _("เลือกได้ครั้งละ 1 ถึง %s รายการ") % MOST_LINES))
        owners = {draft.owner_id for draft in choices.values() if draft.owner_id}
        known = owners_in(plan).filter(pk__in=owners)
        there = set(known.values_list("pk", flat=True)) if owners else set()
        for line, baht in proposed.items():
            problems += choices[line].problems(f"choices[{line}]", baht, there)
        if problems:
            raise Invalid(problems)
        refuse_an_undeclared_stake(plan, seen, by, lines=choices.keys())
        moment = clock.now()
        return GovernorChoice.objects.bulk_create(
            [
                GovernorChoice(
                    version=seen,
                    version_hash=seen.hash,
                    line_id=line,
                    office=by.office,
                    user=by.user,
                    chosen_at=moment,
                    **choices[line].columns(proposed[line]),
                )
                for line in sorted(proposed)
            ]
        )


def owners_in(plan: Plan) -> Any:
    """The bodies of a province that may be given a condition: its agencies, local organizations, councils, desks."""
    return Body.objects.filter(inside(plan.province_code), ended_on__isnull=True).order_by("name", "pk")


def embargo_plan(
    *, plan: Plan, seen: PlanVersion, publish_on: date | None, by: Acting, legal_basis: str = ""
) -> Embargo:
    """Have what is drafted on this version published by itself at the beginning of a day; None lifts that again.

    Side effects: a job for that moment. It endorses as this person in this office, and does nothing if the plan left
    the desk meanwhile, another day was set, or the person no longer holds the office: then the office is told.

    Raises:
        NotHere, Refused, Stale: as `choose_for_lines`.
        Invalid: a day that is not ahead or more than a year ahead, a condition that would be due by then, nothing to
            lift, or too long a legal basis; each is named.
    """
    with _unseen(plan, seen, by):
        problems = text_problems("legal_basis", legal_basis, most=LONGEST_BASIS)
        last = Embargo.objects.filter(plan=plan).order_by("-pk").first()
        today = clock.today()
        if publish_on is None and (last is None or last.publish_on is None):
            problems.append(Problem("publish_on", "", _("ไม่มีกำหนดประกาศให้ยกเลิก")))
        problems += [
            Problem("publish_on", str(publish_on), _("ต้องก่อนกำหนดของเงื่อนไข %s") % each.condition[:60])
            for each in latest_choices(seen).values()
            if publish_on is not None and each.due_on is not None and each.due_on <= publish_on
        ]
        if publish_on is not None and not today < publish_on <= today + timedelta(days=LONGEST_EMBARGO):
            problems.append(Problem("publish_on", str(publish_on), _("ต้องเป็นวันข้างหน้า ไม่เกินหนึ่งปี")))
        if problems:
            raise Invalid(problems)
        embargo = Embargo.objects.create(
            plan=plan,
            version=seen,
            version_hash=seen.hash,
            publish_on=publish_on,
            legal_basis=legal_basis.strip(),
            office=by.office,
            user=by.user,
            set_at=clock.now(),
        )
        if publish_on is not None:
            begins = clock.midnight_after(publish_on - timedelta(days=1))
            jobs.enqueue("publish_embargo", key=str(embargo.pk), payload={"embargo": embargo.pk}, after=begins)
    return embargo


@job("publish_embargo")
def publish_embargo(payload: dict[str, Any]) -> None:
    """Publish on its day what was drafted, in the name of who set the day. Run twice, it publishes once.

    Where that is refused, the office that set it is told once, and decides by hand.
    """
    embargo = Embargo.objects.select_related("plan__owner__secretariat", "version", "office__body", "user").get(
        pk=payload["embargo"]
    )
    plan = embargo.plan
    later = Embargo.objects.filter(plan=plan, pk__gt=embargo.pk).exists()
    is_due = embargo.publish_on is not None and embargo.publish_on <= clock.today()
    if later or not is_due or plan.state != PlanState.ADOPTED or not plan.is_at(embargo.version):
        return
    try:
        by = Acting.as_holder(embargo.user, embargo.office)
        endorse_plan(plan=plan, seen=embargo.version, by=by, legal_basis=embargo.legal_basis)
    except (Refused, NotHere, Invalid):
        told = {"body": embargo.office.body, "plan": plan, "verb": "publish_embargo"}
        if not Notice.objects.filter(**told, at__gte=embargo.set_at).exists():
            Notice.objects.create(**told, at=clock.now())
