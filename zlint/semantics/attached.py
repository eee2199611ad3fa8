"""How a socket is attached at each op of a graph: "bind", "connect", "bind and connect", FRESH or UNKNOWN."""

from __future__ import annotations

from zlint.model import Edge, Op, OpGraph, Socket, Topology
from zlint.semantics.typestate import Fold, fold

FRESH, UNKNOWN = "", "unknown"


def attached(topology: Topology, socket: Socket, graph: OpGraph) -> Fold[str]:
    """At the graph's entry it is UNKNOWN; what made a state is the last bind or connect."""

    def step(state: str, op: Op, edge: Edge) -> tuple[str, ...]:
        if socket.id not in op.sockets or edge.label == "raise":
            return (state,)
        if op.kind in ("open", "close"):
            return (FRESH,)
        if op.kind not in ("bind", "connect"):
            return (state,)
        both = " and ".join(sorted({op.kind, *state.split(" and ")} - {FRESH, UNKNOWN}))
        return (both,) if op.only == socket.id else (state, both)

    return fold(graph, topology, (UNKNOWN,), step)
