"""A signing key for development: made once, kept under var/, readable by its owner only."""

import os
import tempfile
from pathlib import Path

from django.core.management.utils import get_random_secret_key


def own_key(path: Path) -> str:
    """Return the key kept at `path`, making it first if there is none.

    Two processes that start at once end with the same key: the file appears whole or not at all, and only once.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".secret_key")  # mkstemp answers mode 0600
        try:
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(get_random_secret_key())
            try:
                os.link(draft, path)
            except FileExistsError:
                return path.read_text(encoding="ascii")
        finally:
            Path(draft).unlink()
    return path.read_text(encoding="ascii")
