"""The fixed cast for this room's tests; nobody has asked for a page before a test begins."""

from collections.abc import Iterator

import pytest
from django.core.cache import caches

from tests.cast import committed_world, world

__all__ = ["committed_world", "world"]


@pytest.fixture(autouse=True)
def _nobody_has_asked_before() -> Iterator[None]:
    """Count visitors from nothing in each test, and leave nothing to the next."""
    caches["limits"].clear()
    yield
    caches["limits"].clear()
