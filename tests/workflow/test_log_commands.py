"""verify_log and log_head, as a machine or a person calls them."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tests.workflow import builders
from workflow import verification
from workflow.models import Event

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _no_further_checks(monkeypatch):
    monkeypatch.setattr(verification, "_checks", {})


@pytest.fixture
def plan(db):
    return builders.plan(1, events=6)


@pytest.fixture
def anchor_file(settings, tmp_path):
    settings.ANCHOR_FILE = str(tmp_path / "anchor.json")
    return Path(settings.ANCHOR_FILE)


def told(*arguments, **options):
    """Exit status and standard output of a command."""
    out = io.StringIO()
    try:
        call_command(*arguments, stdout=out, stderr=io.StringIO(), **options)
    except SystemExit as end:
        return end.code, out.getvalue()
    return 0, out.getvalue()


def rewrite(plan):
    """Change the last event so that only an anchor can tell."""
    builders.triggers_off("workflow_event")
    last = plan.events.get(sequence=plan.event_count)
    last.verb = "refuse"
    Event.objects.filter(pk=last.pk).update(verb="refuse", hash=last.compute_hash())
    type(plan).objects.filter(pk=plan.pk).update(event_head=last.compute_hash())


# --- verify_log ---


def test_verify_log_answers_a_whole_log_in_one_line_of_json(plan):
    assert told("verify_log", "--json") == (0, '{"plans": 1, "events": 6, "broken": []}\n')


def test_verify_log_names_plan_place_and_reason_and_exits_with_1(plan):
    builders.triggers_off("workflow_event")
    plan.events.filter(sequence=3).update(verb="refuse")
    code, out = told("verify_log", "--json")
    why = str(verification.Why.CHANGED.label)
    assert (code, out.count("\n")) == (1, 1)
    assert json.loads(out) == {"plans": 1, "events": 6, "broken": [{"plan": plan.pk, "sequence": 3, "why": why}]}


def test_verify_log_speaks_to_people(plan):
    with translation.override("th"):
        code, out = told("verify_log")
        assert code == 0
        assert out == "ตรวจเหตุการณ์ 6 รายการของ 1 แผนแล้ว ครบถ้วนและไม่ถูกแก้ไข\n"
        builders.triggers_off("workflow_event")
        plan.events.filter(sequence=3).update(verb="refuse")
        code, out = told("verify_log")
        assert code == 1
        assert f"แผน {plan.pk} ลำดับที่ 3: เหตุการณ์นี้ถูกแก้ไข" in out.splitlines()


def test_verify_log_takes_the_anchor_that_it_is_given(plan, tmp_path):
    kept = tmp_path / "kept.json"
    told("log_head", out=str(kept))
    assert told("verify_log", anchor=str(kept))[0] == 0
    rewrite(plan)
    assert told("verify_log")[0] == 0
    assert told("verify_log", anchor=str(kept))[0] == 1


def test_verify_log_takes_the_anchor_of_the_settings_when_it_is_given_none(plan, anchor_file):
    told("log_head", write=True)
    rewrite(plan)
    assert told("verify_log")[0] == 1


def test_verify_log_prefers_the_anchor_that_it_is_given_to_that_of_the_settings(plan, anchor_file, tmp_path):
    told("log_head", write=True)
    rewrite(plan)
    told("log_head", out=str(tmp_path / "later.json"))
    assert told("verify_log", anchor=str(tmp_path / "later.json"))[0] == 0


def test_verify_log_does_without_an_anchor_that_was_never_written_and_says_so(plan, anchor_file):
    complaints = io.StringIO()
    call_command("verify_log", stdout=io.StringIO(), stderr=complaints)
    assert str(anchor_file) in complaints.getvalue()


@pytest.mark.parametrize("content", [None, "", "[]", "{}", "not json", '{"heads": {}, "root": "f"}', b"\xff"])
def test_verify_log_refuses_a_missing_or_malformed_anchor_by_name_and_exits_with_2(plan, tmp_path, content):
    spoilt = tmp_path / "spoilt.json"
    if content is not None:
        spoilt.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(CommandError, match=r"spoilt\.json") as refusal:
        told("verify_log", anchor=str(spoilt))
    assert refusal.value.returncode == 2


def test_verify_log_refuses_a_malformed_anchor_of_the_settings_too(plan, anchor_file):
    anchor_file.write_text("{}")
    with pytest.raises(CommandError, match=r"anchor\.json") as refusal:
        told("verify_log")
    assert refusal.value.returncode == 2


def test_the_shell_sees_0_for_a_whole_log_1_for_a_broken_one_and_2_for_a_missing_anchor(database_url, tmp_path):
    def asked(*arguments):
        done = subprocess.run(
            [sys.executable, "manage.py", "verify_log", *arguments],
            cwd=ROOT, env=os.environ | {"DATABASE_URL": database_url, "ANCHOR_FILE": ""}, check=False,
            capture_output=True, text=True,
        )  # fmt: skip
        return done.returncode, done.stdout

    plan = builders.plan(1, events=4)
    assert asked("--json") == (0, '{"plans": 1, "events": 4, "broken": []}\n')
    assert asked("--anchor", str(tmp_path / "nowhere.json")) == (2, "")
    builders.triggers_off("workflow_event")
    plan.events.filter(sequence=2).update(verb="refuse")
    code, out = asked("--json")
    assert code == 1
    assert [(row["plan"], row["sequence"]) for row in json.loads(out)["broken"]] == [(plan.pk, 2)]


# --- log_head ---


def test_log_head_prints_root_and_heads_as_one_line_of_json(plan):
    code, out = told("log_head", "--json")
    head = {"reference": plan.reference, "count": 6, "hash": plan.event_head}
    answer = json.loads(out)
    assert (code, out.count("\n")) == (0, 1)
    assert list(answer) == ["at", "plans", "events", "root", "heads"]
    assert (answer["plans"], answer["events"], answer["heads"]) == (1, 6, {str(plan.pk): head})


def test_log_head_speaks_to_people(plan):
    out = told("log_head")[1]
    assert f"{plan.reference} 6 {plan.event_head}" in out.splitlines()
    assert verification.current_anchor()["root"] in out


def test_log_head_writes_the_anchor_of_the_settings_and_leaves_nothing_beside_it(plan, anchor_file):
    told("log_head", write=True)
    assert verification.read_anchor(anchor_file)["heads"] == verification.current_anchor()["heads"]
    assert os.listdir(anchor_file.parent) == [anchor_file.name]  # noqa: PTH208  # names are enough


def test_log_head_writes_a_later_anchor_in_the_place_of_an_earlier_one(plan, anchor_file):
    told("log_head", write=True)
    builders.extend(plan, 2)
    told("log_head", write=True)
    assert verification.read_anchor(anchor_file)["events"] == 8


def test_log_head_never_writes_over_an_anchor_that_the_log_contradicts(plan, anchor_file):
    told("log_head", write=True)
    evidence = anchor_file.read_text()
    rewrite(plan)
    with pytest.raises(CommandError, match=r"anchor\.json") as refusal:
        told("log_head", write=True)
    assert refusal.value.returncode == 1
    assert anchor_file.read_text() == evidence


def test_log_head_never_writes_over_an_anchor_that_it_cannot_read(plan, anchor_file):
    anchor_file.write_text("spoilt")
    with pytest.raises(CommandError, match=r"anchor\.json") as refusal:
        told("log_head", write=True)
    assert refusal.value.returncode == 2
    assert anchor_file.read_text() == "spoilt"


def test_log_head_without_a_place_to_write_to_says_so(plan):
    with pytest.raises(CommandError, match="ANCHOR_FILE") as refusal:
        told("log_head", write=True)
    assert refusal.value.returncode == 2


def test_log_head_that_cannot_write_says_so_and_names_the_file(plan, tmp_path):
    with pytest.raises(CommandError, match="nowhere") as refusal:
        told("log_head", out=str(tmp_path / "nowhere" / "anchor.json"))
    assert refusal.value.returncode == 2


def test_neither_command_writes_into_the_database(plan):
    with CaptureQueriesContext(connection) as seen:
        told("verify_log")
        told("log_head")
    assert {query["sql"].split()[0].upper() for query in seen} <= {"SELECT", "DECLARE"}
    assert len(seen) >= 3
