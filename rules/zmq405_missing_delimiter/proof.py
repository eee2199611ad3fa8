"""A reply that a ROUTER sends to a REQ without the empty delimiter frame is dropped, and the sender is not told."""

import zmq

from zlint.prove import shown


def bad() -> str:
    with zmq.Context() as context, context.socket(zmq.ROUTER) as server, context.socket(zmq.REQ) as client:
        server.setsockopt(zmq.ROUTER_MANDATORY, 1)
        server.bind("inproc://service")
        client.connect("inproc://service")
        client.rcvtimeo = 300
        client.send(b"work")
        identity, *_ = server.recv_multipart()
        server.send_multipart([identity, b"done"])  # error: [missing-delimiter]
        try:
            reply = client.recv()
        except zmq.Again:
            return shown("send returned, the client's recv times out", True)
        return shown(f"the client gets {reply!r}", False)


def good() -> str:
    with zmq.Context() as context, context.socket(zmq.ROUTER) as server, context.socket(zmq.REQ) as client:
        server.setsockopt(zmq.ROUTER_MANDATORY, 1)
        server.bind("inproc://service")
        client.connect("inproc://service")
        client.rcvtimeo = 2000
        client.send(b"work")
        identity, *_ = server.recv_multipart()
        server.send_multipart([identity, b"", b"done"])
        reply = client.recv()
        return shown(f"behind the delimiter, {reply!r} arrives", reply == b"done")
