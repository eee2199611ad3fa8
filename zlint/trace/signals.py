"""Signal handlers: each runs in the middle of what the main thread does, and is an execution of its own."""

from __future__ import annotations

import functools
import signal
from types import BuiltinFunctionType
from typing import Any

from zlint.trace.record import Recorder, safely

HANDLER = "_zlint_handler"


def watch(recorder: Recorder) -> None:
    """Watch `signal.signal`, and what a handler runs. The program gets back what it installed."""
    module: Any = signal
    original, asked, signals = module.signal, module.getsignal, Signals(recorder)

    @functools.wraps(original)
    def install(signalnum: Any, handler: Any) -> Any:
        own = callable(handler) and not isinstance(handler, BuiltinFunctionType)
        return _installed(original(signalnum, signals.watched(handler) if own else handler))

    @functools.wraps(asked)
    def tell(signalnum: Any) -> Any:
        return _installed(asked(signalnum))

    module.signal, module.getsignal = install, tell


def _installed(handler: Any) -> Any:
    return getattr(handler, HANDLER, handler)


class Signals:
    def __init__(self, recorder: Recorder) -> None:
        self.recorder = recorder
        self.log = recorder.log

    def watched(self, handler: Any) -> Any:
        def zlint_handles(*args: Any) -> Any:
            running = self.recorder.executions.handled
            running.append(self._identity(handler))
            try:
                return handler(*args)
            finally:
                running.pop()

        setattr(zlint_handles, HANDLER, handler)
        return zlint_handles

    @safely(0)
    def _identity(self, handler: Any) -> int:
        return self.recorder.executions.handler(handler)
