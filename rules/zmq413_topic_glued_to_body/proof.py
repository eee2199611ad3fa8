"""With topic and body in one frame a subscription reads on into the body, and what arrives has to be cut apart."""

import zmq

from zlint.prove import shown


def bad() -> str:
    with zmq.Context() as context, context.socket(zmq.XPUB) as publisher, context.socket(zmq.SUB) as subscriber:
        publisher.bind("inproc://releases")
        subscriber.connect("inproc://releases")
        version = zmq.zmq_version()
        subscriber.subscribe(f"libzmq {version[0]}")
        subscriber.rcvtimeo = 2000
        publisher.recv()
        publisher.send_string(f"libzmq {version}")  # error: [topic-glued-to-body]
        frames = subscriber.recv_multipart()
        whole = [f"libzmq {version}".encode()]
        return shown(f"a subscription that names a part of the body gets {frames}", frames == whole)


def good() -> str:
    with zmq.Context() as context, context.socket(zmq.XPUB) as publisher, context.socket(zmq.SUB) as subscriber:
        publisher.bind("inproc://releases")
        subscriber.connect("inproc://releases")
        version = zmq.zmq_version()
        subscriber.subscribe(b"libzmq")
        subscriber.rcvtimeo = 2000
        publisher.recv()
        publisher.send_multipart([b"libzmq", version.encode()])
        frames = subscriber.recv_multipart()
        return shown(f"with two frames topic and body arrive apart: {frames}", frames == [b"libzmq", version.encode()])
