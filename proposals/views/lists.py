"""Taking a small Excel list in: uploaded, tried without changing anything, then confirmed by the same person."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory import shelf
from directory.errors import Invalid, NotHere, Problem
from directory.models import Area
from directory.page import ActingRequest, carried_out, show, typed
from proposals.exchange.grids import FILE, SheetProblem
from proposals.exchange.lists import ListColumn, ListRow, read_list
from proposals.forms.exchange import UploadForm
from proposals.verbs.strategy import ListTaken

SHOWN = 100
_PLACE = re.compile(r"rows\[(\d+)\]\.(\w+)")


class ListForm(UploadForm):
    """A list as a workbook."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = gettext_lazy("ระบบตรวจก่อน และยังไม่เปลี่ยนแปลงใดจนกว่าท่านจะยืนยันในหน้าถัดไป")


def list_page(
    request: ActingRequest,
    *,
    area: Area,
    columns: Sequence[ListColumn],
    take: Callable[[list[ListRow]], ListTaken],
    to: str,
    context: Mapping[str, Any],
) -> HttpResponse:
    """The page of such a list: the form, or what the uploaded list would do, or what stands in its way.

    ``take`` is the verb: trying calls it too, and rolls back what it wrote.
    """
    about = {"columns": columns, "to": to, **context}
    if request.method == "POST" and "ticket" in request.POST:
        return _confirmed(request, area, columns, take, to, about)
    form = ListForm(typed(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        content = form.cleaned_data["file"].read()
        ticket = shelf.keep(content, province=area.pk, user=request.acting.user)
        return _tried(request, area, columns, take, about, ticket)
    return show(request, "proposals/list_upload.html", about, form)


def _rows(request: ActingRequest, area: Area, columns: Sequence[ListColumn], ticket: str) -> list[ListRow]:
    path, code = shelf.find(ticket, user=request.acting.user)
    if code != area.pk:
        raise NotHere("")
    return read_list(path, "", columns)


def _tried(
    request: ActingRequest,
    area: Area,
    columns: Sequence[ListColumn],
    take: Callable[[list[ListRow]], ListTaken],
    about: Mapping[str, Any],
    ticket: str,
) -> HttpResponse:
    taken, problems = None, list[Problem]()
    try:
        rows = _rows(request, area, columns, ticket)
        with transaction.atomic():
            taken = take(rows)
            transaction.set_rollback(True)
    except Invalid as refusal:
        problems = list(refusal.problems)
    headings = {column.key: column.heading for column in columns}
    found = {
        **about,
        "ticket": ticket,
        "taken": taken,
        "problems": [_placed(problem, headings) for problem in problems[:SHOWN]],
        "problems_count": len(problems),
    }
    response = show(request, "proposals/list_tried.html", found)
    response.status_code = 422 if problems else 200
    return response


def _confirmed(
    request: ActingRequest,
    area: Area,
    columns: Sequence[ListColumn],
    take: Callable[[list[ListRow]], ListTaken],
    to: str,
    about: Mapping[str, Any],
) -> HttpResponse:
    ticket = request.POST["ticket"]

    def do(_values: dict[str, Any]) -> ListTaken:
        return take(_rows(request, area, columns, ticket))

    try:
        done = carried_out(request, None, do, to=to, said=_("นำรายการเข้าแล้ว"))
    except Invalid:
        done = None
    return done or _tried(request, area, columns, take, about, ticket)


def _placed(problem: Problem, headings: Mapping[str, str]) -> dict[str, Any]:
    """A problem with the row and the heading under which a person finds it."""
    row, name = "", problem.field
    if isinstance(problem, SheetProblem):
        row = str(problem.row or "")
    elif found := _PLACE.fullmatch(problem.field):
        row, name = found[1], headings.get(found[2], found[2])
    name = _("ไฟล์") if name == FILE else name
    return {"row": row, "column": name, "value": problem.value, "message": problem.message}
