"""ZMQ708: a message is sent right behind connect(), and the process ends without waiting for it."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Span, Topology, Tri
from zlint.rule import Diagnostic, Rule
from zlint.semantics.exiting import left_behind


def check(topology: Topology) -> Iterator[Diagnostic]:
    seen: set[Span] = set()
    for socket in topology.sockets:
        for send in left_behind(topology, socket):
            if send.span in seen or topology.in_tests(send):
                continue
            seen.add(send.span)
            yield RULE.at(
                send.span,
                f"what this {socket.type or 'socket'} sends may be lost: the process ends at once",
                here="the connection is not made yet, and nothing waits for it",
                certainty=Tri.MAYBE,
                note="the end of the interpreter does not wait for a context that is still there",
                help="close the socket and call term() on the context before the end",
            )


RULE = Rule(
    code="ZMQ708",
    name="exit-before-delivery",
    summary="the process ends right behind connect() and send, with nothing that waits for the message",
    severity="warning",
    profile="pedantic",
    since="0.1.0",
    check=check,
)
