"""Contexts and connections that a loop makes anew in each turn.

Only turns that go well count: what is made again after an error or a timeout is a new start. Of sockets only those
whose connection carries one message, and its answer, to an endpoint that is the same in each turn. A loop that ends by
itself may be a script's, or be left as soon as a turn goes well.

In a run an op at the same place is the next turn.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from zlint.model import Hole, Op, OpGraph, Socket, Topology
from zlint.semantics.closed import objects_of
from zlint.semantics.typestate import FAILED, at_one_place, reachable

CHOSEN = "a port the system chooses"
OFTEN = 5  # turns that a run shows
SUDDEN = (*FAILED, "idle")
# Why a part of an endpoint is not known, when it is the same in each turn.
CONSTANT = ("a parameter", "a command-line argument", "an environment variable", "a class attribute", CHOSEN)


def contexts(topology: Topology) -> Iterator[Op]:
    """The ops that make a context of their own in each turn, and drop it or end it."""
    for made in topology.all_ops("context"):
        graph = topology.graph_of(made)
        if graph is None or made.context is None or topology.context(made.context).shared:
            continue
        ends = [op.id for op in topology.all_ops("term") if op.context == made.context]
        again = _comes_back(topology, graph, made) and _for_ever(topology, graph, made)
        if again and (made.home or not _comes_back(topology, graph, made, ends)):
            yield made


def connections(topology: Topology, socket: Socket) -> Iterator[tuple[Op, Op]]:
    """(open, connect) of a socket that is made for one message in each turn."""
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
        again = _comes_back(topology, graph, opened) and _for_ever(topology, graph, opened)
        if again and (opened.home or not _comes_back(topology, graph, opened, closes)):
            yield opened, connects[0]


def _for_ever(topology: Topology, graph: OpGraph, made: Op) -> bool:
    """Has the loop no end but an error, or was it seen to turn often? One with an end may be left in its first turn."""
    turns = sum(at_one_place(made, topology.op(number)) for number in graph.ops)
    ends = {number for number, label in graph.exits if label not in SUDDEN}
    return turns >= OFTEN or ends.isdisjoint({made.id, *_ahead(graph, made.id)})


def _ahead(graph: OpGraph, start: int, stops: Iterable[int] = ()) -> Iterator[int]:
    """The ops that can come behind on a way on which all goes well, past none of these."""
    seen, waiting = {*stops}, [start]
    while waiting:
        for edge in graph.edges.get(waiting.pop(), ()):
            if edge.label not in SUDDEN and edge.target not in seen:
                seen.add(edge.target)
                waiting.append(edge.target)
                yield edge.target


def _comes_back(topology: Topology, graph: OpGraph, op: Op, stops: Iterable[int] = ()) -> bool:
    """Does a way on which all goes well lead from an op to its place?"""
    return any(at_one_place(op, topology.op(number)) for number in _ahead(graph, op.id, stops))


def _repeats(topology: Topology, graph: OpGraph, op: Op, opened: Op) -> bool:
    """Is it done again on the same socket?"""
    behind = (topology.op(number) for number in reachable(replace(graph, repeats=False), op.id, [opened.id]))
    return any(at_one_place(op, other) and set(objects_of(op)) & set(objects_of(other)) for other in behind)


def _same_in_each_turn(op: Op) -> bool:
    """Is the endpoint known, or does what is not known of it stay the same?"""
    unknown = [part for end in op.endpoints for part in end.parts if isinstance(part, Hole)]
    return len(op.endpoints) == 1 and all(part.why in CONSTANT for part in unknown)
