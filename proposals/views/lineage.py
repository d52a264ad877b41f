"""Where a proposal's baht came from and where they live on: both ways, from the ideas to the governor's line."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _

from directory.errors import NotHere
from directory.page import ActingRequest, office_required, show
from proposals.graph import graph_around
from proposals.page import plan_of
from proposals.queries import line_in


@office_required
def lineage_page(request: ActingRequest, reference: str, proposal_reference: str) -> HttpResponse:
    """The graph around one line of a plan, for whoever sees the proposal."""
    plan = plan_of(request, reference)
    row = line_in(plan, proposal_reference)
    if row is None:
        raise NotHere(_("ไม่พบโครงการนี้ในแผน"))
    graph = graph_around(row.line)
    context = {"plan": plan, "tab": "lines", "row": row, "proposal": row.line.proposal, "graph": graph}
    return show(request, "proposals/lineage.html", context)
