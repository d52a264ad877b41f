"""Placing the entries of a worksheet below the programmes of the province's strategy tree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.chosen_below import chosen_below
from approvals.forms.bulk import AS_BELOW
from approvals.forms.desk import programme_choices
from approvals.forms.worksheet import TickedField
from approvals.integration import placed_below, tree_for
from approvals.queries import sheet_of
from approvals.verbs.integration import place_as_below, place_entries
from approvals.views.desk import told
from approvals.views.worksheet import parts_of, sheet_plan
from directory.errors import NotHere
from directory.page import ActingRequest, carried_out, office_required, show, typed
from pages.forms import PageForm
from proposals.models import Level, Plan
from proposals.strategy import Branch

NOWHERE = "none"
ENTRIES_A_PAGE = 100


def province_sheet(request: ActingRequest, reference: str) -> tuple[Plan, HttpResponse | None]:
    """As `sheet_plan`, for the pages that only a province's plan has.

    Raises:
        NotHere, Refused: the office may not see the plan, or does not write it; it is no province's.
    """
    plan, elsewhere = sheet_plan(request, reference)
    if plan.level != Level.PROVINCE:
        raise NotHere(_("เฉพาะแผนจังหวัดที่กำหนดหน่วยงานและแหล่งงบประมาณ"))
    return plan, elsewhere


class PlaceForm(PageForm):
    """Which entries go below which programme."""

    programme = forms.ChoiceField(label=gettext_lazy("จัดรายการที่เลือกเข้าแผนงาน"))
    entries = TickedField(
        label=gettext_lazy("รายการที่เลือก"), error_messages={"required": gettext_lazy("ต้องเลือกอย่างน้อยหนึ่งรายการ")}
    )

    def __init__(self, *args: Any, tree: Sequence[Branch], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["programme"]
        around = ("", _("เลือกแผนงาน")), AS_BELOW, (NOWHERE, _("นำออกจากแผนงาน"))
        field.choices = [*around[:2], *programme_choices(tree), around[2]]


@office_required
def strategy_page(request: ActingRequest, reference: str) -> HttpResponse:
    """The entries by programme, those that stand nowhere first, and a bar that places those that are ticked."""
    plan, elsewhere = sheet_plan(request, reference)
    if elsewhere is not None:
        return elsewhere
    sheet = sheet_of(plan)
    sheet.worksheet.plan = plan
    tree = tree_for(sheet.worksheet)
    used = [each for each in tree if not each.words.is_ended]
    data = typed(request)
    form = PlaceForm(data, tree=used)
    count: list[int] = []

    def do(values: dict[str, Any]) -> None:
        numbers = [int(number) for number in values["entries"]]
        if values["programme"] == AS_BELOW[0]:
            count.append(place_as_below(plan=plan, numbers=numbers, by=request.acting))
            return
        chosen = None if values["programme"] == NOWHERE else int(values["programme"])
        count.append(place_entries(plan=plan, numbers=numbers, programme_id=chosen, by=request.acting))

    done = carried_out(
        request,
        form,
        do,
        to=request.get_full_path(),
        said=told(lambda: _("จัดเข้าแผนงานแล้ว %(count)d รายการ") % {"count": count[0]}),
        names={"plan": _("แผน")},
    )
    if done is not None:
        return done
    groups = placed_below(sheet.worksheet, tree)
    asked = request.GET.get("programme", "")
    chosen = next((each for each in groups if each.key == asked), groups[0] if groups else None)
    page = Paginator(chosen.entries if chosen else [], ENTRIES_A_PAGE).get_page(request.GET.get("page"))
    ticked = set(data.getlist("entries")) if data is not None else set()
    titles = {each.node.pk: each.title for each in used}
    below = chosen_below(plan, {entry.pk for entry in page}, used)
    context = parts_of(
        plan,
        sheet,
        "strategy",
        groups=groups,
        chosen=chosen,
        page=page,
        table=[
            (entry, str(entry.number) in ticked, [titles[node] for node in below.get(entry.pk, ())]) for entry in page
        ],
        has_tree=bool(tree),
    )
    return show(request, "approvals/strategy.html", context, form)
