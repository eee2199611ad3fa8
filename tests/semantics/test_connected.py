from __future__ import annotations

import pytest
import zmq

from zlint.prove import free_port
from zlint.semantics.connected import doubles

PAIRS = {"SUB": "PUB", "XSUB": "XPUB"}


@pytest.mark.parametrize("kind", PAIRS)
@pytest.mark.parametrize("transport", ["tcp", "inproc"])
def test_copies_of_one_message(kind: str, transport: str) -> None:
    endpoint = f"{transport}://127.0.0.1:{free_port()}"
    types = getattr(zmq, PAIRS[kind]), getattr(zmq, kind)
    with zmq.Context() as context, context.socket(types[0]) as publisher, context.socket(types[1]) as subscriber:
        publisher.linger = subscriber.linger = 0
        publisher.bind(endpoint)
        for _ in range(2):
            subscriber.connect(endpoint)
        if kind == "SUB":
            subscriber.subscribe(b"")
        else:
            subscriber.send(b"\x01")
        copies = 0
        for _ in range(20):  # the connections come up one after the other
            publisher.send(b"news")
            copies = 0
            while subscriber.poll(50):
                subscriber.recv()
                copies += 1
            if copies == 2:
                break
    assert copies == 1 + doubles(kind, transport)
