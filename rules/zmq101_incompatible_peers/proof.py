"""Types that cannot talk attach without an error on either side, and nothing is delivered.

PUB and PULL show it over tcp, ipc and inproc. REQ and DEALER show it over tcp; over inproc, where nobody checks, they
do exchange frames.
"""

import zmq

from zlint.prove import free_port, shown


def bad() -> str:
    received = [mismatched(f"tcp://127.0.0.1:{free_port()}"), mismatched("ipc://feed"), mismatched("inproc://feed")]
    received.append(mismatched_request())
    observed = "bind, connect and send returned, received over tcp, ipc, inproc, and of the REQ over tcp"
    return shown(f"{observed}: {received}", received == [0, 0, 0, 0])


def mismatched(endpoint: str) -> int:
    with zmq.Context() as context, context.socket(zmq.PUB) as publisher, context.socket(zmq.PULL) as receiver:
        publisher.bind(endpoint)
        receiver.connect(endpoint)  # error: [incompatible-peers]
        received = 0
        for _ in range(20):
            publisher.send(b"news")
            received += receiver.poll(20)
        return received


def mismatched_request() -> int:
    with zmq.Context() as context, context.socket(zmq.DEALER) as server, context.socket(zmq.REQ) as client:
        port = server.bind_to_random_port("tcp://127.0.0.1")
        client.linger = 0
        client.connect(f"tcp://127.0.0.1:{port}")  # error: [incompatible-peers]
        client.send(b"work")
        return server.poll(400)


def good() -> str:
    received = [matched(f"tcp://127.0.0.1:{free_port()}"), matched("ipc://feed"), matched("inproc://feed")]
    received.append(matched_request())
    return shown(f"SUB and ROUTER get {received}", received == [b"news", b"news", b"news", b"work"])


def matched(endpoint: str) -> bytes:
    with zmq.Context() as context, context.socket(zmq.PUB) as publisher, context.socket(zmq.SUB) as receiver:
        publisher.bind(endpoint)
        receiver.connect(endpoint)
        receiver.subscribe("")
        for _ in range(100):
            publisher.send(b"news")
            if receiver.poll(20):
                return receiver.recv()
        return b"nothing"


def matched_request() -> bytes:
    with zmq.Context() as context, context.socket(zmq.ROUTER) as server, context.socket(zmq.REQ) as client:
        port = server.bind_to_random_port("tcp://127.0.0.1")
        server.rcvtimeo = 2000
        client.connect(f"tcp://127.0.0.1:{port}")
        client.send(b"work")
        return server.recv_multipart()[-1]
