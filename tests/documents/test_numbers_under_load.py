"""Numbers are given once and without a gap whoever takes them and is killed; nobody renders meanwhile."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.db import connection, connections

from directory import clock
from directory.errors import Invalid
from directory.models import Body
from documents import layouts, storage
from documents.models import Document, Register, Rendition
from documents.verbs import number_document, rendering
from tests.workflow.test_races import signed_letter, themed
from tests.workflow.test_races import world as world  # noqa: PLC0414  # the fixture of races
from workflow import jobs
from workflow.models import Job

ROOT = Path(__file__).resolve().parents[2]
PROCESSES, KILLED = 8, 3

NUMBERING = """
import sys
from directory import clock
from directory.acting import Acting
from directory.models import Office, User
from documents.models import Document
from documents.verbs import number_document
by = Acting.as_holder(User.objects.get(pk={user}), Office.objects.get(pk={office}))
print("ready", flush=True)
sys.stdin.readline()
for pk in {papers}:
    number_document(document=Document.objects.get(pk=pk), by=by, dated=clock.today())
    print(pk, flush=True)
"""


def start(database_url, program, run_folder):
    """Start a program of our own as another process on the same database and the same files."""
    environment = os.environ | {"DATABASE_URL": database_url, "VAR_DIR": str(run_folder)}
    return subprocess.Popen(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", program],
        cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def given():
    numbers = Document.objects.filter(running_number__isnull=False).order_by("running_number")
    return list(numbers.values_list("running_number", flat=True))


def test_eight_processes_of_which_some_are_killed_leave_no_gap_and_no_double(world, database_url, run_folder, rounds):
    each = 2 * rounds  # 200 in a soak
    by, piles = world.secretary, []
    for pile in range(PROCESSES):
        plan = themed(world, "council", pile)
        piles.append([signed_letter(world, plan, f"{pile}-{n}").pk for n in range(each)])
    programs = [NUMBERING.format(user=by.user.pk, office=by.office.pk, papers=pile) for pile in piles]
    running = [start(database_url, program, run_folder) for program in programs]
    assert [process.stdout.readline() for process in running] == ["ready\n"] * PROCESSES
    for process in running:
        process.stdin.write("\n")
        process.stdin.flush()
    for number, process in enumerate(running[:KILLED], start=1):
        for _ in range(number):  # each after another count of numbers, in the middle of the next
            process.stdout.readline()
        process.kill()
    for process in running:
        _said, errors = process.communicate(timeout=240)
        assert process.returncode in {0, -signal.SIGKILL}, errors
    assert [process.returncode for process in running[KILLED:]] == [0] * (PROCESSES - KILLED)
    taken = given()
    assert taken == list(range(1, len(taken) + 1))
    assert len(taken) >= each * (PROCESSES - KILLED) + sum(range(1, KILLED + 1))
    assert Register.objects.get().last_number == len(taken)
    for paper in Document.objects.filter(state="signed", kind="T10"):  # what the killed ones left
        number_document(document=paper, by=by, dated=clock.today())
    assert given() == list(range(1, each * PROCESSES + 1))


def test_the_same_typed_number_given_twice_at_once_is_one_letters(world, race, rounds):
    Body.objects.filter(pk=world.bodies["council"].pk).update(register=Body.Register.EXTERNAL)
    plans = [themed(world, "council", name) for name in "ab"]  # of two plans, so that no lock keeps them apart
    for number in range(rounds):
        letters = [signed_letter(world, plan, f"{number}-{plan.theme}") for plan in plans]
        typed = f"อจ 0118/{number}"

        def give(letter, typed=typed):
            mine = Document.objects.select_related("issuer").get(pk=letter.pk)
            return lambda: number_document(document=mine, by=world.secretary, dated=clock.today(), typed_number=typed)

        outcomes = race(*[give(letter) for letter in letters])
        assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Document", "Invalid"]
        [refusal] = [outcome for outcome in outcomes if isinstance(outcome, Invalid)]
        assert [problem.field for problem in refusal.problems] == ["typed_number"]
        assert Document.objects.filter(number_text=typed).count() == 1


def test_a_slow_renderer_delays_no_number(world, monkeypatch, concurrent_database):
    plan = themed(world, "council", 0)
    first, second = signed_letter(world, plan, "a"), signed_letter(world, plan, "b")
    number_document(document=first, by=world.secretary, dated=clock.today())
    began, may_end, inside = threading.Event(), threading.Event(), []

    def slow(*_args, **_kwargs):
        inside.append(connection.in_atomic_block)
        began.set()
        assert may_end.wait(60)
        return b"%PDF-1.7 slow"

    def render():
        try:
            jobs.drain(["render_document"])
        finally:
            connections.close_all()

    monkeypatch.setattr(layouts, "render", slow)
    worker = threading.Thread(target=render)
    worker.start()
    try:
        assert began.wait(60)
        number_document(document=second, by=world.secretary, dated=clock.today())
        still_rendering = worker.is_alive()
    finally:
        may_end.set()
        worker.join()
    assert (second.running_number, inside[0]) == (2, False)
    assert still_rendering  # a lock that it held would have made the number wait for its end


def test_no_verb_renders(world, monkeypatch, concurrent_database):
    def refuse(*_args, **_kwargs):
        raise AssertionError("rendered inside a verb")

    monkeypatch.setattr(rendering, "rendered", refuse)
    paper = signed_letter(world, themed(world, "council", 0), "a")
    assert number_document(document=paper, by=world.secretary, dated=clock.today()).running_number == 1


# --- Killed half-way ---

KILLS = {
    "while it sets the pages": "from documents import layouts; layouts.render = kill",
    "while it writes the file": "import os; os.fsync = kill",
    "before the file has its name": "from pathlib import Path; Path.replace = kill",
    "before the file has its row": "from documents.models import Rendition; Rendition.objects.get_or_create = kill",
}


@pytest.mark.parametrize("moment", KILLS)
def test_a_paper_whose_making_was_killed_keeps_its_number_and_is_made_by_the_next(
    world, database_url, run_folder, moment
):
    world.submitted(world.plan)
    jobs.drain()
    paper = Document.objects.get(plan=world.plan, kind="T10")
    from documents.verbs import sign_document
    from tests.cast import PNG

    sign_document(document=paper, by=world.secretary, scan=PNG, content_type="image/png")
    number_document(document=paper, by=world.secretary, dated=clock.today())
    before = set(files())
    program = f"""
import os, signal
def kill(*args, **kwargs): os.kill(os.getpid(), signal.SIGKILL)
{KILLS[moment]}
from workflow import jobs
jobs.drain(["render_document"])
"""
    child = start(database_url, program, run_folder)
    _said, errors = child.communicate(timeout=120)
    assert child.returncode == -signal.SIGKILL, errors
    assert not paper.renditions.filter(kind=Rendition.Kind.ISSUED).exists()
    assert Document.objects.get(pk=paper.pk).running_number == 1
    assert all(storage.path_of(path.name) == path for path in set(files()) - before)  # whole, under its own hash
    left = Job.objects.get(key=f"render_document:{paper.pk}:issued").lease_until
    assert left is not None
    _age_what_was_left()
    with clock.at(left):
        jobs.drain()
    assert paper.renditions.filter(kind=Rendition.Kind.ISSUED).count() == 1
    assert list(storage._half_written().iterdir()) == []
    assert given() == [1]


def files():
    """What lies under its name; what is being written lies elsewhere."""
    root = storage._half_written().parent
    return [path for path in root.glob("*/*") if path.parent != storage._half_written()]


def _age_what_was_left():
    for path in storage._half_written().iterdir():
        os.utime(path, (0, 0))
    storage.remove_left_behind()
