"""A root and certificates for demonstrations and tests. Every issuer says that it is none, and is known again by it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from cryptography.x509.oid import NameOID

from documents.signing.certificates import DEMONSTRATION
from documents.typesetting.words import clusters

__all__ = ["Authority", "Issued", "new_authority", "shortened"]

LONGEST_NAME: Final = 64  # bytes: what certificates allow for a common name, 21 Thai letters
VALID_FOR: Final = timedelta(days=2 * 366)
_A_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Authority:
    """A demonstration's root."""

    certificate: x509.Certificate
    key: EllipticCurvePrivateKey

    @property
    def pem(self) -> bytes:
        """Its certificate, for `roots.pem`."""
        return self.certificate.public_bytes(Encoding.PEM)

    def issue(self, *, office: str, title: str, body: str, at: datetime, password: str) -> Issued:
        """A P-256 key and certificate for an office, as a PKCS#12 file under a password.

        The common name is the title, shortened to what a certificate may hold; the whole names stand beside it.
        """
        key = generate_private_key(SECP256R1())
        subject = x509.Name(
            [
                x509.NameAttribute(NameOID.COMMON_NAME, shortened(title)),
                x509.NameAttribute(NameOID.ORGANIZATION_NAME, body[:LONGEST_NAME]),
                x509.NameAttribute(NameOID.TITLE, title[:LONGEST_NAME]),
                x509.NameAttribute(NameOID.SERIAL_NUMBER, office[:LONGEST_NAME]),
            ]
        )
        certificate = (
            _certificate(subject, self.certificate.subject, key, at)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(signs_papers=True), critical=True)
            .sign(self.key, hashes.SHA256())
        )
        bundle = pkcs12.serialize_key_and_certificates(
            office.encode(), key, certificate, [self.certificate], BestAvailableEncryption(password.encode())
        )
        return Issued(bundle, certificate.fingerprint(hashes.SHA256()).hex())

    def sealed(self, password: str) -> bytes:
        """The root with its key as a PKCS#12 file, to issue more later."""
        encryption = BestAvailableEncryption(password.encode())
        return pkcs12.serialize_key_and_certificates(b"root", self.key, self.certificate, None, encryption)

    @classmethod
    def unsealed(cls, content: bytes, password: str) -> Authority:
        """The root of a PKCS#12 file that `sealed` made."""
        key, certificate, _others = pkcs12.load_key_and_certificates(content, password.encode())
        if certificate is None or not isinstance(key, EllipticCurvePrivateKey):
            raise ValueError("root: holds no P-256 key with its certificate")
        return cls(certificate, key)


@dataclass(frozen=True, slots=True)
class Issued:
    """A PKCS#12 file and the SHA-256 of its certificate, in hex."""

    pkcs12: bytes
    sha256: str


def new_authority(at: datetime) -> Authority:
    """A new root, valid from the day before."""
    key = generate_private_key(SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, "Prasan demonstration root"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, DEMONSTRATION),
        ]
    )
    certificate = (
        _certificate(name, name, key, at)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_papers=False), critical=True)
        .sign(key, hashes.SHA256())
    )
    return Authority(certificate, key)


def _certificate(
    subject: x509.Name, issuer: x509.Name, key: EllipticCurvePrivateKey, at: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - _A_DAY)
        .not_valid_after(at + VALID_FOR)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _usage(*, signs_papers: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signs_papers,
        content_commitment=signs_papers,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=not signs_papers,
        crl_sign=not signs_papers,
        encipher_only=False,
        decipher_only=False,
    )


def shortened(name: str, longest: int = LONGEST_NAME) -> str:
    """The beginning of a name that fits into so many bytes, cut between letters with their marks."""
    kept, size = "", 0
    for cluster in clusters(name):
        size += len(cluster.encode())
        if size > longest:
            break
        kept += cluster
    return kept
