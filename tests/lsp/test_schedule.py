"""Work is done after a pause, for the newest state, and a failure does not end it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from zlint.lsp.schedule import Schedule

pytestmark = pytest.mark.asyncio
DEADLINE = 10.0


class Desk:
    """state: what is worked on. began: states that work was begun for; reported and failed: what came of it."""

    def __init__(self) -> None:
        self.state = 0
        self.began: list[int] = []
        self.reported: list[int | None] = []
        self.failed: list[Exception] = []
        self.gate = threading.Event()
        self.gate.set()
        self.schedule = Schedule(
            ThreadPoolExecutor(1), lambda: self.state, self.work, self.reported.append, self.failed.append
        )

    def work(self, state: int, ask: Callable[[], None]) -> int:
        self.began.append(state)
        self.gate.wait(DEADLINE)
        if state < 0:
            raise ValueError(state)
        if state != 10:  # work on 10 never asks
            ask()
        return state

    def change(self, state: int) -> None:
        self.state = state
        self.schedule.touch()

    async def settled(self) -> int | None:
        return await asyncio.wait_for(self.schedule.settled(), DEADLINE)

    async def beginning(self, state: int) -> None:
        while state not in self.began:
            await asyncio.sleep(0.01)


async def test_a_burst_of_changes_is_one_run() -> None:
    desk = Desk()
    for state in range(1, 6):
        desk.change(state)
        await asyncio.sleep(0.02)
    assert await desk.settled() == 5
    assert (desk.began, desk.reported) == ([5], [5])


@pytest.mark.parametrize("first", [7, 10])
async def test_a_stale_result_is_dropped_whether_the_work_asks_or_not(first: int) -> None:
    desk = Desk()
    desk.gate.clear()
    desk.change(first)
    await asyncio.wait_for(desk.beginning(first), DEADLINE)
    desk.change(8)
    desk.gate.set()
    assert await desk.settled() == 8
    assert (desk.began, desk.reported) == ([first, 8], [8])


async def test_a_failure_is_told_and_the_next_run_works() -> None:
    desk = Desk()
    desk.change(1)
    assert await desk.settled() == 1
    desk.change(-1)
    assert await desk.settled() is None
    assert [str(error) for error in desk.failed] == ["-1"]
    desk.change(2)
    assert await desk.settled() == 2
    assert desk.reported == [1, None, 2]


async def test_a_cancelled_question_does_not_stop_the_work() -> None:
    desk = Desk()
    desk.gate.clear()
    desk.change(3)
    question = asyncio.ensure_future(desk.schedule.settled())
    await asyncio.wait_for(desk.beginning(3), DEADLINE)
    question.cancel()
    desk.gate.set()
    assert await desk.settled() == 3


async def test_nothing_is_done_after_the_end() -> None:
    desk = Desk()
    desk.gate.clear()
    desk.change(4)
    await asyncio.wait_for(desk.beginning(4), DEADLINE)
    desk.schedule.close()
    desk.gate.set()
    assert await desk.settled() is None
    desk.change(5)
    assert await desk.settled() is None
    assert (desk.began, desk.reported) == ([4], [])
