"""ส่งต่อทางไลน์: a prewritten text with an address, handed to the LINE app. No account or key of LINE is needed."""

from __future__ import annotations

from urllib.parse import quote

SHARE = "https://line.me/R/share?text="


def line_share(text: str) -> str:
    """The address that opens LINE with this text, for its user to choose whom to send it to."""
    return SHARE + quote(text, safe="")
