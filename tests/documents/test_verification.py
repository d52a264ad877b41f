"""Documents made again are the same bytes; a file in one's hand is ours or it is not."""

import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from documents import storage
from documents.models import Document
from documents.verbs import number_document, prepare_again, sign_document, void_document
from tests.cast import DAY_ONE, PNG
from tests.workflow.builders import triggers_off
from workflow import jobs

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper(world):
    """A letter that was issued, with its pages before and after and the scan between."""
    world.submitted(world.plan)
    paper = Document.objects.get(plan=world.plan, kind="T10")
    sign_document(document=paper, by=world.secretary, scan=PNG, content_type="image/png")
    number_document(document=paper, by=world.secretary, dated=DAY_ONE)
    jobs.drain()
    return paper


def run(capsys, *arguments):
    """What a command prints as JSON, and its exit status."""
    code: object = 0
    try:
        call_command(*arguments, json=True)
    except SystemExit as leaving:
        code = leaving.code
    return json.loads(capsys.readouterr().out), code


def path_of(paper, kind):
    return storage.path_of(paper.renditions.get(kind=kind).file.sha256)


def test_every_document_made_again_is_the_same_bytes(paper, capsys):
    report, code = run(capsys, "verify_documents")
    made = sum(len(each.renditions.exclude(kind="scan")) for each in Document.objects.all())
    assert (report, code) == (
        {"documents": Document.objects.count(), "renditions": made, "differences": []},
        0,
    )
    assert made > Document.objects.count()


def test_a_changed_snapshot_is_told_with_both_hashes(paper, capsys):
    triggers_off("documents_document")
    changed = json.loads(paper.snapshot) | {"subject": "เรื่องอื่น"}
    Document.objects.filter(pk=paper.pk).update(snapshot=json.dumps(changed))
    report, code = run(capsys, "verify_documents")
    assert code == 1
    assert [(each["code"], each["kind"], each["rendition"]) for each in report["differences"]] == [
        (paper.check_code, "T10", "unsigned"),
        (paper.check_code, "T10", "issued"),
    ]
    stored = [each["stored"] for each in report["differences"]]
    assert stored == [paper.renditions.get(kind=kind).file.sha256 for kind in ("unsigned", "issued")]
    assert all(len(each["made"]) == 64 and each["made"] != each["stored"] for each in report["differences"])


@pytest.mark.parametrize("spoilt", ["gone", "changed"])
def test_a_file_that_is_gone_or_changed_is_told(paper, capsys, spoilt, settings, tmp_path):
    import shutil

    shutil.copytree(settings.MEDIA_ROOT, tmp_path / "files")
    settings.MEDIA_ROOT = tmp_path / "files"
    path = path_of(paper, "issued")
    path.unlink()
    if spoilt == "changed":
        path.write_bytes(b"%PDF-1.7 other")
    report, code = run(capsys, "verify_documents")
    [difference] = report["differences"]
    assert (code, difference["rendition"], difference["stored"] == "") == (1, "issued", spoilt == "gone")


def test_a_snapshot_that_cannot_be_set_is_a_difference_and_no_crash(paper, capsys):
    triggers_off("documents_document")
    Document.objects.filter(pk=paper.pk).update(snapshot="{}")
    report, code = run(capsys, "verify_documents")
    assert (code, {each["made"] for each in report["differences"]}) == (1, {""})


@pytest.mark.parametrize("kind", ["unsigned", "scan", "issued"])
def test_each_rendition_is_known_as_ours(paper, capsys, kind):
    known, code = run(capsys, "verify_document", str(path_of(paper, kind)))
    assert code == 0
    told = ("ours", "code", "kind", "rendition", "number", "dated", "state", "signed", "valid", "superseded_by", "void")
    assert [known[name] for name in told] == [
        *(True, paper.check_code, "T10", kind, "1/2569", "2026-11-02", "numbered", True, True, "", False),
    ]


def test_a_void_and_a_replaced_paper_say_so(world, paper, capsys):
    file = str(path_of(paper, "issued"))
    anew = prepare_again(document=paper, by=world.leader)
    known, _code = run(capsys, "verify_document", file)
    assert (known["valid"], known["superseded_by"]) == (True, "")
    sign_document(document=anew, by=world.secretary, scan=PNG, content_type="image/png")
    number_document(document=anew, by=world.secretary, dated=DAY_ONE)
    known, _code = run(capsys, "verify_document", file)
    assert (known["state"], known["valid"], known["superseded_by"]) == ("superseded", False, anew.check_code)
    void_document(document=anew, by=world.leader, reason="ผิด")
    jobs.drain()
    known, code = run(capsys, "verify_document", str(path_of(anew, "issued")))
    assert (code, known["void"], known["void_reason"], known["valid"]) == (0, True, "ผิด", False)


def test_another_file_is_not_ours_and_an_unreadable_one_is_told_apart(paper, capsys, tmp_path):
    other = tmp_path / "other.pdf"
    other.write_bytes(path_of(paper, "issued").read_bytes() + b"\n")
    known, code = run(capsys, "verify_document", str(other))
    assert (known["ours"], code) == (False, 1)
    for missing in (tmp_path / "nowhere.pdf", tmp_path):
        with pytest.raises(CommandError) as refused:
            call_command("verify_document", str(missing))
        assert refused.value.returncode == 2
        assert str(missing) in str(refused.value)


def test_the_commands_speak_to_people_too(paper, capsys):
    call_command("verify_documents")
    assert "ต่างไป 0 ไฟล์" in capsys.readouterr().out
    call_command("verify_document", str(path_of(paper, "issued")))
    assert f"{paper.check_code} · issued" in capsys.readouterr().out
