"""Errors as a log names them."""

from __future__ import annotations

import sys


def name_of(error: BaseException) -> str:
    """The name that `zlint.semantics` knows an error by."""
    zmq = sys.modules["zmq"]
    for name in ("Again", "ContextTerminated", "ZMQError"):
        if isinstance(error, getattr(zmq, name)):
            return f"zmq.{name}"
    module = type(error).__module__
    return type(error).__qualname__ if module == "builtins" else f"{module}.{type(error).__qualname__}"
