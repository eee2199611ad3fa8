"""ZMQ301: a socket that is made again and again is never closed."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Span, Topology, Tri
from zlint.rule import Diagnostic, Rule
from zlint.semantics.unclosed import TURN, forgotten


def check(topology: Topology) -> Iterator[Diagnostic]:
    """How often code that is not seen calls a function, or makes an object, is not known."""
    tests = {op.span for op in topology.all_ops("open") if topology.in_tests(op)}
    seen: set[Span] = set()
    for socket in topology.sockets:
        often = forgotten(topology, socket)
        opens = {op.span for op in topology.ops_of(socket, "open")}
        if often is None or socket.span in seen or opens & tests:
            continue
        seen.add(socket.span)
        yield RULE.at(
            socket.span,
            f"{often} makes a {socket.type or 'socket'} that is never closed",
            certainty=Tri.YES if often == TURN else Tri.MAYBE,
            note="its descriptor and its connections stay until it is collected, and term() waits for it",
            help="use it in a with block, or close it",
        )


RULE = Rule(
    code="ZMQ301",
    name="socket-not-closed",
    summary="a socket of a function that returns, or of an object that has no close path, is never closed",
    severity="warning",
    profile="default",
    since="0.1.0",
    check=check,
)
