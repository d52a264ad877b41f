"""Whose words a merged or a split project takes, field by field; what is not chosen its largest source says."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from directory.errors import Invalid, Problem
from proposals.drafts import ProposalDraft
from proposals.models import Plan, WorkClass
from proposals.wordings import changed

CHOSEN = (
    *("place", "beneficiaries", "beneficiary_group", "rationale", "objective", "target_output", "expected_result"),
    *("indicators", "strategy", "programme", "lead_agency", "work_class"),
)
"""The fields of form ผ.02 that may be chosen besides the title, in the order of the form."""

Words = Mapping[str, str]


def said_otherwise(draft: ProposalDraft, words: Words) -> ProposalDraft:
    """The draft, saying what these words say in their fields.

    Raises:
        Invalid: a field is not one of `CHOSEN`, or its text is none of its values.
    """
    for field, text in words.items():
        if field not in CHOSEN:
            raise Invalid.of(field, text, _("เลือกข้อความสำหรับช่องนี้ไม่ได้"))
        draft = changed(draft, field, text)
    return draft


def word_problems(plan: Plan, title: str, words: Words, where: str = "") -> list[Problem]:
    """Everything wrong with the words of an entry, whatever the rest of it will say."""
    try:
        draft = said_otherwise(ProposalDraft(title=title or "-"), words)
    except Invalid as refusal:
        return [Problem(f"{where}{p.field}", p.value, p.message) for p in refusal.problems]
    found = draft.problems(where, plan.cycle, plan.area_code)
    if draft.work_class == WorkClass.SELF:
        found.append(Problem(f"{where}work_class", draft.work_class, _("โครงการที่รวมหรือแยกแล้วต้องเป็น ทำร่วม หรือ ส่งต่อ")))
    return [problem for problem in found if problem.field != f"{where}title"]
