"""Opening an office's key for one act, and refusing one that must not sign."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import keys, x509
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs12
from pkcs11 import PinIncorrect, PinLenRange, PKCS11Error
from pyhanko.config.pkcs11 import PKCS11SignatureConfig, TokenCriteria
from pyhanko.sign.general import SigningError as TokenError
from pyhanko.sign.pkcs11 import PKCS11SigningContext
from pyhanko.sign.signers.pdf_cms import Signer, SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from documents.signing.certificates import CertificateFacts, facts_of
from documents.signing.faults import Fault, SigningError
from documents.signing.keyring import KeyEntry, read_private

__all__ = ["SigningKey", "opened"]

SMALLEST_RSA, CURVES = 2048, frozenset({"secp256r1", "secp384r1", "secp521r1"})


@dataclass(frozen=True, slots=True)
class SigningKey:
    """An opened key. It lives as long as the block that opened it, and is never written anywhere."""

    office: str
    signer: Signer
    certificate: CertificateFacts

    def __repr__(self) -> str:
        return f"SigningKey({self.office})"


@contextmanager
def opened(entry: KeyEntry, password: str, *, at: datetime, may_be_demonstration: bool) -> Iterator[SigningKey]:
    """Open the key of an office with its password (a token's PIN), for the block.

    Raises:
        SigningError: the file is missing, readable by others or damaged; the password is missing or wrong; the
            certificate is not the one named in `keys.toml`, is not valid at that moment, or is a demonstration's
            where those are not allowed; the key is of a kind or size that does not sign papers.
    """
    if not password:
        raise SigningError(Fault.NO_PASSWORD, entry.office)
    if entry.pkcs12:
        yield _checked(entry, _from_file(entry, password), at, may_be_demonstration)
        return
    with _token(entry, password) as signer:
        yield _checked(entry, signer, at, may_be_demonstration)


def _checked(entry: KeyEntry, signer: Signer, at: datetime, may_be_demonstration: bool) -> SigningKey:
    certificate = signer.signing_cert
    if certificate is None:
        raise SigningError(Fault.DAMAGED_KEY, entry.office, "no certificate")
    facts = facts_of(certificate)
    if facts.sha256 != entry.sha256:
        raise SigningError(Fault.ANOTHER_CERTIFICATE, entry.office, f"{facts.name}, {facts.organisation}")
    if at < facts.not_before:
        raise SigningError(Fault.NOT_YET_VALID, entry.office, f"{facts.not_before:%Y-%m-%d}")
    if at > facts.not_after:
        raise SigningError(Fault.EXPIRED, entry.office, f"{facts.not_after:%Y-%m-%d}")
    if facts.is_demonstration and not may_be_demonstration:
        raise SigningError(Fault.DEMONSTRATION, entry.office)
    _require_strong_key(entry, certificate)
    return SigningKey(entry.office, signer, facts)


def _require_strong_key(entry: KeyEntry, certificate: x509.Certificate) -> None:
    public = certificate.public_key
    if public.algorithm == "ec":
        _form, curve = public.curve
        is_strong = curve in CURVES
    else:
        is_strong = public.algorithm == "rsa" and public.bit_size >= SMALLEST_RSA
    if not is_strong:
        raise SigningError(Fault.UNSUITABLE_KEY, entry.office, f"{public.algorithm} {public.bit_size}")


def _from_file(entry: KeyEntry, password: str) -> SimpleSigner:
    content = read_private(entry.path)
    try:
        bundle = pkcs12.load_pkcs12(content, password.encode())
    except ValueError as error:
        # The library says both with the same exception; only the words tell them apart.
        fault = Fault.WRONG_PASSWORD if "password" in str(error).lower() else Fault.DAMAGED_KEY
        raise SigningError(fault, entry.path.name) from None
    if bundle.key is None or bundle.cert is None:
        raise SigningError(Fault.DAMAGED_KEY, entry.path.name, "holds no key with its certificate")
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]  # pyHanko's own
    store.register_multiple(_as_asn1(each.certificate.public_bytes(Encoding.DER)) for each in bundle.additional_certs)
    certificate = _as_asn1(bundle.cert.certificate.public_bytes(Encoding.DER))
    return SimpleSigner(signing_cert=certificate, signing_key=_private(entry, bundle.key), cert_registry=store)


def _as_asn1(der: bytes) -> x509.Certificate:
    return x509.Certificate.load(der)


def _private(entry: KeyEntry, key: PrivateKeyTypes) -> keys.PrivateKeyInfo:
    try:
        return keys.PrivateKeyInfo.load(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))
    except ValueError as error:
        raise SigningError(Fault.UNSUITABLE_KEY, entry.path.name) from error


@contextmanager
def _token(entry: KeyEntry, pin: str) -> Iterator[Signer]:
    """A key that never leaves its token, by pyHanko's own support."""
    config = PKCS11SignatureConfig(
        module_path=entry.pkcs11_module,
        token_criteria=TokenCriteria(label=entry.token) if entry.token else None,
        cert_label=entry.certificate_label or None,
        key_label=entry.key_label or None,
        raw_mechanism=True,  # the digest is made here: many tokens sign with an elliptic curve, but do not hash
    )
    with ExitStack() as session:
        try:
            signer = session.enter_context(PKCS11SigningContext(config, user_pin=pin))
            signer.signing_cert  # noqa: B018  # read off the token now, while it can still be said what is missing
        except (TokenError, PKCS11Error, RuntimeError) as error:  # a module that cannot be loaded is a RuntimeError
            raise _token_fault(entry, error) from error
        try:
            yield signer
        except (TokenError, PKCS11Error) as error:
            raise _token_fault(entry, error) from error


def _token_fault(entry: KeyEntry, error: Exception) -> SigningError:
    causes = (error, error.__cause__)
    if any(isinstance(cause, PinIncorrect | PinLenRange) for cause in causes):
        return SigningError(Fault.WRONG_PASSWORD, entry.office)
    return SigningError(Fault.TOKEN, entry.office, str(error) or type(error).__name__)
