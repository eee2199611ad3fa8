"""ZMQ308: a context, or a socket with its connection, is made anew in each turn of a loop."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Op, Span, Topology, Tri
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.remade import connections, contexts


def check(topology: Topology) -> Iterator[Diagnostic]:
    """A context stands for the sockets that are made of it."""
    seen: set[Span] = set()
    of_contexts = dict(contexts(topology))
    sockets = [socket for socket in topology.sockets if not {op.context for op in of_contexts} & {*socket.contexts}]
    found = [_context(made, sure) for made, sure in of_contexts.items() if not topology.in_tests(made)]
    for socket in sockets:
        for made, connect, sure in connections(topology, socket):
            if not topology.in_tests(made):
                found.append(_socket(socket.span, socket.type, Label(connect.span, "its connection"), sure))
    for each in found:
        if each.span not in seen:
            seen.add(each.span)
            yield each


def _context(made: Op, certainty: Tri) -> Diagnostic:
    return RULE.at(
        made.span,
        f"each turn of a loop {'makes' if certainty.certain else 'may make'} a context of its own",
        certainty=certainty,
        note="a context has threads and descriptors of its own",
        help="make one context for the process, or take zmq.Context.instance()",
    )


def _socket(span: Span, type: str | None, label: Label, certainty: Tri) -> Diagnostic:
    return RULE.at(
        span,
        f"each message {'has' if certainty.certain else 'may have'} a {type or 'socket'} and a connection of its own",
        label,
        certainty=certainty,
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
