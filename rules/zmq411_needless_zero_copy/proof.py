"""A message below COPY_THRESHOLD is copied by send, also with copy=False."""

import zmq

from zlint.prove import shown


def bad() -> str:
    with zmq.Context() as context, context.socket(zmq.PUSH) as push, context.socket(zmq.PULL) as pull:
        push.bind("inproc://packets")
        pull.connect("inproc://packets")
        pull.rcvtimeo = 2000
        packet = bytearray(1_000)
        push.send(packet, copy=False)  # error: [needless-zero-copy]
        packet[0] = 7
        first = pull.recv()[0]
        return shown(f"0 was sent, 7 was written to the buffer, {first} arrives", first == 0)


def good() -> str:
    with zmq.Context() as context, context.socket(zmq.PUSH) as push, context.socket(zmq.PULL) as pull:
        push.bind("inproc://packets")
        pull.connect("inproc://packets")
        pull.rcvtimeo = 2000
        packet = bytearray(1_000_000)
        tracker = push.send(packet, copy=False, track=True)
        waits = not tracker.done
        size = len(pull.recv())
        return shown(f"a message of {size} bytes is not copied: the buffer is in use, {waits}", waits)
