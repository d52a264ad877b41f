"""What offices set for others to go by: writing the next row, and finding those that hold."""

from __future__ import annotations

from datetime import date
from typing import Any, TypeVar

from django.db.models import F, Max, Model, Q, QuerySet
from django.db.models.expressions import OrderBy

from directory import clock
from directory.acting import Acting
from workflow import door
from workflow.models.published import Dated, Published, Versioned

PublishedRow = TypeVar("PublishedRow", bound=Published)
Row = TypeVar("Row", bound=Model)


def publish(model: type[PublishedRow], *, by: Acting, **said: Any) -> PublishedRow:
    """Write the next row: set by the office, from today on where no day is said, as the next version where it has one.

    Versions are counted behind the lock of their province, so that two offices at once get two numbers.
    """
    if issubclass(model, Dated):
        said["valid_from"] = said.get("valid_from") or clock.today()
    if issubclass(model, Versioned):
        door.lock(said["province"])
        before = model._default_manager.filter(**{name: said[name] for name in model.NUMBERED_BY})
        said["version"] = (before.aggregate(last=Max("version"))["last"] or 0) + 1
    return model._default_manager.create(set_by=by.office, created_at=clock.now(), **said)


def begun(rows: QuerySet[Row], day: date | None = None) -> QuerySet[Row]:
    """The rows that hold from a day or from an earlier one, today if none is given; the latest comes last."""
    return rows.filter(valid_from__lte=day or clock.today()).order_by("valid_from", "pk")


def own_first(rows: QuerySet[Row], province: str, *then: str | OrderBy) -> QuerySet[Row]:
    """A province's own versions and everybody's; its own come first, and the latest version of them."""
    found = rows.filter(Q(province=province) | Q(province__isnull=True))
    return found.order_by(F("province").asc(nulls_last=True), *then, "-version")
