from __future__ import annotations

from collections.abc import Callable

import pytest
import zmq

from tests.semantics.scenes import scene
from zlint.prove import name_of
from zlint.semantics.closed import USES, closed_sockets

CALLS: dict[str, Callable[[zmq.Socket[bytes]], object]] = {
    "bind": lambda socket: socket.bind("inproc://a"),
    "connect": lambda socket: socket.connect("inproc://a"),
    "unbind": lambda socket: socket.unbind("inproc://a"),
    "disconnect": lambda socket: socket.disconnect("inproc://a"),
    "option": lambda socket: socket.setsockopt(zmq.LINGER, 0),
    "subscribe": lambda socket: socket.subscribe(b""),
    "unsubscribe": lambda socket: socket.unsubscribe(b""),
    "send": lambda socket: socket.send(b""),
    "recv": lambda socket: socket.recv(),
    "poll": lambda socket: socket.poll(0),
    "proxy": lambda socket: zmq.proxy(socket, socket),
}


@pytest.mark.parametrize("kind", USES)
def test_uses_of_a_closed_socket_fail(kind: str) -> None:
    with zmq.Context() as context:
        socket = context.socket(zmq.SUB)
        socket.close()
        with pytest.raises(zmq.ZMQError) as raised:
            CALLS[kind](socket)
    assert name_of(raised.value) == {"poll": "ENOTSUP", "proxy": "EFAULT"}.get(kind, "ENOTSOCK")


def test_a_context_that_is_over_makes_no_socket() -> None:
    context = zmq.Context()
    context.term()
    with pytest.raises(zmq.ZMQError) as raised:
        context.socket(zmq.SUB)
    assert name_of(raised.value) == "ENOTSUP"


@pytest.mark.parametrize(
    ("line", "edges", "broken"),
    [
        ("1 open a; 2 close a; 3 send a", "", [3]),
        ("1 open a; 2 send a; 3 close a", "", []),
        ("1 open a; 2 close a; 3 ask a; 4 send a", "", []),
        ("1 open a; 2 close a; 3 send a", "1>3", [3]),
        ("1 open a; 2 close a; 3 open a; 4 send a", "", []),
    ],
)
def test_where_a_socket_is_closed(line: str, edges: str, broken: list[int]) -> None:
    topology = scene({"a": "PUSH"}, {"main": line}, edges=edges)
    walks = list(closed_sockets(topology, topology.sockets[0]))
    assert [node.op for walk in walks for node in walk.broken] == broken
