"""The commands and the configuration that docs/signing.md shows are run as they stand there."""

import re
import shlex
import subprocess
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from documents.signing import KEYS, Keyring
from tests.documents.test_electronic_signing import bytes_of, keys, letter, sign  # noqa: F401

GUIDE = (Path(__file__).resolve().parents[2] / "docs" / "signing.md").read_text(encoding="utf-8")
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", GUIDE, re.DOTALL) for line in block.splitlines()]
OURS = [line.partition("manage.py ")[2] for line in COMMANDS if "manage.py" in line]


def test_the_guide_shows_commands_of_both_kinds():
    assert {line.split()[0] for line in OURS} == {"dev_ca", "verify_document"}
    assert len(COMMANDS) > len(OURS) > 2


def test_the_folder_is_closed_to_others_as_shown(tmp_path):
    shown = [line for line in COMMANDS if "manage.py" not in line]
    subprocess.run(shown[0], shell=True, cwd=_with_var(tmp_path), check=True)  # noqa: S602  # our own guide
    (tmp_path / "var" / "signing" / "chief.p12").touch(mode=0o644)
    for line in shown[1:]:
        subprocess.run(line, shell=True, cwd=tmp_path, check=True)  # noqa: S602  # likewise
    modes = [path.stat().st_mode & 0o777 for path in (tmp_path / "var" / "signing").rglob("*")]
    assert (modes, (tmp_path / "var" / "signing").stat().st_mode & 0o777) == ([0o600], 0o700)


def _with_var(folder):
    (folder / "var").mkdir()
    return folder


def test_the_shown_configuration_is_read_as_it_is_meant(tmp_path):
    (shown,) = re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL)
    (tmp_path / KEYS).write_text(re.sub(r'sha256 = "[^"]*"', f'sha256 = "{"a" * 64}"', shown), encoding="utf-8")
    chief, governor = Keyring.read(tmp_path).entries.values()
    assert (chief.office, chief.path, chief.password_variable) == (
        "amnat-district-office/chief", tmp_path / "chief.p12", "CHIEF_KEY",
    )  # fmt: skip
    assert (governor.office, governor.token, governor.certificate_label) == (
        "amnat-governor/governor", "province", "governor",
    )  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("line", OURS)
def test_every_command_of_the_guide_runs(world, keys, tmp_path, monkeypatch, settings, line):  # noqa: F811
    paper = letter(world)
    sign(paper, world.leader)
    (tmp_path / "letter.pdf").write_bytes(bytes_of(paper, "signed"))
    monkeypatch.chdir(tmp_path)
    settings.SIGNING_DIR = tmp_path / "fresh"
    out = StringIO()
    call_command(*shlex.split(line), stdout=out)
    assert out.getvalue()
