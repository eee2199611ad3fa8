"""ZMQ102: a socket sends, receives or is polled in a direction its type does not have."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Op, Socket, Span, Topology
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.direction import can_recv, can_send
from zlint.semantics.peers import indefinite

CLAIM = {
    "send": "{} cannot send, {}() raises ENOTSUP",
    "recv": "{} cannot receive, {}() raises ENOTSUP",
    "out": "{} never becomes writable, {}() never reports it",
    "in": "{} never becomes readable, {}() never reports it",
}


def check(topology: Topology) -> Iterator[Diagnostic]:
    seen, fitting = set(), _fitting(topology)
    for op in topology.all_ops("send", "recv", "poll"):
        direction = _direction(op)
        sockets = topology.sockets_of(op)
        if direction not in CLAIM or not sockets or op.span in seen or (op.kind == "poll" and op.only is None):
            continue
        if topology.in_tests(op) or any(
            _suits(socket, direction) or (op.span, socket.name) in fitting for socket in sockets
        ):
            continue
        seen.add(op.span)
        types = sorted({each for socket in sockets for each in socket.types})
        made = {socket.span: Label(socket.span, f"the {' or '.join(types)} is made here") for socket in sockets}
        yield RULE.at(
            op.span,
            CLAIM[direction].format(indefinite(types), op.call or op.kind),
            *made.values(),
            *(Label(call, "called with it here") for call in op.via[-1:]),
            help="poll for the other direction" if op.kind == "poll" else None,
        )


def _fitting(topology: Topology) -> set[tuple[Span, str]]:
    """Places that do what the sockets of an attribute can; if one of another object cannot, its role is another."""
    uses = ((op, socket) for op in topology.all_ops("send", "recv", "poll") for socket in topology.sockets_of(op))
    return {(op.span, socket.name) for op, socket in uses if "." in socket.name and _suits(socket, _direction(op))}


def _suits(socket: Socket, direction: str) -> bool:
    return not socket.types or any(_can(each, direction) for each in socket.types)


def _direction(op: Op) -> str:
    """A ZMQStream polls for what its callback is to receive."""
    return op.events if op.kind == "poll" else "in" if op.call in ("on_recv", "on_recv_stream") else op.kind


def _can(type: str, direction: str) -> bool:
    return can_send(type) if direction in ("send", "out") else can_recv(type)


RULE = Rule(
    code="ZMQ102",
    name="wrong-direction",
    summary="a socket sends, receives or is polled in a direction that its type does not have",
    severity="error",
    profile="default",
    since="0.1.0",
    check=check,
    raises=True,
)
