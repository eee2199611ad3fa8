"""Places: where in the user's code something is done, and through which calls.

A frame is code of the user unless it is Python's, pyzmq's, tornado's or the recorder's own. The first entry of a chain
is the innermost frame of the user, wherever it stands; callers that are installed packages are left out. A chain
ends where its thread, process, task or signal handler begins, and after `DEPTH` entries.

An entry is [path, function, line, end line, column, end column, first line of the function, async]; lines are 1-based,
columns count bytes from 0 and are null before Python 3.11. The last item tells whether it is an `async def`.
"""

from __future__ import annotations

import inspect
import os
import sys
from itertools import islice
from types import CodeType, FrameType
from typing import Any

from zlint.trace.log import Log

DEPTH = 12
ASYNC = inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR
SCAN = 200  # frames
INNER, OURS, INSTALLED, USER = range(4)
PACKAGES = ("site-packages", "dist-packages")
BEGINNINGS = frozenset({"_bootstrap", "_bootstrap_inner"})
HANDLES = "zlint_handles"  # what `signals` puts around a signal handler
OWN = __file__.rpartition(os.sep)[0]
Key = tuple[tuple[int, int], ...]


class Places:
    """Numbers places and writes each down once."""

    def __init__(self, log: Log, pyzmq: str) -> None:
        self.log = log
        self.known: dict[Key, int] = {}
        self.kinds: dict[str, int] = {}
        self.codes: list[CodeType] = []  # an id means its code as long as that lives
        self.ours = (OWN, pyzmq)
        self.python = os.__file__.rpartition(os.sep)[0]

    def kind(self, filename: str) -> int:
        """INNER: pyzmq and the recorder. OURS: Python itself and event loops. INSTALLED: other packages."""
        found = self.kinds.get(filename)
        if found is None:
            found = self.kinds[filename] = self._kind(filename)
        return found

    def _kind(self, filename: str) -> int:
        if filename.startswith(self.ours):
            return INNER
        if any(f"{os.sep}{folder}{os.sep}" in filename for folder in PACKAGES):
            return OURS if f"{os.sep}tornado{os.sep}" in filename else INSTALLED
        return OURS if filename.startswith((self.python, "<frozen")) else USER

    def of(self, frame: FrameType | None, task: bool) -> tuple[int, str]:
        """The number of the place that a frame stands at, and which function of pyzmq the user called."""
        called, frames, outermost = "", list[FrameType](), frame
        for _ in range(SCAN):
            if frame is None or self._begins(frame, task):
                break
            outermost, kind = frame, self.kind(frame.f_code.co_filename)
            if kind == INNER and not frames:
                called = frame.f_code.co_name
            if (kind == USER or (kind == INSTALLED and not frames)) and len(frames) < DEPTH:
                frames.append(frame)
            frame = frame.f_back
        if not frames and outermost is not None:
            frames.append(outermost)
        key = tuple((id(each.f_code), each.f_lasti) for each in frames)
        return self.known.get(key) or self._write_down(key, frames), called

    def _begins(self, frame: FrameType, task: bool) -> bool:
        """Does what came before belong to another execution?"""
        name, filename = frame.f_code.co_name, frame.f_code.co_filename
        if name == HANDLES:
            return True
        if name not in BEGINNINGS and not (task and name == "_run"):
            return False
        return filename.endswith(("threading.py", f"multiprocessing{os.sep}process.py", f"asyncio{os.sep}events.py"))

    def _write_down(self, key: Key, frames: list[FrameType]) -> int:
        self.codes += [frame.f_code for frame in frames]
        number = self.known[key] = self.log.number()
        self.log.write("place", id=number, chain=[_entry(frame) for frame in frames])
        return number


def _entry(frame: FrameType) -> list[Any]:
    code = frame.f_code
    name = getattr(code, "co_qualname", code.co_name)  # there since Python 3.11
    line: Any
    line, end, column, end_column = frame.f_lineno, frame.f_lineno, None, None
    if sys.version_info >= (3, 11):
        found = next(islice(code.co_positions(), frame.f_lasti // 2, None), (None,) * 4)
        if None not in found:
            line, end, column, end_column = found  # type: ignore[assignment]
    return [code.co_filename, name, line, end, column, end_column, code.co_firstlineno, bool(code.co_flags & ASYNC)]
