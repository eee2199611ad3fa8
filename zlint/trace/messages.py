"""What a log says of a message that is sent or received."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from typing import Any

TOPIC = 64  # bytes
WORDS = re.compile(rb"[\w./-]{1,60}[ \t:|]+[^ \t:|]")
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


def topic(frames: list[Any], payloads: bool) -> str | bool:
    """The envelope of what a publisher sends, if messages are to be kept. Of a message of one frame nothing is kept but
    whether it looks like a topic with a body behind it."""
    first = frames[0] if frames else None
    first = first[:TOPIC].encode() if isinstance(first, str) else first
    if not isinstance(first, bytes | bytearray):
        return False
    if len(frames) == 1:
        return WORDS.match(first) is not None
    return first.decode("utf-8", "surrogateescape") if payloads and 0 < len(first) <= TOPIC else False


def text(frame: Any) -> str:
    """Its first bytes, in base64."""
    raw = frame.encode() if isinstance(frame, str) else bytes(frame)
    return base64.b64encode(raw[:PAYLOAD]).decode()
