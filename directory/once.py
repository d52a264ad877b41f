"""A form is carried out once, whoever made its key: the page that drew it, or the device on which it was typed.

A page draws a signed one-time key into each form. A device without a network makes a key (a UUID) of its own for each
thing that somebody types there, since one kept page then serves several of them; it sends the key as a field of the
form while its person sits before it, and as the header ``Idempotency-Key`` when it delivers by itself later. Both kinds
of keys are bound to their person, stand in the same table and never end.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core.signing import BadSignature, Signer
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _

from directory import clock
from directory.errors import Invalid, Stale
from directory.models import Submission

if TYPE_CHECKING:
    from directory.page import ActingRequest

ONCE = "once"  # the field with the key that a page drew
DEVICE_KEY = "idempotency_key"  # the field with the key that a device made
HEADER = "Idempotency-Key"
ALIKE_FOR = timedelta(minutes=10)

_NOT_WORDS = frozenset({ONCE, DEVICE_KEY, "csrfmiddlewaretoken"})
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
_signer = Signer(salt="a form is carried out once")


@dataclass(frozen=True, slots=True)
class Sending:
    """One arrival of a form.

    ``key`` is empty where nothing tells the form from another; ``content`` is a digest of its words where they matter.
    ``of_device`` says who made the key. ``by_itself`` says that a device delivers it from its own list: nobody sits
    before a page, and the key alone tells whether it is a repetition.
    """

    key: str
    content: str
    of_device: bool
    by_itself: bool


def new_key(request: HttpRequest) -> str:
    """A one-time key for a form that is drawn now, for this person."""
    return _signer.sign(f"{secrets.token_hex(12)}.{request.user.pk}")


def drawn_key(request: HttpRequest, given: str) -> str:
    """The one-time key that came with a form, if it was ours and drawn for this person."""
    try:
        key = _signer.unsign(given)
    except BadSignature:
        return ""
    return key if key.rpartition(".")[2] == str(request.user.pk) else ""


def sending_of(request: ActingRequest, *, makes_new: bool) -> Sending:
    """What arrives now.

    Raises:
        Invalid: the key of a device is no UUID.
    """
    by_itself = HEADER in request.headers
    made = (request.headers[HEADER] if by_itself else request.POST.get(DEVICE_KEY, "")).lower()
    if not made and not by_itself:
        key = drawn_key(request, request.POST.get(ONCE, ""))
        return Sending(key, _content(request) if makes_new else "", of_device=False, by_itself=False)
    if not _UUID.fullmatch(made):
        raise Invalid.of(HEADER, made[:40], _("กุญแจกันส่งซ้ำต้องเป็น UUID"))
    return Sending(f"{made}.{request.user.pk}", _content(request), of_device=True, by_itself=by_itself)


def _content(request: ActingRequest) -> str:
    """A digest of what was typed on which page, whatever key it came with."""
    own = sorted(
        (name, [str(value).replace("\r\n", "\n") for value in values])
        for name, values in request.POST.lists()
        if name not in _NOT_WORDS
    )
    return hashlib.sha256(repr([request.path, own]).encode()).hexdigest()


def earlier(request: ActingRequest, sending: Sending, *, makes_new: bool) -> Submission | None:
    """The sending that this one repeats: with the same key, or with the same words a moment ago.

    The words count where somebody sits before a page that makes something new: browsers draw a form anew, with another
    key, on the way back.

    Raises:
        Stale: as `taken`.
    """
    same = Q(pk=sending.key)
    if makes_new and not sending.by_itself:
        same |= Q(content=sending.content, at__gte=clock.now() - ALIKE_FOR)
    first = Submission.objects.filter(same, user=request.acting.user).order_by("at").first()
    if first is not None:
        _compare(first, sending)
    return first


def taken(request: ActingRequest, sending: Sending, *, at: datetime) -> tuple[Submission | None, bool]:
    """Take a sending's key, in the transaction of what it carries out; answer its row and whether it was the first.

    Waits for another that carries out the same key at this moment.

    Raises:
        Stale: a device sent other words under this key before.
    """
    if not sending.key:
        return None, True
    facts = {"user": request.acting.user, "at": at, "content": sending.content}
    row, is_first = Submission.objects.get_or_create(key=sending.key, defaults=facts)
    if not is_first:
        _compare(row, sending)
    return row, is_first


def _compare(first: Submission, sending: Sending) -> None:
    """Other words under a key that was used up are not swallowed: somebody changed them after the answer got lost."""
    if sending.of_device and first.pk == sending.key and first.content != sending.content:
        raise Stale(_("ข้อความก่อนแก้ไขถึงระบบและบันทึกแล้ว ข้อความที่แก้ภายหลังยังไม่ได้บันทึก"), there=first.location)
