"""A socket for each request makes a connection for each request; one socket makes one for all of them.

Connections are counted by the names that a ROUTER gives them.
"""

import contextlib
import threading
from collections.abc import Callable

import zmq

from zlint.prove import shown

REQUESTS = 5


def bad() -> str:
    sockets, contexts = connections(socket_each), connections(context_each)
    observed = f"{REQUESTS} requests make {sockets} connections, with a context for each {contexts}"
    return shown(observed, (sockets, contexts) == (REQUESTS, REQUESTS))


def socket_each(address: str) -> None:
    with zmq.Context() as context:
        while True:
            with context.socket(zmq.REQ) as client:  # error: [created-per-call]
                client.linger, client.rcvtimeo = 0, 500
                client.connect(address)
                client.send(b"question")
                client.recv()


def context_each(address: str) -> None:
    while True:
        with zmq.Context() as context, context.socket(zmq.REQ) as client:  # error: [created-per-call]
            client.linger, client.rcvtimeo = 0, 500
            client.connect(address)
            client.send(b"question")
            client.recv()


def good() -> str:
    made = connections(one_socket)
    return shown(f"{REQUESTS} requests make {made} connection", made == 1)


def one_socket(address: str) -> None:
    with zmq.Context() as context, context.socket(zmq.REQ) as client:
        client.linger = 0
        client.connect(address)
        for _ in range(REQUESTS):
            client.send(b"question")
            client.recv()


def until_nobody_answers(ask: Callable[[str], None], address: str) -> None:
    with contextlib.suppress(zmq.Again):
        ask(address)


def connections(ask: Callable[[str], None]) -> int:
    """How many connections a server sees: a ROUTER names each."""
    with zmq.Context() as context, context.socket(zmq.ROUTER) as server:
        server.linger = 0
        address = f"tcp://127.0.0.1:{server.bind_to_random_port('tcp://127.0.0.1')}"
        client = threading.Thread(target=until_nobody_answers, args=(ask, address), daemon=True)
        client.start()
        names = set()
        for _ in range(REQUESTS):
            if server.poll(5000):
                name, empty, question = server.recv_multipart()
                names.add(name)
                server.send_multipart([name, empty, question])
        client.join(5)
        return len(names)
