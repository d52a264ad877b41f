"""Verbs on one's own PIN."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from directory import pins
from directory.errors import Invalid
from directory.models import User


@transaction.atomic
def set_pin(*, person: User, present: str, new: str) -> User:
    """Give one's sessions a PIN, or another one; an empty ``new`` takes it away.

    Idempotent as far as the PIN goes; it is kept hashed.

    Raises:
        Invalid: ``present`` is not the PIN that there is, or the new one is too easy to guess.
    """
    known = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    if known.pin and not pins.is_pin(pins.read_pin(present), known.pin):
        raise Invalid.of("present", "", _("PIN ปัจจุบันไม่ถูกต้อง"))
    pin = pins.read_pin(new)
    if new and (wrong := pins.weakness(pin, known.phone or "")):
        raise Invalid.of("new", "", wrong)
    person.pin = known.pin = pins.kept(pin) if new else ""
    known.save(update_fields=["pin"])
    return known
