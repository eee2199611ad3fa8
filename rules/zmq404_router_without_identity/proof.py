"""A message of one frame that a ROUTER sends is dropped without an error, also with ROUTER_MANDATORY."""

import zmq

from zlint.prove import shown


def bad() -> str:
    with zmq.Context() as context, context.socket(zmq.ROUTER) as server, context.socket(zmq.REQ) as client:
        server.setsockopt(zmq.ROUTER_MANDATORY, 1)
        server.bind("inproc://service")
        client.connect("inproc://service")
        client.send(b"work")
        server.recv_multipart()
        server.send(b"done")  # error: [router-without-identity]
        arrived = client.poll(300)
        return shown(f"send returned, the client's poll gives {arrived}", arrived == 0)


def good() -> str:
    with zmq.Context() as context, context.socket(zmq.ROUTER) as server, context.socket(zmq.REQ) as client:
        server.setsockopt(zmq.ROUTER_MANDATORY, 1)
        server.bind("inproc://service")
        client.connect("inproc://service")
        client.rcvtimeo = 2000
        client.send(b"work")
        identity, empty, _ = server.recv_multipart()
        server.send_multipart([identity, empty, b"done"])
        reply = client.recv()
        return shown(f"behind the identity, {reply!r} arrives", reply == b"done")
