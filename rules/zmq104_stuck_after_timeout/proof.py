"""After a receive that timed out a REQ still waits for that reply, and its next send raises EFSM."""

import zmq

from zlint.prove import Refuted, name_of, shown


def bad() -> str:
    with zmq.Context() as context, context.socket(zmq.ROUTER) as server, context.socket(zmq.REQ) as client:
        server.bind("inproc://service")
        client.connect("inproc://service")
        client.rcvtimeo = 100
        client.send(b"lost")
        try:
            client.recv()  # error: [stuck-after-timeout]
        except zmq.Again:
            server.recv_multipart()
        try:
            client.send(b"again")
        except zmq.ZMQError as error:
            name = name_of(error)
            return shown(f"recv timed out, the next send raises {name}", name == "EFSM")
        raise Refuted("the REQ sent again")


def good() -> str:
    with zmq.Context() as context, context.socket(zmq.ROUTER) as server:
        server.bind("inproc://service")
        client = context.socket(zmq.REQ)
        client.connect("inproc://service")
        client.rcvtimeo = 100
        client.send(b"lost")
        try:
            client.recv()
        except zmq.Again:
            server.recv_multipart()
            client.close(linger=0)
            client = context.socket(zmq.REQ)
            client.connect("inproc://service")
        client.send(b"again")
        server.send_multipart(server.recv_multipart())
        reply = client.recv()
        client.close()
        return shown(f"a new REQ gets {reply!r}", reply == b"again")
