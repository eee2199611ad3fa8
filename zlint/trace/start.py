"""In a process of the recorded program: wait until it imports zmq, then patch that.

A process that never imports zmq pays for this module only.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False  # the real one would load typing, which takes longer than all the rest
if TYPE_CHECKING:
    from typing import Any

SETTINGS = "ZLINT_RECORD"
PATCHED = frozenset(
    {
        "zmq",
        "zmq._future",
        "zmq.auth.base",
        "zmq.green.core",
        "zmq.green.poll",
        "zmq.eventloop.zmqstream",
        "multiprocessing.process",
    }
)


def process() -> None:
    """Called once, before the program's own code."""
    if os.environ.get(SETTINGS):
        sys.meta_path.insert(0, _Watch())


class _Watch:
    """Finds nothing itself: it tells the recorder when a module that it patches has been loaded."""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        if name not in PATCHED:
            return None
        others = (finder for finder in sys.meta_path if finder is not self and hasattr(finder, "find_spec"))
        spec = next((found for each in others if (found := each.find_spec(name, path, target))), None)
        if spec is not None and hasattr(spec.loader, "exec_module"):
            _announce(spec.loader)
        return spec


def _announce(loader: Any) -> None:
    execute = loader.exec_module

    def exec_module(module: Any) -> None:
        del loader.exec_module
        execute(module)
        try:
            from zlint.trace import patch

            patch.loaded(module.__name__)
        except Exception as error:
            sys.stderr.write(f"zlint: this process is not recorded: {type(error).__name__}: {error}\n")

    loader.exec_module = exec_module
