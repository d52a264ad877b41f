"""Merging lines beside each other, and going back on the worksheet."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from approvals.forms.merging import MergeForm, UndoForm
from approvals.queries import sheet_of
from approvals.queries_of_merging import MOST_BESIDE, acts_to_undo, lines_beside
from approvals.verbs.undoing import undo_last
from approvals.verbs.worksheet import merge_lines
from approvals.views.worksheet import parts_of, sheet_plan
from directory.page import ActingRequest, carried_out, office_required, show, typed

TALLY = "tally"  # the button that reckons again and carries nothing out


@office_required
def merge_page(request: ActingRequest, reference: str) -> HttpResponse:
    """The ticked lines beside each other, the balance of their baht, and a choice of words for each field."""
    plan, elsewhere = sheet_plan(request, reference)
    if elsewhere is not None:
        return elsewhere
    worksheet = reverse("plan_worksheet", args=[reference])
    asked = [int(line) for line in request.GET.getlist("line") if line.isdecimal() and len(line) < 16]
    sources = lines_beside(plan, asked)
    if len(sources) < 2:
        messages.info(request, _("เลือกอย่างน้อยสองโครงการ แล้วกด “เทียบกันก่อนรวม”"))
        return redirect(worksheet)
    if len(asked) > MOST_BESIDE:
        messages.info(request, _("เทียบกันได้ครั้งละไม่เกิน %(most)s โครงการ") % {"most": MOST_BESIDE})
    form = MergeForm(typed(request), sources=sources)
    if request.POST.get("act") == TALLY:
        form.hold()
    lines = [source.line_id for source in sources]
    done = carried_out(
        request,
        form,
        lambda _values: merge_lines(
            plan=plan, line_ids=lines, title=form.title, words=form.words, amounts=form.amounts, by=request.acting
        ),
        to=worksheet,
        said=_("รวม %(count)d โครงการเป็นรายการเดียว") % {"count": len(lines)},
        names={"lines": _("โครงการ")},
    )
    if done is not None:
        return done
    *tallies, total = form.tallies()
    context = parts_of(plan, sheet_of(plan), "lines", rows=None, tallies=tallies, total=total)
    return show(request, "approvals/merge.html", context, form)


@office_required
def undo_page(request: ActingRequest, reference: str) -> HttpResponse:
    """The last acts on the worksheet's lines; the last one may be undone."""
    plan, elsewhere = sheet_plan(request, reference)
    if elsewhere is not None:
        return elsewhere
    sheet = sheet_of(plan)
    acts = acts_to_undo(plan)
    form = UndoForm(typed(request), initial={"seen": acts[0].step.sequence if acts else 0})
    done = carried_out(
        request,
        form,
        lambda values: undo_last(plan=plan, seen=values["seen"], by=request.acting),
        to=reverse("plan_worksheet", args=[reference]),
        said=_("ย้อนการทำงานครั้งล่าสุดแล้ว"),
    )
    if done is not None:
        return done
    return show(request, "approvals/undo.html", parts_of(plan, sheet, "lines", rows=None, acts=acts), form)
