"""Whether a project is ready: the questions that its province and its agency ask, with what was answered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from directory.models import Body
from directory.powers import BodyKind
from directory.queries import inside
from proposals.models import Attachment, Plan, PlanLine, ReadinessAnswer, ReadinessList
from workflow.published import begun, own_first


@dataclass(frozen=True, slots=True)
class Question:
    """One question to one project, with its answer if there is one."""

    code: str
    text: str
    legal_reference: str
    verified: bool
    needs_paper: bool
    asked_by: str
    answer: ReadinessAnswer | None

    @property
    def paper(self) -> Attachment | None:
        """The file that proves the answer, as long as it stands beside the draft."""
        paper = self.answer.paper if self.answer else None
        return paper if paper is not None and paper.removed_at is None else None

    @property
    def is_open(self) -> bool:
        """Whether it has no answer yet, or a yes without the paper that it needs."""
        if self.answer is None:
            return True
        return self.needs_paper and self.answer.answer == ReadinessAnswer.Kind.YES and self.paper is None

    @property
    def printed(self) -> str:
        """The question as a form prints it, with what it rests on."""
        return f"{self.text} ({self.legal_reference})" if self.legal_reference else self.text


def list_for(province_code: str, agency_id: int | None = None) -> ReadinessList | None:
    """The list that holds today: the province's own before the common one, the latest version."""
    return own_first(begun(ReadinessList.objects.filter(agency=agency_id)), province_code).first()


def lists_of_agency(province_code: str, agency: Body) -> QuerySet[ReadinessList]:
    """All versions of what an agency asks besides, the latest first. One query."""
    found = ReadinessList.objects.filter(province=province_code, agency=agency).select_related("set_by__body")
    return found.order_by("-version")


def agencies_and_their_lists(province_code: str) -> list[tuple[Body, ReadinessList | None]]:
    """The agencies of a province by name, each with the latest version of its questions. Two queries."""
    agencies = Body.objects.filter(inside(province_code), kind=BodyKind.AGENCY, ended_on__isnull=True).order_by("name")
    lists = ReadinessList.objects.filter(province=province_code, agency__isnull=False).order_by("version")
    latest = {each.agency_id: each for each in lists}
    return [(agency, latest.get(agency.pk)) for agency in agencies]


def questions_of_many(plan: Plan, rows: Iterable[PlanLine]) -> dict[int, list[Question]]:
    """The questions to each project of a plan, by proposal. Three queries, whatever their number."""
    rows = list(rows)
    lists = _lists_in(plan.province_code)
    answers: dict[tuple[int, str], ReadinessAnswer] = {
        (answer.proposal_id, answer.code): answer
        for answer in ReadinessAnswer.objects.filter(
            proposal__in=[row.line.proposal_id for row in rows]
        ).select_related("paper")
    }
    return {
        row.line.proposal_id: [
            Question(
                code,
                item["text"],
                item["legal_reference"],
                item["verified"],
                item["needs_paper"],
                asked_by,
                answers.get((row.line.proposal_id, code)),
            )
            for code, item, asked_by in _asked_of(row, lists)
        ]
        for row in rows
    }


def _lists_in(province_code: str) -> dict[str, ReadinessList]:
    """The lists that hold today in a province, by the name of the agency; the general one by a blank."""
    found = own_first(begun(ReadinessList.objects.select_related("agency")), province_code).reverse()
    return {each.agency.name if each.agency else "": each for each in found}  # a later one takes an earlier one's place


def _asked_of(row: PlanLine, lists: dict[str, ReadinessList]) -> list[tuple[str, dict[str, Any], str]]:
    asked = []
    for name in dict.fromkeys(("", row.proposal_version.lead_agency.strip())):
        found = lists.get(name)
        for item in found.items if found else ():
            if not item["classes"] or row.work_class in item["classes"]:
                code = f"{found.agency_id}.{item['code']}" if found and found.agency_id else item["code"]
                asked.append((code, item, name))
    return asked


def lines_with_open_questions(plan: Plan) -> list[PlanLine]:
    """The projects of the version on the desk that have not answered all questions."""
    rows = PlanLine.objects.filter(version=plan.current_version_id).select_related("line__proposal", "proposal_version")
    questions = questions_of_many(plan, rows)
    return [row for row in rows if any(each.is_open for each in questions[row.line.proposal_id])]
