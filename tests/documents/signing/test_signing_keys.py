"""An office's key opens for its own act, with its own password, out of a file that nobody else may read."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID

from documents.signing import Fault, KeyEntry, Keyring, SigningError, opened, password_of
from documents.signing.demonstration import shortened
from tests.documents.keys import AT, PASSWORD, key_in


def fault_of(entry, password=PASSWORD, *, at=AT, may_be_demonstration=True):
    """What stops a key from being opened."""
    with (
        pytest.raises(SigningError) as refused,
        opened(entry, password, at=at, may_be_demonstration=may_be_demonstration),
    ):
        pass
    assert password == "" or password not in str(refused.value)
    return refused.value.fault, refused.value.thing


def own_key(folder, key):
    """A certificate that some other authority issued for a key, laid into the folder."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Office")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(AT - timedelta(days=1))
        .not_valid_after(AT + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    bundle = pkcs12.serialize_key_and_certificates(
        b"x", key, certificate, None, BestAvailableEncryption(PASSWORD.encode())
    )
    path = folder / "own.p12"
    path.touch(mode=0o600)
    path.write_bytes(bundle)
    return KeyEntry("agency/officer", folder, certificate.fingerprint(hashes.SHA256()).hex(), pkcs12=path.name)


def test_a_key_opens_with_its_password_and_says_whose_it_is(entry):
    with opened(entry, PASSWORD, at=AT, may_be_demonstration=True) as key:
        facts = key.certificate
        assert PASSWORD not in repr(key)
    assert (key.office, facts.name, facts.organisation, facts.issuer, facts.is_demonstration) == (
        "council/chair", "ประธาน", "สภาองค์กรชุมชนตำบลบุ่ง", "Prasan demonstration root", True,
    )  # fmt: skip
    assert facts.sha256 == entry.sha256


def test_a_wrong_or_missing_password_opens_nothing(entry):
    assert fault_of(entry, "ผิด") == (Fault.WRONG_PASSWORD, "council.chair.p12")
    assert fault_of(entry, "") == (Fault.NO_PASSWORD, "council/chair")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o610])
def test_a_key_file_that_others_can_read_is_not_read(entry, mode):
    entry.path.chmod(mode)
    assert fault_of(entry) == (Fault.OPEN_TO_OTHERS, "council.chair.p12")


def test_a_certificate_signs_only_while_it_is_valid(entry):
    assert fault_of(entry, at=AT + timedelta(days=733)) == (Fault.EXPIRED, "council/chair")
    assert fault_of(entry, at=AT - timedelta(days=2)) == (Fault.NOT_YET_VALID, "council/chair")
    with opened(entry, PASSWORD, at=AT + timedelta(days=731), may_be_demonstration=True) as key:
        assert key.office == "council/chair"


def test_a_demonstrations_certificate_signs_no_real_paper(entry):
    assert fault_of(entry, may_be_demonstration=False) == (Fault.DEMONSTRATION, "council/chair")


def test_another_offices_certificate_is_not_taken_for_ones_own(tmp_path, authority, entry):
    other = key_in(tmp_path, authority, "district/chief", title="นายอำเภอ")
    swapped = KeyEntry("council/chair", tmp_path, entry.sha256, pkcs12=other.pkcs12)
    assert fault_of(swapped) == (Fault.ANOTHER_CERTIFICATE, "council/chair")


def test_a_missing_or_damaged_key_file_is_named(tmp_path, entry):
    assert fault_of(KeyEntry("a/b", tmp_path, "0" * 64, pkcs12="gone.p12")) == (Fault.KEY_MISSING, "gone.p12")
    entry.path.write_bytes(b"no bundle at all")
    assert fault_of(entry) == (Fault.DAMAGED_KEY, "council.chair.p12")


def test_a_key_may_be_rsa_or_a_nist_curve_but_not_a_weak_one(tmp_path):
    strong = (ec.generate_private_key(ec.SECP256R1()), rsa.generate_private_key(public_exponent=65537, key_size=2048))
    for key in strong:
        with opened(own_key(tmp_path, key), PASSWORD, at=AT, may_be_demonstration=False) as found:
            assert found.certificate.is_demonstration is False
    weak = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505  # to be refused
    for key in (weak, ec.generate_private_key(ec.SECP192R1())):
        assert fault_of(own_key(tmp_path, key)) == (Fault.UNSUITABLE_KEY, "agency/officer")


