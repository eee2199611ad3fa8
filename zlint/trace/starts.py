"""Threads and processes start, and are waited for; the program sleeps.

Not seen: what sleeps by other means than `time.sleep()`, `asyncio.sleep()` among them, or by a name that was imported
before zmq.
"""

from __future__ import annotations

import functools
import os
import sys
import threading
import time
from collections import Counter
from types import FrameType
from typing import Any

from zlint.trace.places import USER
from zlint.trace.record import Recorder, safely
from zlint.trace.track import TRACKS

EPOCHS = 200  # starts after which what is known is kept, so that a program that starts threads for ever is folded, too

SLEEPS = 3  # at one place that are told: enough to see that it is come by again


def threads(recorder: Recorder) -> None:
    """Watch `Thread.start` and `Thread.join`, and what a thread runs first."""
    thread: Any = threading.Thread
    starts = Starts(recorder)
    thread.start = _before(starts.thread_starts, thread.start)
    thread.join = _after(starts.thread_joined, thread.join)
    thread._bootstrap_inner = _first(starts.thread_begins, thread._bootstrap_inner)


def sleeps(recorder: Recorder) -> None:
    """Watch `time.sleep`, where the program itself calls it."""
    clock: Any = time
    clock.sleep = _noted(Starts(recorder).sleeps, time.sleep)


def processes(recorder: Recorder) -> None:
    """Watch what multiprocessing starts."""
    process: Any = sys.modules["multiprocessing.process"].BaseProcess
    starts = Starts(recorder)
    process.start = _after(starts.process_started, process.start)
    process.join = _after(starts.process_joined, process.join)
    process._bootstrap = _last(recorder.finish, process._bootstrap)


def forks(recorder: Recorder) -> None:
    """Watch `os.fork`, whoever calls it."""
    starts = Starts(recorder)
    os.register_at_fork(before=starts.fork_comes, after_in_child=starts.forked)


def is_spawned() -> bool:
    """Is this a process that multiprocessing is just starting, or has started?"""
    module = sys.modules.get("multiprocessing.process")
    if module is None:
        return False
    return bool(getattr(module.current_process(), "_inheriting", False)) or module.parent_process() is not None


class Starts:
    def __init__(self, recorder: Recorder) -> None:
        self.recorder = recorder
        self.log = recorder.log
        self.epochs = 0
        self.fork = 0
        self.slept: Counter[tuple[int, int, int]] = Counter()

    @safely(None)
    def thread_starts(self, thread: threading.Thread, frame: FrameType | None) -> None:
        number = self.log.number()
        self.recorder.executions.announced[id(thread)] = number
        self.log.write("execution", id=number, kind="thread", name=thread.name, parent=self._here(frame))
        self._event("start", frame, peers=[number])

    @safely(None)
    def thread_begins(self, thread: threading.Thread) -> None:
        """In the new thread. The number that the system gives it may have been another one's."""
        executions, identity = self.recorder.executions, threading.get_ident()
        number = executions.announced.get(id(thread))
        if number is not None:
            if identity in executions.numbers:
                for track in list(TRACKS.values()):
                    track.forget_places()
                    track.spots.clear()
            executions.numbers[identity] = number

    @safely(None)
    def thread_joined(self, thread: threading.Thread, frame: FrameType | None) -> None:
        number = self.recorder.executions.announced.get(id(thread))
        if number is not None and not thread.is_alive():
            self._event("join", frame, peers=[number])

    @safely(None)
    def sleeps(self, frame: FrameType) -> None:
        if self.recorder.places.kind(frame.f_code.co_filename) != USER or self.log.off:
            return
        identity = self.recorder.executions.identity(frame)
        at, _ = self.recorder.places.of(frame, identity < 0)
        key = (os.getpid(), at, identity)
        self.slept[key] += 1
        if self.slept[key] <= SLEEPS:
            by = self.recorder.executions.number(identity)
            self.log.write("pause", by=by, at=at, call="sleep")

    @safely(None)
    def process_started(self, process: Any, frame: FrameType | None) -> None:
        self._event("start", frame, peers=[], pid=process.pid)

    @safely(None)
    def process_joined(self, process: Any, frame: FrameType | None) -> None:
        if process.exitcode is not None:
            self._event("join", frame, peers=[], pid=process.pid)

    @safely(None)
    def fork_comes(self) -> None:
        self.fork = self._event("fork", sys._getframe().f_back, peers=[])

    @safely(None)
    def forked(self) -> None:
        """In the child: it is a process of its own, with one thread."""
        recorder = self.recorder
        self.log.begin(how="fork", fork=self.fork)
        recorder.places.known.clear()
        recorder.executions.numbers.clear()
        recorder.executions.main_kind = "process"
        recorder.forget()
        for track in list(TRACKS.values()):
            track.forget_places()
            track.spots.clear()
            track.last = None

    def _event(self, kind: str, frame: FrameType | None, **facts: Any) -> int:
        identity = self.recorder.executions.identity(frame)
        at, _ = self.recorder.places.of(frame, identity < 0)
        self.epochs += 1
        if self.epochs < EPOCHS:
            self.recorder.forget()
        number = self.log.number()
        self.log.write(kind, id=number, by=self.recorder.executions.number(identity), at=at, **facts)
        return number

    def _here(self, frame: FrameType | None) -> int:
        executions = self.recorder.executions
        return executions.number(executions.identity(frame))


def _noted(note: Any, original: Any) -> Any:
    @functools.wraps(original)
    def sleep(seconds: float, /) -> None:
        note(sys._getframe().f_back)
        original(seconds)

    return sleep


def _before(note: Any, original: Any) -> Any:
    @functools.wraps(original)
    def start(self: Any) -> None:
        note(self, sys._getframe().f_back)
        original(self)

    return start


def _after(note: Any, original: Any) -> Any:
    @functools.wraps(original)
    def join(self: Any, *args: Any, **kwargs: Any) -> None:
        original(self, *args, **kwargs)
        note(self, sys._getframe().f_back)

    return join


def _first(note: Any, original: Any) -> Any:
    @functools.wraps(original)
    def begin(self: Any) -> None:
        note(self)
        original(self)

    return begin


def _last(note: Any, original: Any) -> Any:
    @functools.wraps(original)
    def run(self: Any, *args: Any, **kwargs: Any) -> Any:
        result = original(self, *args, **kwargs)
        note()
        return result

    return run
