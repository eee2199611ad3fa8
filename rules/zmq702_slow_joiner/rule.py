"""ZMQ702: a publisher sends before anybody can have subscribed."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Span, Topology
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.joining import too_early


def check(topology: Topology) -> Iterator[Diagnostic]:
    """One finding for each send that nothing keeps from being the first."""
    seen: set[Span] = set()
    for socket in topology.sockets:
        for send, attached, certainty in too_early(topology, socket):
            if send.span in seen or topology.in_tests(send):
                continue
            seen.add(send.span)
            yield RULE.at(
                send.span,
                f"what this {socket.type or 'publisher'} sends first {'is' if certainty.certain else 'may be'} lost:"
                " nobody can have subscribed yet",
                Label(attached.span, f"{attached.kind}() returned just before"),
                certainty=certainty,
                note="a subscription takes a connection, and what is sent before it arrives is dropped",
                help="wait for subscribers: a reply on another socket, or XPUB and a recv()",
            )


RULE = Rule(
    code="ZMQ702",
    name="slow-joiner",
    summary="a publisher sends right behind bind() or connect(), when nobody can have subscribed",
    severity="warning",
    profile="default",
    since="0.1.0",
    check=check,
)
