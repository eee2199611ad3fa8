"""What a program passes on from one socket to another, as it came.

Not known: what was decoded and encoded again, and what code that is not seen makes of a message.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from zlint.model import Op, Socket, Topology
from zlint.semantics.typestate import reachable


@dataclass(frozen=True, slots=True)
class Relay:
    """Each message from `front` goes to `back`, and what `back` answers goes back to `front`, in turns.

    taken, passed, answered, returned: the four ops, in their order."""

    front: Socket
    back: Socket
    taken: Op
    passed: Op
    answered: Op
    returned: Op


def origin(topology: Topology, send: Op) -> Op | None:
    """The one recv that all frames of all shapes come from."""
    frames = [frame for shape in send.shapes for frame in shape.items]
    sources = {frame.source if frame.kind == "received" else None for frame in frames}
    return topology.op(found) if len(sources) == 1 and (found := sources.pop()) is not None else None


def relays(topology: Topology, front: str, back: str) -> Iterator[Relay]:
    """Between sockets of these types that do nothing else, again and again."""
    for passed in topology.all_ops("send"):
        taken = origin(topology, passed)
        if taken is None or not _between(topology, taken, passed, front, back):
            continue
        server, client = (topology.socket(op.sockets[0]) for op in (taken, passed))
        answers = [(origin(topology, op), op) for op in topology.ops_of(server, "send")]
        requests = [origin(topology, op) for op in topology.ops_of(client, "send")]
        pure = all(each and each.only == server.id for each in requests)
        for answered, returned in answers:
            all_answers = all(each and each.only == client.id for each, _ in answers)
            if answered is None or not (pure and all_answers) or _skips(topology, taken, passed, server):
                continue
            if _turns(topology, taken, passed, answered, returned):
                yield Relay(server, client, taken, passed, answered, returned)


def _between(topology: Topology, taken: Op, passed: Op, front: str, back: str) -> bool:
    if taken.only is None or passed.only is None or taken.execution != passed.execution:
        return False
    return (topology.socket(taken.only).type, topology.socket(passed.only).type) == (front, back)


def _skips(topology: Topology, taken: Op, passed: Op, server: Socket) -> bool:
    """Can a message be answered without being passed on?"""
    graph = topology.graph_of(taken)
    ahead = reachable(graph, taken.id, [passed.id]) if graph is not None else frozenset()
    return any(op.id in ahead for op in topology.ops_of(server, "send"))


def _turns(topology: Topology, *ops: Op) -> bool:
    """Does each lead to the next, and the last to where the first is done again?"""
    graph = topology.graph_of(ops[0])
    if graph is None or len({op.execution for op in ops}) > 1:
        return False
    again = (topology.op(number).span == ops[0].span for number in reachable(graph, ops[-1].id))
    return all(after.id in reachable(graph, op.id) for op, after in pairwise(ops)) and any(again)
