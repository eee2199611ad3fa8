"""Loops that ask again and again whether something is there, instead of waiting for it.

Not known: what functions do that are not followed. A loop that calls one between two questions is taken to have other
work to do, or to wait there; so is one that sends.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from zlint.model import Edge, Op, Topology
from zlint.semantics.patience import TIMEOUTS, patience
from zlint.semantics.pyzmq import AGAIN, NEVER_FAIL

# What takes no notice of messages, whatever it is called on.
NO_WORK = NEVER_FAIL | frozenset("int float bytes bool min max range items keys values now perf_counter_ns".split())
ASKS = ("recv", "poll")


@dataclass(frozen=True, slots=True)
class Round:
    """A way from a question back to it when nothing is there. ops: the other questions that can be on it; calls: what
    is called meanwhile."""

    ops: frozenset[int]
    calls: frozenset[str]


def asks_again(topology: Topology, op: Op) -> Round | None:
    """The loop that does nothing but ask at this op; None: there is none."""
    graph = topology.graph_of(op)
    if graph is None or not _asks(topology, op):
        return None
    seen: set[int] = set()
    ways = [(edge.target, edge.calls) for edge in _in_vain(topology, op)]
    while ways:
        at, calls = ways.pop()
        if at == op.id:
            return Round(frozenset(seen), calls)
        if at in seen:
            continue
        seen.add(at)
        ways += [(edge.target, calls | edge.calls) for edge in _in_vain(topology, topology.op(at))]
    return None


def _in_vain(topology: Topology, op: Op) -> Iterator[Edge]:
    """The ways on from an op that told that nothing is there, or that has nothing to do with messages."""
    graph = topology.graph_of(op)
    for edge in graph.edges.get(op.id, ()) if graph else ():
        if not edge.calls <= NO_WORK:
            continue
        if op.kind in ASKS and _asks(topology, op):
            told = (edge.label == "idle" and edge.error is None) or (edge.label == "raise" and edge.error == AGAIN)
        else:
            idle = op.kind == "ask" or (op.kind == "option" and op.option != "EVENTS")  # that is a question of its own
            told = (idle or (op.kind == "pause" and op.call in NO_WORK | {"await"})) and edge.label == "next"
        if told:
            yield edge


def _asks(topology: Topology, op: Op) -> bool:
    """Does it return at once, whether something is there or not?"""
    if op.kind == "recv":
        return op.nonblocking.certain or (not op.asyncio and _no_time(topology, op))
    return op.kind == "poll" and op.timeout is not None and op.timeout.options == (0,)


def _no_time(topology: Topology, op: Op) -> bool:
    options = [each for socket in topology.sockets_of(op) for each in topology.ops_of(socket, "option")]
    return any(each.option == TIMEOUTS["recv"] and each.value for each in options) and patience(topology, op) == 0
