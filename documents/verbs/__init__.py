"""The life of a paper by steps: prepared, endorsed on its route, signed, numbered, sent, received; replaced, void."""

from documents.verbs.crests import set_crest
from documents.verbs.electronic import (
    keep_signed_copies,
    sign_electronically,
    sign_many_electronically,
    signed_copies,
)
from documents.verbs.evidence import ACCEPTED_UPLOADS, LARGEST_UPLOAD, check_upload, upload_paper
from documents.verbs.issuing import issue_paper
from documents.verbs.numbering import LONGEST_NUMBER, draws_number, number_document, reserve_number
from documents.verbs.preparing import CHECK_ALPHABET, CHECK_LENGTH, prepare_again, prepare_in_place, prepare_papers
from documents.verbs.receiving import LONGEST_RECEIPT, draws_receipt, receive_document
from documents.verbs.rendering import MAKERS, render_document, rendered
from documents.verbs.routing import endorse_document, send_document_back, set_route
from documents.verbs.sending import send_document
from documents.verbs.signing import sign_document
from documents.verbs.voiding import void_document

__all__ = [
    "ACCEPTED_UPLOADS",
    "CHECK_ALPHABET",
    "CHECK_LENGTH",
    "LARGEST_UPLOAD",
    "LONGEST_NUMBER",
    "LONGEST_RECEIPT",
    "MAKERS",
    "check_upload",
    "draws_number",
    "draws_receipt",
    "endorse_document",
    "issue_paper",
    "keep_signed_copies",
    "number_document",
    "prepare_again",
    "prepare_in_place",
    "prepare_papers",
    "receive_document",
    "render_document",
    "rendered",
    "reserve_number",
    "send_document",
    "send_document_back",
    "set_crest",
    "set_route",
    "sign_document",
    "sign_electronically",
    "sign_many_electronically",
    "signed_copies",
    "upload_paper",
    "void_document",
]
