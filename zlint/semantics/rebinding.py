"""Where a tcp endpoint is bound at once after it was released.

Source: truth.json (close and bind of one port at once): the I/O thread closes the listening socket some time after
close() or unbind() returned, and until then bind raises EADDRINUSE. The end of a context waits for it.

Not known: how long code takes that is neither an op nor a pause; it counts as nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from zlint.model import Edge, Endpoint, Op, OpGraph, Topology, Tri
from zlint.semantics.bound import prepared
from zlint.semantics.typestate import FAILED, Held, fold

BUSY, RELEASED = "busy", "released"
QUICK = (
    *("open", "option", "subscribe", "unsubscribe", "register", "ask", "context", "connect", "disconnect"),
    *("bind", "unbind", "close", "start"),
)


@dataclass(frozen=True, slots=True)
class Rebind:
    """`bind` binds what `release`, a close or unbind, has just let go."""

    release: Op
    bind: Op
    certainty: Tri


def rebinds(topology: Topology) -> Iterator[Rebind]:
    """The way there is one way through one execution. MAYBE: there are others."""
    for bind in topology.all_ops("bind"):
        graph = topology.graph_of(bind)
        if graph is None or not _one_port(bind) or prepared(bind) or not _can_fail(graph, bind):
            continue
        before = _before(topology, graph, bind)
        states = {held.state for held in before}
        release = next(
            (topology.op(held.by) for held in before if held.state == RELEASED and held.by is not None), None
        )
        if release is not None and not (len(states) > 1 and bind.conditional):
            yield Rebind(release, bind, Tri.of(states == {RELEASED}) | Tri.MAYBE)


def _one_port(op: Op) -> bool:
    return len(op.endpoints) == 1 and op.endpoints[0].transport == "tcp" and not op.endpoints[0].random


def _can_fail(graph: OpGraph, op: Op) -> bool:
    """In a run: did it?"""
    labels = {edge.label for edge in graph.edges.get(op.id, ())}
    labels |= {label for number, label in (*graph.exits, *graph.raises) if number == op.id}
    return "raise" in labels


def _before(topology: Topology, graph: OpGraph, bind: Op) -> tuple[Held[str], ...]:
    releases = frozenset(number for number in graph.ops if _releases(topology, topology.op(number), bind))

    def step(state: str, op: Op, edge: Edge) -> tuple[str, ...]:
        if op.id in releases and edge.label not in FAILED:
            return (RELEASED,)
        return (state if op.kind in QUICK and op.id != bind.id else BUSY,)

    single = replace(graph, repeats=False)
    return fold(single, topology, (BUSY,), step).before.get(bind.id, ())


def _releases(topology: Topology, op: Op, bind: Op) -> bool:
    """Does it let go what `bind` binds? Of several sockets that it can mean, each has to be bound there."""
    if op.kind not in ("close", "unbind") or not op.sockets:
        return False
    endpoint = bind.endpoints[0]
    if op.kind == "unbind":
        return [each.parts for each in op.endpoints] == [endpoint.parts]
    return all(
        any(_same(other, bind) for other in topology.ops_of(socket, "bind")) for socket in topology.sockets_of(op)
    )


def _same(first: Op, second: Op) -> bool:
    """A hole in a loop may stand for another value each time."""
    ends: list[Endpoint] = [*first.endpoints, *second.endpoints]
    return len(ends) == 2 and ends[0].parts == ends[1].parts and not (first is second and ends[0].holes)
