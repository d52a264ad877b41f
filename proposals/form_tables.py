"""The forms of plans filled from their lines by the template that holds for a plan's province and round."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext as _

from directory.errors import Invalid, Problem
from documents.parts import column, table, table_row
from documents.thai import to_thai_digits
from proposals.form_sources import BY_RANK, SUMMARIES, Source, Strategy, money, sources_for
from proposals.models import Cycle, FormTemplate, PlanLine, PlanVersion
from workflow.published import begun, own_first

NO_STRATEGY = "ไม่ระบุยุทธศาสตร์"


def template_for(code: str, cycle: Cycle) -> FormTemplate:
    """The template of a form that holds today in a cycle: the province's own before the common, the latest version.

    Raises:
        Invalid: there is none.
    """
    of_round = Q(round_start=cycle.round_start) | Q(round_start__isnull=True)
    holding = begun(FormTemplate.objects.filter(of_round, code=code))
    found = own_first(holding, cycle.province_id, F("round_start").asc(nulls_last=True)).first()
    if found is None:
        raise Invalid.of("form", code, _("ยังไม่มีแบบ %(code)s สำหรับแผนรอบนี้") % {"code": code})
    return found


def column_problems(code: str, columns: Sequence[Any]) -> list[Problem]:
    """What is wrong with a template's columns, each problem naming the column."""
    known = sources_for(code)
    problems: list[Problem] = []
    for place, entry in enumerate(columns):
        name = entry.get("source") if isinstance(entry, dict) else None
        if name not in known:
            words = _("แบบ %(code)s คอลัมน์ที่ %(place)s อ้างถึงข้อมูลที่ระบบไม่รู้จัก: %(name)s")
            problems.append(
                Problem(f"columns[{place}].source", str(name), words % {"code": code, "place": place + 1, "name": name})
            )
        elif not isinstance(entry.get("title", ""), str) or not _is_width(entry.get("width")):
            words = _("แบบ %(code)s คอลัมน์ที่ %(place)s ต้องมีความกว้าง 1 ถึง 100")
            problems.append(
                Problem(f"columns[{place}].width", str(entry.get("width")), words % {"code": code, "place": place + 1})
            )
    return problems or ([] if columns else [Problem("columns", "", _("แบบต้องมีอย่างน้อยหนึ่งคอลัมน์"))])


def _is_width(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 100


def named(template: FormTemplate) -> dict[str, Any]:
    """How a snapshot names the template that it was made from."""
    return {"code": template.code, "version": template.version, "template": template.pk}


def rows_with_money(version: PlanVersion) -> list[PlanLine]:
    """The lines of a version by rank and number, with budgets and indicators. Three queries."""
    return list(
        PlanLine.objects.filter(version=version)
        .select_related("line__proposal", "proposal_version", "agency")
        .prefetch_related("proposal_version__budget", "proposal_version__indicators")
        .order_by(F("rank").asc(nulls_last=True), "line__number")
    )


def by_strategy(rows: Iterable[PlanLine]) -> list[Strategy]:
    """The rows by strategy, in the order in which strategies first come."""
    found: dict[str, list[PlanLine]] = {}
    for row in rows:
        found.setdefault(row.proposal_version.strategy or NO_STRATEGY, []).append(row)
    return [Strategy(name, own) for name, own in found.items()]


def form_table(
    template: FormTemplate,
    rows: Sequence[PlanLine],
    cycle: Cycle,
    *heading: str,
    groups: Sequence[Strategy] | None = None,
) -> dict[str, Any]:
    """A form as a table part: a row for each project, by rank or under its strategy, or for each strategy; and sums.

    ``groups`` puts the rows of any form under these headings.

    Raises:
        Invalid: the template names a column that is not known; nothing is made.
    """
    spread = _spread(template, cycle)
    if template.code in SUMMARIES:
        body = [table_row(*(source.value(group, year) for source, year in spread)) for group in by_strategy(rows)]
        total = _summary_total(spread, rows)
    elif template.code in BY_RANK and groups is None:
        body = [table_row(*(source.value(row, year) for source, year in spread)) for row in rows]
        total = _detail_total(spread, rows)
    else:
        body = []
        for group in groups if groups is not None else by_strategy(rows):
            name = group.name if groups is not None else f"ยุทธศาสตร์ {group.name}"
            body.append({"cells": [to_thai_digits(name)], "style": "group"})
            body += [table_row(*(source.value(row, year) for source, year in spread)) for row in group.rows]
        total = _detail_total(spread, rows)
    columns = [
        column(to_thai_digits(_column_title(entry, source, year)), entry["width"], source.align)
        for entry, source, year in _entries(template, cycle)
    ]
    lines = [f"แบบ {template.code} {template.title}", *heading]
    return {**table(lines, columns, [*body, *total], landscape=True), "form": named(template)}


def _entries(template: FormTemplate, cycle: Cycle) -> list[tuple[dict[str, Any], Source, int]]:
    if problems := column_problems(template.code, template.columns):
        raise Invalid(problems)
    known = sources_for(template.code)
    return [
        (entry, known[entry["source"]], year)
        for entry in template.columns
        for year in (cycle.years if known[entry["source"]].by_year else [0])
    ]


def _spread(template: FormTemplate, cycle: Cycle) -> list[tuple[Source, int]]:
    return [(source, year) for _entry, source, year in _entries(template, cycle)]


def _column_title(entry: dict[str, Any], source: Source, year: int) -> str:
    title = entry.get("title") or str(source.label)
    return f"{title} {year}" if year else str(title)


def _summary_total(spread: Sequence[tuple[Source, int]], rows: Sequence[PlanLine]) -> list[dict[str, Any]]:
    whole = Strategy("รวม", rows)
    return [table_row(*(source.value(whole, year) for source, year in spread), style="total")]


def _detail_total(spread: Sequence[tuple[Source, int]], rows: Sequence[PlanLine]) -> list[dict[str, Any]]:
    """The sums below the columns of money; the words stand over the columns before the first of them."""
    sums = [_sum_of(source, year, rows) for source, year in spread]
    first = next((place for place, total in enumerate(sums) if total is not None), None)
    words = f"รวม {len(rows)} โครงการ"
    if not first:
        return [table_row(words, style="total")]
    return [table_row(words, *("" if total is None else money(total) for total in sums[first:]), style="total")]


def _sum_of(source: Source, year: int, rows: Sequence[PlanLine]) -> Decimal | None:
    if source.total is None:
        return None
    return sum((source.total(row, year) for row in rows), Decimal(0))
