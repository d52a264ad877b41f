"""The pages on which people sign electronically, with the key of the office in which they act."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from directory.errors import Stale
from directory.page import ActingRequest, carried_out, office_required, show, typed
from documents.forms_signing import ElectronicSignForm
from documents.models import Document
from documents.queries import paper_of
from documents.signers import places_of
from documents.verbs import keep_signed_copies, signed_copies
from documents.verbs.electronic import SIGNABLE, has_key, require_place
from documents.views.papers import address_of
from workflow.door import who_changed


@sensitive_post_parameters("password")
@office_required
def paper_esign(request: ActingRequest, check_code: str) -> HttpResponse:
    """Sign the paper with number and date in it."""
    paper, by = paper_of(request.acting, check_code), request.acting
    if request.method != "POST":  # a form that was sent is left to the verb
        require_place(paper, by)
        if paper.state not in SIGNABLE:
            raise Stale(who_changed(paper))
    form = ElectronicSignForm(typed(request), paper=paper, by=by)

    @sensitive_variables("values")
    def signed(values: dict[str, Any]) -> dict[str, Any]:
        copies = signed_copies(
            document=paper,
            by=by,
            password=values.get("password", ""),
            dated=values.get("dated"),
            typed_number=values.get("typed_number", ""),
            seen=values["seen"],
        )
        return {"copies": copies}

    def kept(values: dict[str, Any]) -> list[Document]:
        return keep_signed_copies(values["copies"], by=by)

    done = carried_out(request, form, kept, to=address_of(paper), said=_("ลงนามอิเล็กทรอนิกส์แล้ว"), before=signed)
    if done is None:  # nor is whoever has no place there told what the form lacks
        require_place(paper, by)
    context = {
        "paper": paper,
        "has_key": has_key(by.office),
        "places": places_of(paper),
        "signatures": list(paper.signatures.all()),
    }
    return done or show(request, "documents/paper_esign.html", context, form)
