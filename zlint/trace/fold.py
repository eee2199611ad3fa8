"""A run to be drawn: the sockets that one creation made are one socket, and messages are counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from zlint.model import Link, Socket, Topology
from zlint.trace.build import Recorded

Messages = Mapping[str, tuple[int, int]]  # socket -> messages sent, received


def fold(recorded: Recorded) -> tuple[Topology, Messages]:
    """One socket for each place and type."""
    run = recorded.topology
    groups: dict[tuple[object, ...], list[Socket]] = {}
    for socket in run.sockets:
        groups.setdefault((socket.span, socket.types, socket.asyncio), []).append(socket)
    merged = {each.id: replace(same[0], many=len(same) > 1) for same in groups.values() for each in same}
    links: dict[tuple[str, str], Link] = {}
    for link in run.links:
        binder, connector = merged[link.binder.id], merged[link.connector.id]
        links.setdefault((binder.id, connector.id), replace(link, binder=binder, connector=connector))
    ops = tuple(replace(op, sockets=tuple(merged[key].id for key in op.sockets)) for op in run.ops)
    sockets = tuple({socket.id: socket for socket in merged.values()}.values())
    topology = replace(run, sockets=sockets, ops=ops, links=tuple(links.values()))
    return topology, {socket.id: _messages(topology, socket, recorded.messages) for socket in sockets}


def _messages(topology: Topology, socket: Socket, counts: Mapping[int, int]) -> tuple[int, int]:
    """A failed call moved nothing; a message sent frame by frame counts when its last frame is sent."""
    sent, received = (
        sum(
            counts.get(op.id, 0)
            for op in topology.ops_of(socket, kind)
            if not op.more.possible and _went(topology, op.id)
        )
        for kind in ("send", "recv")
    )
    return sent, received


def _went(topology: Topology, number: int) -> bool:
    graph = topology.graph_of(topology.op(number))
    edges = graph.edges.get(number, ()) if graph is not None else ()
    return all(edge.label != "raise" for edge in edges)
