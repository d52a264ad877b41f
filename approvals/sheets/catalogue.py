"""All lists of the desk that a workbook can hold, by name."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _

from approvals.sheets.of_entries import AMOUNTS, RANKING, SCENARIOS
from approvals.sheets.of_hearings import COMMENTS
from approvals.sheets.of_lines import LINES, SCORES
from approvals.sheets.of_plans import ENVELOPES, FUNDING_OUTCOMES, OBJECTIONS, PAIRS, REMARKS
from approvals.sheets.of_reviews import ASSIGNMENTS, CHECKS, REQUESTS
from approvals.sheets.tables import Table
from directory.errors import NotHere

TABLES: Final[dict[str, Table]] = {
    table.name: table
    for table in (
        *(LINES, SCORES, CHECKS, ASSIGNMENTS, REQUESTS),
        *(RANKING, AMOUNTS, SCENARIOS),
        *(PAIRS, REMARKS, OBJECTIONS, ENVELOPES, FUNDING_OUTCOMES, COMMENTS),
    )
}


def table_named(name: str) -> Table:
    """A list by its name.

    Raises:
        NotHere: there is none.
    """
    if name not in TABLES:
        raise NotHere(_("ไม่มีรายการนี้"))
    return TABLES[name]
