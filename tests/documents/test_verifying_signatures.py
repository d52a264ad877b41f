"""`verify_document` tells of every signature whether the file stands as it was signed, and whom one trusts."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from directory import clock
from documents.signing import KEYS, ROOTS
from tests.documents.keys import an_authority, root_of
from tests.documents.test_electronic_signing import bytes_of, keys, letter, minutes_of, sign  # noqa: F401

pytestmark = pytest.mark.django_db


def told_of(content, tmp_path):
    """What the command prints, and its exit status."""
    path = tmp_path / "in-hand.pdf"
    path.write_bytes(content)
    out = StringIO()
    try:
        call_command("verify_document", str(path), "--json", stdout=out)
    except SystemExit as left:
        return json.loads(out.getvalue()), left.code
    return json.loads(out.getvalue()), 0


def worth(signature):
    return {name: signature[name] for name in ("name", "intact", "valid", "unchanged", "trusted", "good")}


GOOD = {"intact": True, "valid": True, "unchanged": True, "trusted": True, "good": True}


def test_a_signed_file_is_told_with_who_signed_and_under_which_root(world, keys, tmp_path, settings):  # noqa: F811
    paper = letter(world)
    sign(paper, world.leader)
    told, status = told_of(bytes_of(paper, "signed"), tmp_path)
    (signature,) = told["signatures"]
    assert (status, told["ours"], told["rendition"], told["signed"], told["valid"]) == (0, True, "signed", True, True)
    assert worth(signature) == {"name": str(world.leader.user), **GOOD}
    assert signature["signed_at"] == clock.now().isoformat()
    assert signature["certificate"]["sha256"] == paper.signatures.get().certificate_sha256
    assert signature["certificate"]["is_demonstration"] is True
    (settings.SIGNING_DIR / ROOTS).write_bytes(an_authority().pem)
    (untrusted,) = told_of(bytes_of(paper, "signed"), tmp_path)[0]["signatures"]
    assert worth(untrusted) == {"name": str(world.leader.user), **GOOD, "trusted": False}
    assert root_of(keys).sha256.hex() != untrusted["certificate"]["sha256"]


def test_both_signatures_of_minutes_are_told_and_half_signed_is_not_signed(world, keys, tmp_path):  # noqa: F811
    minutes = minutes_of(world)
    sign(minutes, world.secretary)
    half, _status = told_of(bytes_of(minutes, "signed"), tmp_path)
    assert (half["signed"], half["valid"], len(half["signatures"])) == (False, False, 1)
    sign(minutes, world.leader)
    told, _status = told_of(bytes_of(minutes, "signed"), tmp_path)
    assert [worth(each) for each in told["signatures"]] == [
        {"name": str(world.secretary.user), **GOOD},
        {"name": str(world.leader.user), **GOOD},
    ]
    assert (told["signed"], told["valid"]) == (True, True)


def test_a_changed_copy_is_not_ours_and_its_signature_says_that_it_was_changed(world, keys, tmp_path):  # noqa: F811
    paper = letter(world)
    sign(paper, world.leader)
    changed = bytearray(bytes_of(paper, "signed"))
    changed[changed.index(b"stream") + 12] ^= 1
    told, status = told_of(bytes(changed), tmp_path)
    (signature,) = told["signatures"]
    assert (status, told["ours"]) == (1, False)
    assert worth(signature) == {
        "name": str(world.leader.user),
        **GOOD,
        "intact": False,
        "trusted": False,
        "good": False,
    }


def test_an_unsigned_file_has_no_signatures_and_people_are_told_in_words(world, keys, tmp_path):  # noqa: F811
    paper = letter(world)
    assert told_of(bytes_of(paper, "unsigned"), tmp_path)[0]["signatures"] == []
    sign(paper, world.leader)
    path = tmp_path / "signed.pdf"
    path.write_bytes(bytes_of(paper, "signed"))
    out = StringIO()
    call_command("verify_document", str(path), stdout=out)
    assert "ลายมือชื่อสมบูรณ์ · ใบรับรองเชื่อถือได้ (Prasan demonstration root)" in out.getvalue()


def test_a_configuration_that_cannot_be_read_is_named(world, keys, tmp_path, settings):  # noqa: F811
    (settings.SIGNING_DIR / KEYS).write_text("[offices")
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.7")
    with pytest.raises(CommandError, match=r"keys\.toml") as refused:
        call_command("verify_document", str(path), stdout=StringIO())
    assert refused.value.returncode == 2
