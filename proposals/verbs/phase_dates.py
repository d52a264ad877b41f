"""Announcing by which day a phase of a cycle ends, in a province or in one area of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from django.db import transaction
from django.utils.translation import gettext as _

from directory import clock
from directory.acting import Acting
from directory.errors import Invalid, Problem, Refused
from directory.mandates import mandate_of
from directory.models import Area
from directory.powers import Power
from directory.queries import inside
from documents.thai import thai_date
from proposals.drafts import text_problems
from proposals.models import Cycle, Level, Plan, PlanKind
from workflow import door, phases
from workflow.deadlines import LONGEST_LETTER, LONGEST_REASON, waiters
from workflow.models import Notice, Phase, PhaseDate

ANNOUNCED = "phase_announced"
OF_THE_DISTRICT = (Phase.FORUM, Phase.DRAFTING, Phase.SUBMISSION, Phase.OPINIONS, Phase.REVIEW)
"""What a district may set for itself and its subdistricts, inside the province's date."""
_DEPTHS = {Level.PROVINCE: 2, Level.DISTRICT: 4, Level.SUBDISTRICT: 6}
"""How long the code of an area is at which a level's plans lie."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """A phase, its last day, and the letter that says so."""

    phase: str
    due_on: date
    announced_by: str
    announced_on: date
    reason: str = ""
    legal_reference: str = ""

    def problems(self) -> list[Problem]:
        """What is wrong with it, whatever it is announced for."""
        found = [] if self.phase in Phase.values else [Problem("phase", self.phase, _("ไม่มีช่วงงานนี้ในปฏิทินแผน"))]
        if self.due_on < clock.today():
            found.append(Problem("due_on", self.due_on.isoformat(), _("ต้องไม่เป็นวันที่ผ่านไปแล้ว")))
        if self.announced_on > clock.today():
            found.append(Problem("announced_on", self.announced_on.isoformat(), _("ต้องไม่เป็นวันข้างหน้า")))
        found += text_problems("announced_by", self.announced_by, most=LONGEST_LETTER, required=True)
        found += text_problems("reason", self.reason, most=LONGEST_REASON)
        return found + text_problems("legal_reference", self.legal_reference, most=LONGEST_REASON)


@transaction.atomic
def announce_date(*, area: Area, target_year: int, announcement: Announcement, by: Acting) -> PhaseDate:
    """Announce the last day of a phase in an area, by letter; announced again, it is an extension with its reason.

    An area's own date stands over that of the area above. A district sets the dates of its subdistricts' work, inside
    the province's own; the province sets all.

    Side effects, in this order: the row; the deadlines of the plans concerned, running or overdue, are set or moved
    (each keeps the row before it), but what a letter of its own or counted days gave a plan beyond the date stays;
    whoever is waited for is told. Announcing the same day again by the same letter changes nothing.

    Raises:
        NotHere, Refused: the actor sets no dates for this area.
        Invalid: no cycle of this year, a phase that lies above this area, a day that is past, later than the province
            allows, or moved without a reason, or a letter without its number; each is named.
    """
    _admit(area, announcement, by)
    problems = announcement.problems()
    chain = phases.chain_of(area.code)
    known = phases.standing(chain, target_year)
    if not problems:
        problems = _problems(area, target_year, announcement, known, by)
    if problems:
        raise Invalid(problems)
    present = known.get((area.code, announcement.phase))
    if present is not None and _same(present, announcement):
        return present
    plans = _concerned(area, target_year, announcement.phase)
    before = phases.dates_of_all(plans)
    row = PhaseDate.objects.create(
        area=area,
        target_year=target_year,
        phase=announcement.phase,
        due_on=announcement.due_on,
        announced_by=announcement.announced_by.strip(),
        announced_on=announcement.announced_on,
        reason=announcement.reason.strip(),
        legal_reference=announcement.legal_reference.strip(),
        set_by=by.office,
        created_at=clock.now(),
    )
    _tell(phases.apply(announcement.phase, plans, before) if plans else [], announcement.phase)
    return row


def areas_to_date(by: Acting) -> list[Area]:
    """The areas for which an office announces dates, from the widest; none for who sets no dates."""
    mandate = mandate_of(by)
    held = [inside(code, "code") for code in (*mandate.areas(Power.MANAGE_CYCLE), *mandate.areas(Power.DECIDE_PLAN))]
    if not held:
        return []
    found = Area.objects.filter(reduce(or_, held), abolished_on__isnull=True)
    return list(found.select_related("parent").order_by("code"))


def phases_to_date(by: Acting) -> list[Phase]:
    """The phases that an office announces: all of them, or a district's own."""
    return list(Phase) if mandate_of(by).areas(Power.MANAGE_CYCLE) else list(OF_THE_DISTRICT)


def _admit(area: Area, announcement: Announcement, by: Acting) -> None:
    mandate = mandate_of(by)
    if mandate.covers(Power.MANAGE_CYCLE, area.code):
        return
    door.admit(area, Power.DECIDE_PLAN, by)
    if announcement.phase in Phase.values and announcement.phase not in OF_THE_DISTRICT:
        raise Refused(_("วันของช่วงงานนี้จังหวัดเป็นผู้ประกาศ"))


def _problems(
    area: Area,
    target_year: int,
    announcement: Announcement,
    known: dict[tuple[str, str], PhaseDate],
    by: Acting,
) -> list[Problem]:
    found: list[Problem] = []
    if not Cycle.objects.filter(province=area.code[:2], target_year=target_year).exists():
        found.append(Problem("target_year", str(target_year), _("จังหวัดยังไม่ได้เปิดรอบแผนของปีนี้")))
    if len(area.code) > _DEPTHS[Level(phases.level_of(announcement.phase))]:
        found.append(Problem("area", area.full_name, _("ช่วงงานนี้เป็นของระดับที่กว้างกว่าพื้นที่นี้")))
    present = known.get((area.code, announcement.phase))
    if present is not None and present.due_on != announcement.due_on and not announcement.reason.strip():
        found.append(Problem("reason", "", _("ต้องบอกเหตุผลที่เปลี่ยนกำหนดเดิม")))
    above = known.get((area.code[:2], announcement.phase))
    if not mandate_of(by).covers(Power.MANAGE_CYCLE, area.code) and above and announcement.due_on > above.due_on:
        found.append(
            Problem("due_on", announcement.due_on.isoformat(), _("ต้องไม่เกินวันที่จังหวัดประกาศ %s") % thai_date(above.due_on))
        )
    return found


def _same(present: PhaseDate, announcement: Announcement) -> bool:
    letter = (present.due_on, present.announced_by, present.announced_on)
    return letter == (announcement.due_on, announcement.announced_by.strip(), announcement.announced_on)


def _concerned(area: Area, target_year: int, phase: str) -> list[Plan]:
    """The plans of the area at the phase's level; those that a nearer date governs keep it."""
    cycle = Cycle.objects.filter(province=area.code[:2], target_year=target_year)
    plans = Plan.objects.filter(inside(area.code), cycle__in=cycle, level=phases.level_of(phase), kind=PlanKind.AREA)
    return list(plans.select_related("cycle", "owner__secretariat", "parent__owner").order_by("pk"))


def _tell(moved: list[Plan], phase: str) -> None:
    moment = clock.now()
    told = {(body.pk, plan.pk): (body, plan) for plan in moved for body in waiters(phases.kind_of(phase), plan)}
    Notice.objects.bulk_create(
        [Notice(body=body, plan=plan, verb=ANNOUNCED, at=moment) for body, plan in told.values()]
    )
