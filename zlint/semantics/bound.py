"""Where an endpoint is bound that another bind holds at that time.

Source: truth.json `connects` (the same endpoint twice): over tcp and inproc the second bind raises EADDRINUSE, also in
another process (tcp) and for `*` beside 127.0.0.1; over ipc it succeeds and takes the path away from the first.

Two binds are compared where they meet: in the execution that does both, or that starts what does one. A bind holds
until unbind, close or the end of its context, what a started execution bound until that is joined. Not known: sockets
that Python closes because nobody names them any more, so that a socket counts as open behind a later bind only if
something is done to it there; how often a loop turns; tasks and callbacks, which are not compared.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

from zlint.model import Edge, Endpoint, Op, OpGraph, Topology, Tri
from zlint.model.endpoint import ANY_HOST, THIS_HOST, Parts
from zlint.semantics.closed import objects_of
from zlint.semantics.lifetimes import BEGINS, meeting
from zlint.semantics.typestate import FAILED, fold, reachable

TRANSPORTS = ("tcp", "ipc", "inproc")
FREE, HELD = "free", "held"
GOES_ON = ("retry", "go on")
CATCHES = frozenset({"zmq.ZMQError", "zmq.ZMQBaseError", "Exception", "BaseException", "OSError"})


@dataclass(frozen=True, slots=True)
class Taken:
    """`second` binds what `first` holds. here, there: the ops where the two meet, the binds themselves or the starts
    of what binds; one op, when that is done again and again."""

    first: Op
    second: Op
    here: Op
    there: Op
    certainty: Tri


def taken(topology: Topology) -> Iterator[Taken]:
    """The surest pair for each second bind."""
    groups: dict[tuple[str | None, Parts], list[Op]] = {}
    for op in topology.all_ops("bind"):
        if op.only is not None and len(op.endpoints) == 1 and _comparable(op) and not topology.in_tests(op):
            groups.setdefault(_key(op.endpoints[0]), []).append(op)
    for second in (op for group in groups.values() for op in group):
        others = groups[_key(second.endpoints[0])]
        found = [
            pair for first in others if _one_place(topology, first, second) for pair in _pairs(topology, first, second)
        ]
        if found:
            yield max(found, key=lambda pair: pair.certainty.value)


def _comparable(op: Op) -> bool:
    """Is the endpoint one of which there is one, and is it not expected that it may be in use?"""
    endpoint = op.endpoints[0]
    return endpoint.transport in TRANSPORTS and not endpoint.random and not prepared(op)


def prepared(bind: Op) -> bool:
    """Does the program go on, or look at the error, when this bind fails?"""
    return any(CATCHES & set(each.catches) and (each.inspects or each.action in GOES_ON) for each in bind.handlers)


def _key(endpoint: Endpoint) -> tuple[str | None, Parts]:
    return endpoint.transport, endpoint.host_port[1] if endpoint.transport == "tcp" else endpoint.address


def _one_place(topology: Topology, first: Op, second: Op) -> bool:
    """Both have the same transport, and port or name."""
    if first.endpoints[0].holes and (first.execution != second.execution or first is second):
        return False  # a hole is one value in one run of its code
    match first.endpoints[0].transport:
        case "tcp":
            return _one_host(first.endpoints[0].host_port[0], second.endpoints[0].host_port[0])
        case "inproc":
            return _one_context(topology, first, second)
        case _:
            return True


def _one_host(host: Parts, other: Parts) -> bool:
    if host == other:
        return True
    names = {each[0] if len(each) == 1 and isinstance(each[0], str) else "" for each in (host, other)}
    return names <= THIS_HOST and bool(names & ANY_HOST)


def _one_context(topology: Topology, first: Op, second: Op) -> bool:
    """Is it one context of one process, which is made once?"""
    contexts = [topology.socket(op.sockets[0]).contexts for op in (first, second)]
    processes = {topology.execution(op.execution).process for op in (first, second)}
    if contexts[0] != contexts[1] or len(contexts[0]) != 1 or len(processes) > 1:
        return False
    makes = [op for op in topology.all_ops("context") if op.context == contexts[0][0] and op.call != "instance"]
    if topology.context(contexts[0][0]).shared or first is not second:
        return len(makes) < 2
    graphs = [(op, topology.graph_of(op)) for op in makes]
    again = any(graph is None or op.id in reachable(graph, op.id) for op, graph in graphs)
    inside = any(each.many for op in makes for each in topology.lineage(op.execution))
    return len(makes) == 1 and not again and not inside


def _pairs(topology: Topology, first: Op, second: Op) -> Iterator[Taken]:
    for graph, here, there in _meetings(topology, first, second):
        if (certainty := _held(topology, graph, first, second, here, there)).possible:
            yield Taken(first, second, here, there, certainty)


def _meetings(topology: Topology, first: Op, second: Op) -> Iterator[tuple[OpGraph, Op, Op]]:
    if first is not second:
        met = meeting(topology, first, second)
        yield from [met] if met is not None else []
        return
    many = topology.execution(first.execution).many
    starts = [op for op in topology.all_ops(*BEGINS) if first.execution in op.peers]
    for here, there in ((first, first), *product(starts, repeat=2)):
        graph = topology.graph_of(here)
        if graph is not None and here.execution == there.execution and (many or here is not there or here is first):
            yield graph, here, there


def _held(topology: Topology, graph: OpGraph, first: Op, second: Op, here: Op, there: Op) -> Tri:
    """Is the place held by `first` when the program comes to `second`?"""
    ends = _ends(topology, first, here)

    def step(state: str, op: Op, edge: Edge) -> tuple[str, ...]:
        if op.id == here.id:
            return (state if edge.label == "raise" else HELD,)
        return (FREE,) if op.id in ends else (state,)

    single = replace(graph, repeats=False)
    walk = fold(single, topology, (FREE,), step)
    states = {held.state for held in walk.before.get(there.id, ())}
    if HELD not in states or _perhaps(first, here) or _perhaps(second, there):
        return Tri.NO
    if here is first and not _kept(topology, single, first, there):
        return Tri.NO
    if here is there or states != {HELD}:
        return Tri.NO if there.conditional else Tri.MAYBE
    return Tri.of(here is first or not _can_end(topology, first)) | Tri.MAYBE


def _perhaps(bind: Op, place: Op) -> bool:
    """Is it a condition's affair whether what is started binds at all?"""
    return bind is not place and bind.conditional


