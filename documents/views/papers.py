"""The pages of papers: the list, one paper and its life, each step of it, and its files. They only ask and answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Case, Count, IntegerField, Q, Value, When
from django.db.models.functions import ExtractYear
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from directory.clock import BUDDHIST_ERA_OFFSET
from directory.errors import NotHere
from directory.filters import Filter, asked_of, filters_of
from directory.mandates import mandate_of
from directory.page import ActingRequest, carried_out, office_required, show, typed
from documents import life
from documents.forms import NumberForm, ReceiveForm, SignForm, StepForm
from documents.handing_out import stored_file
from documents.kinds import KINDS
from documents.models import Document
from documents.progress import progress_of
from documents.queries import FETCHED, paper_of, papers_of, papers_visible_to, plan_for
from documents.recording import AT_THE_SCAN
from documents.verbs import number_document, receive_document, send_document, sign_document
from documents.working_copies import forms_of
from pages.sharing import line_share

A_PAGE = 50
PAPERS_OF_A_PLAN = 100
ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


def address_of(paper: Document) -> str:
    """A paper's page."""
    return reverse("paper", args=[paper.check_code])


# --- Lists ---


@office_required
def papers(request: ActingRequest) -> HttpResponse:
    """The papers that one's body issued or received: what waits here first, then the newest."""
    mine = papers_of(request.acting)
    tally = mine.order_by().values_list("waits", "kind", ExtractYear("prepared_at")).annotate(papers=Count("pk"))
    counts = list(tally)
    asked = asked_of(request, "waits", "kind", "year")
    found = mine.filter(_asked(asked))
    first = Case(When(waits="", then=Value(1)), default=Value(0), output_field=IntegerField())
    page = Paginator(found.order_by(first, "-prepared_at", "-pk"), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "rows": [(paper, life.next_step(paper), life.desk_of(paper)) for paper in page],
        "page": page,
        "total": sum(number for *_keys, number in counts),
        "filters": _filters(counts, asked),
    }
    return show(request, "documents/papers.html", context)


def _asked(asked: Mapping[str, str]) -> Q:
    wanted = Q()
    if asked["waits"]:
        wanted &= Q(waits=asked["waits"])
    if asked["kind"]:
        wanted &= Q(kind=asked["kind"])
    if asked["year"].isdecimal() and len(asked["year"]) == 4:
        wanted &= Q(prepared_at__year=int(asked["year"]) - BUDDHIST_ERA_OFFSET)
    return wanted


def _filters(counts: Sequence[tuple[str, str, int, int]], asked: Mapping[str, str]) -> list[Filter]:
    """The rows of filters with the number behind each choice."""
    waits, kinds, years = (_sums(counts, place) for place in range(3))
    steps = [(step.name, str(step.waits), waits[step.name]) for step in life.STEPS.values() if step.name in waits]
    of_kind = [(code, f"{code} {KINDS[code].title}" if code in KINDS else code, kinds[code]) for code in sorted(kinds)]
    of_year = [
        (str(year + BUDDHIST_ERA_OFFSET), str(year + BUDDHIST_ERA_OFFSET), years[year])
        for year in sorted(years, reverse=True)
    ]
    return filters_of(
        asked, [("waits", _("รอท่าน"), steps), ("kind", _("ชนิด"), of_kind), ("year", _("ปี พ.ศ."), of_year)]
    )


def _sums(counts: Sequence[tuple[str, str, int, int]], place: int) -> dict[Any, int]:
    sums: dict[Any, int] = {}
    for row in counts:
        sums[row[place]] = sums.get(row[place], 0) + row[3]
    return sums


@office_required
def plan_papers(request: ActingRequest, reference: str) -> HttpResponse:
    """All papers of a plan, each with its life."""
    plan = plan_for(request.acting, reference)
    found = papers_visible_to(request.acting).filter(plan=plan).prefetch_related(*FETCHED).order_by("pk")
    page = Paginator(found, PAPERS_OF_A_PLAN).get_page(request.GET.get("page"))
    rows = [(paper, life.life_of(paper), life.is_being_made(paper), life.desk_of(paper)) for paper in page]
    return show(request, "documents/plan_papers.html", {"plan": plan, "tab": "papers", "page": page, "rows": rows})


# --- One paper ---


@office_required
def paper(request: ActingRequest, check_code: str) -> HttpResponse:
    """A paper's life, its files, and the next thing to do with it."""
    found = paper_of(request.acting, check_code)
    step = life.next_step(found)
    mandate = mandate_of(request.acting)
    is_party = any(party is not None and mandate.owns(party) for party in (found.issuer, found.recipient))
    context = {
        "paper": found,
        "stages": life.life_of(found),
        "step": step,
        "desk": life.desk_of(found),
        "is_mine": step is not None and life.is_allowed(step, found, request.acting),
        "is_recordable": step is not None and life.is_recordable(step, found, request.acting),
        "being_made": life.is_being_made(found),
        "besides": life.besides(found, request.acting),
        "replaced_by": getattr(found, "superseded_by", None),
        "progress": progress_of(found) if life.is_being_made(found) else None,
        "editable_forms": forms_of(found),
        "line_link": _line_link(found) if is_party else "",
    }
    return show(request, "documents/paper.html", context)


