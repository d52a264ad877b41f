"""The fixed cast for this room's tests."""

from tests.cast import committed_world, world

__all__ = ["committed_world", "world"]
