"""send() and bind() on a closed socket raise ENOTSOCK, poll() raises ENOTSUP."""

from collections.abc import Callable

import zmq

from zlint.prove import name_of, shown


def bad() -> str:
    with zmq.Context() as context:
        socket = context.socket(zmq.DEALER)
        socket.close()
        sent = raised(lambda: socket.send(b"late"))  # error: [used-after-close]
        bound = raised(lambda: socket.bind("inproc://late"))  # error: [used-after-close]
        polled = raised(lambda: socket.poll(0))  # error: [used-after-close]
    observed = f"send() raises {sent}, bind() {bound}, poll() {polled}"
    return shown(observed, (sent, bound, polled) == ("ENOTSOCK", "ENOTSOCK", "ENOTSUP"))


def raised(use: Callable[[], object]) -> str:
    try:
        use()
    except zmq.ZMQError as error:
        return name_of(error)
    return "nothing"


def good() -> str:
    with zmq.Context() as context, context.socket(zmq.PULL) as sink, context.socket(zmq.PUSH) as source:
        sink.bind("inproc://late")
        sink.rcvtimeo = 2000
        source.connect("inproc://late")
        source.send(b"in time")
        message = sink.recv()
        source.close()
        return shown(f"before close() {message!r} is sent", message == b"in time")
