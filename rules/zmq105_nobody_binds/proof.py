"""connect() to an inproc name that nobody binds succeeds, and nothing ever comes."""

import zmq

from zlint.prove import free_port, shown


def bad() -> str:
    with zmq.Context() as context, context.socket(zmq.PULL) as worker, context.socket(zmq.PUSH) as source:
        source.linger = 0
        worker.connect("inproc://job")  # error: [nobody-binds]
        source.connect("inproc://nowhere")  # error: [nobody-binds]
        source.send(b"job")
        arrived = worker.poll(300)
        return shown(f"connect and send returned, poll gives {arrived}", arrived == 0)


def good() -> str:
    with zmq.Context() as context, context.socket(zmq.PULL) as worker, context.socket(zmq.PUSH) as source:
        endpoint = f"tcp://127.0.0.1:{free_port()}"
        source.bind(endpoint)
        worker.connect(endpoint)
        source.sndtimeo = worker.rcvtimeo = 2000
        source.send(b"job")
        message = worker.recv()
        return shown(f"bound, {message!r} arrives", message == b"job")
