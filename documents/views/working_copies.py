"""Working copies of a paper, to be edited in Word and in Excel. They are no renditions: nothing is kept or recorded."""

from __future__ import annotations

from django.http import HttpResponse

from directory.page import ActingRequest, office_required
from documents import editable
from documents.handing_out import handed_out
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
    name = f"{found.kind}-{found.check_code}.{form}"
    return handed_out(working_copy(found, form), name, editable.CONTENT_TYPES[form])
