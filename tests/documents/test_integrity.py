"""Papers and files that changed or vanished no longer fit their hashes, and verification names the paper."""

import json
import shutil

import pytest

from directory import clock
from directory.acting import OnBehalf
from documents import integrity, storage
from documents.models import Document, Rendition
from tests.config.test_invariants_world import _world, world  # noqa: F401  # fixtures
from tests.workflow.builders import triggers_off
from workflow import journal, verification


@pytest.fixture
def files(world, settings, tmp_path):  # noqa: F811
    """The world's files, copied to where a test may spoil them."""
    shutil.copytree(settings.MEDIA_ROOT, tmp_path / "files")
    settings.MEDIA_ROOT = tmp_path / "files"
    return settings.MEDIA_ROOT


@pytest.fixture
def page(files):
    """The pages of the first council's letter."""
    return Rendition.objects.filter(document__kind="T10").first()


def found():
    return [(row["plan"], row["why"]) for row in integrity.check()]


def test_what_nobody_changed_fits_its_hashes(files):
    assert found() == []


def test_a_missing_file_is_found_and_its_paper_named(files, page):
    storage.path_of(page.file.sha256).unlink()
    [(plan, why)] = found()
    assert plan == page.document.plan_id
    assert why.startswith(f"{integrity.Why.MISSING.label}: T10 {page.document.title}")


@pytest.mark.parametrize("spoil", [lambda old: old[:-1] + b"x", lambda old: old + b"x", lambda old: b""])
def test_a_changed_file_is_found_whether_or_not_its_size_is_the_same(files, page, spoil):
    path = storage.path_of(page.file.sha256)
    content = spoil(path.read_bytes())
    path.unlink()
    path.write_bytes(content)
    [(plan, why)] = found()
    assert plan == page.document.plan_id
    assert why.startswith(str(integrity.Why.CHANGED.label))


def test_a_changed_snapshot_is_found(files, world):  # noqa: F811
    triggers_off("documents_document")
    snapshot = json.loads(world.letter.snapshot) | {"subject": "เรื่องอื่น"}
    Document.objects.filter(pk=world.letter.pk).update(snapshot=json.dumps(snapshot))
    assert [plan for plan, why in found() if why.startswith(str(integrity.Why.SNAPSHOT.label))] == [
        world.letter.plan_id
    ]


@pytest.mark.parametrize("snapshot", ["{}", "[]", "ไม่ใช่ JSON", "null"])
def test_a_snapshot_that_could_never_have_been_written_is_a_finding_and_not_a_crash(files, world, snapshot):  # noqa: F811
    triggers_off("documents_document")
    Document.objects.filter(pk=world.letter.pk).update(snapshot=snapshot)
    assert len(found()) == 1


def test_a_letter_with_the_check_code_of_another_is_found(files, world):  # noqa: F811
    triggers_off("documents_document")
    Document.objects.filter(pk=world.letter.pk).update(check_code="AAAABBBBCCCCDDDD")
    assert [plan for plan, _why in found()] == [world.letter.plan_id]


def test_missing_signed_paper_of_a_step_recorded_on_behalf_names_the_step(files, world):  # noqa: F811
    plan = world.late_plan
    plan.refresh_from_db()
    sheet = storage.store(b"%PDF-1.4 signed sheet", content_type="application/pdf", name="sheet.pdf")
    by = world.desk.coordinator.recording(OnBehalf(plan.owner, sheet.pk, clock.today(), "ประธานสภา"))
    event = journal.append(plan, verb="record_meeting", record=plan, by=by)
    plan.save(update_fields=["event_count", "event_head"])
    storage.path_of(sheet.sha256).unlink()
    [(found_at, why)] = found()
    assert found_at == plan.pk
    assert str(event.sequence) in why


def test_a_file_that_nothing_names_is_found_without_a_plan(files, world):  # noqa: F811
    lost = storage.store(b"%PDF-1.4 nobody's", content_type="application/pdf", name="lost.pdf")
    storage.path_of(lost.sha256).unlink()
    assert [(plan, "lost.pdf" in why) for plan, why in found()] == [(None, True)]


def test_the_findings_join_the_verification_of_the_log(files, page, monkeypatch):
    monkeypatch.setattr(verification, "_checks", {})
    integrity.register()
    storage.path_of(page.file.sha256).unlink()
    assert [row.plan for row in verification.verify().broken] == [page.document.plan_id]
