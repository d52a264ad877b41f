"""What the server takes for a page in a province of 20,000 proposals, on SQLite: the median of several requests.

The province is walked from the forums to the replies by the journey's own steps (without drawing its papers), and each
page is asked for at the stage where it is used. There is no floor: what counts is what a person waits for.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from bench.harness import Figure, figure, own_database

if TYPE_CHECKING:
    from config.journey.world import World

__all__ = ["GOALS", "measure"]

PROVINCE, YEAR, PER_TAMBON = "37", 2572, 286
REQUESTS: Final = 7
GOALS: Final = {"page_worst": "≤ 300 ms"}

Asked = tuple[str, Any, str]


def measure() -> dict[str, Figure]:
    """Walk the province and ask for each page where it is used; ``page_worst`` is the slowest of them."""
    with own_database("sqlite"):
        times = dict(_asked_for())
    found = {f"page_{name}": figure(ms) for name, ms in times.items()}
    return {**found, "page_worst": figure(max(times.values()))}


def _asked_for() -> Iterator[tuple[str, float]]:
    # Models can be imported only now that Django is set up.
    from django.core.management import call_command  # noqa: PLC0415

    from config.journey import councils, desks, province_steps  # noqa: PLC0415
    from config.journey.walk import prepare, review_once  # noqa: PLC0415
    from directory.models import Area  # noqa: PLC0415

    call_command("collectstatic", interactive=False, verbosity=0)  # pages are served as in earnest, by hashed names
    world = prepare(Area.objects.get(pk=PROVINCE), YEAR, seed=1, progress=lambda *_: None)
    councils.write_and_submit(world, PER_TAMBON)
    with world.day(30):
        desks.receive_all(world)
        yield from _timed(_under_review(world))
    review_once(world, day=31, return_some=False)
    with world.day(101):
        desks.sweep(world)
        yield from _timed(_at_the_district(world))
    desks.compile_districts(world)
    province_steps.vet_districts(world)
    with world.day(191):
        desks.sweep(world)
        yield from _timed(_at_the_province(world))
    province_steps.integrate(world)
    province_steps.endorse_and_answer(world)
    with world.day(241):
        desks.sweep(world)
    province_steps.follow_up(world)
    with world.day(280):
        yield from _timed(_afterwards(world))


def _timed(asked: list[Asked]) -> Iterator[tuple[str, float]]:
    from django.conf import settings  # noqa: PLC0415

    from tests.visitors import browser_of  # noqa: PLC0415

    for name, acting, path in asked:
        browser = browser_of(acting, SERVER_NAME=urlsplit(settings.PUBLIC_BASE_URL).hostname)
        times = []
        for _ in range(REQUESTS):
            begun = time.perf_counter()
            response = browser.get(path)
            times.append((time.perf_counter() - begun) * 1000)
            assert response.status_code == 200, f"{path} answered {response.status_code}"
        yield name, statistics.median(times)


def _under_review(world: World) -> list[Asked]:
    """At the district's desk: a plan of 286 projects that ก.บ.ต. has received."""
    from directory.models import Body  # noqa: PLC0415
    from directory.powers import BodyKind  # noqa: PLC0415
    from proposals.models import Level  # noqa: PLC0415

    plan = next(plan for plan in world.plans(Level.SUBDISTRICT, state="submitted") if plan.received_at)
    lao = Body.objects.filter(kind=BodyKind.LAO, territories__area=plan.area_id).order_by("pk").first()
    assert lao is not None
    assert plan.parent is not None
    coordinator, at = world.coordinator(plan.parent), f"/plans/{plan.reference}/"
    return [
        ("inbox", coordinator, "/inbox/"),
        ("plans", world.officer(), "/plans/"),
        ("plan", coordinator, at),
        ("lines", coordinator, f"{at}lines/"),
        ("history", coordinator, f"{at}history/"),
        ("versions", coordinator, f"{at}versions/"),
        ("opinions", world.acting(lao, "planner"), f"{at}opinions/"),
        ("screen", coordinator, f"{at}screen/"),
    ]


def _at_the_district(world: World) -> list[Asked]:
    """The worksheet of the district with the most lines."""
    from proposals.models import Level  # noqa: PLC0415

    plan = max(world.plans(Level.DISTRICT, state="compiling"), key=lambda each: each.children.count())
    coordinator, at = world.coordinator(plan), f"/plans/{plan.reference}/worksheet/"
    return [
        ("worksheet", coordinator, at),
        ("scores", coordinator, f"{at}scores/"),
        ("ranking", coordinator, f"{at}ranking/"),
    ]


def _at_the_province(world: World) -> list[Asked]:
    from proposals.models import Level  # noqa: PLC0415

    (plan,) = world.plans(Level.PROVINCE)
    at = f"/plans/{plan.reference}/worksheet/"
    return [("provincial_worksheet", world.officer(), at), ("integration", world.officer(), f"{at}integration/")]


def _afterwards(world: World) -> list[Asked]:
    from documents.models import Document  # noqa: PLC0415
    from proposals.models import Level  # noqa: PLC0415

    (plan,) = world.plans(Level.PROVINCE)
    document = Document.objects.filter(plan=plan).order_by("pk").last()
    assert document is not None
    return [
        ("papers", world.officer(), "/papers/"),
        ("commitments", world.officer(), "/commitments/"),
        ("status", None, f"/status/{plan.reference}/"),
        ("province", None, f"/provinces/{PROVINCE}/{YEAR}/"),
        ("check", None, f"/check/{document.check_code}"),
    ]
