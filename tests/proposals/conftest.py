"""The fixed cast for this room's tests, and what its council has said and called."""

import pytest

from proposals.forum_drafts import CalledDraft, IdeaDraft
from proposals.verbs.calling import call_meeting
from proposals.verbs.ideas import collect_ideas
from tests.cast import DAY_ONE, committed_world, world

__all__ = ["committed_world", "world"]


@pytest.fixture
def call(world):
    """A forum that the council has called for today."""
    draft = CalledDraft("forum", "เวทีประชาคม", DAY_ONE, "ศาลาวัดบุ่ง")
    return call_meeting(plan=world.plan, draft=draft, by=world.secretary)


@pytest.fixture
def forum(world):
    """A forum that was held."""
    return world.meeting(world.plan, "forum", residents_present=40)


@pytest.fixture
def ideas(world):
    """Three ideas in the notebook."""
    drafts = [IdeaDraft(text) for text in ("ขอน้ำประปา", "ขุดสระ", "ขอถนน")]
    return collect_ideas(plan=world.plan, ideas=drafts, by=world.secretary)