@office_required
def paper_progress(request: ActingRequest, check_code: str) -> HttpResponse:
    """How far the making of a paper's pages is: the part of its page that asks again until they are there."""
    found = paper_of(request.acting, check_code)
    context = {"paper": found, "being_made": life.is_being_made(found), "progress": progress_of(found)}
    return show(request, "documents/parts/files.html", context)


def _line_link(paper: Document) -> str:
    """ส่งต่อทางไลน์: the paper's name and address; whoever opens it sees only what their office may see."""
    text = _("%(paper)s (%(number)s) ดูได้ที่ %(url)s") % {
        "paper": paper.title,
        "number": paper.number_text or paper.get_state_display(),
        "url": f"{settings.PUBLIC_BASE_URL}{address_of(paper)}",
    }
    return line_share(text)


@office_required
def paper_file(request: ActingRequest, check_code: str, rendition: int) -> HttpResponse:
    """Hand out one stored file of a paper, to be kept and never to be run."""
    found = paper_of(request.acting, check_code)
    wanted = next((each for each in found.renditions.all() if each.pk == rendition), None)
    if wanted is None:
        raise NotHere("")
    content_type = wanted.file.content_type if wanted.file.content_type in ENDINGS else "application/octet-stream"
    number = f" {found.number_text}" if found.number_text else ""
    name = f"{found.title}{number} {wanted.get_kind_display()}"
    return stored_file(wanted.file, f"{_as_file_name(name)}.{ENDINGS.get(content_type, 'bin')}", content_type)


def _as_file_name(text: str) -> str:
    """A name that every system can keep a file under: no marks of paths, and not too long in Thai."""
    plain = "".join(" " if mark in '\\/:*?"<>|' or not mark.isprintable() else mark for mark in text)
    return " ".join(plain.split())[:70].strip(". ")


# --- The steps of its life ---


def step_page(
    request: ActingRequest,
    check_code: str,
    step: life.Step,
    form_class: type[StepForm],
    do: Callable[[StepForm, dict[str, Any]], Any],
    *,
    said: str,
    names: Mapping[str, str] | None = None,
) -> HttpResponse:
    """The page of one step: says what it does, asks, and carries the verb out once."""
    found = paper_of(request.acting, check_code)
    life.admit_to(step, found, request.acting, sent=request.method == "POST")
    files = request.FILES if request.method == "POST" else None
    form = form_class(typed(request), files, paper=found, step=step, by=request.acting)
    done = carried_out(
        request,
        form,
        lambda values: do(form, values),
        to=address_of(found),
        said=said,
        names=names or AT_THE_SCAN,
    )
    context = {"paper": found, "step": step, "being_made": life.is_being_made(found)}
    return done or show(request, f"documents/{step.url_name}.html", context, form)


@office_required
def paper_sign(request: ActingRequest, check_code: str) -> HttpResponse:
    """Upload the scan of the signed sheet."""

    def do(form: StepForm, values: dict[str, Any]) -> None:
        scan = values["scan"]
        sign_document(
            document=form.paper,
            by=form.actor(),
            scan=scan.read(),
            content_type=scan.content_type,
            seen=values["seen"],
        )

    said = _("บันทึกหนังสือที่ลงนามแล้ว")
    return step_page(request, check_code, life.SIGN, SignForm, do, said=said, names={"file": "scan"})


@office_required
def paper_number(request: ActingRequest, check_code: str) -> HttpResponse:
    """Give the paper its date, and its number from the register here or from the office's own system."""

    def do(form: StepForm, values: dict[str, Any]) -> None:
        number_document(
            document=form.paper,
            by=form.actor(),
            dated=values["dated"],
            typed_number=values.get("typed_number", ""),
            seen=values["seen"],
        )

    return step_page(request, check_code, life.NUMBER, NumberForm, do, said=_("ออกเลขและลงวันที่แล้ว"))


@office_required
def paper_send(request: ActingRequest, check_code: str) -> HttpResponse:
    """Confirm that the paper was handed to its recipient."""

    def do(form: StepForm, values: dict[str, Any]) -> None:
        send_document(document=form.paper, by=form.actor(), seen=values["seen"])

    return step_page(request, check_code, life.SEND, StepForm, do, said=_("บันทึกการส่งแล้ว"))


@office_required
def paper_receive(request: ActingRequest, check_code: str) -> HttpResponse:
    """Enter the paper in the recipient's book."""

    def do(form: StepForm, values: dict[str, Any]) -> None:
        receive_document(
            document=form.paper, by=form.actor(), number=values.get("number", ""), on=values["on"], seen=values["seen"]
        )

    return step_page(request, check_code, life.RECEIVE, ReceiveForm, do, said=_("ลงรับหนังสือแล้ว"))
