"""Writing a province's strategy tree: adding, renaming and ending its nodes, one by one or from a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from directory import clock
from directory.acting import Acting
from directory.errors import Invalid, NotHere, Problem
from directory.models import Area
from directory.powers import Power
from proposals.drafts import text_problems
from proposals.models import Cycle, StrategyNode, StrategyRule, StrategyWords
from proposals.strategy import BELOW, words_on
from workflow import door

LONGEST_CODE, LONGEST_TITLE, LONGEST_REFERENCE = 20, 200, 300


@dataclass(frozen=True, slots=True)
class NodeDraft:
    """A node as somebody writes it; ``parent`` is a code, ``row`` where it stands in a list."""

    kind: str
    code: str
    title_th: str
    parent: str = ""
    title_en: str = ""
    reference: str = ""
    row: int = 0

    def problems(self, where: str = "") -> list[Problem]:
        """Everything wrong with it alone."""
        found = text_problems(f"{where}code", self.code, most=LONGEST_CODE, required=True)
        found += text_problems(f"{where}title_th", self.title_th, most=LONGEST_TITLE, required=True)
        found += text_problems(f"{where}title_en", self.title_en, most=LONGEST_TITLE)
        found += text_problems(f"{where}reference", self.reference, most=LONGEST_REFERENCE)
        if self.kind not in StrategyNode.Kind.values:
            found.append(Problem(f"{where}kind", self.kind, _("ต้องเป็น %s") % ", ".join(map(str, _kinds()))))
        return found

    def says(self, words: StrategyWords) -> bool:
        """Whether these words say the same already."""
        said = (self.title_th.strip(), self.title_en.strip(), self.reference.strip(), False)
        return said == (words.title_th, words.title_en, words.reference, words.is_ended)


@dataclass(frozen=True, slots=True)
class ListTaken:
    """What taking a list in did: how many are new, say something else now, or said so before."""

    new: int
    changed: int
    same: int


def _kinds() -> list[str]:
    return [str(label) for label in StrategyNode.Kind.labels]


@transaction.atomic
def write_nodes(
    *, province: Area, round_start: int, drafts: Sequence[NodeDraft], by: Acting, valid_from: date | None = None
) -> ListTaken:
    """Write nodes of a province's tree for a round: those of a new code are added, those of a known one renamed.

    From a day on, today by default; what was called otherwise before stays readable, and so do the plans that said it.
    What a list does not name stays as it is. Repeating it changes nothing.

    Raises:
        NotHere, Refused: the actor does not manage the cycles of this province.
        Invalid: no round of the province, a code twice, a parent that there is not, or one of a kind below which it
            does not stand; a known code with another kind or parent. Each is named by its place in the list.
    """
    door.admit(province, Power.MANAGE_CYCLE, by)
    _require_round(province, round_start)
    door.lock(province)
    known = {n.code: n for n in StrategyNode.objects.filter(province=province, round_start=round_start)}
    if problems := _problems(drafts, known):
        raise Invalid(problems)
    day = valid_from or clock.today()
    words = words_on(day, [node.pk for node in known.values()]) if known else {}
    new = changed = 0
    for draft in sorted(drafts, key=lambda draft: len(BELOW[draft.kind])):
        code = draft.code.strip()
        node = known.get(code)
        if node is None:
            parent = known[draft.parent.strip()] if draft.parent.strip() else None
            facts = {"province": province, "round_start": round_start, "kind": draft.kind, "parent": parent}
            node = known[code] = StrategyNode.objects.create(code=code, **facts)
            new += 1
        elif node.pk in words and draft.says(words[node.pk]):
            continue
        else:
            changed += 1
        _say(node, draft.title_th, draft.title_en, draft.reference, day, by)
    return ListTaken(new, changed, len(drafts) - new - changed)


def _say(
    node: StrategyNode, title_th: str, title_en: str, reference: str, day: date, by: Acting, *, is_ended: bool = False
) -> StrategyWords:
    return StrategyWords.objects.create(
        node=node,
        title_th=title_th.strip(),
        title_en=title_en.strip(),
        reference=reference.strip(),
        is_ended=is_ended,
        valid_from=day,
        set_by=by.office,
        set_at=clock.now(),
    )


def _require_round(province: Area, round_start: int) -> None:
    if not Cycle.objects.filter(province=province, round_start=round_start).exists():
        raise Invalid.of("round_start", round_start, _("จังหวัดนี้ไม่มีรอบแผนที่เริ่มปีนี้"))


def _problems(drafts: Sequence[NodeDraft], known: Mapping[str, StrategyNode]) -> list[Problem]:
    found = [] if drafts else [Problem("rows", "", _("ต้องมีอย่างน้อยหนึ่งรายการ"))]
    kinds = {**{code: node.kind for code, node in known.items()}, **{d.code.strip(): d.kind for d in drafts}}
    kinds.pop("", None)
    seen: set[str] = set()
    for draft in drafts:
        where = f"rows[{draft.row}]." if draft.row else ""
        code, parent = draft.code.strip(), draft.parent.strip()
        own = draft.problems(where)
        if not own and code in seen:
            own.append(Problem(f"{where}code", code, _("รหัสนี้มีแล้วในรายการเดียวกัน")))
        seen.add(code)
        before = known.get(code)
        if not own and before is not None and (before.kind, _code_of(before, known)) != (draft.kind, parent):
            own.append(Problem(f"{where}code", code, _("รหัสนี้มีแล้วในระดับหรือใต้รหัสอื่น ให้เลิกใช้รหัสเดิมแล้วตั้งรหัสใหม่")))
        if not own and kinds.get(parent) not in (BELOW[draft.kind] or (None,)):
            above = ", ".join(str(StrategyNode.Kind(kind).label) for kind in BELOW[draft.kind]) or "–"
            own.append(Problem(f"{where}parent", parent, _("ต้องอยู่ใต้รหัสที่มีอยู่ของ %s") % above))
        found += own
    return found


def _code_of(node: StrategyNode, known: Mapping[str, StrategyNode]) -> str:
    return next((code for code, other in known.items() if other.pk == node.parent_id), "")


@transaction.atomic
def end_node(*, province: Area, node_id: int, by: Acting, reference: str = "") -> StrategyWords:
    """Use a node of the tree no longer from today on. What stands below it stays. Ending it again changes nothing.

    Raises:
        NotHere: the province has no such node, or lies outside of what the actor may see.
        Refused: the actor does not manage its cycles.
        Invalid: something that is still used stands below it; each is named.
    """
    door.admit(province, Power.MANAGE_CYCLE, by)
    door.lock(province)
    node = StrategyNode.objects.filter(province=province, pk=node_id).first()
    if node is None:
        raise NotHere("")
    if problems := text_problems("reference", reference, most=LONGEST_REFERENCE):
        raise Invalid(problems)
    today = clock.today()
    children = {child.pk: child for child in node.children.all()}
    still = [words for words in words_on(date.max, list(children)).values() if not words.is_ended]
    if still:
        words_of = (f"{children[words.node_id].code} {words.title_th}" for words in still)
        raise Invalid([Problem("node", said, _("ยังใช้อยู่ใต้รายการนี้ ให้เลิกใช้ก่อน")) for said in words_of])
    last = words_on(date.max, [node.pk])[node.pk]
    if last.is_ended:
        return last
    return _say(node, last.title_th, last.title_en, reference, max(today, last.valid_from), by, is_ended=True)


@transaction.atomic
def require_places(
    *, province: Area, round_start: int, required: bool, by: Acting, reference: str = ""
) -> StrategyRule:
    """Say whether each project of the province's plan must stand below a programme before the plan is laid.

    By default it need not. Each setting is kept; the last one holds.

    Raises:
        NotHere, Refused: the actor does not manage the cycles of this province.
        Invalid: no round of the province, or a reference that is too long.
    """
    door.admit(province, Power.MANAGE_CYCLE, by)
    _require_round(province, round_start)
    if problems := text_problems("reference", reference, most=LONGEST_REFERENCE):
        raise Invalid(problems)
    return StrategyRule.objects.create(
        province=province,
        round_start=round_start,
        is_required=required,
        reference=reference.strip(),
        set_by=by.office,
        set_at=clock.now(),
    )
