"""A child process that connects to an inproc name of its parent never gets anything; over ipc it does."""

from __future__ import annotations

import multiprocessing
from multiprocessing.sharedctypes import Synchronized

import zmq

from zlint.prove import shown


def bad() -> str:
    ways = multiprocessing.get_context("fork")
    received = ways.Value("i", -1)
    child = ways.Process(target=listen, args=(received,))
    child.start()
    with zmq.Context() as context, context.socket(zmq.PUSH) as jobs:
        jobs.linger = 0
        jobs.sndtimeo = 300
        jobs.bind("inproc://jobs")
        try:
            jobs.send(b"job")
        except zmq.Again:
            sent = "waits its whole timeout"
        else:
            sent = "returns"
        child.join(10)
        observed = f"the child's poll gives {received.value}, the parent's send {sent}"
        return shown(observed, received.value == 0 and sent != "returns")


def listen(received: Synchronized[int]) -> None:
    with zmq.Context() as context, context.socket(zmq.PULL) as jobs:
        jobs.connect("inproc://jobs")  # error: [inproc-across-processes]
        received.value = jobs.poll(1000)


def good() -> str:
    ways = multiprocessing.get_context("fork")
    received = ways.Value("i", -1)
    child = ways.Process(target=listen_over_ipc, args=(received,))
    child.start()
    with zmq.Context() as context, context.socket(zmq.PUSH) as jobs:
        jobs.linger = 2000
        jobs.bind("ipc://jobs")
        jobs.sndtimeo = 6000
        jobs.send(b"job")
        child.join(10)
        return shown(f"over ipc the child's poll gives {received.value}", received.value == 1)


def listen_over_ipc(received: Synchronized[int]) -> None:
    with zmq.Context() as context, context.socket(zmq.PULL) as jobs:
        jobs.connect("ipc://jobs")
        received.value = jobs.poll(6000)
