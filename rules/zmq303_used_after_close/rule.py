"""ZMQ303: a socket is used behind its close(), or is made from a context that is terminated."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Span, Topology
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.closed import closed_contexts, closed_sockets
from zlint.semantics.pyzmq import CATCHES_AGAIN
from zlint.semantics.typestate import Fold

ERRORS = {"poll": "ENOTSUP", "proxy": "EFAULT", "open": "ENOTSUP"}


def check(topology: Topology) -> Iterator[Diagnostic]:
    seen: set[Span] = set()
    folds = [walk for socket in topology.sockets for walk in closed_sockets(topology, socket)]
    folds += [walk for context in topology.contexts for walk in closed_contexts(topology, context.id)]
    for walk in folds:
        for found in _broken(topology, walk):
            if found.span not in seen:
                seen.add(found.span)
                yield found


def _broken(topology: Topology, walk: Fold[str]) -> Iterator[Diagnostic]:
    """Uses that every way reaches closed."""
    for number in dict.fromkeys(node.op for node in walk.broken):
        op, reached = topology.op(number), walk.before[number]
        if topology.in_tests(op) or len(walk.breaking(number)) < len(reached):
            continue
        if op.kind == "option" and any(not CATCHES_AGAIN.isdisjoint(each.catches) for each in op.handlers):
            continue  # a second cleanup, which expects it
        ends = [topology.op(held.by) for held in reached if held.by is not None]
        call = op.call or op.kind
        context = op.kind == "open"
        yield RULE.at(
            op.span,
            "a socket is made from a terminated context" if context else f"{call}() on a socket that is closed",
            *(Label(end.span, "terminated here" if end.kind == "term" else "closed here") for end in ends),
            here=f"raises ZMQError: {ERRORS.get(op.kind, 'ENOTSOCK')}",
            help="make a new context" if context else "make a new socket, or close it later",
        )


RULE = Rule(
    code="ZMQ303",
    name="used-after-close",
    summary="a socket is used after close(), or made from a terminated context",
    severity="error",
    profile="default",
    since="0.1.0",
    check=check,
    raises=True,
)
