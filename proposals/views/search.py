"""Finding proposals, and those like the one that is being written."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse

from directory.page import ActingRequest, office_required, show
from proposals.forms.search import LONGEST_SEARCH, SearchForm
from proposals.models import Cycle, Proposal
from proposals.page import plan_of
from proposals.queries import plans_visible_to
from proposals.search import find_proposals
from proposals.similar import similar_to

A_PAGE = 50


@office_required
def search(request: ActingRequest) -> HttpResponse:
    """Find proposals by words; only those that this office may see are found, and counted."""
    years = Cycle.objects.order_by("-target_year").values_list("target_year", flat=True).distinct()
    form = SearchForm(request.GET).with_years(list(years))
    words = form.cleaned_data["q"] or "" if form.is_valid() else ""
    found = find_proposals(words, by=request.acting, year=form.cleaned_data.get("year"))
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    seen = set(
        plans_visible_to(request.acting).filter(pk__in=[row.plan_id for row in page]).values_list("pk", flat=True)
    )
    return show(request, "proposals/search.html", {"page": page, "words": words, "seen": seen}, form)


@office_required
def similar(request: ActingRequest, reference: str) -> HttpResponse:
    """Proposals like a title that is being typed: a part of the page for htmx, and a page of its own without it."""
    plan = plan_of(request, reference)
    title = request.GET.get("title", "")[:LONGEST_SEARCH]
    proposal = Proposal.objects.filter(plan=plan, reference=request.GET.get("proposal", "")).first()
    found = similar_to(title, plan=plan, by=request.acting, exclude=proposal)
    template = "proposals/parts/similar.html" if getattr(request, "htmx", None) else "proposals/similar.html"
    return show(request, template, {"plan": plan, "title": title, "similar": found})
