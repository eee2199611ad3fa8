"""Who can send to a socket, by the transports it is attached to, by CURVE, and through a proxy that it is behind.

Assumed: an address of tcp that is not known is not loopback. Not known: firewalls, and whether the keys of CURVE are
checked by an authenticator; a socket with CURVE options counts as reached by nobody. Of proxies in a row the nearest
counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from zlint.model import Endpoint, Op, Socket, Topology, Tri
from zlint.model.endpoint import ANY_HOST, THIS_HOST
from zlint.semantics.direction import can_recv
from zlint.semantics.typestate import reachable

REACHES = ("process", "machine", "network")
_LOOPBACK = {(host,) for host in THIS_HOST - ANY_HOST} | {(f"[{host}]",) for host in THIS_HOST - ANY_HOST}
_LOOPBACK_NET = re.compile(r"127(\.\d+){3}")


@dataclass(frozen=True, slots=True)
class Exposure:
    """reach: one of REACHES. who: the widest circle of senders, in words; at: the bind or connect that decides.
    certainty: MAYBE when it is not known how the socket is attached, or when another way reaches less far."""

    reach: str
    who: str = ""
    at: Op | None = None
    certainty: Tri = Tri.YES


def local(endpoint: Endpoint) -> bool:
    """Is whoever may be at the other end surely on this machine?"""
    host = endpoint.host_port[0]
    numbered = len(host) == 1 and isinstance(host[0], str) and _LOOPBACK_NET.fullmatch(host[0])
    return endpoint.transport in ("inproc", "ipc") or host in _LOOPBACK or bool(numbered)


def everywhere(endpoint: Endpoint) -> bool:
    """Is it every address of this machine, if it is bound?"""
    return endpoint.transport == "tcp" and endpoint.host_port[0] in {(host,) for host in ANY_HOST}


def exposure(topology: Topology, socket: Socket) -> Exposure:
    """The widest that is known, or a wider one that may be instead; else the widest. Of a socket on inproc only, what
    reaches it through a proxy."""
    direct = _direct(topology, socket)
    if direct.reach != "process" or direct.at is None:
        return direct
    behind = (each for each in _through_proxies(topology, socket) if each.reach != "process")
    return max(behind, key=_weight, default=direct)


def _through_proxies(topology: Topology, socket: Socket) -> Iterator[Exposure]:
    """Of the other ends of the proxies that its peers are ends of."""
    for peer, meets in topology.peers_of(socket):
        for op in topology.ops_of(peer, "proxy"):
            ends = [each for each in op.peers[:2] if each is not None and each != peer.id]
            for other in map(topology.socket, ends if peer.id in op.peers[:2] else ()):
                if other.type is not None and can_recv(other.type):
                    found = _direct(topology, other)
                    yield replace(found, certainty=found.certainty & meets)


def _direct(topology: Topology, socket: Socket) -> Exposure:
    if any((op.option or "").startswith("CURVE_") for op in topology.ops_of(socket, "option")):
        return Exposure("process")
    attaches = topology.ops_of(socket, "bind", "connect")
    found = [_among([_opened(op, endpoint) for endpoint in op.endpoints]) for op in attaches if op.endpoints]
    if not found:
        return Exposure("machine", "a peer that is not known", None, Tri.MAYBE)
    widest = max(found, key=_weight)
    if widest.reach == "machine":
        widest = max(found, key=lambda each: (rank(each), each.certainty.value))
    if any(rank(each) < rank(widest) and instead(topology, each.at, widest.at) for each in found):
        return replace(widest, certainty=Tri.MAYBE)
    return widest


def least_exposed(topology: Topology, recv: Op) -> Exposure | None:
    """How far one can surely reach it, whichever of its sockets is meant; None: not from outside the process."""
    exposures = [exposure(topology, socket) for socket in topology.sockets_of(recv)]
    if not exposures or any(each.reach == "process" for each in exposures):
        return None
    return replace(min(exposures, key=rank), certainty=Tri.over(each.certainty for each in exposures))


def rank(exposure: Exposure) -> int:
    """How far it reaches, as a number to compare."""
    return REACHES.index(exposure.reach)


def instead(topology: Topology, op: Op | None, other: Op | None) -> bool:
    """Does one of the two come in the other's place, for each socket that is made there?"""
    graph = topology.graph_of(op) if op is not None else None
    if op is None or other is None or graph is None or op.execution != other.execution:
        return False
    opens = [each.id for socket in topology.sockets_of(op) for each in topology.ops_of(socket, "open")]
    single = replace(graph, repeats=False)
    return other.id not in reachable(single, op.id, opens) and op.id not in reachable(single, other.id, opens)


def _weight(exposure: Exposure) -> tuple[int, bool, int]:
    return exposure.certainty.value, exposure.reach != "process", rank(exposure)


def _among(alternatives: list[Exposure]) -> Exposure:
    """Of several endpoints of which one is meant, the widest."""
    widest = max(alternatives, key=_weight)
    alike = all(each.reach == widest.reach for each in alternatives)
    return widest if alike else replace(widest, certainty=Tri.MAYBE)


def _opened(op: Op, endpoint: Endpoint) -> Exposure:
    if endpoint.transport == "inproc":
        return Exposure("process", at=op)
    if endpoint.transport == "ipc":
        return Exposure("machine", "any process that can open the ipc path", op)
    if endpoint.transport is None:
        return Exposure("machine", f"any peer of {endpoint}", op, Tri.MAYBE)
    if local(endpoint):
        return Exposure("machine", "any process on this machine", op)
    return Exposure("network", f"any peer of {endpoint}", op)
