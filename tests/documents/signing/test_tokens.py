"""A key that never leaves its token signs like one from a file; SoftHSM is the token."""

import os
import subprocess
from dataclasses import replace
from pathlib import Path

import pkcs11
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.hazmat.primitives.serialization import pkcs12 as bundles
from pkcs11 import Attribute
from pkcs11.util.ec import decode_ec_private_key
from pkcs11.util.x509 import decode_x509_certificate

from documents.signing import KEYS, Fault, Keyring, SigningError, opened, sign, signatures_of
from tests.documents.keys import AT, PASSWORD, key_in, root_of
from tests.documents.signing.test_pades import CHAIR, worth
from tests.documents.signing.test_signing_keys import fault_of
from tools.test_databases import SOFTHSM, WITHOUT_A_TOKEN

PIN, OFFICE, LABEL = "471188", "governor/governor", "governor"


@pytest.fixture(scope="module")
def provincial_token(tmp_path_factory):
    """An empty token with a PIN; the module reads its configuration once in a process."""
    if not Path(SOFTHSM).exists():
        pytest.skip(WITHOUT_A_TOKEN)
    folder = tmp_path_factory.mktemp("token")
    settings = folder / "softhsm2.conf"
    settings.write_text(f"directories.tokendir = {folder}\nlog.level = ERROR\n", encoding="utf-8")
    os.environ["SOFTHSM2_CONF"] = str(settings)
    command = ["softhsm2-util", "--init-token", "--free", "--label", "province", "--so-pin", "0000", "--pin", PIN]
    subprocess.run(command, check=True, capture_output=True)
    yield pkcs11.lib(SOFTHSM).get_token(token_label="province")  # a name, no secret
    del os.environ["SOFTHSM2_CONF"]


@pytest.fixture(scope="module")
def on_token(provincial_token, tmp_path_factory, authority):
    """The governor's key on the token, and the entry that names it."""
    folder = tmp_path_factory.mktemp("keys")
    of_file = key_in(folder, authority, OFFICE, title="ผู้ว่าราชการจังหวัด")
    bundle = bundles.load_pkcs12(of_file.path.read_bytes(), PASSWORD.encode())
    private = bundle.key.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    with provincial_token.open(rw=True, user_pin=PIN) as session:
        label = {Attribute.LABEL: LABEL, Attribute.ID: b"1", Attribute.TOKEN: True}
        session.create_object({**decode_ec_private_key(private), **label, Attribute.SIGN: True})
        certificate = bundle.cert.certificate.public_bytes(Encoding.DER)
        session.create_object({**decode_x509_certificate(certificate), **label})
    entry = f'[offices."{OFFICE}"]\npkcs11_module = "{SOFTHSM}"\ntoken = "province"\n'
    entry += f'certificate_label = "{LABEL}"\nkey_label = "{LABEL}"\nsha256 = "{of_file.sha256}"\n'
    (folder / KEYS).write_text(entry, encoding="utf-8")
    return Keyring.read(folder).of(OFFICE)


def test_a_paper_is_signed_with_a_key_that_stays_on_its_token(sheet, on_token, authority):
    with opened(on_token, PIN, at=AT, may_be_demonstration=True) as key:
        file = sign(sheet, key, CHAIR)
    (found,) = signatures_of(file, [root_of(authority)])
    assert worth(found) == (True, True, True, True)
    assert (found.field, found.certificate.sha256) == (f"1 {OFFICE}", on_token.sha256)


def test_a_wrong_pin_opens_no_token(on_token):
    assert fault_of(on_token, "471199") == (Fault.WRONG_PASSWORD, OFFICE)
    assert fault_of(on_token, "1") == (Fault.WRONG_PASSWORD, OFFICE)
    assert fault_of(on_token, "") == (Fault.NO_PASSWORD, OFFICE)


@pytest.mark.parametrize("changed", [{"token": "another"}, {"certificate_label": "nobody"}, {"key_label": "nobody"}])
def test_a_token_or_a_label_that_is_not_there_is_said_and_nothing_is_signed(sheet, on_token, changed):
    entry = replace(on_token, **changed)
    with pytest.raises(SigningError) as refused, opened(entry, PIN, at=AT, may_be_demonstration=True) as key:
        sign(sheet, key, CHAIR)
    assert (refused.value.fault, refused.value.thing) == (Fault.TOKEN, OFFICE)


def test_another_certificate_than_the_named_one_signs_nothing(on_token):
    assert fault_of(replace(on_token, sha256="0" * 64), PIN) == (Fault.ANOTHER_CERTIFICATE, OFFICE)
