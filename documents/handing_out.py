"""Files handed out by a page: to be kept by whoever may see them, never opened as part of this site."""

from __future__ import annotations

import io
from typing import cast

from django.http import FileResponse, HttpResponse
from django.utils.http import content_disposition_header

from directory.rehearsal import XLSX
from documents import storage
from documents.models import StoredFile
from documents.workbooks import Table, write_table


def handed_out(content: bytes, name: str, content_type: str = XLSX) -> HttpResponse:
    """Bytes made for this request."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    return _never_run(response)


def as_workbook(name: str, *tables: Table) -> HttpResponse:
    """Lists as the sheets of a workbook; every cell is text, so that none becomes a formula."""
    content = io.BytesIO()
    write_table(content, tables)
    return handed_out(content.getvalue(), name)


def stored_file(file: StoredFile, name: str, content_type: str = "") -> HttpResponse:
    """A file that was stored, under the name that it is to be kept by."""
    kind = content_type or file.content_type
    content = storage.path_of(file.sha256).open("rb")
    response = FileResponse(content, as_attachment=True, filename=name, content_type=kind)
    return _never_run(cast("HttpResponse", response))  # which Django counts among the streaming ones


def _never_run(response: HttpResponse) -> HttpResponse:
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response
