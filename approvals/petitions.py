"""Petitions of the councils' provincial meeting: what it hands in, and reads for both sides and the public."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Prefetch, Q, QuerySet, prefetch_related_objects
from django.utils.translation import gettext as _

from directory import clock
from directory.acting import Acting
from directory.errors import Problem
from directory.models import Body
from directory.powers import BodyKind
from directory.queries import inside
from proposals.drafts import LONGEST_TEXT, text_problems
from proposals.models import (
    Cycle,
    Level,
    Line,
    Petition,
    PetitionAnswer,
    PetitionMeasure,
    PetitionReference,
    Plan,
    PlanKind,
)

LONGEST_SUBJECT, LONGEST_REFERENCE, LONGEST_NAME = 200, 300, 200
MOST_REFERENCES, MOST_MEASURES = 200, 50


@dataclass(frozen=True, slots=True)
class PetitionDraft:
    """What a petition proposes, and the plans and projects that it is about, by their public references."""

    subject: str
    text: str
    references: Sequence[str] = ()
    legal_reference: str = ""

    def problems(self) -> list[Problem]:
        """Everything wrong with its words."""
        found = text_problems("subject", self.subject, most=LONGEST_SUBJECT, required=True)
        found += text_problems("text", self.text, most=LONGEST_TEXT, required=True)
        found += text_problems("legal_reference", self.legal_reference, most=LONGEST_REFERENCE)
        if len(self.references) > MOST_REFERENCES:
            most = _("อ้างถึงได้ไม่เกิน %d รหัส") % MOST_REFERENCES
            found.append(Problem("references", str(len(self.references)), most))
        return found


@dataclass(frozen=True, slots=True)
class MeasureDraft:
    """What the answer promises: what, by whom, until when."""

    text: str
    responsible: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class PetitionAnswerDraft:
    """The governor's answer."""

    kind: str
    text: str
    measures: Sequence[MeasureDraft] = ()

    def problems(self) -> list[Problem]:
        """Everything wrong with it: an acceptance says what will be done, and a refusal promises nothing."""
        found = text_problems("text", self.text, most=LONGEST_TEXT, required=True)
        kinds = PetitionAnswer.Kind
        if self.kind not in kinds.values:
            found.append(Problem("kind", self.kind, _("ต้องเป็น รับไปดำเนินการ รับบางส่วน หรือไม่รับ")))
        if self.kind in {kinds.ACCEPTS, kinds.PARTLY} and not self.measures:
            found.append(Problem("measures", "", _("ต้องระบุสิ่งที่จะดำเนินการอย่างน้อยหนึ่งข้อ")))
        if self.kind == kinds.DECLINES and self.measures:
            found.append(Problem("measures", str(len(self.measures)), _("ไม่รับแล้วต้องไม่มีสิ่งที่จะดำเนินการ")))
        for i, measure in enumerate(self.measures[:MOST_MEASURES]):
            at = f"measures[{i}]"
            found += text_problems(f"{at}.text", measure.text, most=LONGEST_TEXT, required=True)
            found += text_problems(f"{at}.responsible", measure.responsible, most=LONGEST_NAME, required=True)
            if measure.due_on is None or measure.due_on < clock.today():
                found.append(Problem(f"{at}.due_on", str(measure.due_on or ""), _("ต้องเป็นวันนี้หรือวันข้างหน้า")))
        if len(self.measures) > MOST_MEASURES:
            found.append(Problem("measures", str(len(self.measures)), _("มีได้ไม่เกิน %d ข้อ") % MOST_MEASURES))
        return found


def referred_to(province: str, references: Sequence[str]) -> tuple[list[PetitionReference], list[Problem]]:
    """The plans and lines of a province's councils behind some references; those that are none are named.

    A project stands for the line in which its council wrote it. Two queries.
    """
    wanted = list(dict.fromkeys(each.strip().upper() for each in references if each.strip()))
    councils = {"level": Level.SUBDISTRICT, "province_code": province}
    plans = {plan.reference: plan for plan in Plan.objects.filter(reference__in=wanted, **councils)}
    lines = Line.objects.filter(proposal__reference__in=wanted, **{f"plan__{k}": v for k, v in councils.items()})
    by_reference = {line.proposal.reference: line for line in lines.select_related("proposal").order_by("-pk")}
    rows, problems = [], []
    for reference in wanted:
        if reference in plans:
            rows.append(PetitionReference(plan=plans[reference]))
        elif reference in by_reference:
            line = by_reference[reference]
            rows.append(PetitionReference(plan_id=line.plan_id, line=line))
        else:
            problems.append(Problem("references", reference, _("ไม่พบแผนหรือโครงการของตำบลรหัสนี้ในจังหวัด")))
    return rows, problems


def _about() -> Prefetch[Any]:
    return Prefetch("references", PetitionReference.objects.select_related("plan__owner", "line__proposal"))


def _measures() -> Prefetch[Any]:
    return Prefetch("answer__measures", PetitionMeasure.objects.order_by("number"))


def petitions_in(province: str) -> QuerySet[Petition]:
    """A province's petitions with all that a page shows of them, drafts and the latest first. Three queries."""
    found = Petition.objects.filter(plan__province_code=province)
    found = found.select_related("plan__owner", "plan__cycle", "plan__area", "answer")
    return found.prefetch_related(_about(), _measures()).order_by(F("sent_on").desc(nulls_first=True), "-pk")


def petitions_sent_in(province: str) -> QuerySet[Petition]:
    """Those of them that were handed to the governor: from then on everybody may read them and the answer."""
    return petitions_in(province).filter(sent_on__isnull=False)


def petitions_for(by: Acting) -> QuerySet[Petition]:
    """What an office reads of the petitions of its province: its own body's, and all that were sent."""
    own = Q(plan__owner=by.office.body_id) | Q(plan__owner__secretariat=by.office.body_id)
    return petitions_in(str(by.body.area_id)[:2]).filter(Q(sent_on__isnull=False) | own)


def petition_of(plan: Plan) -> Petition | None:
    """The petition that a plan is, with all that its page shows; none for any other plan. Two queries at most."""
    if plan.kind != PlanKind.PETITION:
        return None
    petition = plan.petition
    petition.plan = plan
    is_answered = hasattr(petition, "answer")
    prefetch_related_objects([petition], _about(), *([_measures()] if is_answered else []))
    return petition


def cycles_for_a_petition(assembly: Body) -> QuerySet[Cycle]:
    """The cycles of an assembly's province, the latest first."""
    return Cycle.objects.filter(province=assembly.area_id).order_by("-target_year")


def governor_of(plan: Any) -> Body | None:
    """The governor of a plan's province, where the register has one. One query."""
    found = Body.objects.filter(kind=BodyKind.GOVERNOR, area=plan.province_code, ended_on__isnull=True)
    return found.order_by("code").first()


def office_of_the_governor(plan: Any) -> list[Body]:
    """Audience: the governor, and the provincial office that receives for them."""
    kinds = (BodyKind.GOVERNOR, BodyKind.PROVINCIAL_OFFICE)
    return list(Body.objects.filter(kind__in=kinds, area=plan.province_code, ended_on__isnull=True).order_by("code"))


def councils_of(plan: Any) -> list[Body]:
    """Audience: every council of the plan's province."""
    standing = Body.objects.filter(inside(plan.province_code), kind=BodyKind.COUNCIL, ended_on__isnull=True)
    return list(standing.order_by("code"))
