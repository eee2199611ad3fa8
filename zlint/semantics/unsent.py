"""Which messages are lost when a socket is closed without lingering.

Measured on libzmq 4.3.5 over tcp and ipc: what is sent right behind connect() and followed by
a close without lingering is lost, nearly each time. Over a connection that is made already small messages arrive, and
inproc loses nothing. So only a connection that cannot be made yet counts: no time has passed since connect(), in a
pause, a call that is not known or on another socket. (`tests/semantics/test_unsent.py`)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from zlint.model import Edge, Op, OpGraph, Socket, Topology, Tri
from zlint.semantics.closed import CLOSES_SOCKETS, objects_of, single_objects
from zlint.semantics.delivery import at_hwm, with_no_peer
from zlint.semantics.typestate import FAILED, Fold, Held, fold

QUIET, FRESH, QUEUED, LEFT = "quiet", "connected just now", "sent just now", "sent just now and closed"
TAKES_TIME = ("recv", "poll", "pause", "join", "proxy", "escape", "suspend")
State = tuple[str, bool]  # one of the above; whether LINGER is 0


def keeps_for_later(type: str) -> bool:
    """Is what is sent to an absent peer kept until it comes?"""
    return with_no_peer(type, "connect") == "queues" and at_hwm(type) == "blocks"


def keeps(topology: Topology, socket: Socket) -> bool:
    """Does it keep what it sends to an absent peer, which is outside of the process?"""
    return bool(socket.types) and all(map(keeps_for_later, socket.types)) and leaves(topology, socket)


def discarded(topology: Topology, socket: Socket) -> Iterator[Fold[State]]:
    """One run of every graph that connects, sends and gives up; it breaks where a message is discarded."""
    if not keeps(topology, socket):
        return
    connects = topology.ops_of(socket, "connect")
    for item in single_objects(topology, socket, "connect"):
        executions = {op.execution for op in connects if item in objects_of(op)}
        for graph in topology.graphs_of(socket):
            if graph.execution in executions:
                yield followed(topology, socket, item, graph)


def lost(walk: Fold[State], topology: Topology, op: Op) -> tuple[Op, ...]:
    """The sends whose messages are discarded by this op. One that some way reaches later than that does not count: a
    loop that waits is often taken to have no turns at all."""
    sends = dict.fromkeys(held.by for held in walk.breaking(op.id) if held.by is not None)
    return tuple(topology.op(send) for send in sends if early(walk, topology.op(send)))


def early(walk: Fold[State], op: Op) -> bool:
    """Is this op reached behind connect() only, with no time passed?"""
    return all(_at(op, held.state)[0] != QUIET for held in walk.before[op.id])


def certainty(walk: Fold[State], topology: Topology, socket: Socket, op: Op) -> Tri:
    """Is whatever was sent discarded here? MAYBE when an endpoint is not known: it can be one of inproc."""
    ends = [end for each in topology.ops_of(socket, "connect") for end in each.endpoints]
    known = bool(ends) and all(end.transport for end in ends)
    ways = [walk.ahead(held.by, held.label, held, ()) for held in walk.breaking(op.id) if held.by is not None]
    return Tri.of(known and any(way.broken == (op.id,) and not way.ends for way in ways)) | Tri.MAYBE


def leaves(topology: Topology, socket: Socket) -> bool:
    """Is it attached to somewhere outside of the process?"""
    ends = [end for op in topology.ops_of(socket, "bind", "connect") for end in op.endpoints]
    return all(end.transport != "inproc" for end in ends)


def followed(topology: Topology, socket: Socket, item: str, graph: OpGraph) -> Fold[State]:
    def step(state: State, op: Op, edge: Edge) -> tuple[State, ...]:
        return (then(socket, item, state, op, edge.label),)

    def breaks(held: Held[State], op: Op) -> bool:
        phase, zero = _at(op, held.state)
        ends = op.kind == "close" and objects_of(op) == (item,)
        ends = ends or (op.kind == "term" and op.call in CLOSES_SOCKETS and socket.contexts == (op.context,))
        return phase == QUEUED and (op.kind == "exit" or (ends and (_is_zero(op) if op.value else zero)))

    start = (QUIET, _is_zero_outside(topology, socket, graph))
    return fold(replace(graph, repeats=False), topology, (start,), step, breaks, plain=((QUIET, True), (QUIET, False)))


def then(socket: Socket, item: str, state: State, op: Op, label: str) -> State:
    """The state when an op has been left."""
    phase, zero = _at(op, state)
    if label in (*FAILED, "idle") or op.kind in TAKES_TIME or (op.kind == "term" and op.context in socket.contexts):
        return QUIET, zero
    if item not in objects_of(op):
        return phase, zero
    match op.kind:
        case "close" if phase == QUEUED:
            return LEFT, False
        case "open" | "close":
            return QUIET, False
        case "option" if op.option == "LINGER" and op.value is not None:
            return phase, _is_zero(op)
        case "connect":
            return FRESH if phase == QUIET else phase, zero
        case "send" if phase == FRESH:
            return QUEUED, zero
    return phase, zero


def _at(op: Op, state: State) -> State:
    """The state at an op, when the program has come there."""
    return state if op.brisk else (QUIET, state[1])


def _is_zero(op: Op) -> bool:
    return op.value is not None and op.value.options == (0,)


def _is_zero_outside(topology: Topology, socket: Socket, graph: OpGraph) -> bool:
    """Is LINGER 0 when the graph begins?"""
    lingers = [op for op in topology.ops_of(socket, "option") if op.option == "LINGER" and op.value]
    outside = [op for op in lingers if op.execution != graph.execution]
    return bool(outside) and all(_is_zero(op) for op in lingers)
