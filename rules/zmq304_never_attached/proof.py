"""Without bind() and connect() a PUSH blocks at its first send, and a PUB drops what it sends without an error."""

import zmq

from zlint.prove import Refuted, shown


def bad() -> str:
    with zmq.Context() as context, context.socket(zmq.PUB) as publisher:  # error: [never-attached]
        publisher.send(b"tick")
        with context.socket(zmq.PUSH) as pusher:  # error: [never-attached]
            pusher.sndtimeo = 300
            try:
                pusher.send(b"task")
            except zmq.Again:
                return shown("PUB.send returned, PUSH.send waited its whole timeout of 300 ms", True)
            raise Refuted("a PUSH sent without a peer")


def good() -> str:
    with zmq.Context() as context, context.socket(zmq.PUSH) as pusher, context.socket(zmq.PULL) as puller:
        pusher.bind("inproc://tasks")
        puller.connect("inproc://tasks")
        pusher.sndtimeo = puller.rcvtimeo = 2000
        pusher.send(b"task")
        message = puller.recv()
        return shown(f"attached, {message!r} arrives", message == b"task")
