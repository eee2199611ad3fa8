"""What a send and a receive raise at once, on a fresh socket and on one with a peer."""

from functools import partial

import zmq

from tests.oracle import control
from tests.oracle.sockets import LONG, attach, outcome, passes, received, sockets
from zlint.semantics.peers import DRAFT, STABLE

ONE_WAY = {"PUB": "SUB", "SUB": "PUB", "PUSH": "PULL", "PULL": "PUSH"}


def fresh(type: str) -> dict[str, str]:
    passes()
    with sockets(type) as (socket,):
        return {
            "send": outcome(socket.send, b"x", zmq.NOBLOCK),
            "recv": outcome(socket.recv, zmq.NOBLOCK),
        }


def with_peer(type: str) -> dict[str, object]:
    """The direction that the type lacks, when the other one works."""
    with sockets(type, ONE_WAY[type]) as (socket, peer):
        attach(socket, peer)
        for each in (socket, peer):
            if each.get(zmq.TYPE) == zmq.SUB:
                each.subscribe(b"")
            each.poll(0)
        sender, receiver = (socket, peer) if type in ("PUB", "PUSH") else (peer, socket)
        sender.send(b"control")
        control(received(receiver, LONG) == [b"control"], "the legal direction works")
        lacking, call = (zmq.POLLIN, socket.recv) if sender is socket else (zmq.POLLOUT, partial(socket.send, b"x"))
        return {"call": outcome(call), "poll": socket.poll(50, lacking)}


PROBES = {
    **{f"fresh {name}": partial(fresh, name) for name in (*STABLE, *DRAFT)},
    **{f"{name} with a peer": partial(with_peer, name) for name in ONE_WAY},
}
