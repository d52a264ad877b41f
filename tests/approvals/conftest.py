"""The fixed cast for this room's tests."""

import pytest

from approvals.verbs.worksheet import set_criteria, take_lines
from tests.cast import CRITERIA, committed_world, world

__all__ = ["committed_world", "world"]


@pytest.fixture
def sheet(world):
    """The district's plan whose worksheet has just opened: of three councils a kept line and two more of each."""
    return world.gathered_district()


@pytest.fixture
def taken(world, sheet):
    """The same with all six lines taken in and two criteria set."""
    set_criteria(plan=sheet, criteria=CRITERIA, by=world.coordinator)
    take_lines(plan=sheet, line_ids=world.open_items(sheet), by=world.coordinator)
    return sheet


@pytest.fixture
def desk(world):
    """Who works at the district's desk."""
    return world.coordinator
