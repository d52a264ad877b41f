"""Acts on many lines of a worksheet: first what would change, then the change. And the filters that people keep."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from approvals.assignments import reviewers_for
from approvals.beside import filters_of
from approvals.bulk import Outlook, Selection
from approvals.chosen_below import tree_in_use
from approvals.forms.bulk import CONFIRM, TICKED, ManyForm, SaveFilterForm
from approvals.lines import Wanted
from approvals.queries import bodies_to_refer_to, sheet_of
from approvals.verbs.bulk import change_lines, look_ahead
from approvals.verbs.saved_filters import remove_filter, save_filter
from approvals.views.desk import told
from approvals.views.worksheet import parts_of, sheet_plan, with_query
from directory.errors import Invalid
from directory.page import ActingRequest, carried_out, office_required, show, typed

MOST_NAMED = 100  # of those that are skipped for one reason


def _places() -> dict[str, str]:
    said = {f"answer.{name}": name for name in ("reason", "referred_plan")}
    return {**said, "answer.answer": "outcome", "answer.reason_code": "outcome", "lines": _("รายการที่เลือก")}


@office_required
def bulk_page(request: ActingRequest, reference: str) -> HttpResponse:
    """One act on the ticked lines, or on all that a filter shows: what it would do, and then the doing."""
    plan, elsewhere = sheet_plan(request, reference)
    if elsewhere is not None:
        return elsewhere
    wanted, ticked = Wanted.of(request.GET), _ticked(request)
    is_ticked = bool(ticked) or TICKED in request.POST  # nothing ticked is nothing, and not all that the filter shows
    selection: Selection = ticked if is_ticked else wanted
    reviewers = reviewers_for(plan, request.acting)
    bodies = [(str(body.pk), body.name) for body in bodies_to_refer_to(plan)]
    form = ManyForm(typed(request), bodies=bodies, reviewers=reviewers, tree=tree_in_use(plan))
    back = with_query(reverse("plan_worksheet", args=[reference]), request)
    context: dict[str, Any] = {"wanted": wanted, "ticked": ticked, "is_ticked": is_ticked, "back": back}
    if request.method == "POST" and CONFIRM not in request.POST:
        context |= _look(request, plan, selection, form)
        return show(request, "approvals/bulk.html", parts_of(plan, sheet_of(plan), "lines", **context), form)
    did: list[str] = []

    def do(values: dict[str, Any]) -> None:
        change, seen = form.change, values["looked"]
        found = change_lines(plan=plan, selection=selection, change=change, seen=seen, by=request.acting)
        counts = {"count": len(found.lines), "skipped": len(found.skipped)}
        did.append(_("เปลี่ยน %(count)d รายการแล้ว ข้าม %(skipped)d") % counts)

    done = carried_out(request, form, do, to=context["back"], said=told(lambda: did[0]), names=_places())
    if done is not None:
        return done
    return show(request, "approvals/bulk.html", parts_of(plan, sheet_of(plan), "lines", **context), form)


def _ticked(request: ActingRequest) -> list[int]:
    """The lines that an address names, or that were ticked on the worksheet whose button led here."""
    named = [*request.GET.getlist("line"), *request.POST.getlist("lines")]
    lines = [int(line) for line in named if line.isascii() and line.isdecimal() and len(line) < 16]
    return list(dict.fromkeys(lines))


def _look(request: ActingRequest, plan: Any, selection: Selection, form: ManyForm) -> dict[str, Any]:
    """What the act would do, for the page; nothing where the form is not filled in as it needs."""
    if not form.is_valid():
        return {}
    try:
        found: Outlook = look_ahead(plan=plan, selection=selection, change=form.change, by=request.acting)
    except Invalid as refusal:
        form.add_problems(refusal.problems, _places())
        return {}
    reasons = [(why, len(lines), lines[:MOST_NAMED]) for why, lines in found.reasons]
    return {"outlook": found, "reasons": reasons, "most_named": MOST_NAMED}


@office_required
def filters_page(request: ActingRequest, reference: str) -> HttpResponse:
    """Keep the filter of this address under a name, and remove those that are kept."""
    plan, elsewhere = sheet_plan(request, reference)
    if elsewhere is not None:
        return elsewhere
    wanted = Wanted.of(request.GET)
    form = SaveFilterForm(typed(request))
    back = f"{reverse('plan_worksheet', args=[reference])}?{wanted.address()}"

    def do(values: dict[str, Any]) -> str:
        if values["remove"]:
            remove_filter(pk=values["remove"], by=request.acting)
            return request.get_full_path()
        save_filter(name=values["name"], wanted=wanted, by=request.acting)
        return back

    done = carried_out(request, form, do, to=str, said=_("บันทึกตัวกรองแล้ว"))
    if done is not None:
        return done
    context = parts_of(
        plan, sheet_of(plan), "lines", saved=filters_of(request.acting), back=back, narrows=wanted.narrows
    )
    return show(request, "approvals/filters.html", context, form)
