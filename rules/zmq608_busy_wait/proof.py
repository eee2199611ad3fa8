"""A loop of receives that do not wait asks thousands of times while nothing comes; poll() with a timeout asks once."""

import time

import zmq

from zlint.prove import shown

SECONDS = 0.3


def bad() -> str:
    with zmq.Context() as context, context.socket(zmq.PULL) as jobs:
        jobs.bind("inproc://jobs")
        begun, asked = time.monotonic(), 0
        while time.monotonic() - begun < SECONDS:
            try:
                jobs.recv(zmq.NOBLOCK)  # error: [busy-wait]
            except zmq.Again:
                asked += 1
        return shown(f"more than a thousand receives in {SECONDS} s, all in vain", asked > 1000)


def good() -> str:
    with zmq.Context() as context, context.socket(zmq.PULL) as jobs:
        jobs.bind("inproc://jobs")
        used = time.process_time()
        came = jobs.poll(int(SECONDS * 1000))
        return shown(
            f"poll gives {came}, and next to no processor time is used", time.process_time() - used < SECONDS / 10
        )
