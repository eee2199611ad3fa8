"""ZMQ116: one socket connects to one endpoint twice."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Span, Topology
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.connected import Again, doubles, twice
from zlint.semantics.peers import indefinite


def check(topology: Topology) -> Iterator[Diagnostic]:
    seen: set[Span] = set()
    for socket in topology.sockets:
        for again in twice(topology, socket):
            if again.second.span not in seen and socket.type is not None:
                seen.add(again.second.span)
                yield _finding(again, socket.type)


def _finding(again: Again, type: str) -> Diagnostic:
    endpoint = again.second.endpoints[0]
    two = doubles(type, endpoint.transport)
    verb = "connects" if again.certainty.certain else "may connect"
    loop = again.first.span == again.second.span
    return RULE.at(
        again.second.span,
        f"{indefinite([type])} {verb} to {endpoint} twice",
        *(() if loop else (Label(again.first.span, "first connected here"),)),
        here="once in each turn of the loop" if loop else "connected again here",
        certainty=again.certainty,
        note="there are two connections then, and messages come double or are dealt unevenly"
        if two
        else "the second connect is ignored",
        help="disconnect() first, or connect once",
    )


RULE = Rule(
    code="ZMQ116",
    name="connected-twice",
    summary="one socket connects to one endpoint twice",
    severity="warning",
    profile="pedantic",
    since="0.1.0",
    check=check,
)
