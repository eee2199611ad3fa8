"""Which thread, process or task runs: numbered, and written down once.

An identity is the number that the system gives a thread, or a negative one for an asyncio task or a signal handler. The
task that `asyncio.run` waits for is not told apart from the thread that waits: no other code of that thread runs
meanwhile but other tasks and callbacks. Of tasks that run one coroutine function, the first `TASKS` are told apart.
"""

from __future__ import annotations

import sys
import threading
from types import CodeType, FrameType
from typing import Any
from weakref import WeakKeyDictionary

from zlint.trace.log import Log

TASKS = 16


class Executions:
    def __init__(self, log: Log) -> None:
        self.log = log
        self.main_kind = "main"
        self.numbers: dict[int, int] = {}  # identity -> number
        self.announced: dict[int, int] = {}  # id of a Thread object that was started -> number
        self.tasks: WeakKeyDictionary[Any, int] = WeakKeyDictionary()
        self.of_code: dict[CodeType, list[int]] = {}
        self.handlers: dict[int, int] = {}  # id of a signal handler -> identity
        self.handled: list[int] = []  # identities of the handlers that run now, one interrupting the other

    def here(self) -> int:
        """The number of the thread that runs now."""
        return self.number(threading.get_ident())

    def number(self, identity: int) -> int:
        """The number of an identity that is not a task's."""
        found = self.numbers.get(identity)
        if found is None:
            thread = threading._active.get(identity)  # type: ignore[attr-defined] # current_thread() makes one up
            main = thread is threading.main_thread()
            found = self.begin(self.main_kind if main else "thread", thread.name if thread is not None else "")
            self.numbers[identity] = found
        return found

    def begin(self, kind: str, name: str, parent: int | None = None) -> int:
        number = self.log.number()
        self.log.write("execution", id=number, kind=kind, name=name, parent=parent)
        return number

    def identity(self, frame: FrameType | None) -> int:
        """Of the running signal handler or task if there is one, else of the thread."""
        if self.handled and threading.current_thread() is threading.main_thread():
            return self.handled[-1]
        task = _running_task()
        if task is None:
            return threading.get_ident()
        found = self.tasks.get(task)
        if found is None:
            found = self.tasks[task] = threading.get_ident() if _waited_for(task, frame) else self._task(task)
        return found

    def handler(self, handler: Any) -> int:
        """The identity of a signal handler, which the main thread begins to run."""
        identity = self.handlers.get(id(handler), 0)
        if identity not in self.numbers:
            number = self.begin("signal", getattr(handler, "__qualname__", ""), self.here())
            identity = self.handlers[id(handler)] = -number
            self.numbers[identity] = number
        return identity

    def _task(self, task: Any) -> int:
        coroutine = task.get_coro()
        code = getattr(coroutine, "cr_code", None) or getattr(coroutine, "gi_code", None)
        alike = self.of_code.setdefault(code, []) if code is not None else []
        if len(alike) >= TASKS:
            return alike[-1]
        number = self.begin("task", getattr(coroutine, "__qualname__", ""), self.here())
        self.numbers[-number] = number
        alike.append(-number)
        return -number


def _running_task() -> Any:
    asyncio = sys.modules.get("asyncio")
    if asyncio is None or asyncio._get_running_loop() is None:
        return None
    return asyncio.current_task()


def _waited_for(task: Any, frame: FrameType | None) -> bool:
    """Is it what `run_until_complete`, further out on this stack, was given?"""
    while frame is not None:
        if frame.f_code.co_name == "run_until_complete":
            return frame.f_locals.get("future") is task
        frame = frame.f_back
    return False
