"""Calls of a library that starts an event loop of its own, from threads that may have one already."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Result = TypeVar("Result")


def beside_any_loop(act: Callable[[], Result]) -> Result:
    """Do what runs an event loop until it is done: here, or in a thread of its own where a loop runs here already."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return act()
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(act).result()
