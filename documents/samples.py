"""A sample of each kind of paper: the snapshot of a demonstration, kept in the fixtures, through the real layouts.

`python -m tools.paper_samples` makes the snapshots anew from the rooms' own declarations.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from documents import layouts

FOLDER: Final = Path(settings.BASE_DIR) / "fixtures" / "papers"


def has_sample(code: str) -> bool:
    """Whether a kind has its sample."""
    return (FOLDER / f"{code}.json").is_file()


def sample(code: str) -> dict[str, Any]:
    """The snapshot of a kind's sample.

    Raises:
        LookupError: there is none.
    """
    if not has_sample(code):
        raise LookupError(f"no sample of {code}")
    snapshot: dict[str, Any] = json.loads((FOLDER / f"{code}.json").read_text(encoding="utf-8"))
    return snapshot


def sample_pdf(code: str) -> bytes:
    """The pages of a kind's sample, as a sheet that waits for its signature."""
    return layouts.render(sample(code))
