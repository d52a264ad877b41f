"""What waits for an office: the open steps of the flows that its powers, body and areas reach."""

from __future__ import annotations

from django.contrib.contenttypes.models import ContentType
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from viewflow.workflow.models import Task
from viewflow.workflow.status import PROCESS, STATUS

from directory.acting import Acting
from directory.mandates import Mandate, mandate_of
from directory.models import Area, Body
from directory.powers import AREA_POWERS
from directory.queries import inside
from workflow.journal import plan_model
from workflow.models import Deadline


def waiting_for(by: Acting) -> QuerySet[Task]:
    """The open steps that this office may do, oldest first, each with ``plan_id`` and the earliest ``due_on``.

    One query besides the mandate's, which is kept. Own steps are found by body, steps over an area by half-open ranges
    of codes (never by LIKE).
    """
    mandate = mandate_of(by)
    plans = ContentType.objects.get_for_model(plan_model())
    return (
        Task.objects.filter(_own_steps(by, mandate) | _area_steps(mandate))
        .filter(status=STATUS.NEW, process__status=PROCESS.NEW, process__artifact_content_type=plans)
        .annotate(
            plan_id=F("process__artifact_object_id"),
            due_on=due_of("process__artifact_object_id"),
        )
        .select_related("process")
        .order_by("created", "pk")
    )


def due_of(plan: str, what: str = "due_on", **kinds: str) -> Coalesce:
    """The earliest date that runs for a plan, as an expression of a query in whose rows ``plan`` names it.

    ``what`` is another column of that deadline, and ``kind`` narrows it. What is due of one record is not the plan's.
    """
    of_the_plan = Deadline.objects.filter(plan_id=OuterRef(plan), about=0, replaced_by__isnull=True, **kinds)
    earliest = of_the_plan.filter(settled_at__isnull=True).order_by("due_on")
    # Reminded of once, a revision is still due: its date is shown for as long as the plan is with its owner.
    overdue = of_the_plan.filter(kind="revision", plan__state="returned").order_by("-pk")
    return Coalesce(Subquery(earliest.values(what)[:1]), Subquery(overdue.values(what)[:1]))


def counts(by: Acting) -> dict[str, int]:
    """How many steps wait, by power: the numbers on the badges. One query, as `waiting_for`."""
    tally: dict[str, int] = {}
    for permission in waiting_for(by).values_list("owner_permission", flat=True):
        power = permission.rpartition(".")[2]
        tally[power] = tally.get(power, 0) + 1
    return tally


def _own_steps(by: Acting, mandate: Mandate) -> Q:
    keys = [str(key) for key in sorted({by.office.body_id, *mandate.serves})]
    return Q(
        owner_permission__in=[f"directory.{power}" for power in sorted(mandate.own)],
        owner_permission_content_type=ContentType.objects.get_for_model(Body),
        owner_permission_obj_pk__in=keys,
    )


def _area_steps(mandate: Mandate) -> Q:
    content_type = ContentType.objects.get_for_model(Area)
    steps = Q(pk__in=[])
    for power in sorted(AREA_POWERS & set(mandate.granted)):
        for code in mandate.areas(power):
            steps |= inside(code, "owner_permission_obj_pk") & Q(
                owner_permission=f"directory.{power}", owner_permission_content_type=content_type
            )
    return steps
