"""Over tcp a PAIR refuses, without an error, the peer that takes the place of one that has gone."""

import time

import zmq

from zlint.prove import shown


def bad() -> str:
    with zmq.Context() as context, context.socket(zmq.PAIR) as robot:
        port = robot.bind_to_random_port("tcp://*")  # error: [pair-across-network]
        robot.rcvtimeo = 2000
        console = context.socket(zmq.PAIR)
        console.connect(f"tcp://127.0.0.1:{port}")
        console.send(b"forward")
        first = robot.recv()
        console.close()
        time.sleep(0.3)
        console = context.socket(zmq.PAIR)
        console.linger = 0
        console.connect(f"tcp://127.0.0.1:{port}")
        time.sleep(0.3)
        console.send(b"back")
        second = robot.poll(500)
        console.close()
        observed = f"{first!r} of the first arrives, of the one that comes back poll gives {second}"
        return shown(observed, (first, second) == (b"forward", 0))


def good() -> str:
    with zmq.Context() as context, context.socket(zmq.DEALER) as robot:
        port = robot.bind_to_random_port("tcp://127.0.0.1")
        robot.rcvtimeo = 2000
        received = []
        for order in (b"forward", b"back"):
            console = context.socket(zmq.DEALER)
            console.connect(f"tcp://127.0.0.1:{port}")
            console.send(order)
            received.append(robot.recv())
            console.close()
            time.sleep(0.3)
        return shown(f"of DEALERs {received} arrive", received == [b"forward", b"back"])
