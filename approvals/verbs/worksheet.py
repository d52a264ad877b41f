"""Compiling a level on its worksheet: taking lines in, merging, splitting, answering, scoring, ranking.

Every act is evented on the gathering plan's chain and may be undone by another act, until the level closes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal

from django.db.models import Max
from django.utils.translation import gettext as _

from approvals.drafts import CriterionDraft, Integration, ItemAnswer, Part
from approvals.envelopes import ceiling_of
from approvals.models import Amount, Criterion, Entry, Item, ItemShare, Score, Worksheet
from approvals.ranking import move_the_line
from approvals.scenarios import refuse_moving_a_resolved_line
from directory.acting import Acting
from directory.errors import Invalid, Problem
from directory.models import Body
from directory.powers import BodyKind, Power
from directory.queries import inside
from proposals.drafts import text_problems
from proposals.models import Plan, PlanLine, PlanState
from proposals.money import MOST_BAHT, SATANG
from workflow import door
from workflow.sets import write_columns

MOST_SCORE = 4


@contextmanager
def working_on(plan: Plan, verb: str, by: Acting) -> Iterator[tuple[Worksheet, door.Act]]:
    """The worksheet of a plan that is being compiled, with its row locked by the plan's; what was laid is no more."""
    with door.act(plan, verb, by=by, power=Power.WRITE_PLAN, states=[PlanState.COMPILING]) as act:
        Worksheet.objects.filter(plan=plan).update(laid_version=None)
        yield Worksheet.objects.get(plan=plan), act


def set_criteria(*, plan: Plan, criteria: Sequence[CriterionDraft], by: Acting) -> list[Criterion]:
    """Set what lines are scored by, with weights. Scores given before by other criteria are dropped.

    Raises:
        NotHere, Refused, Stale: as the door does.
        Invalid: no criterion, a weight below one, or a code twice.
    """
    with working_on(plan, "set_criteria", by) as (worksheet, act):
        codes = [criterion.code for criterion in criteria]
        problems = [
            Problem(f"criteria[{i}].weight", str(c.weight), _("น้ำหนักต้องเป็นจำนวนเต็มตั้งแต่ 1"))
            for i, c in enumerate(criteria)
            if c.weight < 1
        ]
        if not criteria or len(set(codes)) != len(codes):
            problems.append(Problem("criteria", ", ".join(codes), _("ต้องมีเกณฑ์อย่างน้อยหนึ่งข้อ และรหัสต้องไม่ซ้ำกัน")))
        if problems:
            raise Invalid(problems)
        Score.objects.filter(criterion__worksheet=worksheet).delete()
        worksheet.criteria.all().delete()
        act.data = {"weights": {c.code: c.weight for c in criteria}}
        return Criterion.objects.bulk_create(
            [
                Criterion(
                    worksheet=worksheet,
                    code=c.code,
                    name=c.name,
                    weight=c.weight,
                    descriptors=dict(c.descriptors or {}),
                    place=place,
                )
                for place, c in enumerate(criteria)
            ]
        )


def set_ceiling(*, plan: Plan, ceiling: Decimal, by: Acting) -> Worksheet:
    """Set the budget ceiling (baht) at which the ranked list is cut; the line of a ranked list moves with it.

    Raises:
        Invalid: negative, not a number, or beyond a trillion baht; the plan has envelopes, which the ceiling follows;
            or a meeting resolved where the line falls.
    """
    with working_on(plan, "set_ceiling", by) as (worksheet, act):
        if not ceiling.is_finite() or not 0 <= ceiling <= MOST_BAHT:
            raise Invalid.of("ceiling", ceiling, _("กรอบวงเงินต้องไม่ติดลบและไม่เกินหนึ่งล้านล้านบาท"))
        if ceiling_of(plan) is not None:
            raise Invalid.of("ceiling", ceiling, _("แผนนี้มีกรอบวงเงินตามหนังสือ ให้แก้ที่กรอบวงเงินรายแหล่ง"))
        refuse_moving_a_resolved_line(worksheet)
        worksheet.ceiling = ceiling.quantize(SATANG)
        worksheet.save(update_fields=["ceiling"])
        move_the_line(worksheet)
        act.data = {"ceiling": str(worksheet.ceiling)}
    return worksheet


