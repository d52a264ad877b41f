"""What the signatures in a PDF are worth: whether the bytes are as they were signed, by whom, and whom one trusts."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from asn1crypto import x509
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import SigningError as PyhankoError
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from documents.signing.certificates import CertificateFacts, facts_of
from documents.signing.loops import beside_any_loop

__all__ = ["SignatureFacts", "signatures_of"]


# An issuer that one need not trust is an answer here; without a handler Python would print each as an error.
logging.getLogger("pyhanko").addHandler(logging.NullHandler())


@dataclass(frozen=True, slots=True)
class SignatureFacts:
    """One signature of a file, in the order in which they were put.

    ``intact``: the bytes that it covers are those that were signed. ``valid``: it was made with the certificate's key.
    ``unchanged``: what was appended after it is at most further signatures. ``trusted``: the certificate leads to one
    of the roots at the time of signing; revocation is not asked for, since that needs the network. ``signed_at`` is
    what the signer's clock said, ``stamped_at`` what a time-stamping authority did.
    """

    field: str
    name: str
    office: str
    body: str
    certificate: CertificateFacts | None
    signed_at: datetime | None
    stamped_at: datetime | None
    intact: bool
    valid: bool
    unchanged: bool
    trusted: bool
    problem: str = ""

    @property
    def is_good(self) -> bool:
        """Whether the file stands as it was signed; whom one trusts is another question."""
        return self.intact and self.valid and self.unchanged


def signatures_of(pdf: bytes, roots: Sequence[x509.Certificate] = ()) -> list[SignatureFacts]:
    """All signatures of a file in their order; none where the bytes are no PDF or not signed. Asks no network."""
    try:
        embedded = list(PdfFileReader(BytesIO(pdf), strict=False).embedded_regular_signatures)
    except (PdfError, PyhankoError, ValueError):
        return []
    return [_facts(each, roots) for each in embedded]


def _facts(embedded: EmbeddedPdfSignature, roots: Sequence[x509.Certificate]) -> SignatureFacts:
    signature = embedded.sig_object
    words = {key: str(signature.get(f"/{key}", "")) for key in ("Name", "Reason", "Location")}
    shared = {"field": embedded.field_name, "name": words["Name"], "office": words["Reason"], "body": words["Location"]}
    claimed = embedded.self_reported_timestamp
    try:
        contexts = _context(roots, claimed), _context(roots, None)
        status = beside_any_loop(lambda: validate_pdf_signature(embedded, *contexts))
    except (PyhankoError, SignatureValidationError, PdfError, ValueError) as error:
        return SignatureFacts(
            **shared,
            certificate=None,
            signed_at=claimed,
            stamped_at=None,
            intact=False,
            valid=False,
            unchanged=False,
            trusted=False,
            problem=str(error),
        )
    stamp = status.timestamp_validity
    return SignatureFacts(
        **shared,
        certificate=facts_of(status.signing_cert),
        signed_at=claimed,
        stamped_at=stamp.timestamp if stamp is not None and stamp.intact and stamp.valid else None,
        intact=status.intact,
        valid=status.valid,
        unchanged=_is_unchanged(status),
        trusted=status.trusted,
    )


def _is_unchanged(status: PdfSignatureStatus) -> bool:
    covers = status.coverage in {SignatureCoverageLevel.ENTIRE_FILE, SignatureCoverageLevel.ENTIRE_REVISION}
    return covers and status.docmdp_ok is True


def _context(roots: Sequence[x509.Certificate], moment: datetime | None) -> ValidationContext:
    """Trust these roots alone, never those of the machine; at the time of signing, where that is known."""
    if moment is None:
        return ValidationContext(trust_roots=list(roots), allow_fetching=False)
    return ValidationContext(trust_roots=list(roots), allow_fetching=False, moment=moment, best_signature_time=moment)
