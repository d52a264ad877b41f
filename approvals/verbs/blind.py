"""Scoring alone: scorers are appointed, score blind to each other, and somebody closes it by name of all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from approvals.conflicts import conflicts_of
from approvals.models import Criterion, GivenScore, Score, Scorer, Worksheet
from approvals.scorers import due_items, lets_score, progress_of, scorer_of, spreads_of, stands_back
from approvals.verbs.worksheet import MOST_SCORE, working_on
from directory import clock
from directory.acting import Acting
from directory.errors import Invalid, Problem, Refused, Stale
from directory.models import Office
from directory.powers import Power
from proposals.drafts import text_problems
from proposals.models import Cycle, Line, Plan, PlanState
from workflow import door

MOST_SCORERS, LONGEST_REASON, MOST_NAMED = 50, 300, 20


def _must_be_open(plan: Plan, worksheet: Worksheet) -> None:
    if worksheet.scoring != Cycle.Scoring.ALONE:
        raise Invalid.of("scoring", worksheet.scoring, _("ตารางงานนี้ใช้คะแนนที่คณะกรรมการตกลงร่วมกัน ไม่ได้ให้คะแนนรายคน"))
    if worksheet.scored_at is not None:
        raise Stale(door.who_changed(plan))


def appoint_scorers(*, plan: Plan, offices: Sequence[Office], by: Acting) -> list[Scorer]:
    """Say which offices score a worksheet's lines, each alone. They need no other right over the plan.

    Raises:
        NotHere, Refused, Stale: as the door does; or scoring is closed.
        Invalid: the worksheet is scored by consensus, no office, one of another province or one that scores already.
    """
    with working_on(plan, "appoint_scorers", by) as (worksheet, act):
        _must_be_open(plan, worksheet)
        asked = set(worksheet.scorers.values_list("office_id", flat=True))
        problems = [Problem("offices", str(office), _("เป็นผู้ให้คะแนนอยู่แล้ว")) for office in offices if office.pk in asked]
        problems += [
            Problem("offices", str(office), _("ต้องเป็นตำแหน่งขององค์กรในจังหวัดนี้ที่ยังไม่ยุบเลิก"))
            for office in offices
            if not office.body.area_code.startswith(plan.province_code) or office.body.ended_on is not None
        ]
        if not 1 <= len(offices) <= MOST_SCORERS - len(asked):
            problems.append(Problem("offices", str(len(offices)), _("มีผู้ให้คะแนนได้ 1 ถึง %s ตำแหน่ง") % MOST_SCORERS))
        if problems:
            raise Invalid(problems)
        act.data = {"offices": sorted(office.pk for office in offices)}
        return Scorer.objects.bulk_create(
            [Scorer(worksheet=worksheet, office=office, appointed_at=clock.now()) for office in offices]
        )


def excuse_scorer(*, plan: Plan, office: Office, reason: str, by: Acting) -> Scorer:
    """Go on without one scorer, by name and with a reason; what they gave so far does not count.

    Raises:
        NotHere, Refused, Stale: as the door does; or scoring is closed.
        Invalid: the office does not score, or no reason.
    """
    with working_on(plan, "excuse_scorer", by) as (worksheet, act):
        _must_be_open(plan, worksheet)
        scorer = worksheet.scorers.filter(office=office, excused_at__isnull=True).first()
        problems = text_problems("reason", reason, most=LONGEST_REASON, required=True)
        if scorer is None:
            problems.append(Problem("office", str(office), _("ตำแหน่งนี้ไม่ได้เป็นผู้ให้คะแนน หรือยกเว้นไปแล้ว")))
        if scorer is None or problems:
            raise Invalid(problems)
        scorer.excused_at, scorer.excused_reason, scorer.excused_by = clock.now(), reason.strip(), by.office
        scorer.save(update_fields=["excused_at", "excused_reason", "excused_by"])
        act.note, act.data = reason.strip(), {"office": office.pk}
    return scorer


def score_alone(*, plan: Plan, scores: Mapping[tuple[int, str], int], by: Acting) -> int:
    """Give one's own scores ``{(line id, criterion code): 0 to 4}``; an own score given before is replaced.

    The event tells which lines were scored, never with what.

    Raises:
        NotHere, Refused, Stale: as the door does; the office was not appointed, or scoring is closed.
        Invalid: a line that is not to be scored or from which the scorer stands back, an unknown criterion, or a score
            off the scale; each is named.
    """
    appointed = lets_score(plan)
    with door.act(
        plan, "score_alone", by=by, power=Power.WRITE_PLAN, states=[PlanState.COMPILING], also=appointed
    ) as act:
        scorer = scorer_of(plan, by)
        if scorer is None:
            raise Refused(_("ตำแหน่ง %(office)s ไม่ได้เป็นผู้ให้คะแนนของแผนนี้") % {"office": by.office})
        _must_be_open(plan, scorer.worksheet)
        given = _checked(plan, scorer, scores, by)
        GivenScore.objects.bulk_create(
            given,
            update_conflicts=True,
            unique_fields=["scorer", "line", "criterion"],
            update_fields=["value", "version", "user", "given_at"],
        )
        act.items = [(line_id, "", "") for line_id in sorted({line_id for line_id, _code in scores})]
    return len(given)


def _checked(plan: Plan, scorer: Scorer, scores: Mapping[tuple[int, str], int], by: Acting) -> list[GivenScore]:
    wanted = {line_id for line_id, _code in scores}
    versions = dict(due_items(scorer.worksheet).filter(line__in=wanted).values_list("line_id", "version_id"))
    criteria: dict[str, Criterion] = {criterion.code: criterion for criterion in scorer.worksheet.criteria.all()}
    # Whoever scores, holder or deputy: the office's stakes are those of the one who acts in it today.
    back = stands_back(scorer, plan, wanted) | (conflicts_of(by.user, plan, wanted, deciding=False).keys() & wanted)
    problems = [
        Problem("lines", str(pk), _("ไม่มีรายการนี้ให้ให้คะแนน โครงการที่ชุมชนทำเองหรือตอบไปแล้วไม่ให้คะแนน"))
        for pk in sorted(wanted - versions.keys())
    ]
    problems += [
        Problem("lines", reference, _("ท่านมีส่วนได้เสียกับโครงการนี้ จึงไม่รับคะแนนของท่าน"))
        for reference in Line.objects.filter(pk__in=back).order_by("pk").values_list("proposal__reference", flat=True)
    ]
    problems += [
        Problem(f"scores[{pk}].{code}", str(value), _("คะแนนต้องเป็น 0 ถึง 4 ตามเกณฑ์ที่ตั้งไว้"))
        for (pk, code), value in scores.items()
        if code not in criteria or not 0 <= value <= MOST_SCORE
    ]
    if problems or not scores:
        raise Invalid(problems or [Problem("scores", "", _("ยังไม่ได้ให้คะแนน"))])
    moment = clock.now()
    return [
        GivenScore(
            scorer=scorer,
            line_id=pk,
            version_id=versions[pk],
            criterion=criteria[code],
            value=value,
            user=by.user,
            given_at=moment,
        )
        for (pk, code), value in scores.items()
    ]


def close_scoring(*, plan: Plan, by: Acting) -> Worksheet:
    """End scoring alone: everybody's scores are seen from here on, and their mean is what ranking reads.

    Side effects: a `Score` for each line and criterion, the mean over all who were to score it. None is ever taken
    over a scorer who is missing: each must have scored every line that is theirs, or be excused by name.

    Raises:
        NotHere, Refused, Stale: as the door does; or scoring is closed already.
        Invalid: the worksheet is scored by consensus, nobody scores, a scorer has not finished, or a line has nobody
            left to score it; each is named.
    """
    with working_on(plan, "close_scoring", by) as (worksheet, act):
        _must_be_open(plan, worksheet)
        items = {item.line_id: item.version_id for item in due_items(worksheet)}
        spreads = spreads_of(worksheet, set(items))
        if problems := _unfinished(worksheet, items, set(spreads)):
            raise Invalid(problems)
        Score.objects.filter(criterion__worksheet=worksheet).delete()
        Score.objects.bulk_create(
            [
                Score(
                    line_id=line_id,
                    version_id=items[line_id],
                    criterion_id=criterion_id,
                    value=spread.mean,
                    office=by.office,
                )
                for (line_id, criterion_id), spread in spreads.items()
            ]
        )
        worksheet.scored_at = clock.now()
        worksheet.save(update_fields=["scored_at"])
        scorers = worksheet.scorers.values_list("office_id", "excused_at")
        act.data = {
            "offices": [office for office, excused in scorers if excused is None],
            "excused": [office for office, excused in scorers if excused is not None],
            "lines": len(items),
        }
    return worksheet


def _unfinished(worksheet: Worksheet, items: Mapping[int, int], scored: set[tuple[int, int]]) -> list[Problem]:
    progress = [each for each in progress_of(worksheet) if each.scorer.excused_at is None]
    if not progress:
        return [Problem("scorers", "", _("ยังไม่มีผู้ให้คะแนน"))]
    problems = [
        Problem(
            "scorers",
            str(each.scorer.office),
            _("ยังให้คะแนนไม่ครบ ขาด %(missing)s จาก %(due)s โครงการ ให้ทำให้ครบ หรือยกเว้นโดยระบุเหตุผล")
            % {"missing": each.missing, "due": each.due},
        )
        for each in progress
        if each.missing
    ]
    criteria = list(worksheet.criteria.values_list("pk", flat=True))
    nobody = [line_id for line_id in items if not all((line_id, criterion) in scored for criterion in criteria)]
    if nobody and not problems:
        references = Line.objects.filter(pk__in=nobody).order_by("pk").values_list("proposal__reference", flat=True)
        problems = [
            Problem("lines", reference, _("ไม่เหลือผู้ให้คะแนนที่ไม่มีส่วนได้เสียกับโครงการนี้"))
            for reference in references[:MOST_NAMED]
        ]
    return problems