def _items(worksheet: Worksheet, line_ids: Sequence[int]) -> dict[int, Item]:
    """The items of these lines.

    Raises:
        Invalid: a line is not on this worksheet, or was withdrawn meanwhile; each is named.
    """
    open_items = Item.objects.filter(worksheet=worksheet, line__fates__isnull=True)
    items = {item.line_id: item for item in open_items.filter(line__in=line_ids)}
    missing = [line_id for line_id in line_ids if line_id not in items]
    if missing or not line_ids:
        raise Invalid(
            [Problem("lines", str(i), _("ไม่มีรายการนี้ในตารางงานของแผนนี้")) for i in missing]
            or [Problem("lines", "", _("ต้องเลือกอย่างน้อยหนึ่งรายการ"))]
        )
    return items


def _refuse_kept(items: Mapping[int, Item]) -> None:
    kept = [item for item in items.values() if item.answer == Item.Answer.KEPT]
    if kept:
        raise Invalid([Problem("lines", str(i.line_id), _("โครงการที่ชุมชนทำเองไม่นำมาจัดลำดับ รวม หรือตัดออก")) for i in kept])


def _release(items: Mapping[int, Item]) -> None:
    """Take items out of the entries that they feed; an entry without a source goes, another keeps the rest."""
    shares = ItemShare.objects.filter(item__in=items.values())
    entries = list(shares.values_list("entry_id", flat=True))
    shares.delete()
    Entry.objects.filter(pk__in=entries, shares__isnull=True).delete()


def release_settled(worksheet: Worksheet) -> None:
    """Take out lines that got a fate meanwhile, as their owners may withdraw them until the level closes."""
    settled = Item.objects.filter(worksheet=worksheet, line__fates__isnull=False)
    _release({item.line_id: item for item in settled})


def _next_number(worksheet: Worksheet) -> int:
    return (worksheet.entries.aggregate(last=Max("number"))["last"] or 0) + 1


def _mark_taken(items: Mapping[int, Item]) -> None:
    Item.objects.filter(pk__in=[item.pk for item in items.values()]).update(
        answer=Item.Answer.TAKE, reason_code="", reason="", referred_to=None, referred_plan=""
    )


def take_lines(*, plan: Plan, line_ids: Sequence[int], by: Acting) -> list[Entry]:
    """Take lines in, each as an entry of its own with the words of its source.

    Raises:
        Invalid: a line is not on this worksheet, or is kept by its community.
    """
    with working_on(plan, "take_lines", by) as (worksheet, act):
        line_ids = list(dict.fromkeys(line_ids))
        items = _items(worksheet, line_ids)
        _refuse_kept(items)
        _release(items)
        titles = dict(
            PlanLine.objects.filter(
                version__in={item.version_id for item in items.values()}, line__in=line_ids
            ).values_list("line_id", "proposal_version__title")
        )
        first = _next_number(worksheet)
        entries = Entry.objects.bulk_create(
            [
                Entry(worksheet=worksheet, number=number, title=titles[line_id])
                for number, line_id in enumerate(line_ids, first)
            ]
        )
        ItemShare.objects.bulk_create(
            [
                ItemShare(item=items[line_id], entry=entry, asked=items[line_id].asked)
                for line_id, entry in zip(line_ids, entries, strict=True)
            ]
        )
        _mark_taken(items)
        act.items = [(line_id, "", Item.Answer.TAKE.value) for line_id in line_ids]
    return entries


