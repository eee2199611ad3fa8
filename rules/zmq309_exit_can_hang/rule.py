"""ZMQ309: a context ends while a socket of it is open, or while a message may wait for a peer that is not there."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Op, Span, Topology, Tri
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.hanging import Wait, open_at_the_end, undelivered

ENDS = {"__exit__": "the end of the with block", "Context": "the end of the function"}


def check(topology: Topology) -> Iterator[Diagnostic]:
    """One finding for each place where a context ends, the surest."""
    sockets = topology.sockets
    found = [_still_open(wait, socket.type) for socket in sockets for wait in open_at_the_end(topology, socket)]
    found += [_waits(wait, socket.type) for socket in sockets for wait in undelivered(topology, socket)]
    tests = {op.span for op in topology.all_ops("term", "context") if topology.in_tests(op)}
    seen: set[Span] = set()
    for each in found:
        if each.span not in seen | tests:
            seen.add(each.span)
            yield each


def _still_open(wait: Wait, type: str | None) -> Diagnostic:
    return RULE.at(
        wait.at.span,
        f"{_end(wait.at)} waits for ever: this {type or 'socket'} is not closed",
        Label(wait.behind.span, "the socket is opened here"),
        help="close the socket first, or end the context with destroy()",
    )


def _waits(wait: Wait, type: str | None) -> Diagnostic:
    return RULE.at(
        wait.at.span,
        f"{_end(wait.at)} may wait for ever for somebody to take what this {type or 'socket'} has sent",
        Label(wait.behind.span, "sent here, without a sign that the peer is there"),
        here="this context ends with its function" if wait.at.kind == "context" else "",
        certainty=Tri.MAYBE,
        note="LINGER is -1 by default: a message is kept for ever",
        help="set LINGER to what a message is worth, or close(linger=...)",
    )


def _end(op: Op) -> str:
    return ENDS.get(op.call, f"{op.call}()")


RULE = Rule(
    code="ZMQ309",
    name="exit-can-hang",
    summary="the end of a context can wait for ever, for an open socket or an undelivered message",
    severity="warning",
    profile="default",
    since="0.1.0",
    check=check,
)
