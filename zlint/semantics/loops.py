"""Sockets that an event loop owns: those of zmq.asyncio that it awaits, and those in a ZMQStream.

Measured (pyzmq 27.3): a call of a zmq.asyncio socket on a thread without a loop raises RuntimeError. A send or recv on
the socket of a stream that has a callback takes the event that the stream waits for, so that the callback is not called
for messages that are there. In that callback itself it does no harm: the stream looks for events behind it.

Not known: stop_on_recv and flush, and in which order methods are called by code that is not seen. So of traffic beside
a stream only that counts which surely comes behind on_recv: on the same way, or in a callback of another kind.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from zlint.model import Op, Socket, Topology, Tri
from zlint.semantics.closed import objects_of
from zlint.semantics.overlap import Clash, thread_of
from zlint.semantics.turns import STREAM_RECEIVES
from zlint.semantics.typestate import reachable


@dataclass(frozen=True, slots=True)
class Beside:
    """`raw` is traffic on a socket whose stream got its callback in `callback`."""

    callback: Op
    raw: Op


def looped(topology: Topology, socket: Socket) -> bool:
    """Does an event loop wait for it? One that a plain context may make as well has another role then."""
    traffic = topology.ops_of(socket, "send", "recv", "poll")
    return any(_of_stream(op) or (op.asyncio and (socket.asyncio or not socket.contexts)) for op in traffic)


def stray(topology: Topology, socket: Socket) -> Clash | None:
    """A call on a thread that has no loop, whenever it comes, while coroutines on another thread await the socket."""
    traffic = [op for op in topology.ops_of(socket, "send", "recv", "poll") if op.only and op.asyncio]
    homes = [op for op in traffic if op.coroutine is not None]
    for use in (op for op in traffic if op.coroutine is None and not op.stream):
        thread = thread_of(topology, use.execution)
        others = [op for op in homes if thread_of(topology, op.execution).id != thread.id]
        same = [op for op in others if set(objects_of(op)) & set(objects_of(use))]
        made = {thread_of(topology, maker).id for maker in topology.makers(use)}
        if thread.kind == "thread" and same and thread.id not in made:
            # What is passed on may be passed to a loop of the thread's own.
            return Clash(socket, use, same[0], Tri.of(use.result != "passed") | Tri.MAYBE)
    return None


def beside_streams(topology: Topology, socket: Socket) -> Iterator[Beside]:
    """Traffic that goes past the stream of its socket."""
    traffic = [op for op in topology.ops_of(socket, "send", "recv") if op.only]
    for raw in (op for op in traffic if not (op.asyncio or _of_stream(op))):
        behind = (op for op in traffic if op.call in STREAM_RECEIVES and _behind(topology, op, raw))
        for callback in behind:
            yield Beside(callback, raw)
            break


def _of_stream(op: Op) -> bool:
    return op.stream or op.call in STREAM_RECEIVES


def _behind(topology: Topology, callback: Op, raw: Op) -> bool:
    if objects_of(callback) != objects_of(raw):
        return False
    graph = topology.graph_of(callback)
    if callback.execution == raw.execution and graph is not None:
        return raw.id in reachable(replace(graph, repeats=False), callback.id)
    runner = topology.execution(raw.execution)
    return runner.kind == "callback" and runner.started != callback.span
