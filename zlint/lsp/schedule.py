"""When work is done: after a pause in typing, on one thread, for the newest state only.

`touch` and `settled` belong to the event loop, `work` to the thread. A run that has become stale is told so when it
asks, and its result is dropped when it does not.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from typing import Generic, TypeVar

State = TypeVar("State")
Result = TypeVar("Result")

PAUSE = 0.15  # seconds without a change before work begins


class Stale(Exception):
    """Something changed while the work was done."""


class Schedule(Generic[State, Result]):
    """state: taken on the loop just before a run. report: gets a result that is current; failed: an error, upon
    which the result is None."""

    def __init__(
        self,
        executor: Executor,
        state: Callable[[], State],
        work: Callable[[State, Callable[[], None]], Result],
        report: Callable[[Result | None], None],
        failed: Callable[[Exception], None],
    ) -> None:
        self._executor = executor
        self._state = state
        self._work = work
        self._report = report
        self._failed = failed
        self._wanted = 0
        self._done = 0
        self._closed = False
        self._task: asyncio.Task[None] | None = None
        self._result: Result | None = None

    def touch(self) -> None:
        """Something changed."""
        self._wanted += 1
        if not self._closed and (self._task is None or self._task.done()):
            self._task = asyncio.get_running_loop().create_task(self._run())

    def close(self) -> None:
        """No further run; one that is on its way ends when it next asks."""
        self._closed = True
        self._wanted += 1
        self._result = None

    async def settled(self) -> Result | None:
        """The result for the state as it is now, after waiting for it."""
        while self._task is not None and not self._task.done():
            await asyncio.shield(self._task)  # a request that is cancelled does not take the work with it
        return self._result

    async def _run(self) -> None:
        while self._done != self._wanted and not self._closed:
            number = self._wanted
            await asyncio.sleep(PAUSE)
            if number == self._wanted:
                await self._work_once(number)

    async def _work_once(self, number: int) -> None:
        def ask() -> None:
            if number != self._wanted:
                raise Stale

        result: Result | None = None
        try:
            loop = asyncio.get_running_loop()
            result = await loop.run_in_executor(self._executor, self._work, self._state(), ask)
        except Stale:
            return
        except Exception as error:
            self._failed(error)
        if number == self._wanted:
            self._done, self._result = number, result
            self._report(result)
