"""Who runs: threads, processes, tasks, callbacks, signal handlers."""

from __future__ import annotations

from dataclasses import dataclass

from zlint.model.span import Span

KINDS = ("main", "library", "thread", "process", "task", "callback", "signal", "exit")


@dataclass(frozen=True, slots=True)
class Execution:
    """An entry and all that it calls.

    kind: "main" (a script's top level), "library" (a function or method that code outside calls, on a thread of
    its caller), "thread" (Thread, Timer, executor, to_thread), "process", "task" (asyncio), "callback" (run by an
    event loop: ZMQStream.on_recv, add_callback, PeriodicCallback), "signal", "exit" (atexit, __del__).
    parent: the execution that starts it. started: where. entry: where its code begins. process: key of the
    process it runs in. owner: for a method, the key of the object it is called on.
    constructs: it makes the object `owner`, so that it is over before anything else is done to that.
    many: several may run at a time. joined: it is waited for somewhere, as far as known.
    sets: variables that it stores and that conditions in loops read (`Op.until`).
    returns: it can come to its end; else it raises, ends the program or runs for ever, whatever way it takes.
    """

    id: str
    kind: str
    name: str
    entry: Span
    process: str
    parent: str | None = None
    started: Span | None = None
    owner: str | None = None
    many: bool = False
    constructs: bool = False
    joined: bool = False
    returns: bool = True
    sets: frozenset[str] = frozenset()
