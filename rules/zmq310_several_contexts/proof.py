"""A second context has as many threads of its own as the first."""

from pathlib import Path

import zmq

from zlint.prove import shown


def bad() -> str:
    none = threads()
    with zmq.Context() as here, here.socket(zmq.PULL) as jobs:
        jobs.bind("inproc://jobs")
        one = threads() - none
        with zmq.Context() as there, there.socket(zmq.PULL) as events:  # error: [several-contexts]
            events.bind("inproc://events")
            two = threads() - none
    return shown(f"threads: {one} for one context, {two} for two", two == 2 * one > 0)


def threads() -> int:
    """Of this process, as Linux counts them: Python does not know of those of libzmq."""
    return len(list(Path("/proc/self/task").iterdir()))


def good() -> str:
    none = threads()
    with zmq.Context() as context, context.socket(zmq.PULL) as jobs, context.socket(zmq.PULL) as events:
        jobs.bind("inproc://jobs")
        one = threads() - none
        events.bind("inproc://events")
        two = threads() - none
    return shown(f"threads: {one} for one socket, {two} for two of one context", two == one > 0)
