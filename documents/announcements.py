"""What a page says beforehand that an action will send, read from the declaration that the verb carries out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from directory.models import Body
from documents.kinds import KINDS, Kind
from workflow.effects import effects_of


@dataclass(frozen=True, slots=True)
class Announcement:
    """The papers that will be prepared for signature, and the bodies that will be told."""

    papers: list[Kind]
    tells: list[Body]

    def __bool__(self) -> bool:
        return bool(self.papers or self.tells)


def announcement_of(verb: Callable[..., Any], plan: Any) -> Announcement:
    """What a verb will prepare and whom it will tell, if it is carried out on this plan now."""
    declared = effects_of(verb)
    return Announcement([KINDS[code] for code in declared.papers_about(plan)], declared.recipients(plan))
