"""The log of a run: one JSON object a line, appended by every process of the program to one file.

Each record is written at once and as a whole (O_APPEND), so that a process that is killed has lost nothing but
counts that were not due. No descriptor is kept: the program may close all it finds, or look for those it forgot.

Every record has `k`, its kind, and but for "run" `p`, the key of its process:

- run: version, command, cwd. process: parent, how ("program", "spawn", "fork"), pid, main, and fork (of one that was
  forked: the parent's record of it) or argv, cwd, python, pyzmq, libzmq.
- execution: id, kind ("main", "thread", "process", "task", "signal"), name, parent. start, join, fork: id, by, at,
  peers, and pid when multiprocessing does it. pause: by, at, call, of the first sleeps at a place.
- place: id, chain; see `places`.
- context: id, by, at, call, kind ("sync", "asyncio", "green"), shared. asked: by, at, call, context, of a shared one
  that is there already. term: id, by, at, call, context, linger. over: of a term that has returned, error.
- socket: id, context, type, by, at, call, kind.
- authenticator: id, context, by, at. setting: of, call, values, by, at.
- spot: what one execution does with one socket at one place; see `track`. after: a spot came behind another one.
- shape, origin, topic, bound, more, count, payload: further facts of a spot. overlap: another thread was in it, too.
- rest: the spot that a socket's way ends with. gone: a socket is no more; collected: nothing held it any more. end: the
  process ends as it should.
- full: the limit is reached, and this process says no more.
"""

from __future__ import annotations

import itertools
import json
import os
import sys
import time
from typing import Any

PARENT = "ZLINT_RECORD_PARENT"
VERSION = 2  # of the format


class Log:
    """What this process writes. off: nothing is written any more."""

    def __init__(self, path: str, limit: int, payloads: bool) -> None:
        self.path, self.limit, self.payloads = path, limit, payloads
        self.off = False
        self.key = ""
        self.numbers = itertools.count(1)

    def begin(self, **facts: Any) -> None:
        """A process begins; its children find its key in their environment."""
        parent, main = os.environ.get(PARENT), getattr(sys.modules.get("__main__"), "__file__", None)
        self.key = f"{os.getpid()}-{time.time_ns():x}"
        os.environ[PARENT] = self.key
        self.write("process", pid=os.getpid(), parent=parent, main=main, **facts)

    def number(self) -> int:
        return next(self.numbers)

    def write(self, kind: str, /, **facts: Any) -> None:
        if self.off:
            return
        try:
            line = json.dumps({"k": kind, "p": self.key, **facts}, separators=(",", ":"))
            self._append(f"{line}\n".encode())
        except Exception as error:
            self.fault(error)

    def _append(self, line: bytes) -> None:
        target = os.open(self.path, os.O_WRONLY | os.O_APPEND)
        try:
            if os.fstat(target).st_size + len(line) > self.limit:
                self.off = True
                line = json.dumps({"k": "full", "p": self.key}).encode() + b"\n"
            if os.write(target, line) < len(line):
                os.write(target, b"\n")  # the disk was full for a moment: what others write is not to be damaged, too
        finally:
            os.close(target)

    def fault(self, error: Exception) -> None:
        """The recorder failed: say so once, and let the program go on alone."""
        if not self.off:
            self.off = True
            sys.stderr.write(f"zlint: recording of process {os.getpid()} stops: {type(error).__name__}: {error}\n")


def of_environment(text: str) -> Log:
    """The log that `launch` told the processes of the program to use."""
    settings = json.loads(text)
    return Log(settings["log"], settings["limit"], settings["payloads"])
