"""`manage.py ballot`: one JSON line or a readable table, and one sentence where a file cannot be counted."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

FILES = Path(__file__).parent / "files"
ROOT = Path(__file__).parents[3]


def told(capsys, name, rule, *options):
    call_command("ballot", str(FILES / f"{name}.pb"), "--rule", rule, *options)
    return capsys.readouterr()


@pytest.mark.parametrize(
    ("name", "rule", "answer"),
    [
        ("approval", "equal-shares", {"chosen": ["1", "3", "5"], "cost": "1000000", "budget": "1000000"}),
        ("approval", "greedy", {"chosen": ["1", "2"], "cost": "1000000", "budget": "1000000"}),
        ("approval", "count", {"chosen": ["1", "2"], "cost": "1000000", "budget": "1000000"}),
        ("ordinal", "borda", {"chosen": ["a", "b"], "cost": "500", "budget": "500"}),
        ("ordinal", "equal-shares", {"chosen": ["a", "d"], "cost": "400", "budget": "500"}),
        ("cumulative", "count", {"chosen": ["3", "1"], "cost": "50000", "budget": "242800"}),
        ("choose_one", "greedy", {"chosen": ["q"], "cost": "0", "budget": "0"}),
    ],
)
def test_json_says_what_a_rule_chooses_and_nothing_else(capsys, name, rule, answer):
    said = told(capsys, name, rule, "--json")
    assert json.loads(said.out) == answer
    assert said.err == ""


def test_money_with_satang_is_told_exactly(capsys, tmp_path):
    file = tmp_path / "satang.pb"
    file.write_text(
        "META\nkey;value\nbudget;0.30\nvote_type;approval\nPROJECTS\nid;cost\na;0,1\nb;.20\nVOTES\nvote\na\n"
    )
    with pytest.raises(CommandError, match=r"บรรทัดที่ 8 cost “.20”"):
        call_command("ballot", str(file), "--json")
    file.write_text(file.read_text().replace(";.20", ";0.20"))
    call_command("ballot", str(file), "--json")
    assert json.loads(capsys.readouterr().out) == {"chosen": ["a", "b"], "cost": "0.3", "budget": "0.3"}


def test_people_get_a_table_that_steers_no_terminal(capsys, tmp_path):
    file = tmp_path / "steering.pb"
    file.write_bytes((FILES / "approval.pb").read_bytes().replace("ถนน".encode(), "\x1b[31m[red]ถนน".encode()))
    call_command("ballot", str(file))
    said = capsys.readouterr().out
    assert "[31m[red]ถนนคอนกรีตสายหลัก" in said
    assert "\x1b" not in said
    assert "เลือก 3 จาก 5 โครงการ ใช้ 1,000,000 จากวงเงิน 1,000,000" in said


def test_borda_says_that_it_needs_rankings(capsys):
    with pytest.raises(CommandError, match=r"คะแนน Borda ต้องใช้การจัดอันดับ แต่ไฟล์นี้เป็นการเลือกหลายโครงการ \(approval\)"):
        told(capsys, "approval", "borda", "--json")


def test_a_missing_file_and_a_folder_are_told():
    for path in ("no/such.pb", str(FILES)):
        with pytest.raises(CommandError, match="เปิดไฟล์"):
            call_command("ballot", path)


def test_a_file_that_is_wrong_about_itself_is_counted_and_warned_of_on_stderr_alone(capsys, tmp_path):
    file = tmp_path / "odd.pb"
    content = (FILES / "approval.pb").read_bytes().replace(b"votes;10", b"votes;9").replace(b"\n2;41;M", b"\n1;41;M")
    file.write_bytes(content)
    call_command("ballot", str(file), "--rule", "greedy", "--json")
    said = capsys.readouterr()
    assert json.loads(said.out) == {"chosen": ["1", "2"], "cost": "1000000", "budget": "1000000"}
    assert said.err.splitlines() == [
        f"{file}: คำเตือน: บรรทัดที่ 8 num_votes “9”: ในไฟล์มี 10 แถว นับตามแถว",
        f"{file}: คำเตือน: บรรทัดที่ 24 voter_id “1”: รหัสผู้ลงคะแนนซ้ำหรือไม่มี แต่นับทุกแถว",
    ]
    call_command("ballot", str(file), "--rule", "greedy")
    assert "คำเตือน 2 ข้อ" in capsys.readouterr().out


def test_many_warnings_are_told_in_short(capsys, tmp_path):
    file = tmp_path / "one_voter.pb"
    votes = "1;a\n" * 30
    head = "META\nkey;value\nbudget;1\nvote_type;approval\nPROJECTS\nid;cost\na;1\nVOTES\nvoter_id;vote\n"
    file.write_text(head + votes)
    call_command("ballot", str(file), "--json")
    told = capsys.readouterr().err.splitlines()
    assert (len(told), told[-1]) == (21, f"{file}: คำเตือน: และอีก 9 ข้อ")


def test_from_the_terminal_a_wrong_file_ends_with_one_sentence_and_one(tmp_path):
    file = tmp_path / "wrong.pb"
    file.write_bytes((FILES / "approval.pb").read_bytes().replace(b"F;paper;1,2", b"F;paper;1,77", 1))
    command = [sys.executable, "manage.py", "ballot", str(file), "--rule", "count", "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env={**os.environ})
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert "บรรทัดที่ 23 vote “77”: ไม่มีโครงการรหัสนี้ในส่วน PROJECTS" in done.stderr
