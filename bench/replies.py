"""A thousand reply letters: prepared, numbered from the register, their pages made and stored, as yet unsigned.

The province's office keeps its register here for the measurement; each letter is one document with a number of its own,
prepared in one transaction as a verb does, numbered in one each, and rendered by the job that waits for it.
"""

from __future__ import annotations

import time
from typing import Any, Final

from bench.harness import Figure, figure
from bench.text import LETTER

__all__ = ["DATABASES", "GOALS", "measure"]

GOALS: Final = {"replies_1000": "≤ 30 s"}
DATABASES: Final = ("sqlite",)
REPLIES: Final = 1_000


def measure() -> dict[str, Figure]:
    """Write the letters once, from the first snapshot to the last stored file."""
    # Models can be imported only now that Django is set up.
    from django.db import transaction  # noqa: PLC0415

    from directory import clock  # noqa: PLC0415
    from directory.models import Body  # noqa: PLC0415
    from documents.models import Document, Rendition  # noqa: PLC0415
    from documents.verbs import reserve_number  # noqa: PLC0415
    from documents.verbs.preparing import prepare_drafts  # noqa: PLC0415
    from tests.cast import build_world  # noqa: PLC0415
    from workflow import jobs  # noqa: PLC0415

    world = build_world()
    officer, plan = world.provincial_officer, world.provincial_plan
    Body.objects.filter(pk=officer.body.pk).update(register=Body.Register.OWN)
    jobs.drain()
    begun = time.perf_counter()
    with transaction.atomic():
        prepare_drafts("P10", plan, _drafts(Body.objects.get(pk=officer.body.pk)), officer)
    for document in Document.objects.filter(kind="P10").select_related("plan", "issuer"):
        reserve_number(document=document, by=officer, dated=clock.today())
    jobs.drain()
    taken = time.perf_counter() - begun
    assert Document.objects.filter(kind="P10", running_number__isnull=False).count() == REPLIES
    assert Rendition.objects.filter(document__kind="P10", kind=Rendition.Kind.ISSUED).count() == REPLIES
    return {"replies_1000": figure(taken * 1000)}


def _drafts(issuer: Any) -> list[Any]:
    from documents.kinds import PaperDraft  # noqa: PLC0415

    return [
        PaperDraft(
            issuer=issuer,
            title=f"แจ้งผลการพิจารณาแผนพัฒนาตำบลที่ {number}",
            snapshot={**LETTER, "salutation_to": f"ประธานสภาองค์กรชุมชนตำบลที่ {number}"},
            register="letters",
            about=str(number),
        )
        for number in range(1, REPLIES + 1)
    ]
