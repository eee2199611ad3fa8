"""ZMQ701: a SUB receives and is never subscribed."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Op, Socket, Topology
from zlint.rule import Diagnostic, Label, Rule


def check(topology: Topology) -> Iterator[Diagnostic]:
    seen = set()
    for socket in topology.sockets:
        if socket.type != "SUB" or not socket.complete or socket.span in seen:
            continue
        waits = [op for op in topology.ops_of(socket, "recv", "poll") if op.only == socket.id and op.events != "out"]
        if not waits or _subscribes(topology, socket):
            continue
        seen.add(socket.span)
        yield RULE.at(
            socket.span,
            "a SUB receives and is never subscribed, so it gets nothing",
            Label(waits[0].span, "waits here for what never comes"),
            here="made here",
            help="subscribe to everything with subscribe(''), or to the topics that are wanted",
        )


def _subscribes(topology: Topology, socket: Socket) -> bool:
    return any(_is_subscription(op) for op in topology.ops_of(socket))


def _is_subscription(op: Op) -> bool:
    """An option whose name is not known may be one; code that is not seen may subscribe."""
    return op.kind in ("subscribe", "escape") or (op.kind == "option" and op.option in (None, "SUBSCRIBE"))


RULE = Rule(
    code="ZMQ701",
    name="no-subscription",
    summary="a SUB receives and is never subscribed, so it gets nothing",
    severity="error",
    profile="default",
    since="0.1.0",
    check=check,
)
