"""A receiver sees what is written to a large buffer after send(copy=False) has returned."""

import zmq

from zlint.prove import shown


def bad() -> str:
    with zmq.Context() as context, context.socket(zmq.PUSH) as push, context.socket(zmq.PULL) as pull:
        push.bind("inproc://frames")
        pull.connect("inproc://frames")
        pull.rcvtimeo = 2000
        frame = bytearray(100_000)
        push.send(frame, copy=False)
        frame[0] = 7  # error: [buffer-reused-after-send]
        first = pull.recv()[0]
        return shown(f"0 was sent, {first} arrives", first == 7)


def good() -> str:
    with zmq.Context() as context, context.socket(zmq.PUSH) as push, context.socket(zmq.PULL) as pull:
        push.bind("inproc://frames")
        pull.connect("inproc://frames")
        pull.rcvtimeo = 2000
        frame = bytearray(100_000)
        tracker = push.send(frame, copy=False, track=True)
        first = pull.recv()[0]
        tracker.wait(2)
        frame[0] = 7
        return shown(f"0 was sent, {first} arrives, and the tracker says when", first == 0)
