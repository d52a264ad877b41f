"""What the views of the desks share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.functional import lazy

from directory.page import ActingRequest

LONGEST_ADDRESS = 500  # what a sent form's record holds


def here(request: ActingRequest) -> str:
    """This very page with its filters, to come back to; without them where they are too long to be remembered."""
    address = request.get_full_path()
    return address if len(address) <= LONGEST_ADDRESS else request.path


def told(words: Callable[[], str]) -> Any:
    """Words that are made only once the verb has said how much it did."""
    return lazy(words, str)()
