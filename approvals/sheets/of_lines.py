"""The lists whose rows are projects on a worksheet: what becomes of them, and their scores."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals import catalogue
from approvals.actions import WORKSHEET
from approvals.drafts import ItemAnswer
from approvals.lines import Wanted, lines_on, with_what_is_known
from approvals.models import Criterion, Item, Worksheet
from approvals.queries import bodies_to_refer_to, lines_to_score, scores_of
from approvals.sheets.tables import Asked, Change, Column, ComesBack, Drafts, Row, Table, WrongRowError
from approvals.verbs.worksheet import MOST_SCORE, answer_lines, reopen_lines, score_lines, take_lines
from directory import cells
from directory.acting import Acting
from directory.errors import NotHere
from directory.models import Body
from proposals.drafts import LONGEST_TEXT
from proposals.models import Plan, PlanLine
from proposals.page import admit_to

REFERENCE = "รหัสโครงการ"
ABOUT = (
    Column("title", "โครงการ", 44),
    Column("area", "พื้นที่", 22),
    Column("owner", "องค์กรเจ้าของ", 30),
    Column("strategy", "ยุทธศาสตร์", 26),
    Column("work_class", "ประเภท", 14),
    Column("asked", "ขอ (บาท)", 18, "money"),
)
LONG = cells.text(LONGEST_TEXT, lines=True)
ANSWERS: Mapping[str, str] = {
    str(answer.value): str(answer.label) for answer in (Item.Answer.TAKE, *catalogue.CHOSEN_ANSWERS)
}


def admit_to_worksheet(plan: Plan, by: Acting) -> None:
    """Let in who may open the worksheet's pages.

    Raises:
        NotHere, Refused: the worksheet is not open yet, or is another office's work.
    """
    admit_to(WORKSHEET, plan, by)
    if not Worksheet.objects.filter(plan=plan).exists():
        raise NotHere(_("แผนนี้ยังไม่มีตารางงาน"))


def named(rows: QuerySet[PlanLine], asked: Asked) -> QuerySet[PlanLine]:
    """Of these lines, those whose keys are asked for."""
    return rows if asked.names is None else rows.filter(line__proposal__reference__in=asked.names)


def row_of(line: PlanLine, **more: Any) -> Row:
    """The row of a line: what every list shows of a project, and what only this one does."""
    words = line.proposal_version
    about = {
        "title": words.title,
        "area": line.line.plan.area.full_name,
        "owner": line.line.plan.owner.name,
        "strategy": words.strategy,
        "work_class": line.get_work_class_display(),
        "asked": line.asked,
    }
    return Row(line.line.proposal.reference, line.line_id, str(line.proposal_version_id), {**about, **more})


def line_named(changes: Mapping[str, Change], field: str, value: str) -> str:
    """The row of a problem: its field is ``answers[12].reason``, or its value the line itself, by id or reference."""
    named = field.partition("[")[2].partition("]")[0] or value
    return next((key for key, change in changes.items() if named in {key, str(change.row.of)}), "")


# --- The worksheet's lines, and what becomes of them ---


def _answer_columns(asked: Asked) -> list[Column]:
    bodies = tuple(_bodies(asked))
    reasons = tuple(dict.fromkeys(r.thai for a in catalogue.CHOSEN_ANSWERS for r in catalogue.reasons(a)))
    return [
        *ABOUT,
        Column("opinions", "ความเห็น", 34),
        Column("entry", "รายการในร่าง", 30),
        Column(
            "answer",
            "ผลการพิจารณา",
            18,
            "text",
            cells.choice(ANSWERS),
            tuple(ANSWERS.values()),
            hint="เว้นว่างคือยังไม่ตัดสิน ลบออกคือเปิดพิจารณาใหม่",
        ),
        Column("code", "เหตุผล", 40, "text", cells.text(300), reasons, "เมื่อไม่นำเข้าแผน เลือกจากรายการ"),
        Column("reason", "คำชี้แจงถึงเจ้าของโครงการ", 44, "text", LONG, hint="เว้นว่างใช้ข้อความของเหตุผล"),
        Column("referred_to", "หน่วยงานที่รับไป", 30, "text", cells.text(300), bodies, "เมื่อส่งให้หน่วยงาน เลือกจากรายการ"),
        Column("referred_plan", "แผนที่จะบรรจุ", 30, "text", cells.text(300), hint="เมื่อส่งให้หน่วยงาน"),
    ]


def _bodies(asked: Asked) -> dict[str, Body]:
    """Who may take a line in, by name; two of one name with their codes."""
    if "bodies" not in asked.kept:
        found = list(bodies_to_refer_to(asked.plan))
        times = Counter(body.name for body in found)
        asked.kept["bodies"] = {b.name if times[b.name] == 1 else f"{b.name} ({b.code})": b for b in found}
    bodies: dict[str, Body] = asked.kept["bodies"]
    return bodies


def _answer_rows(asked: Asked) -> Iterable[Row]:
    bodies = {body.pk: name for name, body in _bodies(asked).items()}
    rows = named(lines_on(asked.plan, Wanted.of(asked.query)), asked)
    for line in with_what_is_known(rows, asked.plan).iterator(2_000):
        known: Any = line
        item = known.line.worksheet_item
        standard = catalogue.reason(item.answer, item.reason_code) if item.reason_code else None
        opinions = [f"{o.body.name}: {o.get_kind_display()} {o.reason}".strip() for o in known.line.opinions.all()]
        yield row_of(
            line,
            opinions="\n".join(opinions),
            entry=f"{known.entry_number} {known.entry_title}" if known.entry_number else "",
            answer=str(Item.Answer(item.answer).label) if item.answer else "",
            code=standard.thai if standard else item.reason_code,
            reason=item.reason,
            referred_to=bodies.get(item.referred_to_id, known.referred_name or ""),
            referred_plan=item.referred_plan,
        )


def _answered(asked: Asked, change: Change) -> ItemAnswer:
    """What a row says is to become of its line.

    Raises:
        WrongRowError: its cells do not go together.
    """
    said = change.values
    answer, code = said["answer"], said["code"]
    if answer in {"", Item.Answer.TAKE}:
        if change.row.cells["answer"] == (ANSWERS[answer] if answer else ""):
            raise WrongRowError("answer", _("เหตุผลใช้เมื่อไม่นำเข้าแผน ให้เลือกผลการพิจารณา หรือลบเหตุผลออก"))
        return ItemAnswer(answer)
    found = [reason for reason in catalogue.reasons(answer) if code in {reason.code, reason.thai}]
    if not found:
        expected = ", ".join(reason.thai for reason in catalogue.reasons(answer))
        raise WrongRowError("code", _("ต้องเป็นเหตุผลหนึ่งของผลนี้: %s") % expected)
    referred = answer == Item.Answer.REFERRED
    body = _bodies(asked).get(said["referred_to"]) if referred and said["referred_to"] else None
    if referred and said["referred_to"] and body is None:
        raise WrongRowError("referred_to", _("ต้องเลือกหน่วยงานจากรายการ"))
    return ItemAnswer(
        answer,
        reason_code=found[0].code,
        reason=said["reason"] or found[0].thai,
        referred_to_id=body.pk if body else None,
        referred_plan=said["referred_plan"] if referred else "",
    )


def _answer(asked: Asked, changes: Mapping[str, Change], drafts: Drafts, _more: Mapping[str, Any]) -> None:
    """Reopen, take in and answer: at most three acts, each of which is undone by itself."""
    by_answer: dict[str, list[int]] = {"": [], Item.Answer.TAKE: []}
    answers: dict[int, ItemAnswer] = {}
    for key, draft in drafts.items():
        line = changes[key].row.of
        if draft.answer in by_answer:
            by_answer[draft.answer].append(line)
        else:
            answers[line] = draft
    if by_answer[""]:
        reopen_lines(plan=asked.plan, line_ids=by_answer[""], by=asked.by)
    if by_answer[Item.Answer.TAKE]:
        take_lines(plan=asked.plan, line_ids=by_answer[Item.Answer.TAKE], by=asked.by)
    if answers:
        answer_lines(plan=asked.plan, answers=answers, by=asked.by)


LINES = Table(
    "lines",
    "โครงการในตารางงาน",
    REFERENCE,
    _answer_columns,
    _answer_rows,
    admit_to_worksheet,
    ComesBack(gettext_lazy("ผลการพิจารณารายโครงการ"), _answered, _answer, line_named, decides=True, verb=answer_lines),
)

# --- Scores ---


def _criteria(plan: Plan) -> list[Criterion]:
    return list(Criterion.objects.filter(worksheet__plan=plan))


def _score(raw: Any) -> int:
    """A score as it is given: a whole number of the scale."""
    value = cells.whole(0, MOST_SCORE)(raw)
    if value is None:
        raise cells.WrongValueError(_("ลบคะแนนไม่ได้ ให้พิมพ์คะแนนใหม่ 0 ถึง 4"))
    return int(value)


def _score_columns(asked: Asked) -> list[Column]:
    return [
        *ABOUT,
        *(
            Column(
                f"score_{each.pk}",
                f"{each.name} (น้ำหนัก {each.weight})",
                16,
                "number",
                _score,
                (),
                _descriptors(each),
                is_whole=False,
            )
            for each in _criteria(asked.plan)
        ),
    ]


def _descriptors(criterion: Criterion) -> str:
    return " · ".join(f"{score}: {words}" for score, words in sorted(criterion.descriptors.items()) if words)


def _score_rows(asked: Asked) -> Iterable[Row]:
    wanted = Wanted.of(asked.query, "all")
    known = ("line__proposal", "line__plan__area", "line__plan__owner", "proposal_version")
    lines = named(lines_to_score(asked.plan, wanted), asked)
    criteria = _criteria(asked.plan)
    scores = scores_of(lines.order_by().values("line"), criteria)
    for line in lines.select_related(*known).iterator(2_000):
        given = {f"score_{each.pk}": scores.get((line.line_id, each.pk)) for each in criteria}
        yield row_of(line, **{name: None if value is None else float(value) for name, value in given.items()})


def _scored(_asked: Asked, change: Change) -> dict[int, int]:
    """The scores of a row that differ, by criterion."""
    return {int(name.removeprefix("score_")): value for name, value in change.values.items()}


def _enter_scores(asked: Asked, changes: Mapping[str, Change], drafts: Drafts, more: Mapping[str, Any]) -> None:
    codes = {each.pk: each.code for each in _criteria(asked.plan)}
    scores = {(changes[key].row.of, codes[pk]): value for key, draft in drafts.items() for pk, value in draft.items()}
    score_lines(plan=asked.plan, scores=scores, by=asked.by, resolved=more.get("resolved"))


SCORES = Table(
    "scores",
    "คะแนนรายโครงการ",
    REFERENCE,
    _score_columns,
    _score_rows,
    admit_to_worksheet,
    ComesBack(
        gettext_lazy("คะแนนร่วมของคณะกรรมการ"), _scored, _enter_scores, line_named, asks="meeting", verb=score_lines
    ),
)
