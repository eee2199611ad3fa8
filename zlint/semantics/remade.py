"""Contexts and connections that a loop makes anew in each turn.

Only turns that go well count: what is made again after an error or a timeout is a new start. Of sockets only those
whose connection carries one message, and its answer, to an endpoint that is the same in each turn. A loop at the top
level of a file that ends by itself is a script's.

In a run an op at the same place is the next turn.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from zlint.model import Hole, Op, OpGraph, Socket, Topology, Tri
from zlint.semantics.closed import objects_of
from zlint.semantics.typestate import FAILED, reachable

CHOSEN = "a port the system chooses"
# Why a part of an endpoint is not known, when it is the same in each turn.
CONSTANT = ("a parameter", "a command-line argument", "an environment variable", "a class attribute", CHOSEN)


def contexts(topology: Topology) -> Iterator[tuple[Op, Tri]]:
    """The ops that make a context of their own in each turn, and drop it or end it."""
    for made in topology.all_ops("context"):
        graph = topology.graph_of(made)
        if graph is None or made.context is None or topology.context(made.context).shared:
            continue
        ends = [op.id for op in topology.all_ops("term") if op.context == made.context]
        if _comes_back(topology, graph, made) and (made.home or not _comes_back(topology, graph, made, ends)):
            yield from _judged(graph, made)


def connections(topology: Topology, socket: Socket) -> Iterator[tuple[Op, Op, Tri]]:
    """(open, connect, certainty) of a socket that is made for one message in each turn."""
    connects = topology.ops_of(socket, "connect")
    if (
        topology.ops_of(socket, "bind", "escape", "suspend")
        or not connects
        or not all(map(_same_in_each_turn, connects))
    ):
        return
    for opened in topology.ops_of(socket, "open"):
        graph = topology.graph_of(opened)
        own = [op for op in topology.ops_of(socket) if set(objects_of(op)) & set(objects_of(opened))]
        if graph is None or any(op.execution != opened.execution for op in own):
            continue
        traffic = [op for op in own if op.kind in ("send", "recv")]
        closes = [op.id for op in own if op.kind == "close"]
        if not traffic or any(_repeats(topology, graph, op, opened) for op in traffic):
            continue
        if _comes_back(topology, graph, opened) and (opened.home or not _comes_back(topology, graph, opened, closes)):
            yield from ((made, connects[0], sure) for made, sure in _judged(graph, opened))


def _judged(graph: OpGraph, made: Op) -> Iterator[tuple[Op, Tri]]:
    """Surely, if the loop has no end: one that has may be left as soon as a turn goes well."""
    behind = reachable(replace(graph, repeats=False), made.id)
    endless = not any(number in behind for number, _ in graph.exits)
    if endless or made.function != "<module>":
        yield made, Tri.of(endless) | Tri.MAYBE


def _comes_back(topology: Topology, graph: OpGraph, op: Op, stops: Iterable[int] = ()) -> bool:
    """Does a way on which all goes well lead from an op to its place, past none of these?"""
    seen, stop, waiting = set[int](), frozenset(stops), [op.id]
    while waiting:
        for edge in graph.edges.get(waiting.pop(), ()):
            if edge.label in (*FAILED, "idle") or edge.target in stop or edge.target in seen:
                continue
            if _at_one_place(op, topology.op(edge.target)):
                return True
            seen.add(edge.target)
            waiting.append(edge.target)
    return False


def _repeats(topology: Topology, graph: OpGraph, op: Op, opened: Op) -> bool:
    """Is it done again on the same socket?"""
    behind = (topology.op(number) for number in reachable(replace(graph, repeats=False), op.id, [opened.id]))
    return any(_at_one_place(op, other) and set(objects_of(op)) & set(objects_of(other)) for other in behind)


def _at_one_place(op: Op, other: Op) -> bool:
    return (op.kind, op.span, op.via) == (other.kind, other.span, other.via)


def _same_in_each_turn(op: Op) -> bool:
    """Is the endpoint known, or does what is not known of it stay the same?"""
    unknown = [part for end in op.endpoints for part in end.parts if isinstance(part, Hole)]
    return len(op.endpoints) == 1 and all(part.why in CONSTANT for part in unknown)
