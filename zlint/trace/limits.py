"""Which tasks are within an `asyncio.timeout()`."""

from __future__ import annotations

import asyncio
import functools
from typing import Any
from weakref import WeakKeyDictionary

_around: WeakKeyDictionary[Any, int] = WeakKeyDictionary()  # how many each task is within


def watch() -> None:
    """Watch who enters and leaves one. Python has it since 3.11."""
    limit: Any = getattr(asyncio, "Timeout", None)
    if limit is not None:
        limit.__aenter__ = _counted(limit.__aenter__, 1)
        limit.__aexit__ = _counted(limit.__aexit__, -1)


def around() -> bool:
    """Is the task that runs within one?"""
    try:
        return _around.get(asyncio.current_task(), 0) > 0
    except (RuntimeError, TypeError):  # no loop runs, or no task
        return False


def _counted(original: Any, step: int) -> Any:
    @functools.wraps(original)
    async def counted(self: Any, *args: Any) -> Any:
        task = asyncio.current_task()
        if task is not None:
            _around[task] = _around.get(task, 0) + step
        return await original(self, *args)

    return counted
