"""Who can send to a socket, by the transports it is attached to and by CURVE.

Assumed: an address of tcp that is not known is not loopback. Not known: firewalls, and whether the keys of CURVE are
checked by an authenticator; a socket with CURVE options counts as reached by nobody.
"""

from __future__ import annotations

from dataclasses import dataclass

from zlint.model import Endpoint, Op, Socket, Topology, Tri
from zlint.model.endpoint import ANY_HOST, THIS_HOST

REACHES = ("process", "machine", "network")
LOOPBACK = {(host,) for host in THIS_HOST - ANY_HOST}


@dataclass(frozen=True, slots=True)
class Exposure:
    """reach: one of REACHES. who: the widest circle of senders, in words; at: the bind or connect that opens it.
    certainty: MAYBE when it is not known how the socket is attached."""

    reach: str
    who: str = ""
    at: Op | None = None
    certainty: Tri = Tri.YES


def exposure(topology: Topology, socket: Socket) -> Exposure:
    """The widest that is certain; else the widest."""
    if any((op.option or "").startswith("CURVE_") for op in topology.ops_of(socket, "option")):
        return Exposure("process")
    found = [_opened(op, endpoint) for op in topology.ops_of(socket, "bind", "connect") for endpoint in op.endpoints]
    unknown = Exposure("machine", "a peer that is not known", None, Tri.MAYBE)
    return max(found or [unknown], key=lambda each: (each.reach != "process", each.certainty.value, rank(each)))


def rank(exposure: Exposure) -> int:
    """How far it reaches, as a number to compare."""
    return REACHES.index(exposure.reach)


def _opened(op: Op, endpoint: Endpoint) -> Exposure:
    if endpoint.transport == "inproc":
        return Exposure("process")
    if endpoint.transport == "ipc":
        return Exposure("machine", "any process that can open the ipc path", op)
    if endpoint.transport is None:
        return Exposure("machine", f"any peer of {endpoint}", op, Tri.MAYBE)
    if endpoint.host_port[0] in LOOPBACK:
        return Exposure("machine", "any process on this machine", op)
    return Exposure("network", f"any peer of {endpoint}", op)
