"""What a log says of a message that is sent or received."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any

TOPIC = 64  # bytes
PAYLOAD = 4096  # bytes of a frame that are kept
TELLING = 2  # bytes; shorter ones are one object in all of Python
LARGE = 65536  # bytes; what is larger is not kept alive


@dataclass(frozen=True, slots=True)
class Message:
    """What a spot received."""

    spot: int
    frames: list[Any]


def origin(frames: list[Any], received: Message | None) -> tuple[int, tuple[int | None, ...]] | None:
    """Which of the received frames each is (the same object), None when none is one of them."""
    if received is None or sum(map(size, received.frames)) > LARGE:
        return None
    known = {id(frame): index for index, frame in enumerate(received.frames) if size(frame) >= TELLING}
    found = tuple(known.get(id(frame)) for frame in frames)
    return (received.spot, found) if any(index is not None for index in found) else None


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


def topic(frames: list[Any]) -> str | None:
    """The envelope of what a publisher sends; None when there is none, or it is no name: a message of one frame is
    not kept."""
    raw = bytes(frames[0]) if len(frames) > 1 and isinstance(frames[0], bytes | bytearray) else b""
    return raw.decode("utf-8", "surrogateescape") if 0 < len(raw) <= TOPIC else None


def text(frame: Any) -> str:
    """Its first bytes, in base64."""
    raw = frame.encode() if isinstance(frame, str) else bytes(frame)
    return base64.b64encode(raw[:PAYLOAD]).decode()
