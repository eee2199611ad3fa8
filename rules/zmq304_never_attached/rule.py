"""ZMQ304: a socket is used and is neither bound nor connected anywhere in its life."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Socket, Topology
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.peers import indefinite

ATTACHED = ("bind", "connect", "proxy", "escape")


def check(topology: Topology) -> Iterator[Diagnostic]:
    in_proxies = {key for op in topology.all_ops("proxy") for key in op.peers}
    seen = set()
    for socket in topology.sockets:
        uses = [op for op in topology.ops_of(socket, "send", "recv", "poll") if op.only == socket.id]
        if not socket.complete or socket.span.in_tests or not uses or socket.span in seen or socket.id in in_proxies:
            continue
        if topology.ops_of(socket, *ATTACHED) or _made_attached(topology, socket):
            continue
        seen.add(socket.span)
        first = uses[0]
        yield RULE.at(
            socket.span,
            f"{indefinite(socket.types)} is used and never bound or connected",
            Label(first.span, f"first used here, in {first.call or first.kind}()"),
            here="made here",
            note="without a peer a socket waits for ever or drops what it sends",
        )


def _made_attached(topology: Topology, socket: Socket) -> bool:
    """A monitor or a shadow is made from a socket that is in use already."""
    return any("monitor" in op.call or "shadow" in op.call for op in topology.ops_of(socket, "open"))


RULE = Rule(
    code="ZMQ304",
    name="never-attached",
    summary="a socket is used and is neither bound nor connected anywhere in its life",
    severity="error",
    profile="default",
    since="0.1.0",
    check=check,
)
