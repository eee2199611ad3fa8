"""How long can an op make its thread wait?

In milliseconds, `FOR_EVER` or `UNKNOWN` (a number that is not known); 0 for what returns at once. Not known: whether a
peer is there and keeps up, so of a send that waits only `waits_to_send` and `waits_for_a_peer` tell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from zlint.model import Op, Socket, Topology, Tri, Value
from zlint.semantics.delivery import at_hwm, variant, with_no_peer
from zlint.semantics.readiness import announced
from zlint.semantics.typestate import reachable

FOR_EVER, UNKNOWN = -1, -2
TIMEOUTS = {"recv": "RCVTIMEO", "send": "SNDTIMEO"}


def patience(topology: Topology, op: Op) -> int:
    """The longest that this recv, send or poll can wait for something to happen."""
    return 0 if op.kind != "poll" and announced(topology, op) else limit(topology, op)


def limit(topology: Topology, op: Op) -> int:
    """The same, whatever was polled before."""
    if op.asyncio or op.stream:
        return 0
    if op.kind == "poll":
        return _longest([op.timeout]) if op.timeout else FOR_EVER
    if op.nonblocking is not Tri.NO:
        return UNKNOWN if op.nonblocking is Tri.MAYBE else 0
    limits = [each for socket in topology.sockets_of(op) for each in _limits(topology, socket, op.kind)]
    return _longest(each.value for each in limits) if limits else FOR_EVER


def waits_to_send(topology: Topology, socket: Socket) -> bool:
    """Does send wait at the high-water mark?"""
    return _blocks(topology, socket, at_hwm)


def waits_for_a_peer(topology: Topology, socket: Socket) -> bool:
    """Does send wait when the socket is bound and nobody has come?"""
    return _blocks(topology, socket, lambda name: with_no_peer(name, "bind"))


def _blocks(topology: Topology, socket: Socket, answer: Callable[[str], str]) -> bool:
    switched = [op.option for op in topology.ops_of(socket, "option") if op.option and op.value]
    return bool(socket.types) and all(answer(variant(name, switched)) == "blocks" for name in socket.types)


def limits(topology: Topology, op: Op, socket: Socket) -> list[Op]:
    """The options that bound its wait; not those that its thread only sets when the op is over."""
    graph, options = topology.graph_of(op), _limits(topology, socket, op.kind)
    mine = [each for each in options if each.execution == op.execution]
    late = {each.span for each in mine if graph and op.id not in reachable(graph, each.id)}
    return [each for each in options if each.span not in late]


def _limits(topology: Topology, socket: Socket, kind: str) -> list[Op]:
    return [op for op in topology.ops_of(socket, "option") if op.option == TIMEOUTS[kind] and op.value]


def _longest(values: Iterable[Value | None]) -> int:
    """Of alternatives; None and negative numbers are no limit."""
    options = [option for value in values if value for option in value.options]
    if any(option is None or (isinstance(option, int | float) and option < 0) for option in options):
        return FOR_EVER
    if not options or not all(isinstance(option, int | float) for option in options):
        return UNKNOWN
    return int(max(option for option in options if isinstance(option, int | float)))
