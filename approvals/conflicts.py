"""Conflict of interest: who wrote or scored a proposal does not decide it, and who stands back from it stays back.

What the records show is detected; what they cannot show a person declares (`approvals.verbs.recusals`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from approvals.models import GivenScore, Recusal
from directory.acting import By
from directory.errors import Refused
from directory.mandates import mandates_of
from directory.models import User
from proposals.models import CoAuthor, Line, Plan, Right, Suggestion
from workflow.models import EventItem

Kind = Recusal.Kind
AUTHORING = ("draft_proposals", "edit_proposal", "carry_over")
MOST_NAMED = 3


def conflicts_of(user: User, plan: Plan, line_ids: Collection[int], *, deciding: bool = True) -> dict[int, str]:
    """Of these lines, those that a person may not decide in a plan, with the kind of conflict. Six queries at most.

    ``deciding`` False asks who may score: having scored is no conflict then. A declaration comes before what the
    records show, so that its reason is the one that is told.
    """
    lines = {line.pk: line for line in Line.objects.filter(pk__in=line_ids).select_related("plan").only(*_OF_A_LINE)}
    if not lines:
        return {}
    found: dict[int, str] = {}
    if deciding:
        scored = GivenScore.objects.filter(line__in=lines, user=user).values_list("line_id", flat=True)
        found |= dict.fromkeys(scored.distinct(), Kind.SCORER.value)
    wrote = _written_by(user, lines)
    helped = _helped_by(user, lines)
    bodies = {mandate.body_id for mandate in mandates_of(user).values()}
    for pk, line in lines.items():
        if line.plan.owner_id in bodies:
            found[pk] = Kind.SAME_BODY.value
        if line.proposal_id in helped:
            found[pk] = Kind.CO_AUTHOR.value
        if line.proposal_id in wrote:
            found[pk] = Kind.AUTHOR.value
    for recusal in Recusal.objects.holding().filter(plan=plan, user=user):
        found |= {pk: recusal.kind for pk in lines if recusal.line_id in (None, pk)}
    return found


_OF_A_LINE = ("pk", "proposal_id", "plan__owner_id")


def _written_by(user: User, lines: Mapping[int, Line]) -> set[int]:
    """The proposals whose words a person wrote; what they only recorded from a body's signed paper is that body's."""
    written = EventItem.objects.filter(
        event__plan__in={line.plan_id for line in lines.values()},
        event__verb__in=AUTHORING,
        event__actor=user,
        event__behalf_body__isnull=True,
    )
    return set(written.values_list("record_id", flat=True))


def _helped_by(user: User, lines: Mapping[int, Line]) -> set[int]:
    """The proposals that a person was invited to write, or into which a suggestion of theirs was taken."""
    proposals = {line.proposal_id: line.plan_id for line in lines.values()}
    offices = list(mandates_of(user))
    invited = CoAuthor.objects.filter(
        Q(proposal__in=proposals) | Q(proposal__isnull=True, plan__in=set(proposals.values())),
        office__in=offices,
        right=Right.WRITE,
    ).values_list("proposal_id", "plan_id")
    helped: set[int] = set()
    for proposal_id, plan_id in invited:
        helped |= {proposal_id} if proposal_id else {pk for pk, of in proposals.items() if of == plan_id}
    taken = Suggestion.objects.filter(proposal__in=proposals, user=user, state=Suggestion.State.ACCEPTED)
    return helped | set(taken.values_list("proposal_id", flat=True))


def refuse_the_partial(by: By, plan: Plan, line_ids: Collection[int]) -> None:
    """Refuse whoever may not decide one of these lines.

    Raises:
        Refused: with the lines and the reason, and what to do.
    """
    user: Any = getattr(by, "user", None)
    found = conflicts_of(user, plan, line_ids) if user is not None else {}
    if not found:
        return
    named = Line.objects.filter(pk__in=sorted(found)[:MOST_NAMED]).values_list("pk", "proposal__reference")
    told = ", ".join(f"{reference} ({Kind(found[pk]).label})" for pk, reference in named)
    more = _(" และอีก %s โครงการ") % (len(found) - MOST_NAMED) if len(found) > MOST_NAMED else ""
    raise Refused(
        _("%(who)s มีส่วนได้เสียกับโครงการ %(lines)s จึงพิจารณาไม่ได้ ให้ผู้ดำรงตำแหน่งอื่นพิจารณาแทน")
        % {"who": user, "lines": told + more}
    )
