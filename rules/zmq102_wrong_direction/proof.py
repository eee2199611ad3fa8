"""A send on a PULL raises ENOTSUP at once; polling it for output raises nothing and never reports it."""

import zmq

from zlint.prove import Refuted, name_of, shown


def bad() -> str:
    with zmq.Context() as context, context.socket(zmq.PUSH) as sender, context.socket(zmq.PULL) as receiver:
        sender.bind("inproc://tasks")
        receiver.connect("inproc://tasks")
        polled = receiver.poll(100, zmq.POLLOUT)  # error: [wrong-direction]
        try:
            receiver.send(b"done")  # error: [wrong-direction]
        except zmq.ZMQError as error:
            name = name_of(error)
            return shown(f"poll for output gives {polled}, send raises {name}", (polled, name) == (0, "ENOTSUP"))
        raise Refuted("PULL.send went through")


def good() -> str:
    with zmq.Context() as context, context.socket(zmq.PUSH) as sender, context.socket(zmq.PULL) as receiver:
        sender.bind("inproc://tasks")
        receiver.connect("inproc://tasks")
        sender.send(b"task")
        polled = receiver.poll(1000)
        message = receiver.recv(zmq.NOBLOCK) if polled else b"nothing"
        return shown(f"poll for input gives {polled}, recv gives {message!r}", message == b"task")
