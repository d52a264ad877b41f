"""Reads about papers: which an office may see, and what waits for whom."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, CharField, Q, QuerySet, Value, When

from directory.acting import Acting
from directory.errors import NotHere
from directory.mandates import mandate_of
from directory.powers import Power
from documents.life import STEPS, Step
from documents.models import Document
from workflow.journal import plan_model
from workflow.law import can_see

_CODES = {2: "plan__province_code", 4: "plan__district_code", 6: "plan__area"}
_RELATED = ("plan__owner", "plan__area", "plan__cycle", "issuer", "recipient", "superseded_by")


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
    """The papers that an office's bodies issued or received, each with what it waits for at this office.

    ``waits`` is the name of a step of a paper's life, or empty where nothing waits here.
    """
    waiting = [When(_waits_here(step, by), then=Value(step.name)) for step in STEPS.values()]
    mine = Document.objects.filter(_own("issuer", by) | _own("recipient", by)).select_related(*_RELATED)
    return mine.annotate(waits=Case(*waiting, default=Value(""), output_field=CharField()))


def _waits_here(step: Step, by: Acting) -> Q:
    to_somebody = Q(recipient__isnull=False) if step.needs_recipient else Q()
    return _own(step.party, by) & Q(state=step.source) & to_somebody


def paper_of(by: Acting, check_code: str) -> Document:
    """One paper, with its renditions and what it replaces.

    Raises:
        NotHere: there is none, or the office may not see it.
    """
    found = papers_visible_to(by).filter(check_code=check_code)
    paper = found.select_related(*_RELATED, "supersedes").prefetch_related("renditions__file").first()
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
