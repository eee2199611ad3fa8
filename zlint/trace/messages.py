"""What a log says of a message that is sent or received."""

from __future__ import annotations

import base64
from typing import Any

PAYLOAD = 4096  # bytes of a frame that are kept


def frames_of(message: Any) -> list[Any] | None:
    """The frames of a message, as far as it is one."""
    if message is None:
        return None
    return list(message) if isinstance(message, list | tuple) else [message]


def size(frame: Any) -> int:
    """In bytes; 0 for what has no length."""
    if isinstance(frame, str):
        return len(frame.encode())
    number = getattr(frame, "nbytes", None)
    return number if isinstance(number, int) else len(frame) if hasattr(frame, "__len__") else 0


def text(frame: Any) -> str:
    """Its first bytes, in base64."""
    raw = frame.encode() if isinstance(frame, str) else bytes(frame)
    return base64.b64encode(raw[:PAYLOAD]).decode()
