from __future__ import annotations

import pytest
import zmq

from zlint.prove import free_port
from zlint.semantics.unsent import keeps_for_later

TRIES = 10
PEERS = {"PUSH": "PULL", "DEALER": "DEALER", "REQ": "REP", "PAIR": "PAIR"}


def arrives(kind: str, transport: str, *, late: bool = False, wait: bool = False) -> bool:
    """Does what is sent and followed by close(linger=0) arrive? late: the peer binds when the sender is through;
    wait: until there is a connection."""
    endpoint = f"{transport}://127.0.0.1:{free_port()}"
    with zmq.Context() as context, context.socket(getattr(zmq, PEERS[kind])) as sink:
        sink.linger = 0
        if not late:
            sink.bind(endpoint)
        own = zmq.Context() if late else context
        source = own.socket(getattr(zmq, kind))
        monitor = source.get_monitor_socket(zmq.EVENT_HANDSHAKE_SUCCEEDED) if wait else None
        source.connect(endpoint)
        if monitor is not None:
            assert monitor.poll(5000)
            monitor.close()
        source.send(b"word")
        source.close(linger=0)
        if late:
            own.term()  # close() returns before the socket is gone
            sink.bind(endpoint)
        return bool(sink.poll(200))


def test_types_that_keep_what_they_send() -> None:
    types = "PAIR PUB SUB XPUB XSUB REQ REP DEALER ROUTER PUSH PULL STREAM".split()
    assert [name for name in types if keeps_for_later(name)] == ["PAIR", "REQ", "DEALER", "PUSH"]


@pytest.mark.parametrize("kind", PEERS)
def test_a_connection_that_is_not_made_yet(kind: str) -> None:
    assert not arrives(kind, "tcp", late=True)


@pytest.mark.parametrize("kind", PEERS)
def test_a_connection_that_is_made(kind: str) -> None:
    assert sum(arrives(kind, "tcp", wait=True) for _ in range(TRIES)) > TRIES / 2


@pytest.mark.parametrize("kind", PEERS)
def test_inproc_loses_nothing(kind: str) -> None:
    assert sum(arrives(kind, "inproc") for _ in range(TRIES)) == TRIES
