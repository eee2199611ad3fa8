"""A PUSH that is connected twice to one of two sinks deals it two of three messages."""

import zmq

from zlint.prove import shown


def bad() -> str:
    with zmq.Context() as context:
        source, first, second = context.socket(zmq.PUSH), context.socket(zmq.PULL), context.socket(zmq.PULL)
        source.linger = 0
        first.bind("inproc://first")
        second.bind("inproc://second")
        source.connect("inproc://first")
        source.connect("inproc://first")  # error: [connected-twice]
        source.connect("inproc://second")
        for number in range(6):
            source.send(b"%d" % number)
        shares = drained(first), drained(second)
        return shown(f"of 6 messages the sinks got {shares[0]} and {shares[1]}", shares == (4, 2))


def drained(sink: zmq.Socket[bytes]) -> int:
    count = 0
    while sink.poll(300):
        sink.recv()
        count += 1
    return count


def good() -> str:
    with zmq.Context() as context:
        source, first, second = context.socket(zmq.PUSH), context.socket(zmq.PULL), context.socket(zmq.PULL)
        source.linger = 0
        first.bind("inproc://first")
        second.bind("inproc://second")
        source.connect("inproc://first")
        source.connect("inproc://second")
        for number in range(6):
            source.send(b"%d" % number)
        shares = drained(first), drained(second)
        return shown(f"connected once, they got {shares[0]} and {shares[1]}", shares == (3, 3))
