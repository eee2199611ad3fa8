"""Frames sent with SNDMORE leave when a last frame is sent without it; close() throws them away."""

import zmq

from zlint.prove import shown


def bad() -> str:
    with zmq.Context() as context, context.socket(zmq.PUSH) as sender, context.socket(zmq.PULL) as receiver:
        sender.bind("inproc://reports")
        receiver.connect("inproc://reports")
        sender.send(b"report", zmq.SNDMORE)  # error: [unfinished-multipart]
        sender.send(b"20.5", zmq.SNDMORE)  # error: [unfinished-multipart]
        arrived = receiver.poll(300)
        sender.close()
        later = receiver.poll(300)
        return shown(f"both sends returned, poll gives {arrived}, after close {later}", (arrived, later) == (0, 0))


def good() -> str:
    with zmq.Context() as context, context.socket(zmq.PUSH) as sender, context.socket(zmq.PULL) as receiver:
        sender.bind("inproc://reports")
        receiver.connect("inproc://reports")
        receiver.rcvtimeo = 2000
        sender.send(b"report", zmq.SNDMORE)
        sender.send(b"20.5")
        message = receiver.recv_multipart()
        return shown(f"finished, {message} arrives", message == [b"report", b"20.5"])
