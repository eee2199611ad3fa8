"""recv() returns one frame, and the next recv() the next frame of the same message."""

import zmq

from zlint.prove import shown


def bad() -> str:
    with zmq.Context() as context, context.socket(zmq.PUSH) as sender, context.socket(zmq.PULL) as receiver:
        sender.bind("inproc://weather")
        receiver.connect("inproc://weather")
        receiver.rcvtimeo = 2000
        for body in (b"sunny", b"cloudy"):
            sender.send_multipart([b"weather", body])
        messages = [receiver.recv() for _ in range(2)]  # error: [single-frame-recv]
        return shown(f"two messages of two frames are read as {messages}", messages == [b"weather", b"sunny"])


def good() -> str:
    with zmq.Context() as context, context.socket(zmq.PUSH) as sender, context.socket(zmq.PULL) as receiver:
        sender.bind("inproc://weather")
        receiver.connect("inproc://weather")
        receiver.rcvtimeo = 2000
        for body in (b"sunny", b"cloudy"):
            sender.send_multipart([b"weather", body])
        messages = [receiver.recv_multipart() for _ in range(2)]
        return shown(f"recv_multipart gives {messages}", messages == [[b"weather", b"sunny"], [b"weather", b"cloudy"]])
