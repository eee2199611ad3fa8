"""ZMQ507: a sleep is all that a first message waits for."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Socket, Span, Topology, Tri
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.delivery import with_no_peer
from zlint.semantics.sleeping import Slept, relied_on


def check(topology: Topology) -> Iterator[Diagnostic]:
    """One finding for each sleep."""
    seen: set[Span] = set()
    for socket in topology.sockets:
        for found in relied_on(topology, socket):
            if found.sleep.span in seen:
                continue
            seen.add(found.sleep.span)
            yield RULE.at(
                found.sleep.span,
                f"a sleep is all that the first message of this {socket.type or 'socket'} waits for",
                Label(found.behind.span, f"{found.behind.call}() returned just before"),
                *([Label(found.send.span, "the first message")] if found.send is not None else []),
                here="the peer may be ready sooner, or later",
                certainty=Tri.of(found.send is not None) | Tri.MAYBE,
                help=_help(socket, found),
            )


def _help(socket: Socket, found: Slept) -> str:
    if found.behind.kind == "start":
        return "let the thread say that it is ready, over a PAIR on inproc"
    if found.behind.kind == "connect" and socket.type and with_no_peer(socket.type, "connect") == "queues":
        return "leave it out: behind connect() a message waits for its peer"
    return "wait for what the peer says: a handshake over REQ and REP, or an XPUB that receives the subscription"


RULE = Rule(
    code="ZMQ507",
    name="sleep-as-synchronization",
    summary="a sleep is the only thing that the first message waits for",
    severity="info",
    profile="pedantic",
    since="0.1.0",
    check=check,
)
