"""Amendments on their way into the worksheet above: what each replaces there, and what stands in its way."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.models import Item, ItemShare, Worksheet
from directory.errors import Problem
from directory.models import Body
from proposals.amendments import amendments_waiting_below
from proposals.models import Amendment, Line, Plan, PlanKind, PlanLine, PlanState

OPEN = (PlanState.GATHERING, PlanState.COMPILING)
DECIDED = gettext_lazy("ตารางงานมีผลพิจารณาโครงการเดิม หรือเสนอที่ประชุมแล้ว รอผู้จัดทำตารางนำฉบับนี้เข้าเอง")


def place_above(plan: Plan) -> Plan | None:
    """The plan above that has taken what this one amends; None for what amends nothing. At most two queries."""
    return plan.amendment.amends.parent if plan.kind == PlanKind.AMENDMENT else None


def desk_there(plan: Plan) -> list[Body]:
    """Audience: the office that works for the body whose plan an amendment goes into."""
    above = place_above(plan)
    return [above.owner.desk] if above is not None else []


def may_go_up(plan: Plan) -> bool:
    """Whether an adopted amendment can go in above now, as far as the states of the plans say."""
    above = place_above(plan)
    return above is not None and above.state in OPEN and plan.amendment.amends.state == PlanState.ACCEPTED


def replaced_items(plan: Plan) -> QuerySet[Item]:
    """The places, on the worksheet above, of the lines that this amendment replaces; without those settled."""
    replaced = Line.objects.filter(replaced_by__in_versions__version=plan.current_version_id)
    return Item.objects.filter(line__in=replaced, line__fates__isnull=True)


def hindrances_of(plan: Plan) -> list[Problem]:
    """The replaced lines that were merged, split or cut there, which is undone first by hand. Two queries at most."""
    columns = ("item_id", "entry_id", "entry__proposed", "item__line__proposal__reference")
    shares = list(ItemShare.objects.filter(item__in=replaced_items(plan)).order_by("item_id").values_list(*columns))
    if not shares:
        return []
    beside = ItemShare.objects.filter(entry__in={entry for _item, entry, *_rest in shares})
    feeders = Counter(beside.values_list("entry_id", flat=True))
    parts = Counter(item for item, *_rest in shares)
    bound = {
        reference: None
        for item, entry, proposed, reference in shares
        if feeders[entry] > 1 or parts[item] > 1 or proposed is not None
    }
    why = _("โครงการเดิมถูกรวม แยก หรือปรับวงเงินบนตารางงานแล้ว ให้ย้อนการทำงานหรือเปิดพิจารณาใหม่ก่อน")
    return [Problem("lines", reference, why) for reference in bound]


def disturbs(plan: Plan, above: Plan) -> bool:
    """Whether taking it in undoes what people decided above: an answer to a replaced line, or a list that was laid."""
    if Worksheet.objects.filter(plan=above, laid_version__isnull=False).exists():
        return True
    return replaced_items(plan).exclude(answer__in=["", Item.Answer.KEPT]).exists()


@dataclass(frozen=True, slots=True)
class Waiting:
    """An amendment that a plan above has not taken in, and why."""

    amendment: Amendment
    why: str


def waiting_at(plan: Plan) -> list[Waiting]:
    """The amendments of the plans below that wait here, with the reason of each. A few queries for each of them."""
    return [Waiting(each, why_it_waits(each, plan)) for each in amendments_waiting_below(plan)]


def why_it_waits(amendment: Amendment, above: Plan) -> str:
    """The words for what an adopted amendment waits for."""
    if above.state not in OPEN or amendment.amends.state != PlanState.ACCEPTED:
        return _("ระดับเหนือขึ้นไปปิดการพิจารณาแล้ว ฉบับนี้รอรอบเสริม โครงการเดิมยังเดินต่อตามผลที่ได้")
    if problems := hindrances_of(amendment.plan):
        return f"{', '.join(problem.value for problem in problems)}: {problems[0].message}"
    if disturbs(amendment.plan, above):
        return str(DECIDED)
    return _("ระบบกำลังนำเข้าตารางงาน")


def pairs_of(plan: Plan) -> Sequence[Any]:
    """The lines of an amendment, each with the lines that it replaces, and these's places above. Four queries."""
    rows = PlanLine.objects.filter(version=plan.current_version_id).select_related("line__proposal", "proposal_version")
    old = PlanLine.objects.filter(line__replaced_by__plan=plan).select_related("line__proposal", "proposal_version")
    before = {row.line_id: row for row in old.order_by("version__number")}
    items = {item.line_id: item for item in replaced_items(plan)}
    replaced: dict[int, list[tuple[PlanLine, Item | None]]] = defaultdict(list)
    through = Line.replaces.through.objects.filter(from_line__plan=plan).order_by("to_line")
    for new, line in through.values_list("from_line_id", "to_line_id"):
        replaced[new].append((before[line], items.get(line)))
    return [(row, replaced[row.line_id]) for row in rows.order_by("line__number")]
