"""A broker between ROUTER and DEALER that passes on the first frame only loses the request without an error."""

import zmq

from zlint.prove import Refuted, shown


def bad() -> str:
    with zmq.Context() as context, context.socket(zmq.ROUTER) as frontend, context.socket(zmq.DEALER) as backend:
        frontend.bind("inproc://frontend")
        backend.bind("inproc://backend")
        with context.socket(zmq.REQ) as client, context.socket(zmq.REP) as worker:
            client.connect("inproc://frontend")
            worker.connect("inproc://backend")
            worker.rcvtimeo = 300
            client.send(b"work")
            backend.send(frontend.recv())  # error: [frames-dropped-in-forwarding]
            try:
                request = worker.recv()
            except zmq.Again:
                return shown("the broker's send returned, the worker's recv timed out", True)
            raise Refuted(f"the worker received {request!r}")


def good() -> str:
    with zmq.Context() as context, context.socket(zmq.ROUTER) as frontend, context.socket(zmq.DEALER) as backend:
        frontend.bind("inproc://frontend")
        backend.bind("inproc://backend")
        with context.socket(zmq.REQ) as client, context.socket(zmq.REP) as worker:
            client.connect("inproc://frontend")
            worker.connect("inproc://backend")
            worker.rcvtimeo = client.rcvtimeo = 2000
            client.send(b"work")
            backend.send_multipart(frontend.recv_multipart())
            worker.send(worker.recv().upper())
            frontend.send_multipart(backend.recv_multipart())
            reply = client.recv()
            return shown(f"whole messages: the client gets {reply!r}", reply == b"WORK")
