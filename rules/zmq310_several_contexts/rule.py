"""ZMQ310: one process makes several contexts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from zlint.model import Op, Topology
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.typestate import reachable


def check(topology: Topology) -> Iterator[Diagnostic]:
    """One finding for each process and kind of context, at the second."""
    found: dict[tuple[str, str | None, str], list[Op]] = {}
    for made in topology.all_ops("context"):
        if made.context is not None and not topology.in_tests(made):
            process = topology.process_of(made.execution)
            kind = topology.context(made.context).kind
            key = topology.root(made.execution).id, process.id if process else None, kind
            found.setdefault(key, []).append(made)
    seen = set()
    for first, *others in found.values():
        second = next((other for other in others if _beside(topology, first, other)), None)
        if second is not None and second.span not in seen:
            seen.add(second.span)
            yield RULE.at(
                second.span,
                "this process has another context",
                Label(topology.context(first.context or "").span, "it is made here"),
                note="each has threads of its own, and inproc does not reach from one to the other",
                help="make one for the process and hand it on, or take zmq.Context.instance()",
            )


def _beside(topology: Topology, first: Op, other: Op) -> bool:
    """Can the first be in use when the other is made?"""
    graph = topology.graph_of(first)
    if graph is None or first.context == other.context:
        return False
    if first.execution != other.execution:
        return True
    ends = [op.id for op in topology.all_ops("term") if op.context == first.context]
    return other.id in reachable(replace(graph, repeats=False), first.id, ends)


RULE = Rule(
    code="ZMQ310",
    name="several-contexts",
    summary="one process makes several contexts of one kind",
    severity="info",
    profile="pedantic",
    since="0.1.0",
    check=check,
)
