"""A self-managed province: its councils' provincial meeting resolves on the province's plan before ก.บ.จ. does."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from approvals.models import Worksheet
from directory.acting import Acting
from directory.errors import Invalid
from directory.models import Body
from proposals.drafts import LONGEST_TEXT, MeetingDraft, text_problems
from proposals.models import Plan, PlanState, PlanVersion
from proposals.queries import owner_of, submitters_below
from proposals.verbs.meetings import pass_resolution, record_meeting
from workflow import desk
from workflow.effects import effects

ASSEMBLY = "assembly"


@dataclass(frozen=True, slots=True)
class Votes:
    """What a meeting resolved, and how it voted."""

    text: str
    votes_for: int
    votes_against: int = 0
    abstained: int = 0


def assembly_of(plan: Plan) -> list[Body]:
    """Audience: the councils' provincial meeting."""
    return [plan.assembly] if plan.assembly is not None else []


@effects(papers=["P11"], notifies=[owner_of, submitters_below])
def resolve_in_assembly(*, plan: Plan, seen: PlanVersion, draft: MeetingDraft, votes: Votes, by: Acting) -> Plan:
    """The councils' provincial meeting resolves on exactly this version of the province's plan, before ก.บ.จ. does.

    Side effects, in this order: the meeting with its roster; its resolution on the version; the step is complete and
    ก.บ.จ. is asked; the meeting's minutes are prepared (P11). A change of the plan afterwards needs another resolution.

    Raises:
        NotHere, Refused, Stale: as the door does; the plan has not been laid, or is on another desk.
        Invalid: the plan was not laid in this version, there was no quorum or no majority, or a text is wrong.
    """
    with desk.opened(plan, "assemble", by=by, seen=seen) as step:
        _refuse_unless_laid(plan, seen)
        meeting = record_meeting(plan=plan, draft=draft, by=by, party=ASSEMBLY)
        resolution = pass_resolution(
            meeting=meeting,
            version=seen,
            text=votes.text,
            votes_for=votes.votes_for,
            votes_against=votes.votes_against,
            abstained=votes.abstained,
            by=by,
        )
        step.fire("assemble", data={"resolution": resolution.pk, "version_hash": resolution.version_hash})
    return plan


@effects(notifies=assembly_of)
def ask_assembly_again(*, plan: Plan, seen: PlanVersion, reason: str, by: Acting) -> Plan:
    """ก.บ.จ. does not adopt what the councils resolved, and asks their meeting to think again, with its reason.

    Raises:
        NotHere, Refused, Stale: as the door does.
        Invalid: there is no reason, or the province does not manage itself.
    """
    with desk.opened(plan, "adopt", by=by, seen=seen) as step:
        if problems := text_problems("reason", reason, most=LONGEST_TEXT, required=True):
            raise Invalid(problems)
        step.fire("refer_back", note=reason)
    return plan


def _refuse_unless_laid(plan: Plan, seen: PlanVersion) -> None:
    """Nobody resolves on what was not laid before the meeting."""
    laid = Worksheet.objects.filter(plan=plan, laid_version=seen).exists()
    if plan.state == PlanState.COMPILING and not laid:
        raise Invalid.of("version", str(seen.number), _("ยังไม่ได้จัดทำบัญชีเสนอที่ประชุม"))
