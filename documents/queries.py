"""Reads about papers: which an office may see, and what waits for whom."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, CharField, Count, Prefetch, Q, QuerySet, Value, When

from directory.acting import Acting
from directory.errors import NotHere
from directory.mandates import mandate_of
from directory.models import Body, Office
from directory.powers import Power, powers_of
from documents.life import AGAIN, ENDORSE, SIGN, STEPS, Step
from documents.models import Document, PaperState, Rendition, RouteStop
from workflow.journal import plan_model
from workflow.law import can_see

_CODES = {2: "plan__province_code", 4: "plan__district_code", 6: "plan__area"}
_RELATED = (
    *("plan__owner", "plan__area", "plan__cycle", "issuer", "recipient", "superseded_by"),
    "waits_at__body",
)
FETCHED = (
    Prefetch("renditions", Rendition.objects.select_related("file")),
    Prefetch("route", RouteStop.objects.select_related("office")),
    "endorsements",
)


def _own(party: str, by: Acting) -> Q:
    """The papers of which a party is one's own body, or a body whose secretariat it is."""
    return Q(**{party: by.office.body_id}) | Q(**{f"{party}__secretariat": by.office.body_id})


def papers_visible_to(by: Acting) -> QuerySet[Document]:
    """The papers that an office may see: those its bodies issued or received, and those of the plans it may see."""
    within = _own("issuer", by) | _own("recipient", by) | _own("plan__owner", by)
    for code in mandate_of(by).areas(Power.VIEW_PLAN):
        within |= Q(**{_CODES[len(code)]: code})
    return Document.objects.filter(within).select_related(*_RELATED)


def papers_of(by: Acting) -> QuerySet[Document]:
    """The papers that an office's bodies issued or received, or that it endorses, each with what waits for it here.

    ``waits`` is the name of a step of a paper's life, or empty where nothing waits here.
    """
    waiting = [When(_waits_here(step, by), then=Value(step.name)) for step in STEPS.values()]
    parties = _own("issuer", by) | _own("recipient", by) | Q(waits_at=by.office.pk)
    mine = Document.objects.filter(parties).select_related(*_RELATED)
    return mine.annotate(waits=Case(*waiting, default=Value(""), output_field=CharField()))


def _waits_here(step: Step, by: Acting) -> Q:
    to_somebody = Q(recipient__isnull=False) if step.needs_recipient else Q()
    if step is ENDORSE:
        return Q(state=step.source, waits_at=by.office.pk)
    if step is SIGN:
        to_somebody = Q(waits_at__isnull=True)
    elif step is AGAIN:
        to_somebody = Q(superseded_by__isnull=True)
    return _own(step.party, by) & Q(state=step.source) & to_somebody


def paper_of(by: Acting, check_code: str) -> Document:
    """One paper, with its renditions and what it replaces.

    Raises:
        NotHere: there is none, or the office may not see it.
    """
    found = papers_visible_to(by).filter(check_code=check_code)
    paper = found.select_related(*_RELATED, "supersedes").prefetch_related(*FETCHED).first()
    if paper is None:
        raise NotHere("")
    return paper


def plan_for(by: Acting, reference: str) -> Any:
    """The plan of an address, for the list of its papers.

    Raises:
        NotHere: there is none, or the office may not see it.
    """
    plans: Any = plan_model()._default_manager  # this floor knows the plan by its name alone
    plan = plans.select_related("owner", "area", "cycle").filter(reference=reference).first()
    if plan is None or not can_see(by, plan):
        raise NotHere("")
    return plan


def offices_for_route(paper: Document) -> QuerySet[Office]:
    """The offices that a paper may be put through: of its issuer, its secretariat, and bodies that may see it."""
    code = paper.area_code
    bodies = Body.objects.filter(Q(pk=paper.issuer_id) | Q(serves_as_secretariat_of=paper.issuer_id))
    near = set(bodies.values_list("pk", flat=True))
    above = Q(body__territories__area__in=[code[:2], code[:4], code[:6]])
    offices = Office.objects.filter(Q(body__in=near) | above, body__ended_on=None).select_related("body").distinct()
    asked = [office.pk for office in offices if _may_be_asked(office, is_near=office.body_id in near)]
    return Office.objects.filter(pk__in=asked).select_related("body").order_by("body__name", "title", "pk")


def _may_be_asked(office: Office, *, is_near: bool) -> bool:
    held = powers_of(office.body.kind, office.role)
    return Power.KEEP_PAPERS in held.own and (is_near or Power.VIEW_PLAN in held.area)


def waiting_elsewhere(by: Acting) -> QuerySet[Document]:
    """The papers that this office's bodies issued and that wait for somebody else: to endorse, or to receive them."""
    waits = Q(waits_at__isnull=False) & ~Q(waits_at=by.office.pk) | Q(state=PaperState.SENT)
    return papers_of(by).filter(_own("issuer", by) & waits & Q(waits=""))


def counts_waiting(by: Acting) -> dict[str, int]:
    """How many papers wait for each step at this office, by the step's name."""
    waiting: Any = papers_of(by).exclude(Q(waits=""))  # what is annotated, the type of the rows does not know
    return dict(waiting.order_by().values_list("waits").annotate(papers=Count("pk")))
