"""What the flows ask of a plan, to find out where it goes next."""

from __future__ import annotations

from typing import Any

from proposals import rules
from proposals.models.stages import PlanState


class AskedByFlows:
    """The questions, as methods of a plan; none of them changes anything."""

    state: Any

    def awaits_receipt(self) -> bool:
        """Whether ก.บ.ต. has yet to receive it (its own plans need no receipt)."""
        return rules.needs_receipt(self)  # type: ignore[arg-type]  # it is a plan

    def awaits_opinions(self) -> bool:
        """Whether a line still lacks the opinion of a local administrative organization in whose territory it lies."""
        return rules.lacks_opinions(self)  # type: ignore[arg-type]  # it is a plan

    def is_accepted(self) -> bool:
        """Whether the level above has taken it."""
        return bool(self.state == PlanState.ACCEPTED)

    def is_adopted(self) -> bool:
        """Whether its owner's meeting has adopted it."""
        return bool(self.state == PlanState.ADOPTED)

    def is_endorsed(self) -> bool:
        """Whether the governor has endorsed it."""
        return bool(self.state == PlanState.ENDORSED)

    def is_answered_by_agencies(self) -> bool:
        """Whether agencies, or its owner, have settled every line of a plan that goes sideways."""
        return bool(self.state == PlanState.CLOSED)
