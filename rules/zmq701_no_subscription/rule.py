"""ZMQ701: a SUB receives and is never subscribed."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Topology
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.subscriptions import subscribed


def check(topology: Topology) -> Iterator[Diagnostic]:
    seen = set()
    for socket in topology.sockets:
        if socket.type != "SUB" or not socket.complete or socket.span in seen:
            continue
        waits = [op for op in topology.ops_of(socket, "recv", "poll") if op.only == socket.id and op.events != "out"]
        if not waits or subscribed(topology, socket):
            continue
        seen.add(socket.span)
        yield RULE.at(
            socket.span,
            "a SUB receives and is never subscribed, so it gets nothing",
            Label(waits[0].span, "waits here for what never comes"),
            here="made here",
            help="subscribe to everything with subscribe(''), or to the topics that are wanted",
        )


RULE = Rule(
    code="ZMQ701",
    name="no-subscription",
    summary="a SUB receives and is never subscribed, so it gets nothing",
    severity="error",
    profile="default",
    since="0.1.0",
    check=check,
)
