"""How far a long run is, on one line of a terminal."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

PATIENCE = 1.0  # seconds before it is shown


@contextmanager
def shown_on(stream: TextIO) -> Iterator[Callable[[str, int, int], None] | None]:
    """Shows how far a long run is, on a terminal only, and wipes it at the end."""
    if not stream.isatty():
        yield None
        return
    began = time.monotonic()
    shown = 0.0

    def report(stage: str, done: int, total: int) -> None:
        nonlocal shown
        now = time.monotonic()
        if now - began > PATIENCE and now - shown > 0.1:
            shown = now
            stream.write(f"\r\x1b[K{stage} {done}/{total}")
            stream.flush()

    try:
        yield report
    finally:
        if shown:
            stream.write("\r\x1b[K")
            stream.flush()