def _ends(topology: Topology, first: Op, here: Op) -> frozenset[int]:
    """The ops behind which the place is free again, or may be."""
    socket = topology.socket(first.sockets[0])
    own = (
        op
        for op in topology.ops_of(socket, "unbind", "close", "escape")
        if set(objects_of(op)) & set(objects_of(first))
    )
    terms = (op for op in topology.all_ops("term") if op.context is None or op.context in socket.contexts)
    joins = (op for op in topology.all_ops("join") if set(op.peers) & set(here.peers))
    return frozenset(op.id for op in (*own, *terms, *joins))


def _kept(topology: Topology, graph: OpGraph, first: Op, there: Op) -> bool:
    """Is anything done to the socket behind `there`, or by others?"""
    ahead = reachable(graph, there.id)
    uses = [op for op in topology.ops_of(topology.socket(first.sockets[0])) if op.kind != "open"]
    own = [op for op in uses if set(objects_of(op)) & set(objects_of(first))]
    return any(op.id in ahead or op.execution != first.execution for op in own)


def _can_end(topology: Topology, op: Op) -> bool:
    """Can the execution come to its end behind the op?"""
    graph = topology.graph_of(op)
    ahead = {op.id, *reachable(graph, op.id)} if graph is not None else set()
    return graph is None or any(number in ahead and label not in FAILED for number, label in graph.exits)
