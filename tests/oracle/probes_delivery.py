"""What send does with nobody to take the message and at the high-water mark, and how many messages fit."""

from functools import partial

import zmq

from tests.oracle import control
from tests.oracle.sockets import LONG, Socket, attach, drained, endpoint, outcome, passes, received, sockets
from zlint.semantics.delivery import DELIVERY

PEERS = {"PAIR": "PAIR", "PUSH": "PULL", "DEALER": "DEALER", "PUB": "SUB", "XPUB": "XSUB", "XSUB": "XPUB"}
PEERS |= {"ROUTER": "DEALER", "REQ": "ROUTER"}
KEEPERS = ("PAIR", "PUSH", "DEALER", "REQ")
MANY = 400
SUMS = ((1000, 1000), (10, 10), (10, 0), (0, 10), (1, 1), (5, 100))


def no_peer(variant: str, attached: str) -> str:
    """What the send raises, or what becomes of the message when a peer comes later."""
    passes()
    kind, _, option = variant.partition("+")
    with sockets(kind) as (socket,):
        if option:
            socket.set(getattr(zmq, option), 1)
        name = endpoint("ipc")
        if attached != "nothing":
            (socket.bind if attached == "bind" else socket.connect)(name)
        sent = outcome(socket.send_multipart, _message(kind))
        if sent != "ok" or attached == "nothing":
            return sent
        return "kept" if _kept(kind, name, attached) else "gone"


def _message(kind: str) -> list[bytes]:
    return [b"peer", b"message"] if kind == "ROUTER" else [b"message"]


def _kept(kind: str, name: str, attached: str) -> bool:
    """Does a peer that comes to the endpoint get the message that was sent before?"""
    with sockets(PEERS[kind]) as (peer,):
        _prepare(kind, peer)
        (peer.connect if attached == "bind" else peer.bind)(name)
        if PEERS[kind] == "XSUB":
            peer.send(b"\x01")
        return not isinstance(received(peer, LONG if kind in KEEPERS else 300), str)


def _prepare(kind: str, peer: Socket) -> None:
    if kind == "ROUTER":
        peer.routing_id = b"peer"
    if PEERS[kind] == "SUB":
        peer.subscribe(b"")


def at_hwm(variant: str) -> str:
    """Five messages fit on either side; many more are sent and nobody receives."""
    kind, _, option = variant.partition("+")
    with sockets(kind, PEERS[kind], SNDHWM=5, RCVHWM=5) as (socket, peer):
        if option:
            socket.set(getattr(zmq, option), 1)
        _prepare(kind, peer)
        attach(socket, peer)
        if PEERS[kind] == "XSUB":
            peer.send(b"\x01")
        peer.poll(0)
        socket.poll(0)
        sent = [outcome(socket.send_multipart, _message(kind), zmq.NOBLOCK) for _ in range(MANY)]
        arrived = len(drained(peer))
        control(arrived == 10, f"ten messages fit and arrive, not {arrived}")
        return "drops" if set(sent) == {"ok"} else sent[-1]


def reply_to_nobody() -> str:
    """A REP whose requester has gone."""
    with sockets("REP", "REQ") as (server, client):
        attach(server, client, "tcp")
        client.send(b"request")
        control(received(server, LONG) == [b"request"], "the request arrives")
        client.close(linger=0)
        server.poll(100)
        return outcome(server.send, b"reply")


def fits(send: int, receive: int) -> int | None:
    """How many messages two inproc sockets hold; None when no limit shows."""
    with sockets("PUSH", "PULL") as (source, sink):
        source.sndhwm, sink.rcvhwm = send, receive
        attach(sink, source)
        limit = 4000
        count = 0
        while count < limit and outcome(source.send, b"x", zmq.NOBLOCK) == "ok":
            count += 1
        control(received(sink) == [b"x"], "a message arrives")
        return count if count < limit else None


def fits_by_default() -> int:
    passes()
    with sockets("PUSH") as (source,):
        source.connect(endpoint("ipc"))
        count = 0
        while outcome(source.send_multipart, [b"x", b"y"], zmq.NOBLOCK) == "ok":
            count += 1
        return count


# A REQ never fills its queue: it sends one request at a time.
FULL = [variant for variant in DELIVERY if variant not in ("REQ", "REP")]
NO_PEER = [
    (variant, attached)
    for variant in DELIVERY
    for attached in ("nothing", "bind", "connect")
    if variant != "REP" and (variant != "ROUTER+ROUTER_MANDATORY" or attached == "bind")
]

PROBES = {
    **{f"{variant} attached by {attached}": partial(no_peer, variant, attached) for variant, attached in NO_PEER},
    **{f"{variant} is full": partial(at_hwm, variant) for variant in FULL},
    "REP without its requester": reply_to_nobody,
    **{f"SNDHWM {send}, RCVHWM {receive}": partial(fits, send, receive) for send, receive in SUMS},
    "messages of two frames by default": fits_by_default,
}
