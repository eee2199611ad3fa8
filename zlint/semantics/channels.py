"""Pairs of sockets between which all that is sent and received is known.

Each is linked for sure with the other and with nobody else, is used by one execution, and waits without a limit: no
timeout, no poll, no callback. Messages are whole, so that one send answers one recv. XPUB and XSUB are left out: to
them subscriptions are messages, which no send stands for. Everything else is left out, and so is an execution that does
anything else with sockets than that.

Taken for granted: what is sent arrives, and the two ends of a pair are the only peers. A pair of scripts is taken to
run together.
"""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Execution, Op, Socket, Topology, Tri
from zlint.semantics.exposure import local
from zlint.semantics.handlers import UNSEEN
from zlint.semantics.options import fact
from zlint.semantics.overlap import TRAFFIC

STRANGE = ("poll", "register", "proxy", "escape", "unbind", "disconnect")
SUBSCRIBED = ("XPUB", "XSUB")
LIMITS = ("RCVTIMEO", "SNDTIMEO", "REQ_RELAXED", "CONFLATE")
RUNNERS = ("main", "thread", "process", "library")


def channels(topology: Topology) -> dict[str, str]:
    """The socket at the other end, for both ends of each pair."""
    peers = {socket.id: peer for socket in topology.sockets if (peer := _peer(topology, socket)) is not None}
    pairs = {key: peer.id for key, peer in peers.items() if peers.get(peer.id) is not None}
    pairs = {key: peer for key, peer in pairs.items() if pairs.get(peer) == key and _one_for_one(topology, key, peer)}
    owners = {key: user(topology, topology.socket(key)) for key in pairs}
    while True:
        dirty = {op.execution for op in topology.all_ops(*TRAFFIC) if op.only not in pairs}
        clean = {key: peer for key, peer in pairs.items() if not {owners[key], owners[peer]} & dirty}
        if len(clean) == len(pairs):
            return clean
        pairs = clean


def user(topology: Topology, socket: Socket) -> str | None:
    """The one execution that sends and receives with it."""
    users = {op.execution for op in topology.ops_of(socket, "send", "recv")}
    return users.pop() if len(users) == 1 else None


def _peer(topology: Topology, socket: Socket) -> Socket | None:
    peers = topology.peers_of(socket)
    attached = {number for link in topology.links for number in (link.bind, link.connect)}
    whole = all(op.id in attached and _here(op) for op in topology.ops_of(socket, "bind", "connect"))
    if len({peer.id for peer, _ in peers}) != 1 or not all(meets.certain for _, meets in peers):
        return None
    return peers[0][0] if whole and _plain(topology, socket) else None


def _here(op: Op) -> bool:
    """Is it one endpoint, and one that no other machine reaches?"""
    return len(op.endpoints) == 1 and (op.kind == "connect" or local(op.endpoints[0]))


def _plain(topology: Topology, socket: Socket) -> bool:
    if (
        socket.type in (None, *SUBSCRIBED)
        or socket.many
        or len(socket.made) > 1
        or not socket.complete
        or socket.assumed
    ):
        return False
    ops, key = topology.ops_of(socket), user(topology, socket)
    if key is None or not _runs_once(topology, topology.execution(key), socket):
        return False
    return all(op.only == socket.id and op.kind not in STRANGE and not _limits(op) for op in ops) and all(
        _waits(topology, op) for op in ops if op.kind in ("send", "recv")
    )


def _limits(op: Op) -> bool:
    """Is it an option that ends a wait, or one that is not known?"""
    limited = op.option in LIMITS and op.value is not None and op.value.options != (-1,)
    return op.kind == "option" and (fact(op.option or "") is None or limited)


def _runs_once(topology: Topology, execution: Execution, socket: Socket) -> bool:
    """Code that is called from outside runs once for each socket if it makes that, or has it made."""
    lineage = list(topology.lineage(execution.id))
    root = lineage[-1]
    makes = root.kind == "main" or any(maker == root.id for maker in _makers(topology, socket))
    known = all(each.kind in RUNNERS and not each.many for each in lineage)
    return known and makes and root.owner is None and not execution.entry.in_tests


def _makers(topology: Topology, socket: Socket) -> Iterator[str]:
    for op in topology.ops_of(socket, "open"):
        yield topology.root(op.execution).id


def _waits(topology: Topology, op: Op) -> bool:
    """For ever, if need be."""
    graph = topology.graph_of(op)
    errors = {edge.error for edge in graph.edges.get(op.id, ())} if graph is not None else {None}
    gives_up = any(error is not None and error.endswith(("Again", "TimeoutError")) for error in errors)
    awaited = op.result == "awaited" or not op.asyncio
    seen = not any(UNSEEN in each.catches for each in op.handlers)
    return seen and awaited and not (gives_up or op.stream or op.nonblocking is not Tri.NO or op.more is not Tri.NO)


def _one_for_one(topology: Topology, key: str, peer: str) -> bool:
    """Does a recv take all of what a send gave?"""
    for source, target in ((key, peer), (peer, key)):
        sends = topology.ops_of(topology.socket(source), "send")
        recvs = topology.ops_of(topology.socket(target), "recv")
        parted = any(op.codec in ("multipart", "serialized") for op in sends)
        if parted and any(op.codec not in ("multipart", "serialized") for op in recvs):
            return False
    return True
