"""The questions of readiness that a province asks, and what a draft answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from directory import clock
from directory.acting import Acting
from directory.errors import Invalid, Problem
from directory.mandates import mandate_of
from directory.models import Area, Body
from directory.powers import BodyKind, Power
from proposals.drafts import text_problems
from proposals.item_lists import item_problems, with_codes
from proposals.models import Attachment, Cycle, Proposal, ReadinessAnswer, ReadinessList, Right, WorkClass
from proposals.readiness import questions_of_many
from proposals.together import WRITABLE, lets
from proposals.verbs.together import row_on_desk
from workflow import door
from workflow.published import publish

LONGEST_NOTE = 500


@transaction.atomic
def set_readiness(
    *,
    province: Area,
    items: Sequence[Mapping[str, Any]],
    by: Acting,
    agency: Body | None = None,
    valid_from: date | None = None,
) -> ReadinessList:
    """Set what a province asks about a project's readiness from a day on, or what one agency asks besides.

    Makes a new version; an item keeps its code, so that answers stay, and a new one gets the next. An item may name
    what it rests on; whether somebody has checked that against the source is said beside it.

    A province sets its own, and an agency's for it; an agency whose office keeps its papers sets its own.

    Raises:
        NotHere, Refused: the actor neither manages the cycles of this province nor is of that agency.
        Invalid: no item, one without words, one for a class that there is not, or no agency of the province.
    """
    if agency is None or not sets_its_own(by, agency):
        door.admit(province, Power.MANAGE_CYCLE, by)
    if problems := _problems(province, items, agency):
        raise Invalid(problems)
    return publish(
        ReadinessList,
        by=by,
        province=province,
        agency=agency,
        items=[_kept(code, item) for code, item in with_codes(items, "q")],
        valid_from=valid_from,
    )


def sets_its_own(by: Acting, agency: Body) -> bool:
    """Whether an office speaks for an agency about what it asks of projects."""
    mandate = mandate_of(by)
    return mandate.body_id == agency.pk and Power.KEEP_PAPERS in mandate.own


def _problems(province: Area, items: Sequence[Mapping[str, Any]], agency: Body | None) -> list[Problem]:
    problems = item_problems(items, reference="legal_reference")
    if agency is not None and (agency.kind != BodyKind.AGENCY or not str(agency.area_id).startswith(province.code)):
        problems.append(Problem("agency", str(agency), _("ไม่ใช่หน่วยงานในจังหวัดนี้")))
    for place, item in enumerate(items):
        if set(item.get("classes", ())) - set(WorkClass.values):
            problems.append(Problem(f"items[{place}].classes", str(item["classes"]), _("ไม่รู้จักประเภทโครงการนี้")))
    return problems


def _kept(code: str, item: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "code": code,
        "text": str(item["text"]).strip(),
        "legal_reference": str(item.get("legal_reference", "")).strip(),
        "verified": bool(item.get("verified")),
        "classes": sorted(item.get("classes", ())),
        "needs_paper": bool(item.get("needs_paper")),
    }


@transaction.atomic
def require_readiness(*, cycle: Cycle, required: bool, by: Acting) -> Cycle:
    """Say whether a council must have answered all questions before it submits; by default it need not.

    Raises:
        NotHere, Refused: the actor does not manage the cycles of this province.
    """
    door.admit(cycle.province, Power.MANAGE_CYCLE, by)
    door.lock(cycle)
    cycle.requires_readiness = required
    cycle.save(update_fields=["requires_readiness"])
    return cycle


def answer_readiness(
    *,
    proposal: Proposal,
    answers: Mapping[str, tuple[str, str]],
    by: Acting,
    papers: Mapping[str, Attachment] | None = None,
) -> list[ReadinessAnswer]:
    """Answer questions by their codes, each with yes, no or not applicable, and a note. A later answer replaces one.

    ``papers`` names the file beside the draft that proves an answer; a question without one has none from now on.

    The owner answers, and whom she invited to suggest or to write: a coach fills it in with her.

    Raises:
        NotHere, Refused, Stale: the draft is not one that the actor may work on now.
        Invalid: a question that is not asked of this project, no such answer, or a paper that is not beside it; each
            is named.
    """
    plan, also, proofs = proposal.plan, lets(Right.SUGGEST, proposal), dict(papers or {})
    with door.act(plan, "answer_readiness", by=by, power=Power.WRITE_PLAN, states=WRITABLE, also=also) as act:
        row = row_on_desk(proposal)
        asked = {question.code for question in questions_of_many(plan, [row])[proposal.pk]}
        problems: list[Problem] = []
        for code, (answer, note) in answers.items():
            if code not in asked:
                problems.append(Problem(code, code, _("โครงการนี้ไม่มีรายการตรวจนี้")))
            if answer not in ReadinessAnswer.Kind.values:
                problems.append(Problem(code, answer, _("ต้องเลือกคำตอบ")))
            problems += text_problems(f"{code}_note", note, most=LONGEST_NOTE)
        problems += [
            Problem(f"{code}_paper", paper.name, _("ไฟล์นี้ไม่ได้แนบอยู่กับโครงการ"))
            for code, paper in proofs.items()
            if paper.proposal_id != proposal.pk or paper.removed_at is not None
        ]
        if problems or not answers:
            raise Invalid(problems or [Problem("answers", "", _("ต้องตอบอย่างน้อยหนึ่งรายการ"))])
        given = [
            ReadinessAnswer(
                proposal=proposal,
                code=code,
                answer=answer,
                note=note.strip(),
                paper=proofs.get(code),
                office=by.office,
                answered_at=clock.now(),
            )
            for code, (answer, note) in answers.items()
        ]
        ReadinessAnswer.objects.bulk_create(
            given,
            update_conflicts=True,
            unique_fields=["proposal", "code"],
            update_fields=["answer", "note", "paper", "office", "answered_at"],
        )
        act.data = {"proposal": proposal.pk, "codes": sorted(answers)}
        if proofs:
            act.data["papers"] = {code: paper.pk for code, paper in sorted(proofs.items())}
    return given
