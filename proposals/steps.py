"""The steps in which a proposal is written, one question or small group a page, and what each says so far."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.thai import baht_text
from pages.fields import with_commas
from proposals.drafts import ItemDraft, ProposalDraft
from proposals.models import BudgetLine, WorkClass
from proposals.word_changes import FIELDS

Told = list[tuple[Any, str]]


@dataclass(frozen=True, slots=True)
class Step:
    """One page of the task list; ``told`` is what a draft says there, by label, empty where nothing was written."""

    slug: str
    title: Any
    hint: Any
    told: Callable[[ProposalDraft], Told]


def _words(*names: str) -> Callable[[ProposalDraft], Told]:
    return lambda draft: [(FIELDS[name], str(getattr(draft, name))) for name in names]


def _name(draft: ProposalDraft) -> Told:
    return [
        (FIELDS["title"], draft.title),
        (FIELDS["work_class"], str(dict(WorkClass.choices).get(draft.work_class, ""))),
        (FIELDS["village_id"], str(draft.village or "")),
        *_words("place", "strategy", "programme", "lead_agency")(draft),
    ]


def _benefit(draft: ProposalDraft) -> Told:
    people = _("%s คน") % with_commas(draft.beneficiaries) if draft.beneficiaries else ""
    return [(FIELDS["beneficiaries"], people), (FIELDS["beneficiary_group"], draft.beneficiary_group)]


def source_name(source: str) -> str:
    """A source of money by its name."""
    return str(dict(BudgetLine.Source.choices).get(source, source))


def item_in_words(item: ItemDraft) -> str:
    """So many of what at which price, and what that makes."""
    return _("%(item)s: %(quantity)s %(unit)s × %(price)s = %(amount)s บาท (%(year)s %(source)s)") % {
        "item": item.item,
        "quantity": with_commas(item.quantity),
        "unit": item.unit,
        "price": with_commas(item.unit_price),
        "amount": with_commas(item.amount),
        "year": item.year,
        "source": source_name(item.source),
    }


def _budget(draft: ProposalDraft) -> Told:
    items = "\n".join(item_in_words(item) for item in draft.items)
    lines = "\n".join(
        _("%(year)s %(source)s %(amount)s บาท")
        % {"year": line.year, "source": source_name(line.source), "amount": with_commas(line.amount)}
        for line in draft.budget
    )
    asked = f"{with_commas(draft.asked)} ({baht_text(draft.asked)})" if draft.budget else ""
    return [(_("รายการค่าใช้จ่าย"), items), (FIELDS["budget"], lines), (FIELDS["asked"], asked)]


def _indicators(draft: ProposalDraft) -> Told:
    told = "\n".join(f"{each.name}: {each.target}".removesuffix(": ") for each in draft.indicators)
    return [(FIELDS["indicators"], told)]


def point_in_words(draft: ProposalDraft) -> str:
    """The place on the map as two numbers."""
    return "" if draft.latitude is None else f"{draft.latitude:.6f}, {draft.longitude:.6f}"


def _point(draft: ProposalDraft) -> Told:
    return [(FIELDS["place"], draft.place), (_("พิกัด"), point_in_words(draft))]


STEPS: Final[dict[str, Step]] = {
    step.slug: step
    for step in (
        Step("name", gettext_lazy("ชื่อและสถานที่"), gettext_lazy("ทำอะไร ที่ไหน ใครทำ"), _name),
        Step("reason", gettext_lazy("เหตุผลและปัญหา"), gettext_lazy("ทำไมต้องทำ เดือดร้อนอย่างไร"), _words("rationale")),
        Step(
            "goal",
            gettext_lazy("วัตถุประสงค์และเป้าหมาย"),
            gettext_lazy("ทำเพื่ออะไร จะได้อะไร เท่าไร"),
            _words("objective", "target_output", "expected_result"),
        ),
        Step("benefit", gettext_lazy("ผู้รับประโยชน์"), gettext_lazy("ใครได้ประโยชน์ กี่คน"), _benefit),
        Step("budget", gettext_lazy("งบประมาณ"), gettext_lazy("รายการค่าใช้จ่าย จำนวน ราคาต่อหน่วย ปี และแหล่งเงิน"), _budget),
        Step("indicators", gettext_lazy("ตัวชี้วัด"), gettext_lazy("รู้ได้อย่างไรว่าสำเร็จ"), _indicators),
        Step("point", gettext_lazy("จุดที่ตั้ง"), gettext_lazy("ตำแหน่งบนแผนที่"), _point),
    )
}
