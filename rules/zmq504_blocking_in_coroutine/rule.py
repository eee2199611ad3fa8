"""ZMQ504: a call that waits for a message stops the event loop."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Op, Socket, Topology, Tri
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.patience import FOR_EVER, UNKNOWN, patience, waits_for_a_peer


def check(topology: Topology) -> Iterator[Diagnostic]:
    """Waiting calls of sync sockets inside `async def`, there or in what it calls."""
    for op in topology.all_ops("send", "recv", "poll", "proxy"):
        if op.coroutine is None or op.span.in_tests or not _sync(topology, op):
            continue
        limit = FOR_EVER if op.kind == "proxy" else patience(topology, op)
        certainty = _certainty(topology, op, limit)
        if not certainty.possible:
            continue
        yield RULE.at(
            op.coroutine,
            f"{op.call}() {'stops' if certainty.certain else 'may stop'} the event loop {_how_long(op, limit)}",
            *([] if op.coroutine == op.span else [Label(op.span, f"{op.call}() waits here")]),
            *(Label(socket.span, "not a socket of zmq.asyncio") for socket in topology.sockets_of(op)[:1]),
            here="no other coroutine runs meanwhile",
            certainty=certainty,
            help="use zmq.asyncio and await, or asyncio.to_thread",
        )


def _sync(topology: Topology, op: Op) -> bool:
    """Is it known that the sockets belong neither to asyncio nor to gevent?"""
    kinds = [{topology.context(key).kind for key in socket.contexts} for socket in topology.sockets_of(op)]
    own_thread = op.call == "device"
    return bool(kinds) and not (own_thread or op.asyncio) and all(each == {"sync"} for each in kinds)


def _certainty(topology: Topology, op: Op, limit: int) -> Tri:
    if limit == 0:
        return Tri.NO
    if op.kind == "send":
        return Tri.of(all(_waits_when_alone(topology, socket) for socket in topology.sockets_of(op))) & Tri.MAYBE
    return Tri.MAYBE if limit == UNKNOWN else Tri.YES


def _waits_when_alone(topology: Topology, socket: Socket) -> bool:
    """A connected socket queues up to its high-water mark. A REQ waits for the answer too, and that is told."""
    ends = [end for op in topology.ops_of(socket, "bind") for end in op.endpoints]
    only_bound = bool(ends) and not topology.ops_of(socket, "connect")
    return (
        only_bound
        and all(end.transport != "inproc" for end in ends)
        and socket.type != "REQ"
        and waits_for_a_peer(topology, socket)
    )


def _how_long(op: Op, limit: int) -> str:
    if op.kind == "send":
        return "while no peer is there"
    event = "until an event comes" if op.kind == "poll" else "until a message comes"
    if op.kind == "proxy":
        return "for ever"
    return event if limit < 0 else f"for up to {limit} ms"


RULE = Rule(
    code="ZMQ504",
    name="blocking-in-coroutine",
    summary="a call that waits for a message inside async def stops the event loop",
    severity="error",
    profile="default",
    since="0.1.0",
    check=check,
)
