"""What a merger or a split becomes once an appeal against it is granted: what replaces which line, and for whom.

The line that left goes alone, in its own words; of each line that it fed stays what its other sources ask, in the words
that the level gave it. Until that goes in above nothing changes for the others: their baht stand where they were. Then
their fates lead to what is left (`led_elsewhere`), so that all who follow the shares find it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from approvals.composing import draft_of, sources_of
from approvals.models import Entry
from directory import clock
from directory.errors import Invalid, Problem
from proposals import written
from proposals.drafts import FateDraft, ProposalDraft
from proposals.models import Fate, FateKind, Line, Plan, PlanLine, PlanState, Share
from workflow.models import Notice

TAKEN_APART = (FateKind.MERGED, FateKind.SPLIT)
OTHERS_LEFT = "taken_apart"
COMPOSED = (
    *("title", "strategy", "programme", "rationale", "objective", "target_output", "expected_result", "place"),
    *("lead_agency", "beneficiaries", "beneficiary_group", "work_class", "latitude", "longitude", "indicators"),
)


@dataclass(frozen=True, slots=True)
class Rest:
    """What stays of a line above when one of its sources has left: nothing, where it had no other."""

    replaced: Line
    draft: ProposalDraft | None = None
    place: dict[str, Any] = field(default_factory=dict)


def standing_fate(fate: Fate) -> Fate:
    """What became of its line in the end, as later fates revised it. One query."""
    return Fate.objects.select_related("decision__version", "line").get(line=fate.line_id, revised_by=None)


def rests_without(fate: Fate) -> list[Rest]:
    """What stays of each line into which a fate led its line, without that line. Few queries for each.

    Raises:
        Invalid: somebody above has decided on one of them meanwhile, or an amendment replaces it that has not gone in;
            each is named.
    """
    shares = fate.shares.select_related("target__proposal", "target__plan__cycle").order_by("target_id")
    targets = [share.target for share in shares]
    if problems := [problem for target in targets for problem in _in_the_way(target)]:
        raise Invalid(problems)
    return [_rest_of(target, fate.line_id) for target in targets]


def _in_the_way(target: Line) -> list[Problem]:
    """Why a line above can no longer be taken apart, or not yet."""
    reference = target.proposal.reference
    if Fate.objects.filter(line=target).exists():
        return [Problem("outcome", reference, _("ระดับเหนือขึ้นไปมีผลของโครงการ %s แล้ว จึงแยกออกไม่ได้") % reference)]
    waiting = Plan.objects.filter(lines__replaces=target).exclude(state=PlanState.DROPPED).first()
    if waiting is None:
        return []
    names = {"project": reference, "plan": waiting.reference}
    why = _("โครงการ %(project)s อยู่ในฉบับเปลี่ยนแปลง รหัส %(plan)s ที่ยังไม่ได้นำเข้า ให้รับรองและนำเข้าฉบับนั้นก่อน") % names
    return [Problem("outcome", reference, why)]


def _rest_of(target: Line, leaving: int) -> Rest:
    feeding = Share.objects.standing().filter(target=target).values_list("source_id", flat=True)
    others = set(feeding) - {leaving}
    if not others:
        return Rest(target)
    row = PlanLine.objects.select_related("proposal_version").get(line=target, version=F("line__plan__current_version"))
    entry = _entry_of(target)
    sources = [each for each in sources_of(entry.worksheet, entry)[entry.pk] if each.line_id in {*others, leaving}]
    year = target.plan.cycle.target_year
    before, now = draft_of(entry, sources, year), written.draft_of(row.proposal_version)
    draft = draft_of(entry, [each for each in sources if each.line_id in others], year)
    return Rest(target, _as_changed_since(draft, before, now), _place_of(row, draft.asked))


def _entry_of(target: Line) -> Entry:
    """The worksheet's entry of which a line was made; what is left of one, by however many appeals, has its entry."""
    found, line = None, target
    while found is None:
        found = Entry.objects.select_related("worksheet__plan__cycle").filter(line=line).first()
        line = line if found else line.replaces.get()
    return found


def _as_changed_since(draft: ProposalDraft, before: ProposalDraft, now: ProposalDraft) -> ProposalDraft:
    """The draft, saying what its owner has since written, or placed, otherwise than the worksheet had it."""
    changed = [name for name in COMPOSED if _plain(before, name) != _plain(now, name)]
    return replace(draft, **{name: getattr(now, name) for name in changed})


def _plain(draft: ProposalDraft, name: str) -> Any:
    value = getattr(draft, name)
    return value.strip() if isinstance(value, str) else list(value) if name == "indicators" else value


def _place_of(row: PlanLine, asked: Decimal) -> dict[str, Any]:
    """Agency and source as they were; no more is proposed for what is left than was for all of it."""
    place: dict[str, Any] = {"agency_id": row.agency_id, "funding_source": row.funding_source}
    if row.proposed < asked:
        place |= {"proposed": row.proposed, "proposed_reason": row.proposed_reason}
    return place


def others_in(line: Line) -> QuerySet[Line]:
    """The other lines that live on where any fate led this one."""
    beside = Share.objects.standing().filter(target__in=Share.objects.filter(source=line).values("target"))
    return Line.objects.filter(pk__in=beside.values("source")).exclude(pk=line.pk).select_related("plan__owner")


def tell_owners(lines: Iterable[Line], verb: str) -> None:
    """Write a notice to each owner of these lines, about its own plan: the others' it may not see."""
    moment = clock.now()
    plans = {line.plan_id: line.plan for line in lines}
    Notice.objects.bulk_create(
        [Notice(body=plan.owner, plan=plan, verb=verb, at=moment) for _pk, plan in sorted(plans.items())]
    )


def led_elsewhere(plan: Plan) -> list[tuple[Fate, FateDraft]]:
    """By the fates to revise, where the baht of those lead that stayed in what this amendment took apart.

    ``plan`` is an amendment that goes in above. Nothing for one that replaces lines into which no others live on.
    """
    through = Line.replaces.through.objects.filter(from_line__plan=plan, from_line__shares_in__isnull=True)
    left = dict(through.values_list("to_line_id", "from_line_id"))
    moved = Share.objects.standing().filter(target__in=left)
    fates = Fate.objects.filter(pk__in=moved.values("fate")).select_related("decision__version", "line__plan__owner")
    company: dict[int, int] = defaultdict(int)
    for target in moved.values_list("target_id", flat=True):
        company[left[target]] += 1
    return [(fate, _led(fate, plan, left, company)) for fate in fates.prefetch_related("shares").order_by("line_id")]


def _led(fate: Fate, plan: Plan, left: dict[int, int], company: dict[int, int]) -> FateDraft:
    shares: Sequence[tuple[int, Decimal]] = [
        (left.get(share.target_id, share.target_id), share.asked) for share in fate.shares.all()
    ]
    alone = company[shares[0][0]] == 1
    kind = FateKind.SPLIT if len(shares) > 1 else FateKind.CARRIED if alone else FateKind.MERGED
    with translation.override("th"):  # a record, in Thai for good
        where = f"ฉบับ{plan.amendment} แผนรหัส {plan.reference}"
        reason = f"โครงการอื่นที่รวมไว้ด้วยกันแยกออกตามผลอุทธรณ์ ส่วนที่เหลือเป็นโครงการใหม่ตาม{where}"
    return FateDraft(fate.line_id, kind, fate.asked, reason_code=OTHERS_LEFT, reason=reason, shares=shares)