def test_a_password_comes_from_a_variable_or_from_a_private_file_that_a_variable_names(tmp_path, entry):
    named = KeyEntry("a/b", tmp_path, entry.sha256, pkcs12=entry.pkcs12, password_variable="CHAIR_KEY")
    assert password_of(entry, {"CHAIR_KEY": "x"}) == ""
    assert password_of(named, {}) == ""
    assert password_of(named, {"CHAIR_KEY": "x"}) == "x"
    secret = tmp_path / "secret"
    secret.touch(mode=0o600)
    secret.write_text(f"{PASSWORD}\n", encoding="utf-8")
    assert password_of(named, {"CHAIR_KEY_FILE": str(secret)}) == PASSWORD
    secret.chmod(0o644)
    with pytest.raises(SigningError) as refused:
        password_of(named, {"CHAIR_KEY_FILE": str(secret)})
    assert (refused.value.fault, refused.value.thing) == (Fault.OPEN_TO_OTHERS, "secret")


def test_a_folder_without_keys_has_none(tmp_path):
    empty = Keyring.read(tmp_path / "nowhere")
    assert (dict(empty.entries), empty.roots, empty.is_demonstration) == ({}, (), False)
    with pytest.raises(SigningError) as refused:
        empty.of("council/chair")
    assert (refused.value.fault, refused.value.thing) == (Fault.NO_KEY, "council/chair")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[offices", "keys.toml"),
        ("offices = 1", "offices must be a table"),
        ('offices."a/b" = 1', "a/b: must be a table"),
        ('[offices."a/b"]\npkcs12 = "a"\nsecret = "b"', "a/b: unknown secret"),
        ('[offices."a/b"]\npkcs12 = 1', "a/b: every value must be a text"),
        ('[offices."a/b"]\nsha256 = "a"', "a/b: name either pkcs12 or pkcs11_module"),
        ('[offices."a/b"]\npkcs12 = "a"\npkcs11_module = "b"', "a/b: name either pkcs12 or pkcs11_module"),
        ('[offices."a/b"]\npkcs12 = "../a"', "a/b: pkcs12 must lie beside keys.toml"),
        ('[offices."a/b"]\npkcs12 = "a"\nsha256 = "12"', "a/b: sha256 must be the SHA-256 of the certificate"),
    ],
)
def test_a_wrong_line_of_the_configuration_is_named(tmp_path, text, said):
    (tmp_path / "keys.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SigningError, match=re.escape(said)) as refused:
        Keyring.read(tmp_path)
    assert refused.value.fault == Fault.KEYRING_UNREADABLE


def test_a_root_that_is_no_certificate_is_refused(tmp_path):
    (tmp_path / "roots.pem").write_text("nonsense", encoding="utf-8")
    with pytest.raises(SigningError) as refused:
        Keyring.read(tmp_path)
    assert (refused.value.fault, refused.value.thing) == (Fault.KEYRING_UNREADABLE, "roots.pem")


def test_a_token_whose_module_is_not_there_is_said_plainly(tmp_path):
    entry = KeyEntry("a/b", tmp_path, "0" * 64, pkcs11_module="/nowhere/module.so", token="province")
    assert fault_of(entry, "1234") == (Fault.TOKEN, "a/b")


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("ประธาน", "ประธาน"),
        ("ก" * 22, "ก" * 21),
        ("ก" * 20 + "ที่", "ก" * 20),
        ("a" * 62 + "ก", "a" * 62),
        ("", ""),
    ],
)
def test_a_name_is_shortened_to_what_a_certificate_may_hold_without_cutting_a_letter(name, kept):
    assert shortened(name) == kept
    assert len(shortened(name).encode()) <= 64


def test_an_office_with_a_long_name_gets_a_certificate(tmp_path, authority):
    long = "นายกองค์การบริหารส่วนตำบลโคกสารและประธานกรรมการบริหารงานตำบลแบบบูรณาการ"
    entry = key_in(Path(tmp_path), authority, "lone-lao/executive", title=long)
    with opened(entry, PASSWORD, at=AT, may_be_demonstration=True) as key:
        assert long.startswith(key.certificate.name)
