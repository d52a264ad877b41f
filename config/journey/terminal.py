"""What the commands that walk a journey share: when they refuse, how they show where they are, how they check it."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from datetime import date

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError, OutputWrapper
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from directory import clock
from directory.errors import Answer
from directory.models import Area, Body
from directory.verbs.bodies import area_or_explain
from proposals.models import Cycle
from proposals.verbs.cycle import check_target_year

REFUSED = 2
BROKEN = 1
FEWEST = 5  # proposals of a council: fewer cannot be kept, merged, split and cut


def enter_demo_mode() -> None:
    """Demonstrations belong beside demonstrations: refuse where the database holds a real body.

    Raises:
        CommandError: it does, and this is no demo mode.
    """
    if settings.PRASAN_DEMO:
        return
    if Body.objects.filter(is_demo=False).exists():
        raise CommandError(
            "PRASAN_DEMO is not set, and this database holds real bodies: no demonstration here", returncode=REFUSED
        )
    settings.PRASAN_DEMO = True  # for this process only


def refuse_too_few(per_tambon: int) -> None:
    """Refuse so few proposals that a council's plan could not meet every fate."""
    if per_tambon < FEWEST:
        raise CommandError(f"--per-tambon {per_tambon}: at least {FEWEST}", returncode=REFUSED)


def province_to_walk(code: str, years: Iterable[int], start_of: Callable[[int], date]) -> Area:
    """The province of a code, if cycles of these years may be opened in it now and on the day on which each starts.

    Raises:
        CommandError: no province, or a year out of reach or with a cycle already.
    """
    if not Area.objects.exists():
        call_command("load_areas", verbosity=0)
    years = list(years)
    try:
        province = area_or_explain(code, field="--province")
        for year in years:
            check_target_year(year)
            with clock.at(start_of(year)):
                check_target_year(year)
    except Answer as answer:
        raise CommandError(answer.message, returncode=REFUSED) from answer
    if province.level != Area.Level.PROVINCE:
        raise CommandError(f"--province {code}: ต้องเป็นรหัสจังหวัด 2 หลัก", returncode=REFUSED)
    for year in years:
        if Cycle.objects.filter(province=province, target_year=year).exists():
            raise CommandError(f"--cycle {year}: {province} มีรอบแผนปีนี้อยู่แล้ว", returncode=REFUSED)
    return province


def log_and_invariants(complaints: OutputWrapper) -> tuple[bool, bool]:
    """Whether the log verifies and the invariants hold, as their own commands say; what is wrong is written out."""
    results = []
    for command in ("verify_log", "check_invariants"):
        said = io.StringIO()
        try:
            call_command(command, json=True, stdout=said)
            results.append(True)
        except SystemExit as leaving:
            results.append(not leaving.code)
        if not results[-1]:
            complaints.write(said.getvalue())
    return results[0], results[1]


def bars(console: Console) -> Progress:
    """Bars that show how far each part is; nothing where nobody watches."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        disable=not console.is_terminal,
    )


def shower(shown: Progress) -> Callable[[str, int, int], None]:
    """What a journey calls to show how far a part of it is: a bar for each."""
    tasks: dict[str, TaskID] = {}

    def show(words: str, done: int, total: int) -> None:
        if words not in tasks:
            tasks[words] = shown.add_task(words, total=total)
        shown.update(tasks[words], completed=done, total=total)

    return show
