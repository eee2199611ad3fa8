"""An empty identity, one of 256 bytes and a timeout below -1 raise EINVAL."""

import zmq

from zlint.prove import ended, shown


def bad() -> str:
    ends = [ended(nameless), ended(verbose), ended(impatient)]
    observed = f"empty identity: {ends[0].how}; 256 bytes: {ends[1].how}; RCVTIMEO -5: {ends[2].how}"
    return shown(observed, all("Invalid argument" in end.how for end in ends))


def nameless() -> str:
    with zmq.Context() as context, context.socket(zmq.DEALER) as worker:
        worker.setsockopt(zmq.IDENTITY, b"")  # error: [option-value]
    return "taken"


def verbose() -> str:
    name = (
        b"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        b"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        b"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        b"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
    )
    with zmq.Context() as context, context.socket(zmq.DEALER) as worker:
        worker.identity = name  # error: [option-value]
    return "taken"


def impatient() -> str:
    with zmq.Context() as context, context.socket(zmq.DEALER) as worker:
        worker.rcvtimeo = -5  # error: [option-value]
    return "taken"


def good() -> str:
    with zmq.Context() as context, context.socket(zmq.ROUTER) as server, context.socket(zmq.DEALER) as worker:
        server.rcvtimeo = 2000
        server.bind("inproc://workers")
        worker.setsockopt(zmq.IDENTITY, b"worker-1")
        worker.connect("inproc://workers")
        worker.send(b"ready")
        identity, _ = server.recv_multipart()
        return shown(f"a name of 8 bytes is taken: {identity!r}", identity == b"worker-1")
