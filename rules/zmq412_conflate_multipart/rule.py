"""ZMQ412: CONFLATE on a socket that carries messages of several frames."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Op, Socket, Topology, Tri
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.attached import FRESH, attached
from zlint.semantics.messages import arrivals, begins, size
from zlint.semantics.options import fact


def check(topology: Topology) -> Iterator[Diagnostic]:
    for op in topology.all_ops("option"):
        socket = topology.socket(op.only) if op.only and op.option == "CONFLATE" else None
        if socket is None or not _switched_on(op) or not _works(topology, op, socket):
            continue
        labels = [*_sent(topology, socket), *_coming(topology, socket), *_unpacked(topology, socket)]
        filtered = [each for each in topology.ops_of(socket, "subscribe") if _is_filter(each)]
        if labels:
            yield RULE.at(
                op.span,
                f"CONFLATE cuts the multipart messages of this {socket.type} down to their last frame",
                *labels[:3],
                *(Label(each.span, "the last frame is what this topic is looked for in") for each in filtered[:1]),
                here="switched on here",
                help="put all into one frame, or take old messages away with NOBLOCK receives",
            )


def _switched_on(op: Op) -> bool:
    return op.value is not None and op.value.options in ((1,), (True,))


def _works(topology: Topology, op: Op, socket: Socket) -> bool:
    """Set before it attaches, on a type that heeds it; over inproc only the connector's value counts."""
    known, graph = fact("CONFLATE"), topology.graph_of(op)
    if known is None or known.effective is None or socket.type not in known.effective or graph is None:
        return False
    early = any(held.state == FRESH for held in attached(topology, socket, graph).before.get(op.id, ()))
    bound = topology.ops_of(socket, "bind")
    local = bool(bound) and all(end.transport == "inproc" for each in bound for end in each.endpoints)
    return early and (not local or bool(topology.ops_of(socket, "connect")))


def _is_filter(op: Op) -> bool:
    return op.value is not None and not {b"", ""} & set(op.value.options)


def _sent(topology: Topology, socket: Socket) -> Iterator[Label]:
    for send in topology.ops_of(socket, "send"):
        if send.only and begins(topology, send) is Tri.YES and size(topology, send).least > 1:
            yield Label(send.span, f"sent as {size(topology, send)}")


def _coming(topology: Topology, socket: Socket) -> Iterator[Label]:
    for arrival in arrivals(topology, socket):
        if arrival.sure.certain and arrival.size.least > 1:
            yield Label(arrival.send.span, f"arrives as {arrival.size}")


def _unpacked(topology: Topology, socket: Socket) -> Iterator[Label]:
    for recv in topology.ops_of(socket, "recv"):
        if recv.only and recv.codec == "multipart" and recv.unpack is not None and recv.unpack[0] > 1:
            yield Label(recv.span, f"{recv.unpack[0]} frames are expected here")


RULE = Rule(
    code="ZMQ412",
    name="conflate-multipart",
    summary="CONFLATE on a socket that carries messages of several frames",
    severity="error",
    profile="default",
    since="0.1.0",
    check=check,
)
