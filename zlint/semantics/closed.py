"""Whether a socket, or a context, is closed at each op of a graph: OPEN or CLOSED; what made a state is its `by`.

A socket is followed object by object (`Socket.made`), and so is an attribute that holds one object after the other. Of
the sockets that one creation makes in a loop only those are followed that are closed before the next is made. A look
at `closed` tells the program more than the graph knows, so nothing is claimed behind it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from zlint.model import Edge, Op, OpGraph, Socket, Topology
from zlint.semantics.overlap import SET_UP, TRAFFIC
from zlint.semantics.typestate import Fold, Held, fold, reachable

OPEN, CLOSED = "open", "closed"
# What raises ENOTSOCK, ENOTSUP or EFAULT on a closed socket; a Poller raises nothing.
USES = (*SET_UP, *TRAFFIC)
CLOSES_SOCKETS = ("destroy", "__exit__")  # of a context


def closed_sockets(topology: Topology, socket: Socket) -> Iterator[Fold[str]]:
    """For each object of the socket, one run of every graph that uses it."""
    users: dict[tuple[str, ...], set[str]] = {}
    for op in topology.ops_of(socket) if _ends(topology, socket) else ():
        users.setdefault(objects_of(op), set()).add(op.execution)
    attribute = "." in socket.name and "[" not in socket.name
    for held in sorted(each for each in users if len(each) == 1 or attribute):
        for graph in topology.graphs_of(socket):
            if graph.execution not in users[held]:
                continue
            if not socket.many or one_after_the_other(topology, socket, graph):
                yield _followed(topology, socket, held, graph)


def _ends(topology: Topology, socket: Socket) -> bool:
    """Is it closed anywhere, by itself or with its context?"""
    return bool(topology.ops_of(socket, "close")) or any(
        op.call in CLOSES_SOCKETS and socket.contexts == (op.context,) for op in topology.all_ops("term")
    )


def objects_of(op: Op) -> tuple[str, ...]:
    """What the op acts on. In a run each socket is an object."""
    return op.objects or op.sockets


def single_objects(topology: Topology, socket: Socket, *kinds: str) -> tuple[str, ...]:
    """What ops of these kinds act on, each where it is known to be that one."""
    found = {objects_of(op) for op in topology.ops_of(socket, *kinds)}
    return tuple(sorted(objects[0] for objects in found if len(objects) == 1))


def _followed(topology: Topology, socket: Socket, held: tuple[str, ...], graph: OpGraph) -> Fold[str]:
    def step(state: str, op: Op, edge: Edge) -> tuple[str, ...]:
        if op.kind == "term" and op.call in CLOSES_SOCKETS and socket.contexts == (op.context,):
            return (CLOSED,)
        if set(held).isdisjoint(objects_of(op)):
            return (state,)
        match op.kind:
            case "close":
                return (CLOSED,) if objects_of(op) == held else (state, CLOSED)
            case "open" | "ask":
                return (OPEN,)
        return (state,)

    def breaks(reached: Held[str], op: Op) -> bool:
        if op.asyncio and _failed(graph, op):
            return False  # a recorder writes a future down when it is done: this one may have begun before
        return reached.state == CLOSED and objects_of(op) == held and op.kind in USES and op.call != "Poller.poll"

    return fold(replace(graph, repeats=False), topology, (OPEN,), step, breaks)


def _failed(graph: OpGraph, op: Op) -> bool:
    """Is this the end of a call in a run that raised?"""
    labels = {edge.label for edge in graph.edges.get(op.id, ())}
    return labels | {label for number, label in graph.exits if number == op.id} == {"raise"}


def one_after_the_other(topology: Topology, socket: Socket, graph: OpGraph) -> bool:
    """Is each of them closed before the next is made?"""
    opens = [op.id for op in topology.ops_of(socket, "open")]
    closes = [op.id for op in topology.ops_of(socket, "close") if op.only]
    single = replace(graph, repeats=False)
    return all(number in graph.ops and number not in reachable(single, number, closes) for number in opens)


def closed_contexts(topology: Topology, context: str) -> Iterator[Fold[str]]:
    """One run of every graph that ends a context."""

    def step(state: str, op: Op, edge: Edge) -> tuple[str, ...]:
        if op.context != context:
            return (state,)
        return (CLOSED,) if op.kind == "term" else (OPEN,)

    def breaks(held: Held[str], op: Op) -> bool:
        made = topology.sockets_of(op) if op.kind == "open" else ()
        return held.state == CLOSED and len(made) == 1 and made[0].contexts == (context,)

    ends = {op.execution for op in topology.all_ops("term") if op.context == context}
    for graph in (graph for graph in topology.graphs if graph.execution in ends):
        yield fold(replace(graph, repeats=False), topology, (OPEN,), step, breaks)
