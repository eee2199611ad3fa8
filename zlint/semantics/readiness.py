"""Is it known, when an op runs, that it need not wait?

Known: the way comes from a poll of this socket that saw an event, from a read of EVENTS, or from a read of RCVMORE
(the frames of one message arrive together). Not known: what a value says that was read; any read counts.
"""

from __future__ import annotations

from zlint.model import Op, Topology

OTHER_WAY = {"recv": "out", "send": "in"}


def announced(topology: Topology, op: Op) -> bool:
    """Does every way to it pass such an announcement, with no earlier run of the op in between?"""
    graph, seen, waiting = topology.graph_of(op), set[int](), [op.id]
    before = topology.predecessors(graph) if graph else {}
    while graph is not None and waiting:
        at = waiting.pop()
        if at in graph.entry:
            return False
        for edge in before.get(at, ()):
            if edge.target in seen or (edge.label != "idle" and _announces(topology.op(edge.target), op)):
                continue
            if edge.target == op.id:
                return False
            seen.add(edge.target)
            waiting.append(edge.target)
    return True


def _announces(before: Op, op: Op) -> bool:
    if op.only not in before.sockets:
        return False
    asked = before.kind == "option" and before.value is None and before.option in ("EVENTS", "RCVMORE")
    return asked or (before.kind == "poll" and before.events != OTHER_WAY[op.kind])
