"""A file that is set at the command line may be signed there too, by an office whose key lies in a folder of keys."""

from datetime import UTC, datetime

import pytest

from documents.signing import KEYS, signatures_of
from documents.typesetting.__main__ import main
from tests.documents.keys import PASSWORD, an_authority, key_in, root_of

OFFICE = "council/chair"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of keys whose only office has its password in the environment."""
    today = datetime.now(tz=UTC)
    key_in(tmp_path / "keys", authority := an_authority(today), OFFICE, at=today)
    keys = tmp_path / "keys" / KEYS
    keys.write_text(keys.read_text().rstrip() + '\npassword_variable = "CHAIR_KEY"\n')
    monkeypatch.setenv("CHAIR_KEY", PASSWORD)
    (tmp_path / "in.txt").write_text("ที่ประชุมเห็นชอบ")
    return tmp_path, root_of(authority)


def test_a_set_file_is_signed_by_the_office_that_is_named(folder):
    place, root = folder
    assert main([str(place / "in.txt"), str(place / "out.pdf"), "--sign", str(place / "keys"), OFFICE]) == 0
    (found,) = signatures_of((place / "out.pdf").read_bytes(), [root])
    assert (found.is_good, found.trusted, found.office) == (True, True, OFFICE)


def test_an_office_without_a_key_signs_nothing_and_leaves_no_file(folder, capsys):
    place, _root = folder
    assert (
        main(["text", str(place / "in.txt"), str(place / "out.pdf"), "--sign", str(place / "keys"), "lao/mayor"]) == 2
    )
    assert capsys.readouterr().err == "no_key: lao/mayor\n"
    assert not (place / "out.pdf").exists()


@pytest.mark.parametrize(("password", "words"), [("wrong", "wrong_password"), ("", "no_password")])
def test_a_wrong_or_missing_password_signs_nothing(folder, capsys, monkeypatch, password, words):
    place, _root = folder
    monkeypatch.setenv("CHAIR_KEY", password)
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    assert main([str(place / "in.txt"), str(place / "out.pdf"), "--sign", str(place / "keys"), OFFICE]) == 2
    assert capsys.readouterr().err.startswith(words)
    assert not (place / "out.pdf").exists()


def test_sign_without_a_folder_and_an_office_is_answered_with_the_usage(folder, capsys):
    place, _root = folder
    assert main([str(place / "in.txt"), str(place / "out.pdf"), "--sign", OFFICE]) == 2
    assert "--sign FOLDER OFFICE" in capsys.readouterr().err
