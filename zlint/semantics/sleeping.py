"""Which first messages rely on a sleep: nothing but time passes between an attachment, or a start, and the send.

Source: the proof of ZMQ507. Whoever takes longer than the sleep gets nothing of what a PUB sends then. A sleep that is
come by again behind the send sets a rate, or spaces attempts, and does not count. Nor does one with a call before it
that is not followed: it may wait for what that began.

A constructor that ends with such a sleep leaves the first message to others; whether they coordinate is not known.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from zlint.model import Edge, Op, OpGraph, Socket, Topology
from zlint.semantics.closed import objects_of, single_objects
from zlint.semantics.direction import can_send
from zlint.semantics.lifetimes import BEGINS
from zlint.semantics.typestate import FAILED, Fold, Held, at_one_place, fold, reachable
from zlint.semantics.unsent import TAKES_TIME

State = tuple[int, ...]  # the op that began it, and the sleep behind it
QUIET: State = ()


@dataclass(frozen=True, slots=True)
class Slept:
    """behind: what the sleep follows; send: the first message behind it, None when it is sent elsewhere."""

    sleep: Op
    behind: Op
    send: Op | None


def relied_on(topology: Topology, socket: Socket) -> Iterator[Slept]:
    """The sleeps that are all that the first message of a socket waits for."""
    if not socket.types or not all(can_send(each) for each in socket.types) or not topology.ops_of(socket, "send"):
        return
    for item in single_objects(topology, socket, "bind", "connect"):
        for graph in topology.graphs_of(socket):
            single = replace(graph, repeats=False)
            walk = _followed(topology, socket, item, single)
            for op in topology.ops_of(socket, "send"):
                if objects_of(op) == (item,):
                    yield from _at_send(topology, walk, op)
            if topology.execution(graph.execution).constructs:
                yield from _at_end(topology, socket, walk, item)


def _at_send(topology: Topology, walk: Fold[State], send: Op) -> Iterator[Slept]:
    """Only where every way to the send leads through a sleep."""
    states = {held.state for held in walk.before.get(send.id, ()) if held != Held(QUIET, send.id)}
    for behind, sleep in sorted(states) if all(len(state) == 2 for state in states) else ():
        again = (topology.op(number) for number in reachable(walk.graph, send.id, [behind]))
        if not any(at_one_place(op, topology.op(sleep)) for op in again):
            yield Slept(topology.op(sleep), topology.op(behind), send)


def _at_end(topology: Topology, socket: Socket, walk: Fold[State], item: str) -> Iterator[Slept]:
    for number, label in walk.graph.exits:
        last = topology.op(number)
        for held in walk.before.get(number, ()) if label not in FAILED else ():
            for state in _then(topology, socket, item, held.state, last):
                if len(state) == 2:
                    yield Slept(topology.op(state[1]), topology.op(state[0]), None)


def _followed(topology: Topology, socket: Socket, item: str, graph: OpGraph) -> Fold[State]:
    def step(state: State, op: Op, edge: Edge) -> tuple[State, ...]:
        return (QUIET,) if edge.label in FAILED else _then(topology, socket, item, state, op)

    return fold(graph, topology, (QUIET,), step)


def _then(topology: Topology, socket: Socket, item: str, state: State, op: Op) -> tuple[State, ...]:
    """The state behind an op that went well."""
    if op.kind == "pause" and state:
        return (_paused(topology, state, op),)
    if op.kind in TAKES_TIME or (item in objects_of(op) and op.kind in ("open", "close", "send")):
        return (QUIET,)
    begins = item in objects_of(op) and op.kind in ("bind", "connect")
    if len(state) < 2 and (begins or (op.kind in BEGINS and _starts_a_peer(topology, socket, op))):
        return ((op.id,),)
    return (state,)


def _paused(topology: Topology, state: State, op: Op) -> State:
    if op.call == "sleep":
        return (state[0], op.id) if op.brisk or len(state) == 2 else QUIET
    own = op.call == "await" and len(state) == 2 and op.span.line == topology.op(state[1]).span.line
    return state if own else QUIET


def _starts_a_peer(topology: Topology, socket: Socket, op: Op) -> bool:
    """Does a thread, task or process that begins here use a socket which this one is linked with?"""
    users = {use.execution for peer, _ in topology.peers_of(socket) for use in topology.ops_of(peer)}
    return any(each.id in op.peers for user in users for each in topology.lineage(user))
