"""Do two connections hold at one time?

Two connects are compared where they meet: in the execution that does both, or that starts the thread or process that
does one. What a connect made holds until its socket is closed, what a started execution made until that is joined.

Not known: sockets that Python closes because nobody names them any more. So a socket counts as open at a later connect
of the same execution only if it is used behind that. Tasks and callbacks are not compared.
"""

from __future__ import annotations

from zlint.model import Execution, Op, OpGraph, Topology
from zlint.semantics.typestate import reachable

BEGINS = ("start", "fork")


def hold_together(topology: Topology, first: Op, second: Op) -> bool:
    """Surely, as far as ways through the program tell. One op with itself: on several threads or processes."""
    met = meeting(topology, first, second)
    if met is None:
        return False
    graph, here, there = met
    return _holds(topology, graph, first, here, there) or _holds(topology, graph, second, there, here)


def meeting(topology: Topology, first: Op, second: Op) -> tuple[OpGraph, Op, Op] | None:
    """The graph of the execution that both come from, and its two ops that do them or start what does them."""
    lines = [list(topology.lineage(op.execution)) for op in (first, second)]
    common = next((execution for execution in lines[0] if execution in lines[1]), None)
    if first is second:
        many = next((execution for execution in lines[0] if execution.many), None)
        common = _starter(topology, many)
    if common is None:
        return None
    here, there = _place(topology, first, common), _place(topology, second, common)
    graph = topology.graph_of(here) if here is not None else None
    return None if graph is None or here is None or there is None else (graph, here, there)


def _starter(topology: Topology, execution: Execution | None) -> Execution | None:
    return topology.execution(execution.parent) if execution is not None and execution.parent is not None else None


def _place(topology: Topology, op: Op, common: Execution) -> Op | None:
    """The op of `common` that does it, or that starts what does it."""
    if op.execution == common.id:
        return op
    begun = next((each.id for each in topology.lineage(op.execution) if each.parent == common.id), None)
    starts = (each for each in topology.all_ops(*BEGINS) if each.execution == common.id and begun in each.peers)
    return next(starts, None)


def _holds(topology: Topology, graph: OpGraph, op: Op, here: Op, there: Op) -> bool:
    """Does what is done at `here` still hold when the program comes to `there`?"""
    if here is op:
        socket = topology.socket(op.sockets[0])
        stops = [each.id for each in topology.ops_of(socket, "close")]
        used = {each.id for each in topology.ops_of(socket) if each.kind != "open"}
        return there.id in reachable(graph, here.id, stops) and bool(used & reachable(graph, there.id))
    stops = [each.id for each in topology.all_ops("join") if set(here.peers) & set(each.peers)]
    return there.id in reachable(graph, here.id, stops)
