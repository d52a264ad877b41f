"""The desk's page of lines that may be the same project: merge them, or say why they are not the same."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals import pairs
from approvals.pairs import SCOPES, Beside
from approvals.queries import sheet_of
from approvals.verbs.pairs import find_pairs, tell_apart
from approvals.views.desk import told
from approvals.views.worksheet import parts_of, sheet_plan
from directory.page import ActingRequest, carried_out, office_required, show, typed
from pages.fields import ShortTextField
from pages.forms import PageForm

PAIRS_A_PAGE = 20
FIND = "find"


class TellApartForm(PageForm):
    """Why two lines are not the same."""

    first = forms.IntegerField(widget=forms.HiddenInput, max_value=2**63 - 1)
    second = forms.IntegerField(widget=forms.HiddenInput, max_value=2**63 - 1)
    reason = ShortTextField(label=gettext_lazy("ไม่ใช่โครงการเดียวกัน เพราะ"), max_length=300)


def merge_address(reference: str, beside: Beside) -> str:
    """Where both lines are merged: the worksheet's page for it, with the two chosen."""
    lines = f"?line={beside.pair.first_id}&line={beside.pair.second_id}"
    return reverse("plan_merge", args=[reference]) + lines


@office_required
def pairs_page(request: ActingRequest, reference: str) -> HttpResponse:
    """The pairs about which nobody has decided, inside a tambon, a district or the whole worksheet."""
    plan, elsewhere = sheet_plan(request, reference)
    if elsewhere is not None:
        return elsewhere
    sheet = sheet_of(plan)
    data, here, by = typed(request), request.get_full_path(), request.acting
    finds = data is not None and data.get("act") == FIND
    form = TellApartForm(None if finds else data)
    count: list[int] = []

    def looked(_values: dict[str, Any]) -> dict[str, Any]:
        return {"found": pairs.find(sheet.worksheet)}

    def do(values: dict[str, Any]) -> Any:
        lines = (values["first"], values["second"])
        return tell_apart(plan=plan, line_ids=lines, reason=values["reason"], by=by)

    done = (
        carried_out(
            request,
            None,
            lambda values: count.append(find_pairs(plan=plan, by=by, found=values["found"])),
            to=here,
            said=told(lambda: _("พบ %(count)d คู่ที่คล้ายกัน") % {"count": count[0]}),
            before=looked,
        )
        if finds
        else carried_out(
            request,
            form,
            do,
            to=here,
            said=_("จดไว้แล้วว่าไม่ใช่โครงการเดียวกัน จะไม่เสนอคู่นี้อีก"),
            names={"lines": _("โครงการ")},
        )
    )
    if done is not None:
        return done
    scope = request.GET.get("scope", "")
    scope = scope if scope in SCOPES else "all"
    page = Paginator(pairs.undecided(sheet.worksheet, scope), PAIRS_A_PAGE).get_page(request.GET.get("page"))
    shown = pairs.with_words(list(page))
    sent = (form.data.get("first"), form.data.get("second")) if form.is_bound else None
    context = parts_of(
        plan,
        sheet,
        "pairs",
        page=page,
        table=[
            (beside, merge_address(reference, beside), sent == (str(beside.pair.first_id), str(beside.pair.second_id)))
            for beside in shown
        ],
        scope=scope,
        scopes=[("area", _("ตำบลเดียวกัน")), ("district", _("อำเภอเดียวกัน")), ("all", _("ทั้งหมด"))],
    )
    return show(request, "approvals/pairs.html", context, form)
