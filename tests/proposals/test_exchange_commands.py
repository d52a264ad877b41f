"""`import_proposals` and `export_proposals` at the terminal: exit codes, JSON, the annotated workbook."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from proposals.entries import unconfirmed_entries
from proposals.models import Proposal, ProposalVersion
from proposals.verbs.drafting import draft_proposals
from tests.proposals.sheets import HEADINGS, ROW, book, cells_of, changed, formulas_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(world, tmp_path):
    """Import a workbook into the leader's plan; answers the exit code, what was printed, and what was told besides."""

    def imported(content, *options, plan=None):
        path = tmp_path / "in.xlsx"
        path.write_bytes(content)
        out, err = io.StringIO(), io.StringIO()
        code = 0
        try:
            call_command(
                "import_proposals", str(path), "--plan", plan or world.plan.reference, *options, stdout=out, stderr=err
            )
        except CommandError as wrong:
            code = wrong.returncode
            err.write(str(wrong))
        return code, out.getvalue(), err.getvalue()

    return imported


def export(world, tmp_path):
    path = tmp_path / "out.xlsx"
    call_command("export_proposals", "--plan", world.plan.reference, "--out", str(path), stdout=io.StringIO())
    return path.read_bytes()


def test_a_foreign_sheet_is_imported_and_the_second_time_changes_nothing(world, run):
    content = book(HEADINGS, ROW, ("รวม", None, None, 120000, None, None))
    assert run(content, "--json")[:2] == (0, '{"rows": 1, "created": 1, "updated": 0, "errors": [], "unchanged": 0}\n')
    assert run(content, "--json")[:2] == (0, '{"rows": 1, "created": 0, "updated": 0, "errors": [], "unchanged": 1}\n')
    assert Proposal.objects.count() == 1


def test_a_dry_run_changes_nothing(world, run):
    code, said, _err = run(book(HEADINGS, ROW), "--dry-run")
    assert (code, said.strip()) == (0, "จะนำเข้า: ใหม่ 1 แก้ไข 0 คงเดิม 0")
    assert not Proposal.objects.exists()
    assert run(book(HEADINGS, ROW))[1].strip() == "นำเข้าแล้ว: ใหม่ 1 แก้ไข 0 คงเดิม 0"


def test_what_was_exported_and_changed_updates_by_reference(world, run, tmp_path):
    draft_proposals(plan=world.plan, drafts=[world.words(2), world.words(3)], by=world.secretary)
    content = export(world, tmp_path)
    assert formulas_of(content) == []
    code, said, _err = run(changed(content, {"C3": "ชื่อใหม่"}), "--json")
    assert (code, json.loads(said)) == (0, {"rows": 2, "created": 0, "updated": 1, "errors": [], "unchanged": 1})
    assert ProposalVersion.objects.filter(title="ชื่อใหม่").count() == 1


@pytest.mark.parametrize("option", ["--dry-run", "--json"])
def test_errors_are_named_by_cell_nothing_is_written_and_the_answer_is_marked(world, run, tmp_path, option):
    out = tmp_path / "answer.xlsx"
    code, said, err = run(book(HEADINGS, ROW, (2, "ฝาย", 1, "มาก", 2571, "อบต.")), option, "--json", "--out", str(out))
    message = "ต้องเป็นจำนวนเงิน เช่น 250000 หรือ ๒๕๐,๐๐๐"
    assert code == 1
    assert json.loads(said) == {
        "rows": 2,
        "created": 0,
        "updated": 0,
        "errors": [{"sheet": "ตาราง", "cell": "D3", "message": message}],
        "unchanged": 0,
    }
    assert f"ตาราง D3 = 'มาก': {message}" in err
    assert cells_of(out.read_bytes())["ปัญหา"][1] == ["ตาราง", "D3", "มาก", message]
    assert not Proposal.objects.exists()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04x"])
def test_a_file_that_is_no_workbook_is_an_error_without_a_cell(world, run, content):
    code, said, _err = run(content, "--json")
    (error,) = json.loads(said)["errors"]
    assert (code, error["sheet"], error["cell"]) == (1, "", "")


def test_an_unknown_plan_and_one_that_is_not_its_owners_are_errors(world, run):
    assert run(book(HEADINGS, ROW), plan="2572-000000-01-0")[0] == 1
    world.adopted(world.plan)
    for options in ((), ("--dry-run",)):
        code, _said, err = run(book(HEADINGS, ROW), *options)
        assert code == 1
        assert "ไม่อยู่ระหว่างจัดทำ" in err
    assert run(book(HEADINGS, ROW), plan=world.district_plan.reference)[0] == 1


def test_money_without_a_source_is_told_and_may_be_given_one(world, run):
    content = book(("โครงการ", "งบประมาณ"), ("ฝาย", 5))
    assert "ไม่ได้ระบุแหล่งงบประมาณ จึงใช้ “แหล่งอื่น”" in run(content, "--dry-run")[2]
    assert run(content, "--source", "lao")[0] == 0
    assert ProposalVersion.objects.get().budget.get().source == "lao"


def test_what_the_operator_entered_awaits_the_owners_confirmation(world, run):
    run(book(HEADINGS, ROW))
    assert [event.verb for event in unconfirmed_entries(world.plan)] == ["import_proposals"]


def test_the_answer_never_overwrites_the_file_itself(world, run, tmp_path):
    assert run(book(HEADINGS, ROW), "--out", str(tmp_path / "in.xlsx"))[0] == 1
    assert not Proposal.objects.exists()


def test_exporting_an_unknown_plan_or_to_nowhere_fails(world, tmp_path):
    for plan, out in (("x", tmp_path / "a.xlsx"), (world.plan.reference, tmp_path / "no" / "a.xlsx")):
        with pytest.raises(CommandError) as refused:
            call_command("export_proposals", "--plan", plan, "--out", str(out))
        assert refused.value.returncode == 1
