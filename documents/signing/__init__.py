"""Electronic signatures of papers, without Django: an office's key, PAdES baseline B, and what a signature is worth.

`keyring` says which key belongs to which office, `keys` opens one for an act, `pades` puts a signature at the end of a
PDF, `timestamps` asks an authority for the time, `validating` reads the signatures of any PDF, and `demonstration`
makes certificates that nobody mistakes for real ones. Every failure is a `SigningError` that names its thing.
"""

from documents.signing.certificates import CertificateFacts
from documents.signing.faults import Fault, SigningError
from documents.signing.keyring import KEYS, ROOTS, KeyEntry, Keyring, password_of
from documents.signing.keys import SigningKey, opened
from documents.signing.pades import Act, ask_timestamper, sign
from documents.signing.timestamps import HttpTimeStamper
from documents.signing.validating import SignatureFacts, signatures_of

__all__ = [
    "KEYS",
    "ROOTS",
    "Act",
    "CertificateFacts",
    "Fault",
    "HttpTimeStamper",
    "KeyEntry",
    "Keyring",
    "SignatureFacts",
    "SigningError",
    "SigningKey",
    "ask_timestamper",
    "opened",
    "password_of",
    "sign",
    "signatures_of",
]
