"""Where a socket connects to an endpoint to which it is connected already, and what comes of it.

Source: truth.json (`connect() twice to one endpoint`): over tcp and ipc SUB, PUB, REQ and DEALER keep one connection,
the others make two. Over inproc every type makes two (`tests/semantics/test_connected.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from zlint.model import Edge, Op, OpGraph, Socket, Topology, Tri
from zlint.semantics.closed import objects_of, one_after_the_other
from zlint.semantics.typestate import fold

ONE_CONNECTION = frozenset({"SUB", "PUB", "REQ", "DEALER"})
FRESH, CONNECTED = "fresh", "connected"


@dataclass(frozen=True, slots=True)
class Again:
    """`second` connects to what `first` has connected to."""

    first: Op
    second: Op
    certainty: Tri


def doubles(type: str, transport: str | None) -> bool:
    """Does a second connect to the same endpoint make a second connection?"""
    return transport == "inproc" or type not in ONE_CONNECTION


def twice(topology: Topology, socket: Socket) -> Iterator[Again]:
    """Within one run of a graph; the endpoint is one for sure."""
    connects = [op for op in topology.ops_of(socket, "connect") if len(op.endpoints) == 1 and len(objects_of(op)) == 1]
    for first in connects:
        graph = topology.graph_of(first)
        if graph is None or (socket.many and not one_after_the_other(topology, socket, graph)):
            continue
        same = [op for op in connects if _same(first, op)]
        for second in same:
            if (certainty := _connected_by(topology, socket, graph, first, second)).possible:
                yield Again(first, second, certainty)


def _same(first: Op, second: Op) -> bool:
    """Do both name one endpoint on one object? A hole in a loop may stand for another value each time."""
    if objects_of(first) != objects_of(second) or first.endpoints[0].parts != second.endpoints[0].parts:
        return False
    literal = first.endpoints[0].literal is not None
    return first.execution == second.execution and (literal or first.id != second.id)


def _connected_by(topology: Topology, socket: Socket, graph: OpGraph, first: Op, second: Op) -> Tri:
    """Is the socket connected by `first` when the graph comes to `second`?"""

    def step(state: str, op: Op, edge: Edge) -> tuple[str, ...]:
        if op.id == first.id:
            return (state if edge.label == "raise" else CONNECTED,)
        ends = op.kind in ("open", "close", "disconnect") and set(objects_of(op)) & set(objects_of(first))
        return (FRESH,) if ends else (state,)

    walk = fold(replace(graph, repeats=False), topology, (FRESH,), step)
    return Tri.over(Tri.of(held.state == CONNECTED) for held in walk.before.get(second.id, ()))
