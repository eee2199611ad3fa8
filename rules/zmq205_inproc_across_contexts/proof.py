"""Over inproc between two contexts connect() and send() succeed, and nothing is delivered."""

import zmq

from zlint.prove import shown


def bad() -> str:
    with zmq.Context() as here, zmq.Context() as there:
        with here.socket(zmq.PULL) as server, there.socket(zmq.PUSH) as client:
            server.bind("inproc://jobs")
            client.linger = 0
            client.connect("inproc://jobs")  # error: [inproc-across-contexts]
            client.send(b"job")
            arrived = server.poll(300)
            return shown(f"connect and send returned, poll gives {arrived}", arrived == 0)


def good() -> str:
    with zmq.Context() as context, context.socket(zmq.PULL) as server, context.socket(zmq.PUSH) as client:
        server.bind("inproc://jobs")
        server.rcvtimeo = 2000
        client.connect("inproc://jobs")
        client.send(b"job")
        message = server.recv()
        return shown(f"in one context {message!r} arrives", message == b"job")
