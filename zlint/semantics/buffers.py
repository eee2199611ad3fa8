"""Buffers that are sent with copy=False: which are changed before libzmq is done with them.

Source: truth.json (`copy=False`): a change after the send shows at the receiver from COPY_THRESHOLD = 65,536 bytes up,
and never below, over tcp and inproc alike.

What a socket receives after the send is taken for an answer, so that the message has gone. Not known: `copy_threshold`
of a socket that was set to another value; whether the message has left in time anyway.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from zlint.model import Frame, Hole, Op, Topology, Tri
from zlint.semantics.typestate import reachable

COPY_THRESHOLD = 65536  # bytes; what is smaller is copied in any case


@dataclass(frozen=True, slots=True)
class Reuse:
    """A buffer that `send` was given is changed at `change`. certainty: YES when it is large for sure."""

    send: Op
    change: Op
    certainty: Tri


def reused(topology: Topology) -> Iterator[Reuse]:
    for send in topology.all_ops("send"):
        for key in send.buffers:
            size = _size(send, key)
            if size is not None and size < COPY_THRESHOLD:
                continue
            for change in _changes(topology, send, key):
                yield Reuse(send, change, Tri.MAYBE if size is None else Tri.YES)


def _changes(topology: Topology, send: Op, key: str) -> Iterator[Op]:
    """Where the buffer is changed behind the send, in the same execution; nothing in between says that it is free."""
    graph = topology.graph_of(send)
    ops = [op for op in topology.all_ops("buffer") if key in op.buffers]
    if graph is None or not any(op.call == "changed" for op in ops):
        return
    stops = {op.id for op in ops if op.call != "changed"}
    stops |= {op.id for op in topology.all_ops("recv") if set(op.sockets) & set(send.sockets)}
    stops |= {op.id for op in topology.all_ops("term")}
    given = not any(op.call == "made" for op in ops)  # by the caller, another one each time
    behind = reachable(replace(graph, repeats=False) if given else graph, send.id, stops)
    yield from (op for op in ops if op.call == "changed" and op.id in behind)


def _size(send: Op, key: str) -> int | None:
    sizes = {frame.size for shape in send.shapes for frame in shape.items if _is(frame, key)}
    return sizes.pop() if len(sizes) == 1 else None


def _is(frame: Frame, key: str) -> bool:
    return frame.value is not None and any(isinstance(o, Hole) and o.key == key for o in frame.value.options)
