"""Putting a PAdES baseline-B signature at the end of a PDF, which keeps every byte that was there before."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils.extensions import DeveloperExtension
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.general import SigningError as PyhankoError
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner, PdfSigningSession
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError

from documents.signing.faults import Fault, SigningError
from documents.signing.keys import SigningKey
from documents.signing.loops import beside_any_loop

__all__ = ["Act", "ask_timestamper", "field_name", "sign"]

DIGEST = "sha256"


@dataclass(frozen=True, slots=True)
class Act:
    """Who signs, in which office of which body, and when: what readers of PDFs show beside a signature."""

    name: str
    office: str
    body: str
    at: datetime


class _Appending(IncrementalPdfFileWriter):
    """Appends a signature and nothing else: what a paper says of itself stays, and it remains the PDF/A that it was."""

    def _update_meta(self) -> None:
        """Write no new date and producer into the document's own metadata."""

    def ensure_output_version(self, version: tuple[int, int]) -> None:
        """Do not call the file a PDF 2.0, which no PDF/A-2 is; readers know these signatures without that."""

    def register_extension(self, ext: DeveloperExtension) -> None:
        """Announce no extension of PDF 2.0 either."""


class _AtMoment(PdfSigner):
    """Signs at a given moment instead of the machine's."""

    def __init__(self, *args: Any, moment: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._moment = moment

    def init_signing_session(self, *args: Any, **kwargs: Any) -> PdfSigningSession:
        session = super().init_signing_session(*args, **kwargs)
        session.system_time = self._moment
        return session


def field_name(office: str, taken: int) -> str:
    """The name of the field for the next signature; ``taken`` says how many the file has. PDF forbids dots in it."""
    plain = re.sub(r"[^0-9A-Za-z_/-]", "-", office)
    return f"{taken + 1} {plain}"


def ask_timestamper(timestamper: TimeStamper) -> None:
    """Ask an authority once, so that nothing is begun that it would then hold up; it remembers its answer.

    Raises:
        SigningError: it does not answer.
    """
    try:
        beside_any_loop(lambda: asyncio.run(timestamper.async_dummy_response(DIGEST)))
    except TimestampRequestError as error:
        raise SigningError(Fault.TIMESTAMP, getattr(timestamper, "url", ""), str(error)) from error


def sign(pdf: bytes, key: SigningKey, act: Act, *, timestamper: TimeStamper | None = None) -> bytes:
    """Return the file with one more signature, invisible on the page; its former bytes are its beginning.

    A signature covers all that stands before it, earlier signatures included, and leaves these valid. The result is
    never the same twice: it holds a random number.

    Raises:
        SigningError: the bytes are no PDF, the authority does not answer, or the key does not fit its certificate.
    """
    try:
        writer = _Appending(BytesIO(pdf), strict=False)
        taken = sum(1 for _field in enumerate_sig_fields(writer.prev))
    except (PdfReadError, ValueError) as error:
        raise SigningError(Fault.NOT_A_PDF, act.office, str(error)) from error
    name = field_name(key.office, taken)
    metadata = PdfSignatureMetadata(
        field_name=name,
        md_algorithm=DIGEST,
        subfilter=SigSeedSubFilter.PADES,
        name=act.name,
        reason=act.office,
        location=act.body,
    )
    spec = SigFieldSpec(name, on_page=0)
    signer = _AtMoment(metadata, key.signer, timestamper=timestamper, new_field_spec=spec, moment=act.at)
    try:
        signed: BytesIO = beside_any_loop(lambda: signer.sign_pdf(writer))
    except TimestampRequestError as error:
        raise SigningError(Fault.TIMESTAMP, getattr(timestamper, "url", ""), str(error)) from error
    except PyhankoError as error:
        raise SigningError(Fault.UNSUITABLE_KEY, key.office, str(error)) from error
    return signed.getvalue()
