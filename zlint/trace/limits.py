"""Which tasks are within an `asyncio.timeout()`."""

from __future__ import annotations

import asyncio
import functools
from collections import Counter
from typing import Any
from weakref import WeakKeyDictionary

_around: WeakKeyDictionary[Any, Counter[str]] = WeakKeyDictionary()
ENTERED, LEFT = "entered", "left"


def watch() -> None:
    """Watch who enters and leaves one. Python has it since 3.11."""
    limit: Any = getattr(asyncio, "Timeout", None)
    if limit is not None:
        limit.__aenter__ = _counted(limit.__aenter__, ENTERED)
        limit.__aexit__ = _counted(limit.__aexit__, LEFT)


def around() -> bool:
    """Is the task that runs within one?"""
    try:
        counts = _around.get(asyncio.current_task())
    except (RuntimeError, TypeError):  # no loop runs, or no task
        return False
    return counts is not None and counts[ENTERED] > counts[LEFT]


def _counted(original: Any, what: str) -> Any:
    @functools.wraps(original)
    async def counted(self: Any, *args: Any) -> Any:
        _around.setdefault(asyncio.current_task(), Counter())[what] += 1
        return await original(self, *args)

    return counted
