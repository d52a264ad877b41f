"""Working copies of a paper, to be edited in Word and in Excel. They are no renditions: nothing is kept or recorded."""

from __future__ import annotations

from django.http import HttpResponse

from directory.page import ActingRequest, office_required
from documents import editable
from documents.queries import paper_of
from documents.working_copies import working_copy


@office_required
def paper_docx(request: ActingRequest, check_code: str) -> HttpResponse:
    """The paper as a Word document."""
    return _handed_out(request, check_code, editable.DOCX)


@office_required
def paper_xlsx(request: ActingRequest, check_code: str) -> HttpResponse:
    """The tables of the paper as a workbook."""
    return _handed_out(request, check_code, editable.XLSX)


def _handed_out(request: ActingRequest, check_code: str, form: str) -> HttpResponse:
    """Hand out a working copy to whoever may see the paper, to be kept and never to be run."""
    found = paper_of(request.acting, check_code)
    response = HttpResponse(working_copy(found, form), content_type=editable.CONTENT_TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="{found.kind}-{found.check_code}.{form}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response