def merge_lines(*, plan: Plan, line_ids: Sequence[int], title: str, by: Acting) -> Entry:
    """Merge several lines into one entry under a name of its own. The originals stay as they are.

    Raises:
        Invalid: fewer than two lines, one not on this worksheet or kept by its community, or no title.
    """
    with working_on(plan, "merge_lines", by) as (worksheet, act):
        items = _items(worksheet, line_ids)
        _refuse_kept(items)
        problems = text_problems("title", title, most=300, required=True)
        if len(items) < 2:  # one line alone is taken in, not merged
            problems.append(Problem("lines", str(len(items)), _("การรวมต้องมีอย่างน้อยสองโครงการ")))
        if problems:
            raise Invalid(problems)
        _release(items)
        entry = Entry.objects.create(worksheet=worksheet, number=_next_number(worksheet), title=title.strip())
        ItemShare.objects.bulk_create([ItemShare(item=i, entry=entry, asked=i.asked) for i in items.values()])
        _mark_taken(items)
        act.data = {"entry": entry.pk}
        act.items = [(line_id, "", "merge") for line_id in items]
    return entry


def split_line(*, plan: Plan, line_id: int, parts: Sequence[Part], by: Acting) -> list[Entry]:
    """Split one line into several entries, whose amounts together are what it asked, to the satang.

    Raises:
        Invalid: fewer than two parts, a part without a title, or amounts that do not add up.
    """
    with working_on(plan, "split_line", by) as (worksheet, act):
        items = _items(worksheet, [line_id])
        _refuse_kept(items)
        item = items[line_id]
        problems = [
            p
            for i, part in enumerate(parts)
            for p in text_problems(f"parts[{i}].title", part.title, most=300, required=True)
        ]
        problems += [
            Problem(f"parts[{i}].asked", str(part.asked), _("จำนวนเงินมีทศนิยมได้ไม่เกินสองตำแหน่ง"))
            for i, part in enumerate(parts)
            if not part.asked.is_finite() or part.asked != part.asked.quantize(SATANG)
        ]
        if len(parts) < 2:  # one part is no split
            problems.append(Problem("parts", str(len(parts)), _("การแยกต้องมีอย่างน้อยสองโครงการ")))
        if any(part.asked <= 0 for part in parts) or sum(part.asked for part in parts) != item.asked:
            problems.append(
                Problem("parts", str(sum(p.asked for p in parts)), _("ยอดของทุกส่วนต้องรวมเป็น %s บาท") % item.asked)
            )
        if problems:
            raise Invalid(problems)
        _release(items)
        first = _next_number(worksheet)
        entries = Entry.objects.bulk_create(
            [Entry(worksheet=worksheet, number=n, title=part.title.strip()) for n, part in enumerate(parts, first)]
        )
        ItemShare.objects.bulk_create(
            [ItemShare(item=item, entry=e, asked=part.asked) for e, part in zip(entries, parts, strict=True)]
        )
        _mark_taken(items)
        act.data = {"line": line_id, "entries": [entry.pk for entry in entries]}
    return entries


def answer_lines(*, plan: Plan, answers: Mapping[int, ItemAnswer], by: Acting) -> None:
    """Answer lines without taking them in: refused, deferred, referred, returned, each with its reason.

    Raises:
        Invalid: every problem of every answer, by line.
    """
    with working_on(plan, "answer_lines", by) as (worksheet, act):
        items = _items(worksheet, list(answers))
        _refuse_kept(items)
        problems = [p for line_id, answer in answers.items() for p in answer.problems(f"answers[{line_id}]")]
        if problems:
            raise Invalid(problems)
        _release(items)
        for line_id, item in items.items():
            answer = answers[line_id]
            item.answer, item.reason_code, item.reason = answer.answer, answer.reason_code, answer.reason
            item.referred_to_id, item.referred_plan = answer.referred_to_id, answer.referred_plan
        write_columns(list(items.values()), ["answer", "reason_code", "reason", "referred_to", "referred_plan"])
        act.items = [(line_id, "", answer.answer) for line_id, answer in answers.items()]


