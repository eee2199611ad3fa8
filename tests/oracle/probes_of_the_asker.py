"""No question to libzmq: how the asker copes with probes that fail, end their child or never end."""

import os
import time
from collections.abc import Callable

from tests.oracle import NotAsked, control


def lacking() -> None:
    raise NotAsked("no such thing here")


PROBES: dict[str, Callable[[], object]] = {
    "answers": lambda: [1, "two"],
    "aborts": os.abort,
    "hangs": lambda: time.sleep(60),
    "loses its control": lambda: control([], "nothing holds"),
    "is not asked": lacking,
    "fails": lambda: PROBES["key"],
    "answers again": lambda: None,
}
