"""ZMQ506: a receive that a time limit cancels can take a message with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from zlint.model import Op, Span, Topology
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.typestate import reachable


def check(topology: Topology) -> Iterator[Diagnostic]:
    """Receives that are done again on the same socket: what the first one lost is missed then."""
    seen: set[Span] = set()
    for op in topology.all_ops("recv"):
        if not op.limited or not op.asyncio or op.only is None or op.span in seen or not _again(topology, op):
            continue
        seen.add(op.span)
        yield RULE.at(
            op.span,
            "a message that arrives as the time limit expires is taken by this receive and lost",
            Label(topology.socket(op.only).span, "the socket is created here"),
            here="asyncio.timeout() cancels it",
            help="poll() with the timeout and receive outside of the limit, or set RCVTIMEO",
        )


def _again(topology: Topology, op: Op) -> bool:
    """Does the same socket receive here again? One that is made anew in each turn keeps nothing for the next."""
    graph = topology.graph_of(op)
    if graph is None:
        return False
    opens = {each.id for each in topology.all_ops("open") if op.only in each.sockets}
    if not opens.isdisjoint(reachable(replace(graph, repeats=False), op.id)):
        return False
    behind = (topology.op(number) for number in reachable(graph, op.id, opens))
    return any((other.kind, other.span, other.sockets) == (op.kind, op.span, op.sockets) for other in behind)


RULE = Rule(
    code="ZMQ506",
    name="cancelled-recv",
    summary="a receive that asyncio.timeout() cancels can take a message with it",
    severity="info",
    profile="pedantic",
    since="0.1.0",
    check=check,
)