def reopen_lines(*, plan: Plan, line_ids: Sequence[int], by: Acting) -> None:
    """Undo what was decided on lines: they are undecided again, and out of the entries that they fed."""
    with working_on(plan, "reopen_lines", by) as (worksheet, act):
        items = _items(worksheet, line_ids)
        _refuse_kept(items)
        _release(items)
        Item.objects.filter(pk__in=[item.pk for item in items.values()]).update(
            answer="", reason_code="", reason="", referred_to=None, referred_plan=""
        )
        act.items = [(line_id, "", "") for line_id in line_ids]


def score_lines(*, plan: Plan, scores: Mapping[tuple[int, str], int], by: Acting) -> int:
    """Enter the consensus scores ``{(line id, criterion code): 0 to 4}``; a score given before is replaced.

    Raises:
        Invalid: a line not on this worksheet or kept by its community, an unknown criterion, or a score off the scale.
    """
    with working_on(plan, "score_lines", by) as (worksheet, act):
        items = _items(worksheet, sorted({line_id for line_id, _code in scores}))
        _refuse_kept(items)
        criteria = {criterion.code: criterion for criterion in worksheet.criteria.all()}
        problems = [
            Problem(f"scores[{line_id}].{code}", str(value), _("คะแนนต้องเป็น 0 ถึง 4 ตามเกณฑ์ที่ตั้งไว้"))
            for (line_id, code), value in scores.items()
            if code not in criteria or not 0 <= value <= MOST_SCORE
        ]
        if problems:
            raise Invalid(problems)
        Score.objects.bulk_create(
            [
                Score(
                    line_id=line_id,
                    version_id=items[line_id].version_id,
                    criterion=criteria[code],
                    value=value,
                    office=by.office,
                )
                for (line_id, code), value in scores.items()
            ],
            update_conflicts=True,
            unique_fields=["line", "criterion"],
            update_fields=["value", "office", "version"],
        )
        act.items = [(line_id, "", "") for line_id in items]
    return len(scores)


def integrate_entries(*, plan: Plan, integrations: Mapping[int, Integration], by: Acting) -> int:
    """Say for entries, by number, which agency answers, from which source, and what is proposed (with a reason).

    Raises:
        Invalid: an unknown entry, an agency outside of the province, an unknown source, a changed amount unexplained.
    """
    with working_on(plan, "integrate_entries", by) as (worksheet, act):
        entries = {e.number: e for e in worksheet.entries.filter(number__in=integrations)}
        asked: dict[int, Decimal] = {}
        for number, share in ItemShare.objects.filter(entry__in=entries.values()).values_list("entry__number", "asked"):
            asked[number] = asked.get(number, Decimal(0)) + share
        agencies = set(
            Body.objects.filter(inside(plan.province_code)).exclude(kind=BodyKind.COUNCIL).values_list("pk", flat=True)
        )
        problems = [
            Problem("entries", str(number), _("ไม่มีรายการนี้ในตารางงาน"))
            for number in integrations
            if number not in entries
        ]
        for number in entries:
            problems += integrations[number].problems(f"entries[{number}]", asked[number], agencies)
        if problems:
            raise Invalid(problems)
        retold: list[int] = []
        for number, entry in entries.items():
            draft = integrations[number]
            if draft.proposed != entry.proposed:
                retold.append(entry.pk)
            entry.agency_id, entry.funding_source = draft.agency_id, draft.funding_source
            entry.proposed, entry.proposed_reason = draft.proposed, draft.reason
        write_columns(list(entries.values()), ["agency", "funding_source", "proposed", "proposed_reason"])
        Amount.objects.filter(entry__in=retold).delete()  # another sum is not that of its budget lines
        act.items = [(entry.pk, "", "") for entry in entries.values()]
    return len(entries)
