"""ZMQ308: a context, or a socket with its connection, is made anew in each turn of a loop."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Op, Socket, Span, Topology
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.remade import connections, contexts


def check(topology: Topology) -> Iterator[Diagnostic]:
    """A context stands for the sockets that are made of it."""
    seen: set[Span] = set()
    made_often = list(contexts(topology))
    found = [_context(made) for made in made_often if not topology.in_tests(made)]
    for socket in topology.sockets:
        if {made.context for made in made_often}.isdisjoint(socket.contexts):
            found += [
                _socket(socket, Label(connect.span, "its connection"))
                for made, connect in connections(topology, socket)
                if not topology.in_tests(made)
            ]
    for each in found:
        if each.span not in seen:
            seen.add(each.span)
            yield each


def _context(made: Op) -> Diagnostic:
    return RULE.at(
        made.span,
        "each turn of a loop makes a context of its own",
        note="a context has threads and descriptors of its own",
        help="make one context for the process, or take zmq.Context.instance()",
    )


def _socket(socket: Socket, label: Label) -> Diagnostic:
    return RULE.at(
        socket.span,
        f"each message has a {socket.type or 'socket'} and a connection of its own",
        label,
        note="a connection is made and shaken hands on for each of them, one after the other",
        help="make the socket once, in front of the loop",
    )


RULE = Rule(
    code="ZMQ308",
    name="created-per-call",
    summary="a context, or a socket and its connection, is made for each message",
    severity="warning",
    profile="default",
    since="0.1.0",
    check=check,
)
