"""ROUTING_ID set after connect() succeeds and does nothing; RCVHWM set after bind() does not hold for later peers."""

import zmq

from zlint.prove import shown


def bad() -> str:
    identity, accepted = late_identity(), late_limit()
    observed = f"the ROUTER sees an identity of its own making, {len(identity)} bytes; {accepted} messages fit, not 10"
    return shown(observed, identity[:1] == b"\0" and accepted == 1005)


def late_identity() -> bytes:
    with zmq.Context() as context, context.socket(zmq.ROUTER) as server, context.socket(zmq.DEALER) as worker:
        server.bind("inproc://workers")
        server.rcvtimeo = 2000
        worker.connect("inproc://workers")
        worker.setsockopt(zmq.IDENTITY, b"worker-1")  # error: [option-too-late]
        worker.send(b"ready")
        identity, _ = server.recv_multipart()
        return identity


def late_limit() -> int:
    with zmq.Context() as context, context.socket(zmq.PULL) as sink, context.socket(zmq.PUSH) as source:
        sink.bind("inproc://sink")
        sink.setsockopt(zmq.RCVHWM, 5)  # error: [option-too-late]
        source.setsockopt(zmq.SNDHWM, 5)
        source.connect("inproc://sink")
        accepted = 0
        while accepted < 2000 and source.poll(0, zmq.POLLOUT):
            source.send(b"x")
            accepted += 1
        return accepted


def good() -> str:
    identity, accepted = identity_in_time(), limit_in_time()
    observed = f"set before, the ROUTER sees {identity!r}, {accepted} messages fit"
    return shown(observed, (identity, accepted) == (b"worker-1", 10))


def identity_in_time() -> bytes:
    with zmq.Context() as context, context.socket(zmq.ROUTER) as server, context.socket(zmq.DEALER) as worker:
        server.bind("inproc://workers")
        server.rcvtimeo = 2000
        worker.setsockopt(zmq.IDENTITY, b"worker-1")
        worker.connect("inproc://workers")
        worker.send(b"ready")
        identity, _ = server.recv_multipart()
        return identity


def limit_in_time() -> int:
    with zmq.Context() as context, context.socket(zmq.PULL) as sink, context.socket(zmq.PUSH) as source:
        sink.setsockopt(zmq.RCVHWM, 5)
        sink.bind("inproc://sink")
        source.setsockopt(zmq.SNDHWM, 5)
        source.connect("inproc://sink")
        accepted = 0
        while accepted < 2000 and source.poll(0, zmq.POLLOUT):
            source.send(b"x")
            accepted += 1
        return accepted
