"""The check page tells of every file of a paper what it is, and of every signature whose it is."""

import re

import pytest
from django.test import Client

from documents.models import Document
from documents.verbs import number_document, sign_document, void_document
from portal.checked import paper_with
from tests.cast import DAY_ONE, PNG
from tests.documents.test_electronic_signing import keys, letter, minutes_of, sign  # noqa: F401
from tests.portal.test_public_source import text_of
from workflow import jobs

pytestmark = pytest.mark.django_db


def page_of(paper):
    return Client().get(f"/check/{paper.check_code}")


def meanings_of(paper):
    return dict(re.findall(r'data-sha256="([0-9a-f]{64})" data-meaning="([^"]*)"', page_of(paper).content.decode()))


def test_the_hash_of_every_file_is_known_and_says_which_it_is(world, keys):  # noqa: F811
    paper = letter(world)
    sign(paper, world.leader)
    files = {row.kind: row.file.sha256 for row in paper.renditions.all()}
    assert meanings_of(paper) == {
        files["unsigned"]: "ฉบับพิมพ์ก่อนลงนาม ไม่มีลายมือชื่อ เลขที่ และวันที่",
        files["issued"]: "ฉบับที่มีเลขที่และวันที่แล้ว ไม่มีลายมือชื่อในไฟล์",
        files["signed"]: f"ฉบับลงนามอิเล็กทรอนิกส์ ในไฟล์มีลายมือชื่อของ {world.leader.user}",
    }


def test_an_electronic_signature_is_shown_with_its_office_its_time_and_who_vouches_for_it(world, keys):  # noqa: F811
    paper = letter(world)
    sign(paper, world.leader)
    told = text_of(page_of(paper))
    kept = paper.signatures.get()
    for words in (
        str(world.leader.user),
        world.leader.office.title,
        world.leader.body.name,
        "2 พฤศจิกายน 2569",
        "Prasan demonstration root",
        kept.certificate_serial,
        "ลงนามด้วยใบรับรองสาธิต",
        "มีหนังสือฉบับนี้จริง",
    ):
        assert words in told
    assert "ลงนามบนกระดาษ" not in told


def test_a_scan_is_shown_as_signed_on_paper(world):
    paper = letter(world)
    sign_document(document=paper, by=world.secretary, scan=PNG, content_type="image/png")
    number_document(document=paper, by=world.secretary, dated=DAY_ONE)
    jobs.drain()
    told = text_of(page_of(paper))
    assert "ลงนามบนกระดาษ" in told
    assert "ใบรับรองสาธิต" not in told
    scan = paper.renditions.get(kind="scan").file.sha256
    assert meanings_of(paper)[scan] == "ภาพสแกนของแผ่นที่ลงนามด้วยหมึกบนกระดาษ"


def test_a_paper_that_not_all_have_signed_cannot_be_relied_upon_yet(world, keys):  # noqa: F811
    minutes = minutes_of(world)
    sign(minutes, world.secretary)
    assert "ยังลงนามไม่ครบทุกคน" in text_of(page_of(minutes))
    assert not paper_with(minutes.check_code).is_signed
    sign(minutes, world.leader)
    assert paper_with(minutes.check_code).is_signed
    secretary, chair = str(world.secretary.user), str(world.leader.user)
    signed = [text.partition("ของ ")[2] for text in meanings_of(minutes).values() if "ลายมือชื่อของ" in text]
    assert signed == [secretary, f"{secretary}, {chair}"]


def test_the_file_of_a_void_paper_is_known_and_said_to_be_void(world, keys):  # noqa: F811
    paper = letter(world)
    sign(paper, world.leader)
    void_document(document=Document.objects.get(pk=paper.pk), by=world.leader, reason="พิมพ์ผิด")
    shown = page_of(paper).content.decode()
    assert 'data-match="ตรงกัน และไม่ถูกแก้ไข แต่หนังสือฉบับนี้ยกเลิกแล้ว"' in shown
    assert len(meanings_of(paper)) == 3


def test_a_check_page_asks_little(world, keys, django_assert_max_num_queries):  # noqa: F811
    minutes = minutes_of(world)
    sign(minutes, world.secretary)
    sign(minutes, world.leader)
    with django_assert_max_num_queries(4):
        paper_with(minutes.check_code)
