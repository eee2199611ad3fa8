"""poll(0.5) returns at once: poll() takes milliseconds, and the fraction is cut off."""

import time

import zmq

from zlint.prove import shown


def bad() -> str:
    with zmq.Context() as context, context.socket(zmq.PULL) as socket:
        socket.bind("inproc://feed")
        began = time.monotonic()
        socket.poll(0.5)  # type: ignore[arg-type]  # error: [timeout-unit]
        waited = time.monotonic() - began
        return shown(f"poll(0.5) waited half a second: {waited > 0.4}", waited < 0.2)


def good() -> str:
    with zmq.Context() as context, context.socket(zmq.PULL) as socket:
        socket.bind("inproc://feed")
        began = time.monotonic()
        socket.poll(500)
        waited = time.monotonic() - began
        return shown(f"poll(500) waited half a second: {waited > 0.4}", waited > 0.4)
