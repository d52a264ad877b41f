"""Asking a time-stamping authority (RFC 3161) over HTTP, with the standard library alone."""

from __future__ import annotations

import asyncio
from typing import Final
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from asn1crypto import tsp
from pyhanko.sign.timestamps import TimeStamper

from documents.signing.faults import Fault, SigningError

__all__ = ["HttpTimeStamper"]

PATIENCE: Final = 10.0  # seconds
LONGEST_ANSWER: Final = 1_000_000


class HttpTimeStamper(TimeStamper):
    """One authority. The same one may be asked many times; its certificates are remembered."""

    def __init__(self, url: str) -> None:
        if urlsplit(url).scheme not in {"http", "https"}:
            raise SigningError(Fault.TIMESTAMP, url, "must be an http or https address")
        super().__init__()  # type: ignore[no-untyped-call]  # pyHanko's own
        self.url = url

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Send one request and return the answer, which pyHanko then checks.

        Raises:
            SigningError: nobody answers there, or something else than a time-stamping authority.
        """
        return await asyncio.to_thread(self._ask, req.dump())

    def _ask(self, query: bytes) -> tsp.TimeStampResp:
        headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
        request = Request(self.url, data=query, headers=headers)  # noqa: S310  # the scheme was checked
        try:
            with urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310  # likewise
                kind, content = answer.headers.get_content_type(), answer.read(LONGEST_ANSWER)
        except (URLError, OSError) as error:
            raise SigningError(Fault.TIMESTAMP, self.url, str(getattr(error, "reason", error))) from error
        if kind != "application/timestamp-reply":
            raise SigningError(Fault.TIMESTAMP, self.url, f"answered {kind}")
        return tsp.TimeStampResp.load(content)
