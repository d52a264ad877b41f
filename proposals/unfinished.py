"""What somebody typed into a page and has not sent: read back for that person, and kept when a page asks for it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from directory import clock
from directory.acting import Acting
from directory.once import ONCE
from directory.page import ActingRequest, was_carried_out
from documents.recording import BEHALF
from proposals.models import Plan, Proposal, UnfinishedWork
from proposals.verbs.unfinished import drop_unfinished, keep_unfinished

KEEP, DISCARD, CHECK = "keep", "discard", "check"
_NOT_KEPT = frozenset({ONCE, "csrfmiddlewaretoken", KEEP, DISCARD, CHECK, "more"})


def unfinished_of(plan: Plan, page: str, by: Acting, proposal: Proposal | None = None) -> UnfinishedWork | None:
    """What this person in this office has typed into a page and not sent. One query."""
    mine = UnfinishedWork.objects.filter(plan=plan, proposal=proposal, page=page, user=by.user, office=by.office)
    return mine.first()


def unfinished_pages(plan: Plan, by: Acting, proposal: Proposal) -> set[str]:
    """The pages of a proposal into which this person has typed something. One query."""
    mine = UnfinishedWork.objects.filter(plan=plan, proposal=proposal, user=by.user, office=by.office)
    return set(mine.values_list("page", flat=True))


def typed_again(work: UnfinishedWork | None) -> QueryDict | None:
    """What was kept, as the form would be sent; None where nothing was."""
    if work is None:
        return None
    data = QueryDict(mutable=True)
    for name, values in work.fields.items():
        data.setlist(name, values)
    return data


def fields_to_keep(request: ActingRequest) -> dict[str, list[str]]:
    """What was typed, without keys and buttons, and without what was said about a signed paper."""
    return {
        name: [str(value) for value in values]
        for name, values in request.POST.lists()
        if name not in _NOT_KEPT and not name.startswith(BEHALF)
    }


def kept_or_dropped(
    request: ActingRequest, plan: Plan, page: str, *, back: str, proposal: Proposal | None = None
) -> HttpResponse | None:
    """Answer a sending that asks to keep or to throw away what was typed; None for every other.

    A form that was carried out meanwhile keeps nothing: its words are in the plan.
    """
    if request.method != "POST":
        return None
    if DISCARD in request.POST:
        drop_unfinished(plan=plan, page=page, by=request.acting, proposal=proposal)
        messages.success(request, _("ทิ้งสิ่งที่พิมพ์ค้างไว้แล้ว"))
        return redirect(request.path)
    if KEEP not in request.POST:
        return None
    by_script = bool(getattr(request, "htmx", None))
    if not was_carried_out(request):
        keep_unfinished(
            plan=plan,
            proposal=proposal,
            page=page,
            fields=fields_to_keep(request),
            by=request.acting,
            revision_seen=_revision(request.POST.get("revision", "")),
        )
    elif by_script:
        return HttpResponse(status=204)
    if by_script:
        return render(request, "proposals/parts/kept.html", {"at": clock.now()})
    messages.success(request, _("เก็บสิ่งที่พิมพ์ค้างไว้แล้ว เปิดหน้านี้อีกครั้งเพื่อเขียนต่อ ยังไม่เปลี่ยนโครงการ"))
    return redirect(back)


def _revision(typed: str) -> int | None:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None
