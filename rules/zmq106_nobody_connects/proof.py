"""A PUSH that binds an inproc name to which nobody connects waits in send() for ever."""

import zmq

from zlint.prove import Refuted, shown


def bad() -> str:
    with zmq.Context() as context, context.socket(zmq.PUSH) as jobs, context.socket(zmq.PULL) as worker:
        jobs.bind("inproc://jobs")  # error: [nobody-connects]
        worker.connect("inproc://job")
        jobs.sndtimeo = 300
        try:
            jobs.send(b"job")
        except zmq.Again:
            return shown("send waited its whole timeout of 300 ms", True)
        raise Refuted("a PUSH sent without a peer")


def good() -> str:
    with zmq.Context() as context, context.socket(zmq.PUSH) as jobs, context.socket(zmq.PULL) as worker:
        jobs.bind("inproc://tasks")
        worker.connect("inproc://tasks")
        jobs.sndtimeo = worker.rcvtimeo = 2000
        jobs.send(b"job")
        message = worker.recv()
        return shown(f"with a peer {message!r} arrives", message == b"job")
