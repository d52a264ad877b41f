"""What agencies and the province report on the commitments of an endorsed plan."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from approvals.governor import with_granted
from approvals.models import FundingOutcome, FundingResult
from directory import clock
from directory.acting import Acting
from directory.errors import Invalid, NotHere, Refused
from directory.mandates import mandate_of
from directory.powers import BodyKind, Power
from proposals.drafts import LONGEST_TEXT, text_problems
from proposals.models import Decision, PlanLine, Share
from tracking.models import Commitment, CommitmentUpdate, Status
from tracking.obligations import open_obligations
from workflow import journal
from workflow.door import lock, lock_plan
from workflow.jobs import job

MAY_FOLLOW: dict[str, set[str]] = {
    Status.WAITING: {Status.WAITING, Status.BUDGETED, Status.DROPPED},
    Status.BUDGETED: {Status.BUDGETED, Status.UNDER_WAY, Status.DROPPED},
    Status.UNDER_WAY: {Status.UNDER_WAY, Status.DONE, Status.DROPPED},
    Status.DONE: {Status.DONE},
    Status.DROPPED: {Status.DROPPED, Status.WAITING},
    Status.NOT_FUNDED: {Status.NOT_FUNDED, Status.WAITING},
}


@job("open_commitments")
def open_commitments(payload: dict[str, Any]) -> None:
    """Open a commitment for each line that stands in the endorsed plan, and an obligation for each condition.

    Run twice, it opens none the second time.
    """
    decision = Decision.objects.select_related("plan__cycle", "plan__owner__secretariat").get(pk=payload["decision"])
    plan = decision.plan
    answerable = plan.owner.desk
    districts: dict[int, set[str]] = {}
    for target_id, code in Share.objects.filter(target__plan=plan).values_list(
        "target_id", "source__proposal__district_code"
    ):
        districts.setdefault(target_id, set()).add(code)
    Commitment.objects.bulk_create(
        [
            Commitment(
                line_id=row.line_id,
                title=row.proposal_version.title,
                agency_id=row.agency_id or answerable.pk,
                province_code=plan.province_code,
                district_codes=sorted(districts.get(row.line_id, set())),
                amount=row.granted,  # type: ignore[attr-defined]  # annotated
                funding_source=row.funding_source or "province",
                year=plan.cycle.target_year,
                within_ceiling=row.within_ceiling is not False,
                updated_on=clock.today(),
            )
            for row in with_granted(
                PlanLine.objects.filter(
                    version=decision.version_id, line__fates__decision=decision, line__fates__kind="carried"
                ).select_related("proposal_version")
            )
        ],
        ignore_conflicts=True,
    )
    open_obligations(plan)


@job("settle_funding")
def settle_funding(payload: dict[str, Any]) -> None:
    """Put what a source of money answered into the commitments: the allocation, and a dated report of it.

    A commitment that is already under way keeps its status. Run twice, it changes nothing the second time.
    """
    outcomes = FundingOutcome.objects.filter(event=payload["event"]).select_related("line__commitment")
    with transaction.atomic():
        for outcome in outcomes.order_by("line_id"):
            commitment = outcome.line.commitment
            lock(commitment)
            if commitment.updates.filter(event=outcome.event_id).exists():
                continue
            granted = outcome.result != FundingResult.NOT_FUNDED
            status = Status.BUDGETED if granted else Status.NOT_FUNDED
            if commitment.status in {Status.WAITING, Status.NOT_FUNDED, Status.BUDGETED}:
                commitment.status, commitment.updated_on = status, outcome.decided_on
            commitment.allocated = outcome.amount
            commitment.save(update_fields=["status", "updated_on", "allocated"])
            CommitmentUpdate.objects.create(
                commitment=commitment,
                status=commitment.status,
                reported_on=outcome.decided_on,
                note=" ".join(part for part in (outcome.decided_by, outcome.letter, outcome.reason) if part),
                office=outcome.office,
                event=outcome.event,
            )


def update_commitment(*, commitment: Commitment, status: str, by: Acting, note: str = "") -> CommitmentUpdate:
    """Report how far a commitment has come: by its own agency, or by the province for it.

    Side effects: the dated update, the commitment's present status, and an event on the provincial plan's chain.

    Raises:
        NotHere: the commitment lies outside of the actor's areas.
        Refused: it is another agency's.
        Invalid: an unknown status, one that cannot follow the present one, or dropping it without a reason.
    """
    mandate = mandate_of(by)
    if not mandate.covers(Power.TRACK_COMMITMENTS, commitment.province_code):
        raise NotHere(_("ไม่พบรายการนี้ในพื้นที่ของท่าน"))
    if by.body.kind == BodyKind.AGENCY and by.body.pk != commitment.agency_id:
        raise Refused(_("รายการนี้เป็นของ %(agency)s") % {"agency": commitment.agency})
    with transaction.atomic():
        plan = lock_plan(commitment.line)
        lock(commitment)
        problems = text_problems("note", note, most=LONGEST_TEXT, required=status == Status.DROPPED)
        if status not in Status.values or status not in MAY_FOLLOW[commitment.status]:
            raise Invalid.of("status", status, _("สถานะนี้ต่อจาก “%s” ไม่ได้") % commitment.get_status_display())
        if problems:
            raise Invalid(problems)
        event = journal.append(
            plan, verb="update_commitment", record=commitment, by=by, source=commitment.status, target=status, note=note
        )
        plan.save(update_fields=["event_count", "event_head"])
        update = CommitmentUpdate.objects.create(
            commitment=commitment, status=status, reported_on=clock.today(), note=note, office=by.office, event=event
        )
        commitment.status, commitment.updated_on = status, update.reported_on
        commitment.save(update_fields=["status", "updated_on"])
    return update
