"""REQ and REP, every order of up to three sends and receives, with a peer that answers; and after a timeout."""

from collections.abc import Callable
from functools import partial
from itertools import product

import zmq

from tests.oracle import control
from tests.oracle.sockets import SHORT, Socket, attach, drained, outcome, sockets, wait_for

PEERS = {"REQ": "ROUTER", "REQ+REQ_RELAXED": "ROUTER", "REP": "DEALER"}
ORDERS = [order for length in (1, 2, 3) for order in product(("send", "recv"), repeat=length)]


def turns(type: str, transport: str, order: tuple[str, ...]) -> list[str]:
    with sockets(type.partition("+")[0], PEERS[type]) as (socket, peer):
        if type == "REQ+REQ_RELAXED":
            socket.set(zmq.REQ_RELAXED, 1)
        attach(peer, socket, transport)
        return [_done(type, kind, socket, peer) for kind in order]


def _done(type: str, kind: str, socket: Socket, peer: Socket) -> str:
    if type == "REP" and kind == "recv":
        peer.send_multipart([b"", b"request"])
        return _when_ready(socket, socket.recv)
    if kind == "recv":
        for request in drained(peer):
            peer.send_multipart(request)
        return _when_ready(socket, socket.recv)
    return _when_ready(socket, partial(socket.send, b"message"))


def _when_ready(socket: Socket, call: Callable[[], object]) -> str:
    socket.rcvtimeo = socket.sndtimeo = 1000
    return outcome(call)


def after_timeout(type: str) -> dict[str, str]:
    """What a REQ whose receive timed out can do next, when the reply comes after all."""
    with sockets("REQ", "ROUTER") as (socket, peer):
        socket.set(zmq.REQ_RELAXED, int(type == "REQ+REQ_RELAXED"))
        attach(peer, socket)
        socket.send(b"request")
        socket.rcvtimeo = SHORT
        control(outcome(socket.recv) == "EAGAIN", "the receive times out")
        sent = outcome(socket.send, b"again")
        for request in drained(peer):
            peer.send_multipart(request)
        return {"send": sent, "recv": outcome(socket.recv)}


def parts(type: str) -> str:
    """The other operation in the middle of a message."""
    with sockets("REP", "REQ") as (server, client):
        attach(server, client)
        control(outcome(client.send, b"a", zmq.SNDMORE) == "ok", "a first part is sent")
        if type == "REQ":
            return outcome(client.recv)
        client.send(b"b")
        control(outcome(server.recv) == "ok", "a first part is received")
        wait_for(lambda: server.rcvmore, "more parts follow")
        return outcome(server.send, b"x")


PROBES = {
    **{
        f"{name} {' '.join(order)}, {transport}": partial(turns, name, transport, order)
        for transport in ("inproc", "tcp")
        for name in PEERS
        for order in ORDERS
    },
    **{f"{name} after a timeout": partial(after_timeout, name) for name in ("REQ", "REQ+REQ_RELAXED")},
    **{f"{name} between parts": partial(parts, name) for name in ("REQ", "REP")},
}
