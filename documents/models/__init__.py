"""Official papers: what was frozen to be printed, each rendition of it, and the registers that number it."""

from documents.models.document import (
    ENDED,
    ISSUED,
    UNISSUED,
    Document,
    PaperState,
    has_gone_its_route,
)
from documents.models.file import Crest, Rendition, StoredFile
from documents.models.register import Register
from documents.models.route import Endorsement, RouteStop, UsualRoute
from documents.signatures import Signature

__all__ = [
    "ENDED",
    "ISSUED",
    "UNISSUED",
    "Crest",
    "Document",
    "Endorsement",
    "PaperState",
    "Register",
    "Rendition",
    "RouteStop",
    "Signature",
    "StoredFile",
    "UsualRoute",
    "has_gone_its_route",
]
