"""A province's own titles and columns of the official forms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from directory.acting import Acting
from directory.errors import Invalid, Problem
from directory.models import Area
from directory.powers import Power
from proposals.drafts import text_problems
from proposals.form_tables import column_problems
from proposals.models import FormTemplate
from workflow import door
from workflow.published import publish

MOST_COLUMNS = 24
LONGEST_TITLE, LONGEST_REFERENCE, LONGEST_COLUMN = 200, 300, 120


@transaction.atomic
def set_form(  # a form is described once, by name
    *,
    province: Area,
    code: str,
    title: str,
    columns: Sequence[dict[str, Any]],
    by: Acting,
    legal_reference: str = "",
    round_start: int | None = None,
    valid_from: date | None = None,
) -> FormTemplate:
    """Set what a form looks like in a province from a day on, as a new version; papers that are made keep theirs.

    Raises:
        NotHere, Refused: the actor does not manage the cycles of this province.
        Invalid: no such form, no title, or a column that is not known or has no width; each is named.
    """
    door.admit(province, Power.MANAGE_CYCLE, by)
    if problems := _problems(code, title, legal_reference, columns):
        raise Invalid(problems)
    return publish(
        FormTemplate,
        by=by,
        code=code,
        province=province,
        round_start=round_start,
        title=title.strip(),
        legal_reference=legal_reference.strip(),
        columns=[{name: column[name] for name in ("title", "source", "width")} for column in columns],
        valid_from=valid_from,
    )


def _problems(code: str, title: str, legal_reference: str, columns: Sequence[dict[str, Any]]) -> list[Problem]:
    """Everything that is wrong with a form."""
    problems = [
        *([] if code in FormTemplate.Code.values else [Problem("code", code, _("ไม่มีแบบนี้"))]),
        *text_problems("title", title, most=LONGEST_TITLE, required=True),
        *text_problems("legal_reference", legal_reference, most=LONGEST_REFERENCE),
        *column_problems(code, columns),
    ]
    for place, column in enumerate(columns):
        problems += text_problems(f"columns[{place}].title", str(column.get("title", "")), most=LONGEST_COLUMN)
    if len(columns) > MOST_COLUMNS:
        problems.append(Problem("columns", str(len(columns)), _("มีได้ไม่เกิน %s คอลัมน์") % MOST_COLUMNS))
    return problems
