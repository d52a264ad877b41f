"""What was issued stays as it was issued: the database refuses to change it, whoever asks."""

import pytest
from django.db import IntegrityError, connection, transaction

from documents.models import Document
from documents.verbs import number_document, receive_document, send_document, sign_document, void_document
from tests.cast import DAY_ONE, PNG
from workflow import jobs

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper(world):
    world.submitted(world.plan)
    paper = Document.objects.get(plan=world.plan, kind="T10")
    sign_document(document=paper, by=world.secretary, scan=PNG, content_type="image/png")
    number_document(document=paper, by=world.secretary, dated=DAY_ONE)
    jobs.drain()
    return paper


def run(statement):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.rowcount


def refused(statement):
    with pytest.raises(IntegrityError, match="history is never edited"):
        run(statement)


@pytest.mark.parametrize(
    "change",
    [
        *(
            "number_text = '2/2569'",
            "dated = '2026-11-03'",
            "dated = NULL",
            "running_number = 2",
            "running_number = NULL",
        ),
        *("register = ''", "register_year = 2570", "copy = 2", "circular = 'x'", "title = 'x'", "recipient_id = NULL"),
        *("snapshot = '{}'", "check_code = 'x'", "kind = 'D02'"),
    ],
)
def test_nothing_of_an_issued_paper_changes(paper, change):
    refused(f"UPDATE documents_document SET {change} WHERE id = {paper.pk}")


def test_an_issued_paper_is_not_deleted_and_neither_are_its_files(paper):
    refused(f"DELETE FROM documents_document WHERE id = {paper.pk}")
    for table in ("documents_rendition", "documents_storedfile"):
        refused(f"DELETE FROM {table}")
        refused(f"UPDATE {table} SET created_at = created_at")
    assert paper.renditions.count() == 3


@pytest.mark.parametrize("change", ["receipt_number = '8'", "received_on = NULL", "receipt_year = 1"])
def test_a_receipt_stays_as_it_was_entered(world, paper, change):
    send_document(document=paper, by=world.secretary)
    receive_document(document=paper, by=world.coordinator, number="7", on=DAY_ONE)
    refused(f"UPDATE documents_document SET {change} WHERE id = {paper.pk}")


@pytest.mark.parametrize("change", ["state = 'numbered'", "void_reason = 'x'", "voided_at = NULL"])
def test_a_void_paper_stays_void_for_the_same_reason(world, paper, change):
    void_document(document=paper, by=world.leader, reason="ผิด")
    refused(f"UPDATE documents_document SET {change} WHERE id = {paper.pk}")


def test_what_is_not_yet_issued_may_still_go_on(world):
    world.submitted(world.plan)
    paper = Document.objects.get(plan=world.plan, kind="T10")
    assert run(f"UPDATE documents_document SET sent_at = NULL WHERE id = {paper.pk}") == 1


def test_the_database_itself_knows_a_number_and_a_receipt_but_once(world, paper):
    world.submitted(world.far_plan)
    other = Document.objects.get(plan=world.far_plan, kind="T10")
    number = f"issuer_id = {paper.issuer_id}, register_year = 2569, number_text = '1/2569'"
    with pytest.raises(IntegrityError):  # another issuer's paper would have to become ours first
        run(f"UPDATE documents_document SET {number} WHERE id = {other.pk}")
    Document.objects.filter(pk=paper.pk).update(revision=99)
    twin = Document.objects.get(pk=paper.pk)
    twin.pk, twin.check_code, twin.running_number = None, "T" * 16, 2
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)
    twin.number_text = "2/2569"
    twin.save(force_insert=True)
