"""Which messages a publisher sends before anybody can have subscribed.

Source: truth.json `pubsub`: what is sent before a subscription has arrived is dropped, and a subscription takes a
connection. Between bind() or connect() and a send that follows it at once there is no time for that. Over inproc it
depends on who came first, so nothing is said of it.

A stream is another matter: who joins it gets what is sent from then on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from zlint.model import Edge, Op, OpGraph, Socket, Topology, Tri
from zlint.semantics.closed import objects_of, single_objects
from zlint.semantics.options import PUBLISHERS
from zlint.semantics.typestate import FAILED, Fold, Held, at_one_place, fold, reachable
from zlint.semantics.unsent import TAKES_TIME, leaves

QUIET, NEW, SENT = "quiet", "attached just now", "has sent"
LAST_VALUE = ("CONFLATE", "XPUB_WELCOME_MSG")  # a late subscriber is thought of


def too_early(topology: Topology, socket: Socket) -> Iterator[tuple[Op, Op, Tri]]:
    """(send, bind or connect, certainty) for each send that is no stream's and comes right behind."""
    options = {op.option for op in topology.ops_of(socket, "option") if op.value}
    if not socket.types or not set(socket.types) <= set(PUBLISHERS) or options.intersection(LAST_VALUE):
        return
    if not leaves(topology, socket):
        return
    ends = [end for op in topology.ops_of(socket, "bind", "connect") for end in op.endpoints]
    known = Tri.of(bool(ends) and all(end.transport for end in ends)) | Tri.MAYBE
    for item in single_objects(topology, socket, "bind", "connect"):
        for graph in topology.graphs_of(socket):
            walk = _followed(topology, item, graph)
            for send in (op for op in topology.ops_of(socket, "send") if objects_of(op) == (item,)):
                attached = _attached_just_now(walk, send)
                if attached is not None and send.brisk and not _streams(topology, graph, send.id):
                    yield send, topology.op(attached), known


def _attached_just_now(walk: Fold[str], send: Op) -> int | None:
    """The bind or connect that every way to the send comes from. Its own turns before, in a loop, do not count."""
    states = [held for held in walk.before.get(send.id, ()) if held != Held(SENT, send.id)]
    ends = {held.by for held in states if held.state == NEW}
    return ends.pop() if len(ends) == len(states) == 1 else None


def _followed(topology: Topology, item: str, graph: OpGraph) -> Fold[str]:
    def step(state: str, op: Op, edge: Edge) -> tuple[str, ...]:
        if edge.label in FAILED or op.kind in (*TAKES_TIME, "fork") or not op.brisk:
            state = QUIET
        if item not in objects_of(op) or edge.label in FAILED:
            return (state,)
        match op.kind:
            case "bind" | "connect":
                return (NEW,)
            case "open" | "close":
                return (QUIET,)
            case "send" if state == NEW:
                return (SENT,)
        return (state,)

    return fold(replace(graph, repeats=False), topology, (QUIET,), step)


def _streams(topology: Topology, graph: OpGraph, send: int) -> bool:
    """Does it send again and again, at intervals or for ever?"""
    single = replace(graph, repeats=False)
    behind = reachable(single, send)
    turns = {number for number in behind if at_one_place(topology.op(number), topology.op(send))}
    if not turns:
        return False
    if turns != {send}:
        return True  # a run, which does not tell how much time was between two turns
    waits = (number for number in behind if topology.op(number).kind in TAKES_TIME)
    intervals = (number for number in waits if not turns.isdisjoint(reachable(single, number)))
    return next(intervals, None) is not None or not any(op in behind for op, _ in graph.exits)
