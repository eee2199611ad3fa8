"""The shape of a message: which frames, in which order, and where each comes from."""

from __future__ import annotations

from dataclasses import dataclass

from zlint.model.value import Value


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame, or (`many`) any number of frames in a row.

    kind: "data" (built here; `value` when known) · "received" (frame `index` of the message that recv op
    `source` returned; `many` with `index` i: all frames from i on; negative indexes count from the end) ·
    "derived" (computed from what `source` returned) · "unknown".
    codec: what it was encoded by ("json", "pickle", "msgpack", "struct 8"), when that is certain.
    type: the Python type of what is given for it ("str", "bytes", "int", "list", ...), when it is certain.
    size: in bytes, when it is certain.
    """

    kind: str
    value: Value | None = None
    source: int | None = None
    index: int | None = None
    many: bool = False
    type: str = ""
    codec: str = ""
    size: int | None = None

    @property
    def empty(self) -> bool:
        """Surely the empty delimiter frame."""
        return self.value is not None and self.value.options in ((b"",), ("",))


@dataclass(frozen=True, slots=True)
class Frames:
    """The frames of one message. Several shapes at one place are several `Frames` on the op."""

    items: tuple[Frame, ...]

    @property
    def least(self) -> int:
        """The smallest number of frames this can be."""
        return sum(not frame.many for frame in self.items)

    @property
    def most(self) -> int | None:
        """The largest number of frames, None when not bounded."""
        return None if any(frame.many for frame in self.items) else len(self.items)
