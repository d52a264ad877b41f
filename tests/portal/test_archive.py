"""The book of everything: all of a plan in one ZIP, the same each time, and only for those who may see the plan."""

import csv
import hashlib
import io
import json
import zipfile
from itertools import pairwise

import openpyxl
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse

from documents import storage
from documents.models import Document
from documents.verbs import number_document, sign_document
from portal.archive import archive_of
from proposals.voting import Rule, chosen_by, read
from tests.cast import DAY_ONE, PNG
from tests.proposals.test_ballots import cast, closed, opened
from tests.visitors import browser_of
from workflow import jobs
from workflow.models import Event
from workflow.models.journal import digest_of_items

pytestmark = pytest.mark.django_db
COLUMNS = ("number", "proposal", "title", "strategy", "rank", "asked", "proposed", "fate", "reason")
HOSTILE = '=cmd|" /C calc"!A0'


@pytest.fixture
def plan(world):
    """A council's plan with an issued letter, a step recorded from paper, and a title like a formula."""
    from proposals.verbs.drafting import draft_proposals
    from proposals.verbs.plan import submit_plan
    from tests.cast import version_of

    draft_proposals(plan=world.plan, drafts=[world.words(1, title=HOSTILE), world.words(2)], by=world.secretary)
    world.adopted(world.plan)
    submit_plan(plan=world.plan, seen=version_of(world.plan), by=world.recording(world.coordinator, "council"))
    letter = Document.objects.get(plan=world.plan, kind="T10")
    sign_document(document=letter, by=world.secretary, scan=PNG, content_type="image/png")
    number_document(document=letter, by=world.secretary, dated=DAY_ONE)
    jobs.drain()
    return world.fresh(world.plan)


def archive(plan, by=None):
    return zipfile.ZipFile(io.BytesIO(b"".join(archive_of(plan, by))))


def test_every_rendition_and_its_record_are_in_it(plan):
    found = archive(plan)
    for paper in Document.objects.filter(plan=plan):
        folder = f"documents/{paper.kind}-{paper.check_code}"
        known = json.loads(found.read(f"{folder}/document.json"))
        assert (known["check_code"], known["snapshot"]) == (paper.check_code, json.loads(paper.snapshot))
        inside = [name for name in found.namelist() if name.startswith(f"{folder}/") and not name.endswith(".json")]
        assert sorted(hashlib.sha256(found.read(name)).hexdigest() for name in inside) == sorted(
            rendition.file.sha256 for rendition in paper.renditions.all()
        )


def test_the_manifest_names_every_other_file_with_its_hash(plan):
    found = archive(plan)
    manifest = json.loads(found.read("manifest.json"))
    assert (manifest["reference"], manifest["event_count"], manifest["event_head"]) == (
        plan.reference, plan.event_count, plan.event_head,
    )  # fmt: skip
    told = {each["name"]: (each["size"], each["sha256"]) for each in manifest["files"]}
    there = {
        name: (len(found.read(name)), hashlib.sha256(found.read(name)).hexdigest())
        for name in found.namelist()
        if name != "manifest.json"
    }
    assert told == there
    assert found.testzip() is None


