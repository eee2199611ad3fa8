"""ZMQ110: a PAIR has more than one peer at a time."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations_with_replacement

from zlint.model import Link, Op, Topology
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.lifetimes import hold_together


def check(topology: Topology) -> Iterator[Diagnostic]:
    seen = set()
    connects: dict[int, dict[int, Op]] = {}
    for link in topology.links:
        if link.binder.type == link.connector.type == "PAIR" and _one_binder(topology, link):
            connects.setdefault(link.bind, {}).update((op.id, op) for op in _connects(topology, link))
    for bind, found in connects.items():
        for first, second in combinations_with_replacement(found.values(), 2):
            if first.span in seen or second.span in seen or not _apart(topology, first, second):
                continue
            if not hold_together(topology, first, second):
                continue
            seen.add(second.span)
            others = [Label(first.span, "and another one here")] if first.span != second.span else []
            yield RULE.at(
                second.span,
                f"a PAIR has one peer, and {_several(first, second)} at {second.endpoints[0]} at a time",
                Label(topology.op(bind).span, "the PAIR binds it here"),
                *others,
                here="only the first gets through",
                note="the second connects and sends without an error; nothing arrives, and its receive waits for ever",
                help="give each peer a PAIR of its own, or use DEALER or PUSH and PULL",
            )


def _one_binder(topology: Topology, link: Link) -> bool:
    """Is it surely one socket that they reach, in a program or an object that makes all of them?"""
    if not link.meets.certain or len(link.binder.made) > 1 or link.binder.many:
        return False
    roots = [topology.root(end.execution) for end in (link.binder, link.connector)]
    if link.endpoint.transport != "inproc" and all(root.kind == "main" for root in roots):
        return True
    return roots[0].id == roots[1].id or (roots[0].owner is not None and roots[0].owner == roots[1].owner)


def _connects(topology: Topology, link: Link) -> list[Op]:
    """All that reach this binder for sure, in every calling context."""
    bound = topology.op(link.bind).endpoints[0]
    ops = topology.ops_of(link.connector, "connect")
    return [
        op for op in ops if op.only and [bound.meets(end, topology.hosts).certain for end in op.endpoints] == [True]
    ]


def _apart(topology: Topology, first: Op, second: Op) -> bool:
    """Are these connects of two sockets?"""
    if first is second or first.only != second.only:
        return True
    own = all(op.execution in topology.makers(op) for op in (first, second)) and first.execution != second.execution
    return own or bool(first.objects and second.objects and not set(first.objects) & set(second.objects))


def _several(first: Op, second: Op) -> str:
    return "several threads or processes connect" if first is second else "two sockets connect"


RULE = Rule(
    code="ZMQ110",
    name="pair-with-many-peers",
    summary="a PAIR has more than one peer at a time",
    severity="error",
    profile="default",
    since="0.1.0",
    check=check,
)
