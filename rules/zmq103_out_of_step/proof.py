"""The second send of a REQ without a receive in between raises EFSM, and so does the second receive of a REP."""

import zmq

from zlint.prove import Refuted, name_of, shown


def bad() -> str:
    with zmq.Context() as context, context.socket(zmq.REP) as server, context.socket(zmq.REQ) as client:
        server.bind("inproc://service")
        client.connect("inproc://service")
        client.send(b"first")
        try:
            client.send(b"second")  # error: [out-of-step]
        except zmq.ZMQError as error:
            sent = name_of(error)
        else:
            raise Refuted("the second request was accepted")
        server.recv()
        try:
            server.recv()  # error: [out-of-step]
        except zmq.ZMQError as error:
            received = name_of(error)
            return shown(f"REQ: {sent}, REP: {received}", sent == received == "EFSM")
        raise Refuted("a REP received twice")


def good() -> str:
    with zmq.Context() as context, context.socket(zmq.REP) as server, context.socket(zmq.REQ) as client:
        server.bind("inproc://service")
        client.connect("inproc://service")
        replies = []
        for request in (b"first", b"second"):
            client.send(request)
            server.send(server.recv().upper())
            replies.append(client.recv())
        return shown(f"taking turns gives {replies}", replies == [b"FIRST", b"SECOND"])
