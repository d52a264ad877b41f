"""Keys for demonstrations are made where a demonstration runs, and stop a deployment that would use them."""

import json
import stat
from io import StringIO

import pytest
from django.core.checks import Tags, run_checks
from django.core.management import CommandError, call_command

from directory import clock
from documents.signing import Keyring, opened
from documents.signing.demonstration_keys import PASSWORDS, passwords_in
from tests.documents.keys import an_authority, key_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings, tmp_path):
    settings.PRASAN_DEMO, settings.SIGNING_DIR = True, tmp_path / "signing"
    return settings.SIGNING_DIR


def made(*offices):
    out = StringIO()
    call_command("dev_ca", "--json", *(part for office in offices for part in ("--office", office)), stdout=out)
    return json.loads(out.getvalue())


def refused(*arguments):
    with pytest.raises(CommandError) as refusal:
        call_command("dev_ca", *arguments, stdout=StringIO())
    assert refusal.value.returncode == 2
    return str(refusal.value)


def errors():
    found = run_checks(tags=[Tags.security], include_deployment_checks=True)
    return {error.id for error in found} & {"prasan.E005", "prasan.E006", "prasan.E007"}


def test_every_office_that_keeps_papers_gets_a_key_that_opens_with_its_password(world, folder):
    told = made()
    assert told["folder"] == str(folder)
    assert {"council/chair", "council/secretary", "district/chief", "governor/governor"} <= set(told["made"])
    keyring, passwords = Keyring.read(folder), passwords_in(folder)
    assert set(keyring.entries) == set(told["made"]) == set(passwords) - {"root"}
    assert keyring.is_demonstration
    for office in ("council/chair", "governor/governor"):
        with opened(keyring.of(office), passwords[office], at=clock.now(), may_be_demonstration=True) as key:
            assert (key.office, key.certificate.is_demonstration) == (office, True)


def test_nobody_else_can_read_what_it_writes_and_it_prints_no_password(world, folder):
    out = StringIO()
    call_command("dev_ca", "--office", "council/chair", stdout=out)
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert str(folder / PASSWORDS) in out.getvalue()
    assert not any(password in out.getvalue() for password in passwords_in(folder).values())


def test_doing_it_again_adds_what_is_missing_under_the_same_root(world, folder):
    assert made("council/chair")["made"] == ["council/chair"]
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix in {".p12", ".pem"}}
    assert made("council/chair", "governor/governor")["made"] == ["governor/governor"]
    assert {name: (folder / name).read_bytes() for name in before} == before
    assert set(Keyring.read(folder).entries) == {"council/chair", "governor/governor"}


def test_it_is_refused_in_production_and_for_offices_that_are_not_there(world, folder, settings):
    assert "nobody/chair" in refused("--office", "nobody/chair")
    settings.PRASAN_DEMO = False
    refused()
    assert not folder.exists()


def test_it_never_touches_the_keys_of_a_real_deployment(world, folder):
    key_in(folder, an_authority(), "council/chair")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert "keys.toml" in refused()
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_deployment_is_refused_with_keys_of_a_demonstration_or_with_its_root_alone(world, folder):
    assert errors() == set()
    made("council/chair")
    assert errors() == {"prasan.E005"}
    (folder / "keys.toml").unlink()
    assert errors() == {"prasan.E005"}
    (folder / "roots.pem").unlink()
    assert errors() == set()


def test_a_deployment_is_refused_with_keys_that_others_can_read_or_a_configuration_that_cannot_be_read(db, folder):
    key_in(folder, an_authority(), "council/chair")
    (folder / "roots.pem").unlink()
    assert errors() == set()
    (folder / "council.chair.p12").chmod(0o640)
    assert errors() == {"prasan.E007"}
    (folder / "keys.toml").write_text("[offices")
    assert errors() == {"prasan.E006"}