def test_the_same_records_give_the_same_bytes(plan, settings, tmp_path):
    first = b"".join(archive_of(plan, None))
    assert first == b"".join(archive_of(plan, None))
    assert {info.date_time for info in zipfile.ZipFile(io.BytesIO(first)).infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert zipfile.ZipFile(io.BytesIO(first)).namelist()[:-1] == sorted(
        zipfile.ZipFile(io.BytesIO(first)).namelist()[:-1]
    )


def test_the_extract_of_the_log_can_be_recomputed(plan):
    lines = [json.loads(line) for line in archive(plan).read("log/events.jsonl").decode().splitlines()]
    assert [each["sequence"] for each in lines] == list(range(1, plan.event_count + 1))
    assert lines[-1]["hash"] == plan.event_head
    for earlier, later in pairwise(lines):
        assert later["previous_hash"] == earlier["hash"]
    for line in lines:
        event = Event.objects.get(plan=plan, sequence=line["sequence"])
        assert line["hash"] == event.compute_hash()
        if line["items"]:
            assert digest_of_items([tuple(item) for item in line["items"]]) == line["items_digest"]


def test_the_signed_sheet_behind_a_recorded_step_is_in_it(plan):
    found = archive(plan)
    [sheet] = [name for name in found.namelist() if name.startswith("evidence/")]
    assert found.read(sheet) == PNG


def test_the_file_of_each_closed_ballot_is_in_it_as_it_was_counted(world):
    opened(world)
    ballot = opened(world)
    cast(world, ballot, "1 2", "3")
    closed(world, ballot)
    found = archive(world.plan)
    assert [name for name in found.namelist() if name.startswith("ballots/")] == [f"ballots/{ballot.pk}.pb"]
    content = found.read(f"ballots/{ballot.pk}.pb")
    assert content == storage.read(ballot.file)
    assert chosen_by(Rule(ballot.rule), read(content)).cost == ballot.outcomes.get(rule=ballot.rule).cost
    assert hashlib.sha256(content).hexdigest() in found.read("log/events.jsonl").decode()


def test_the_lines_say_the_same_in_three_forms_and_none_is_a_formula(plan):
    found = archive(plan)
    as_json = json.loads(found.read("data/lines.json"))
    as_csv = list(csv.reader(io.StringIO(found.read("data/lines.csv").decode("utf-8-sig"))))
    sheet = openpyxl.load_workbook(io.BytesIO(found.read("data/lines.xlsx"))).active
    as_xlsx = [[cell.value or "" for cell in row] for row in sheet.iter_rows()]
    assert [row["title"] for row in as_json] == [HOSTILE, "โครงการที่ 2"]
    assert as_csv[0] == as_xlsx[0]
    assert [row[2] for row in as_csv[1:]] == [f"'{HOSTILE}", "โครงการที่ 2"]
    assert [[str(row[name]) for name in COLUMNS] for row in as_json] == [list(map(str, row)) for row in as_xlsx[1:]]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}


def test_telephone_numbers_are_for_those_who_keep_the_register_of_bodies(world, plan):
    phones = {world.secretary.user.phone, world.leader.user.phone}
    for by, shown in ((world.leader, False), (world.coordinator, False), (world.provincial_officer, True)):
        text = archive(plan, by).read("data/people.csv").decode()
        assert any(phone in text for phone in phones) == shown
        assert str(world.secretary.user) in text


def test_the_archive_is_for_those_who_see_the_plan(world, plan):
    address = reverse("plan_archive", args=[plan.reference])
    answer = browser_of(world.coordinator).get(address)
    assert answer["Content-Disposition"] == f'attachment; filename="{plan.reference}.zip"'
    content = zipfile.ZipFile(io.BytesIO(answer.getvalue()))
    assert "manifest.json" in content.namelist()
    for who in (world.other_leader, world.other_coordinator, world.stranger):
        assert browser_of(who).get(address).status_code == 404
    assert address in browser_of(world.leader).get(reverse("plan_papers", args=[plan.reference])).content.decode()


def test_the_command_writes_it_whole_or_not_at_all(plan, tmp_path, capsys):
    out = tmp_path / "plan.zip"
    call_command("plan_archive", plan.reference, "--out", str(out))
    assert out.read_bytes() == b"".join(archive_of(plan, None))
    assert "plan.zip" in capsys.readouterr().out
    with pytest.raises(CommandError, match="ไม่มีแผนรหัส 9999") as refused:
        call_command("plan_archive", "9999", "--out", str(tmp_path / "other.zip"))
    assert refused.value.returncode == 2


def test_a_missing_file_leaves_no_half_an_archive(plan, tmp_path, settings):
    import shutil

    shutil.copytree(settings.MEDIA_ROOT, tmp_path / "files")
    settings.MEDIA_ROOT = tmp_path / "files"
    letter = Document.objects.get(plan=plan, kind="T10")
    storage.path_of(letter.renditions.get(kind="issued").file.sha256).unlink()
    (tmp_path / "out").mkdir()
    with pytest.raises(CommandError):
        call_command("plan_archive", plan.reference, "--out", str(tmp_path / "out" / "plan.zip"))
    assert list((tmp_path / "out").iterdir()) == []
