"""The option table: who takes each option, what it is before it is set, and on whom CONFLATE has an effect."""

from functools import partial
from typing import Any

import zmq

from tests.oracle import control
from tests.oracle.sockets import KEY, LONG, Socket, attach, drained, endpoint, passes, received, sockets
from zlint.semantics.options import OPTIONS
from zlint.semantics.peers import STABLE

# Of each value kind, values of which an option takes at least one unless it takes none.
SAMPLES: dict[str, tuple[Any, ...]] = {
    "int": (1, 0, 100, -1),
    "bytes": (b"x", KEY, b"X-a:b", b"lo", b"127.0.0.1:1", b"10.0.0.0/8"),
}
PEERS = {"PUSH": "PULL", "PULL": "PUSH", "PUB": "SUB", "SUB": "PUB", "DEALER": "DEALER", "PAIR": "PAIR"}
PEERS |= {"XPUB": "XSUB", "XSUB": "XPUB", "ROUTER": "DEALER"}
SENDERS = ("PUSH", "PUB", "XPUB")


def takes(option: str) -> list[str]:
    passes()
    with sockets(*STABLE) as made:
        return [name for name, socket in zip(STABLE, made) if any(_set(socket, option, v) for v in _samples(option))]


def _samples(option: str) -> tuple[Any, ...]:
    return SAMPLES[OPTIONS[option].value]


def _set(socket: Socket, option: str, value: Any) -> bool:
    try:
        socket.set(getattr(zmq, option), value)
    except zmq.ZMQError as error:
        control(error.errno == zmq.EINVAL, f"{option} raises EINVAL or nothing, not {error}")
        return False
    return True


def default(option: str) -> Any:
    """What a new socket has, None when it cannot be read or depends on the type."""
    context = zmq.Context()
    made = [context.socket(getattr(zmq, name)) for name in STABLE]
    try:
        control(all(socket.get(zmq.TYPE) == getattr(zmq, name) for name, socket in zip(STABLE, made)), "TYPE is read")
        values = {_get(socket, option) for socket in made}
    finally:
        context.destroy(linger=0)
    value = values.pop() if len(values) == 1 else None
    return value.hex() if isinstance(value, bytes) else value


def _get(socket: Socket, option: str) -> Any:
    try:
        return socket.get(getattr(zmq, option))
    except zmq.ZMQError:
        return None


def lingers() -> dict[str, object]:
    passes()
    context = zmq.Context()
    try:
        return {name: context.socket(getattr(zmq, name)).linger for name in STABLE}
    finally:
        context.destroy(linger=0)


def conflates(type: str) -> bool:
    """Does only the last of several messages arrive? The socket under test connects, over inproc."""
    counts = []
    for value in (0, 1):
        with sockets(type, PEERS[type]) as (socket, peer):
            socket.set(zmq.CONFLATE, value)
            for each in (socket, peer):
                if each.get(zmq.TYPE) == zmq.SUB:
                    each.subscribe(b"")
            attach(peer, socket)
            counts.append(_arrived(type, socket, peer))
    control(counts[0] == 4, f"without CONFLATE four messages arrive, not {counts[0]}")
    return counts[1] == 1


def _arrived(type: str, socket: Socket, peer: Socket) -> int:
    sender, receiver = (socket, peer) if type in SENDERS else (peer, socket)
    for each in (receiver, sender):
        if each.get(zmq.TYPE) == zmq.XSUB:
            each.send(b"\x01")
    receiver.poll(0)
    sender.poll(0)
    if sender.get(zmq.TYPE) == zmq.XPUB:
        received(sender, LONG)
    for number in range(4):
        sender.send(b"%d" % number)
    return len(drained(receiver, 50))


def conflates_request(type: str) -> bool:
    """A message of several frames, as the envelope of REQ is, cannot pass where CONFLATE has an effect."""
    passes()
    with sockets("REQ", "REP") as (client, server):
        (client if type == "REQ" else server).set(zmq.CONFLATE, 1)
        name = endpoint("inproc")
        binder, connector = (server, client) if type == "REQ" else (client, server)
        binder.bind(name)
        connector.connect(name)
        client.send(b"request")
        return received(server, 200) != [b"request"]


PROBES = {
    **{f"who takes {option}": partial(takes, option) for option in OPTIONS},
    **{f"default of {option}": partial(default, option) for option in OPTIONS},
    "LINGER of each type": lingers,
    **{f"{name} conflates": partial(conflates, name) for name in PEERS},
    **{f"{name} conflates": partial(conflates_request, name) for name in ("REQ", "REP")},
}
