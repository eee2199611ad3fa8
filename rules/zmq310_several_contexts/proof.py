"""A second context has threads of its own, and what is sent over inproc does not reach it."""

import threading
from pathlib import Path

import zmq

from zlint.prove import shown


def bad() -> str:
    before = threads()
    with zmq.Context() as here:
        with here.socket(zmq.PULL) as sink:
            sink.bind("inproc://jobs")
            one = threads()
            with zmq.Context() as there:  # error: [several-contexts]
                with there.socket(zmq.PUSH) as source:
                    source.linger = 0
                    source.connect("inproc://jobs")
                    source.send(b"job")
                    arrived, two = sink.poll(300), threads()
    observed = f"threads: {one - before} for one context, {two - before} for two; poll of the other gives {arrived}"
    return shown(observed, (arrived, two - before) == (0, 2 * (one - before)))


def threads() -> int:
    """Of this process; where the system does not tell, those that Python knows of."""
    tasks = Path("/proc/self/task")
    return len(list(tasks.iterdir())) if tasks.exists() else threading.active_count()


def good() -> str:
    with zmq.Context() as context, context.socket(zmq.PULL) as sink, context.socket(zmq.PUSH) as source:
        sink.bind("inproc://jobs")
        sink.rcvtimeo = 2000
        source.connect("inproc://jobs")
        source.send(b"job")
        message = sink.recv()
        return shown(f"in one context {message!r} arrives", message == b"job")
