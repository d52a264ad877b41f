"""A signature stands at the end of a file, covers all that stood before it, and is found out if that changes."""

import asyncio
import hashlib
from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from pyhanko.pdf_utils.generic import StreamObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from documents.signing import Act, Fault, HttpTimeStamper, SigningError, ask_timestamper, opened, sign, signatures_of
from tests.documents.keys import AT, PASSWORD, an_authority, key_in, root_of
from tests.documents.signing.conftest import STAMPED
from tests.documents.signing.test_signing_keys import own_key

CHAIR = Act("นางบุญมี ใจดี", "ประธาน", "สภาองค์กรชุมชนตำบลบุ่ง", AT)
CHECKER = Act("นายสมชาย ใจดี", "เลขานุการ", "สภาองค์กรชุมชนตำบลบุ่ง", AT + timedelta(minutes=5))


def signed(pdf, entry, act=CHAIR, **options):
    with opened(entry, PASSWORD, at=AT, may_be_demonstration=True) as key:
        return sign(pdf, key, act, **options)


def worth(facts):
    return facts.intact, facts.valid, facts.unchanged, facts.trusted


def test_a_signed_file_begins_with_the_unsigned_one_and_says_who_signed_when_and_as_what(sheet, entry, authority):
    file = signed(sheet, entry)
    assert file.startswith(sheet)
    (found,) = signatures_of(file, [root_of(authority)])
    assert worth(found) == (True, True, True, True)
    assert (found.name, found.office, found.body, found.signed_at, found.stamped_at) == (
        "นางบุญมี ใจดี", "ประธาน", "สภาองค์กรชุมชนตำบลบุ่ง", AT, None,
    )  # fmt: skip
    assert found.certificate.sha256 == entry.sha256
    assert found.field == "1 council/chair"


def test_a_signature_is_pades_and_leaves_the_pages_and_the_metadata_alone(sheet, entry):
    with pikepdf.open(BytesIO(sheet)) as before, pikepdf.open(BytesIO(signed(sheet, entry))) as after:
        (field,) = after.Root.AcroForm.Fields
        assert [str(field.V.SubFilter), str(field.V.Filter)] == ["/ETSI.CAdES.detached", "/Adobe.PPKLite"]
        assert int(field.F) & 4  # printed, as PDF/A asks of every annotation
        assert [float(side) for side in field.Rect] == [0, 0, 0, 0]
        assert before.docinfo.unparse() == after.docinfo.unparse()
        assert [page.Contents.read_bytes() for page in before.pages] == [p.Contents.read_bytes() for p in after.pages]
        assert set(after.Root.keys()) == {*before.Root.keys(), "/AcroForm"}
        assert after.pdf_version == before.pdf_version


def test_signing_twice_gives_other_bytes_over_the_same_paper(sheet, entry):
    one, two = signed(sheet, entry), signed(sheet, entry)
    assert one != two
    assert {hashlib.sha256(file[: len(sheet)]).digest() for file in (one, two)} == {hashlib.sha256(sheet).digest()}


def test_several_sign_in_order_and_each_signature_covers_what_it_saw(sheet, entry, tmp_path, authority):
    second = key_in(tmp_path, authority, "council/secretary", title="เลขานุการ")
    first_file = signed(sheet, entry)
    both = signed(first_file, second, CHECKER)
    assert both.startswith(first_file)
    found = signatures_of(both, [root_of(authority)])
    assert [(each.field, each.name, worth(each)) for each in found] == [
        ("1 council/chair", "นางบุญมี ใจดี", (True, True, True, True)),
        ("2 council/secretary", "นายสมชาย ใจดี", (True, True, True, True)),
    ]
    thrice = signed(both, entry)
    assert [each.is_good for each in signatures_of(thrice)] == [True, True, True]


def test_a_changed_byte_is_found_out_by_every_signature_that_covers_it(sheet, entry, authority):
    once = signed(sheet, entry)
    both = bytearray(signed(once, entry, CHECKER))
    both[sheet.index(b"stream") + 12] ^= 1
    assert [each.intact for each in signatures_of(bytes(both), [root_of(authority)])] == [False, False]
    late = bytearray(signed(once, entry, CHECKER))
    late[len(once) + 60] ^= 1  # behind the first signature, within the second
    assert [each.intact for each in signatures_of(bytes(late))] == [True, False]


def test_what_is_appended_after_a_signature_and_is_no_signature_is_found_out(sheet, entry, authority):
    writer = IncrementalPdfFileWriter(BytesIO(signed(sheet, entry)), strict=False)
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Contents"] = writer.add_object(StreamObject(stream_data=b"BT ET"))
    writer.update_container(page)
    writer.write(redrawn := BytesIO())
    (found,) = signatures_of(redrawn.getvalue(), [root_of(authority)])
    assert worth(found) == (True, True, False, True)
    assert not found.is_good


def test_an_rsa_key_signs_as_well(sheet, tmp_path):
    entry = own_key(tmp_path, rsa.generate_private_key(public_exponent=65537, key_size=2048))
    (found,) = signatures_of(signed(sheet, entry))
    assert (found.is_good, found.certificate.sha256) == (True, entry.sha256)


def test_one_trusts_only_the_roots_that_one_names(sheet, entry, authority):
    file = signed(sheet, entry)
    assert [each.trusted for each in signatures_of(file)] == [False]
    assert [each.trusted for each in signatures_of(file, [root_of(an_authority())])] == [False]
    assert [each.trusted for each in signatures_of(file, [root_of(an_authority()), root_of(authority)])] == [True]
    assert [each.is_good for each in signatures_of(file)] == [True]


def test_a_file_without_signatures_has_none(sheet):
    assert signatures_of(sheet) == []
    assert signatures_of(b"no PDF") == []
    assert signatures_of(b"") == []


def test_what_is_no_pdf_is_not_signed(entry):
    with pytest.raises(SigningError) as refused:
        signed(b"%PDF-1.7 no more", entry)
    assert refused.value.fault == Fault.NOT_A_PDF


def test_an_authority_stamps_the_time_over_http(sheet, entry, authority, stamping, tsa):
    stamper = HttpTimeStamper(tsa.url)
    ask_timestamper(stamper)
    assert tsa.asked == 1
    (found,) = signatures_of(signed(sheet, entry, timestamper=stamper), [root_of(authority), stamping[0]])
    assert tsa.asked == 2
    assert (found.signed_at, found.stamped_at) == (AT, STAMPED)
    assert worth(found) == (True, True, True, True)


def test_an_authority_that_does_not_answer_or_answers_something_else_stops_the_signing(sheet, entry, tsa):
    tsa.kind = "text/html"
    for url, said in ((tsa.url, "answered text/html"), ("http://127.0.0.1:1/tsa", "refused")):
        with pytest.raises(SigningError, match=said) as refused:
            ask_timestamper(HttpTimeStamper(url))
        assert (refused.value.fault, refused.value.thing) == (Fault.TIMESTAMP, url)
        with pytest.raises(SigningError):
            signed(sheet, entry, timestamper=HttpTimeStamper(url))
    with pytest.raises(SigningError, match="http"):
        HttpTimeStamper("file:///etc/passwd")


def test_a_paper_is_signed_and_read_where_a_loop_runs_already(sheet, entry, authority):
    async def within_a_loop():
        return signatures_of(signed(sheet, entry), [root_of(authority)])

    (found,) = asyncio.run(within_a_loop())
    assert worth(found) == (True, True, True, True)
