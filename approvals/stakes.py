"""What somebody who decides on a whole plan has a part in: the lines that they wrote or scored and that live on in it.

A line that one person decides is refused to whoever has a stake in it (`approvals.conflicts`). An approver, the chair
who records a committee's resolution and the governor decide on many lines at once, and in a small district the same
people score and sign: they say from which of them they stand back, which is kept and printed, and decide on the rest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from approvals.conflicts import AUTHORING, MOST_NAMED, Kind
from approvals.models import GivenScore, ItemShare, Recusal
from directory.acting import Acting
from directory.errors import Refused
from directory.models import User
from proposals.models import Level, Line, Plan, PlanVersion, Share
from workflow.models import EventItem


@dataclass(frozen=True, slots=True)
class Stake:
    """A line of a version that a person has a part in, what part, and the line below by which it is known.

    ``below`` stands on the plan's worksheet and keeps its identity however often the version is laid anew, so that is
    what one stands back from; it is the line itself where it came by no worksheet. ``reference`` is the proposal's that
    the person wrote or scored.
    """

    line: int
    below: int
    kind: str
    reference: str


Own = dict[int, tuple[str, str]]


def stakes_in(user: User, version: PlanVersion) -> list[Stake]:
    """The lines of a version in which lives on what a person wrote or scored alone. Nine queries at most, two for most.

    From the few that the person wrote or scored upward, not from the thousands that a plan has. What somebody only
    recorded from a body's signed paper, and a score that a committee agreed on, are that body's.
    """
    reached = _own_lines(user, version)
    found: Own = {}
    for _level in Level:
        if not reached:
            break
        found |= {line: own for line, own in reached.items() if line not in found}
        # All shares ever written: what an appeal leads elsewhere lies in what was merged until that is replaced.
        upward = Share.objects.filter(source__in=reached).values_list("target_id", "source_id")
        reached = {target: reached[source] for target, source in upward}
    if not found:
        return []
    below: dict[int, list[int]] = defaultdict(list)
    laid = ItemShare.objects.filter(entry__worksheet__plan=version.plan_id, item__line__in=found)
    for target, source in laid.order_by("item__line").values_list("entry__line", "item__line"):
        if target is not None:
            below[target].append(source)
    here = version.plan_lines.filter(line__in={*found, *below}).order_by("line_id").values_list("line_id", flat=True)
    return [Stake(line, source, *found[source]) for line in here for source in below.get(line, [line])]


def _own_lines(user: User, version: PlanVersion) -> Own:
    """The lines of a version's cycle that a person scored alone or wrote, with what of both and the proposal.

    Having written comes before having scored. Two queries.
    """
    cycle = version.plan.cycle_id
    written = EventItem.objects.filter(
        event__verb__in=AUTHORING, event__actor=user, event__behalf_body__isnull=True, event__plan__cycle=cycle
    ).values("record_id")
    scored = GivenScore.objects.filter(user=user, line__plan__cycle=cycle)
    own: Own = {
        line: (Kind.SCORER.value, reference)
        for line, reference in scored.order_by().values_list("line_id", "line__proposal__reference").distinct()
    }
    lines = Line.objects.filter(proposal__in=written, plan__cycle=cycle)
    return own | {pk: (Kind.AUTHOR.value, name) for pk, name in lines.values_list("pk", "proposal__reference")}


def undeclared(by: Acting, plan: Plan, stakes: Iterable[Stake]) -> list[Stake]:
    """Of these stakes, those from which a person does not stand back in a plan. One query."""
    back = set(Recusal.objects.holding().filter(plan=plan, user=by.user).values_list("line_id", flat=True))
    return [] if None in back else [each for each in stakes if not back & {each.line, each.below}]


def to_declare(by: Acting, plan: Plan) -> list[str]:
    """The references of what a person still has to stand back from before deciding on the version on the desk."""
    stakes = stakes_in(by.user, plan.version_on_desk)
    return sorted({each.reference for each in undeclared(by, plan, stakes)}) if stakes else []


def refuse_an_undeclared_stake(
    plan: Plan, seen: PlanVersion, by: Acting, *, lines: Collection[int] | None = None
) -> None:
    """Refuse whoever has a part in lines of a version and has not stood back from them, or stands back from all of it.

    ``lines`` are those decided on now, all of them by default. Who only records a body's act from its signed paper
    decides nothing, as in `approvals.appeals.has_decided`.

    Raises:
        Refused: with the lines and the reason, and what to do.
    """
    if by.behalf is not None:
        return
    if Recusal.objects.holding().filter(plan=plan, user=by.user, line__isnull=True).exists():
        raise Refused(
            _("%(who)s แจ้งไม่ร่วมพิจารณาแผนนี้ทั้งแผน ต้องให้ผู้ดำรงตำแหน่งอื่นพิจารณาแทน หรือถอนการแจ้งก่อน") % {"who": by.user}
        )
    stakes = [each for each in stakes_in(by.user, seen) if lines is None or each.line in lines]
    left = {each.reference: each for each in undeclared(by, plan, stakes)} if stakes else {}
    if left:
        named = ", ".join(f"{name} ({Kind(left[name].kind).label})" for name in sorted(left)[:MOST_NAMED])
        more = _(" และอีก %s โครงการ") % (len(left) - MOST_NAMED) if len(left) > MOST_NAMED else ""
        raise Refused(
            _("%(who)s มีส่วนได้เสียกับโครงการ %(lines)s ที่อยู่ในแผนนี้ ต้องแจ้งการมีส่วนได้เสียในโครงการนั้นก่อน จึงพิจารณาส่วนที่เหลือได้")
            % {"who": by.user, "lines": named + more}
        )
