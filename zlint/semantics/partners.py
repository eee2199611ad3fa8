"""Can anybody in the program be at the other end of a bind or connect?

An endpoint that is not known as a whole can be any of its transport. Not known: what code outside the program does, so
what a library binds or connects for its callers, and what tests do, has a partner. An inproc name in a context that a
function makes for itself is out of its callers' reach.
"""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Endpoint, Link, Op, Socket, Topology, Tri

OTHER = {"bind": "connect", "connect": "bind"}
ZAP = "inproc://zeromq.zap.01"  # bound by an authenticator


def alone(topology: Topology, op: Op) -> Endpoint | None:
    """The endpoint of this op, when it is known and surely nobody in the program is at its other end."""
    endpoint = op.endpoints[0] if len(op.endpoints) == 1 else None
    if endpoint is None or endpoint.literal in (None, ZAP) or endpoint.random or not op.sockets:
        return None
    if topology.in_tests(op) or not (_in_a_script(topology, op) or _in_own_context(topology, op, endpoint)):
        return None
    if not all(socket.complete for socket in topology.sockets_of(op)):
        return None
    others = topology.all_ops(OTHER[op.kind])
    return None if any(_may_meet(topology, op, endpoint, other) for other in others) else endpoint


def apart(link: Link) -> bool:
    """Are the two ends of an inproc endpoint in different contexts, so that nothing passes?"""
    ours, theirs = link.binder.contexts, link.connector.contexts
    return link.endpoint.transport == "inproc" and bool(ours and theirs) and set(ours).isdisjoint(theirs)


def partners(topology: Topology, socket: Socket) -> Iterator[tuple[Socket, Tri]]:
    """The sockets that messages can pass to or from, and how surely."""
    for link in topology.once("links that pass", lambda: [each for each in topology.links if not apart(each)]):
        if socket.id == link.binder.id:
            yield link.connector, link.meets
        elif socket.id == link.connector.id:
            yield link.binder, link.meets


def _in_a_script(topology: Topology, op: Op) -> bool:
    return topology.root(op.execution).kind == "main"


def _in_own_context(topology: Topology, op: Op, endpoint: Endpoint) -> bool:
    root = topology.root(op.execution)
    contexts = [topology.context(key) for socket in topology.sockets_of(op) for key in socket.contexts]
    own = all(context.execution == root.id and not context.shared for context in contexts)
    return endpoint.transport == "inproc" and root.owner is None and bool(contexts) and own


def _may_meet(topology: Topology, op: Op, endpoint: Endpoint, other: Op) -> bool:
    return not other.endpoints or any(_may_be_one(topology, op, endpoint, far) for far in other.endpoints)


def _may_be_one(topology: Topology, op: Op, endpoint: Endpoint, far: Endpoint) -> bool:
    if far.literal is None:
        return far.transport in (None, endpoint.transport)
    ends = (endpoint, far) if op.kind == "bind" else (far, endpoint)
    return ends[0].meets(ends[1], topology.hosts).possible
