"""A worker's reply without the client's address is dropped by the ROUTER of the broker, and nothing raises."""

import zmq

from zlint.prove import shown


def bad() -> str:
    with zmq.Context() as context, context.socket(zmq.ROUTER) as frontend, context.socket(zmq.DEALER) as backend:
        frontend.bind("inproc://frontend")
        backend.bind("inproc://backend")
        with context.socket(zmq.DEALER) as client, context.socket(zmq.DEALER) as worker:
            client.connect("inproc://frontend")
            worker.connect("inproc://backend")
            client.send(b"work")
            backend.send_multipart(frontend.recv_multipart())
            _, body = worker.recv_multipart()
            worker.send(body.upper())  # error: [reply-without-envelope]
            frontend.send_multipart(backend.recv_multipart())
            arrived = client.poll(300)
            return shown(f"all sends returned, the client's poll gives {arrived}", arrived == 0)


def good() -> str:
    with zmq.Context() as context, context.socket(zmq.ROUTER) as frontend, context.socket(zmq.DEALER) as backend:
        frontend.bind("inproc://frontend")
        backend.bind("inproc://backend")
        with context.socket(zmq.DEALER) as client, context.socket(zmq.DEALER) as worker:
            client.connect("inproc://frontend")
            client.rcvtimeo = 2000
            worker.connect("inproc://backend")
            client.send(b"work")
            backend.send_multipart(frontend.recv_multipart())
            address, body = worker.recv_multipart()
            worker.send_multipart([address, body.upper()])
            frontend.send_multipart(backend.recv_multipart())
            reply = client.recv()
            return shown(f"behind the address, {reply!r} arrives", reply == b"WORK")
