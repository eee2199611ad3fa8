"""The request of a REQ has three frames for a ROUTER, identity and delimiter first; unpacking two raises ValueError."""

import zmq

from zlint.prove import Refuted, shown


def bad() -> str:
    with zmq.Context() as context, context.socket(zmq.ROUTER) as server, context.socket(zmq.REQ) as client:
        server.bind("inproc://service")
        client.connect("inproc://service")
        client.send(b"hi")
        try:
            identity, request = server.recv_multipart()  # error: [frame-count-mismatch]
        except ValueError as error:
            return shown(f"ValueError: {error}", "too many values" in str(error))
        raise Refuted(f"two frames arrived: {identity!r}, {request!r}")


def good() -> str:
    with zmq.Context() as context, context.socket(zmq.ROUTER) as server, context.socket(zmq.REQ) as client:
        server.bind("inproc://service")
        client.connect("inproc://service")
        client.send(b"hi")
        identity, empty, request = server.recv_multipart()
        holds = (len(identity), empty, request) == (5, b"", b"hi")
        return shown(f"identity, delimiter {empty!r} and request {request!r}", holds)
