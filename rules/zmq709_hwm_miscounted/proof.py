"""SNDHWM counts whole messages: multiplied by their parts it makes room for that many times more.

Sent without a peer, so that every message waits in the queue.
"""

import zmq

from zlint.prove import shown

PARTS = 3
WANTED = 5


def bad() -> str:
    with zmq.Context() as context, context.socket(zmq.PUSH) as jobs:
        jobs.linger = 0
        jobs.sndhwm = WANTED * PARTS  # error: [hwm-miscounted]
        jobs.connect("ipc://jobs")
        queued = fill(jobs)
        return shown(
            f"with {WANTED} * {PARTS}, {queued} messages of {PARTS} parts are queued", queued == WANTED * PARTS
        )


def good() -> str:
    with zmq.Context() as context, context.socket(zmq.PUSH) as jobs:
        jobs.linger = 0
        jobs.sndhwm = WANTED
        jobs.connect("ipc://jobs")
        queued = fill(jobs)
        return shown(f"with {WANTED}, {queued} messages of {PARTS} parts are queued", queued == WANTED)


def fill(socket: zmq.Socket[bytes]) -> int:
    queued = 0
    while True:
        try:
            socket.send_multipart([b"id", b"kind", b"body"], zmq.DONTWAIT)
        except zmq.Again:
            return queued
        queued += 1
