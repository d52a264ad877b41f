"""The licence, and the program's own source to take along."""

import io
import re
import tarfile
from pathlib import Path

import pytest
from django.conf import settings as switches
from django.urls import reverse

from portal import source
from tests.visitors import browser_of


def text_of(response):
    """What a page says, without its marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def browser():
    return browser_of(None)


def test_the_source_page_names_the_licence_and_the_parts_of_others(browser):
    response = browser.get("/source/")
    assert "AGPL-3.0-or-later" in text_of(response)
    names = {component.name for component in source.components()}
    assert {"@expo-google-fonts/sarabun", "pythainlp"} <= names
    assert all(name in text_of(response) for name in names)
    assert reverse("source_archive") in response.content.decode()


def test_the_packed_source_is_the_program_and_nothing_of_a_run(browser):
    response = browser.get("/source/prasan.tar.gz")
    assert response["Content-Disposition"] == 'attachment; filename="prasan.tar.gz"'
    with tarfile.open(fileobj=io.BytesIO(b"".join(response.streaming_content))) as packed:
        members = packed.getmembers()
        mine = packed.extractfile("prasan/portal/source.py").read()
    names = {member.name.removeprefix("prasan/") for member in members}
    assert {"manage.py", "LICENSE", "NOTICE", "config/settings.py", "templates/base.html", "tools/make_venv"} <= names
    assert mine == Path(source.__file__).read_bytes()
    assert not [name for name in names if name.startswith(("var", ".", "/")) or ".." in name]
    assert not [
        name for name in names if re.search(r"\.git|\.venv|__pycache__|\.pyc$|sqlite3|secret_key$|\.env$", name)
    ]
    assert all(member.isfile() and member.uname == "" and member.uid == 0 for member in members)


def test_secrets_and_data_that_lie_about_in_the_program_s_folder_are_not_packed(tmp_path, settings):
    for name in ("config/settings.py", "config/.env", "config/db.sqlite3", "config/tls.pem", "var/secret_key", ".env"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    (tmp_path / "config" / "link.py").symlink_to("/etc/passwd")
    settings.BASE_DIR, settings.VAR_DIR = tmp_path, tmp_path / "var"
    with tarfile.open(source.archive()) as packed:
        assert packed.getnames() == ["prasan/config/settings.py"]


def test_the_source_is_packed_once_and_the_same_source_gives_the_same_bytes(tmp_path, settings):
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "settings.py").write_text("x")
    settings.BASE_DIR, settings.VAR_DIR = tmp_path, tmp_path / "var"
    first = source.archive()
    packed, written = first.read_bytes(), first.stat().st_mtime_ns
    assert source.archive() == first
    assert first.stat().st_mtime_ns == written
    first.unlink()
    source._packed.cache_clear()
    assert source.archive().read_bytes() == packed


def test_the_source_link_at_the_foot_of_each_page_is_the_source_page():
    assert switches.SOURCE_URL.endswith(reverse("source"))
