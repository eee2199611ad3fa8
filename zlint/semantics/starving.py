"""Does one thread wait in turn on sockets whose messages come independently of each other?

Not known: an order that two senders keep among themselves. Where one execution sends to both sockets, or the loop
itself asks for what it receives, the messages are taken to come in turn; so they are where it sends on another socket
before, and who gets that sends what it receives, or nobody is known to.
"""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Op, OpGraph, Socket, Span, Topology, Tri
from zlint.semantics.patience import FOR_EVER, patience
from zlint.semantics.typestate import FAILED

Place = tuple[Span, tuple[Span, ...]]


def pairs(topology: Topology, graph: OpGraph) -> Iterator[tuple[Op, Op, Tri]]:
    """Receives of one loop, each of which comes once for each time that the other does; and how surely the one keeps
    the other from its messages."""
    waits = {_place(op): op for op in map(topology.op, graph.ops) if op.kind == "recv" and _unasked(topology, op)}
    if len({op.only for op in waits.values()}) < 2:
        return
    ways = _ways(topology, graph)
    for first in waits.values():
        behind = [waits[at] for at in _next(ways, _place(first), waits)]
        for second in behind if len(behind) == 1 else ():
            back = _next(ways, _place(second), waits)
            if first.only != second.only and back == {_place(first)}:
                there, after = (_asked(topology, graph, _reached(ways, _place(op), waits)) for op in (first, second))
                yield first, second, _independent(topology, (first, after), (second, there))


def _place(op: Op) -> Place:
    return op.span, op.via


def _unasked(topology: Topology, op: Op) -> bool:
    """Does it wait for ever for a message that this execution has not asked for?"""
    socket = topology.socket(op.only) if op.only else None
    if socket is None or socket.type in (None, "REQ") or patience(topology, op) != FOR_EVER:
        return False
    sends = (each for each in topology.ops_of(socket, "send") if each.execution == op.execution)
    return socket.type == "REP" or next(sends, None) is None


def _ways(topology: Topology, graph: OpGraph) -> dict[Place, set[Place]]:
    """What follows what, by place: in a run a loop is a line."""
    ways: dict[Place, set[Place]] = {}
    for number, edges in graph.edges.items():
        sound = (edge.target for edge in edges if edge.label not in FAILED)
        ways.setdefault(_place(topology.op(number)), set()).update(_place(topology.op(target)) for target in sound)
    return ways


def _next(ways: dict[Place, set[Place]], start: Place, waits: dict[Place, Op]) -> set[Place]:
    """The receives that can come next."""
    return _reached(ways, start, waits) & waits.keys()


def _reached(ways: dict[Place, set[Place]], start: Place, waits: dict[Place, Op]) -> set[Place]:
    """What comes up to the next receives, and these."""
    seen, waiting = set[Place](), [*ways.get(start, ())]
    while waiting:
        at = waiting.pop()
        if at not in seen:
            seen.add(at)
            waiting += ways.get(at, ()) if at not in waits else ()
    return seen


def _asked(topology: Topology, graph: OpGraph, places: set[Place]) -> list[Socket]:
    """The sockets that are sent on at these places, less those that get the answer themselves."""
    sends = (op for op in map(topology.op, graph.ops) if op.kind == "send" and _place(op) in places)
    return [each for op in sends for each in topology.sockets_of(op) if each.type not in ("REQ", "REP")]


def _independent(topology: Topology, *receives: tuple[Op, list[Socket]]) -> Tri:
    """receives: each with the sockets that are sent on just before it."""
    left, right = (_senders(topology, topology.socket(op.sockets[0])) for op, _ in receives)
    if left & right:
        return Tri.NO
    for senders, (_, asked) in zip((left, right), receives):
        peers = [peer for socket in asked for peer, _ in topology.peers_of(socket)]
        getters = {op.execution for peer in peers for op in topology.ops_of(peer, "recv")}
        if getters & senders or (asked and not senders):
            return Tri.NO
    return Tri.YES if left and right else Tri.MAYBE


def _senders(topology: Topology, socket: Socket) -> set[str]:
    """The executions that send to a socket."""
    return {op.execution for peer, _ in topology.peers_of(socket) for op in topology.ops_of(peer, "send")}
