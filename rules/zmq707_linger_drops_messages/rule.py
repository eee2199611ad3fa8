"""ZMQ707: a message is sent right behind connect(), and the socket is closed without lingering."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Op, Span, Topology
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.unsent import certainty, discarded, lost


def check(topology: Topology) -> Iterator[Diagnostic]:
    seen: set[Span] = set()
    for socket in topology.sockets:
        for walk in discarded(topology, socket):
            for number in sorted({node.op for node in walk.broken}):
                op = topology.op(number)
                sends, sure = lost(walk, topology, op), certainty(walk, topology, socket, op)
                if op.span in seen or topology.in_tests(op) or not sends:
                    continue
                seen.add(op.span)
                yield RULE.at(
                    op.span,
                    f"{_how(op)} {'drops' if sure.certain else 'may drop'} what this {socket.type or 'socket'} has just"
                    " sent",
                    *(Label(send.span, "sent here") for send in sends),
                    here="the connection is not made yet, and nothing waits for it",
                    certainty=sure,
                    note="connect() returns before there is a connection",
                    help="wait for a reply first, or let close() linger for as long as a message is worth",
                )


def _how(op: Op) -> str:
    if op.kind == "exit":
        return f"{op.call}()"
    name = "the end of the with block" if op.call == "__exit__" else f"{op.call}()"
    return f"{name} without lingering"


RULE = Rule(
    code="ZMQ707",
    name="linger-drops-messages",
    summary="a message is sent and its socket is closed without lingering before it can have left",
    severity="warning",
    profile="default",
    since="0.1.0",
    check=check,
)
