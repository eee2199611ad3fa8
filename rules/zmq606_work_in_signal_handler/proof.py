"""A handler that receives takes the message that the interrupted code waits for; one that calls term() never returns.

`term()` waits for a socket of the code that waits for the handler.
"""

import signal
from types import FrameType

import zmq

from zlint.prove import ended, shown

context = zmq.Context()
jobs = context.socket(zmq.PULL)
events: list[bytes] = []


def bad() -> str:
    signal.signal(signal.SIGALRM, take)
    observed = interrupted()
    hangs = ended(terminating, 2).hung
    return shown(f"the handler took {events}, the code {observed}; term() hangs: {hangs}", events == [b"job"] and hangs)


def take(number: int, frame: FrameType | None) -> None:
    events.append(jobs.recv())  # error: [work-in-signal-handler]


def terminating() -> str:
    signal.signal(signal.SIGALRM, terminate)
    return interrupted()


def terminate(number: int, frame: FrameType | None) -> None:
    context.term()  # error: [work-in-signal-handler]


def good() -> str:
    signal.signal(signal.SIGALRM, note)
    observed = interrupted()
    return shown(f"the handler notes {events}, the code {observed}", (events, observed) == ([b"alarm"], "receives job"))


def note(number: int, frame: FrameType | None) -> None:
    events.append(b"alarm")


def interrupted() -> str:
    """A message is there when the signal comes, in the middle of what the code does."""
    with context.socket(zmq.PUSH) as source:
        jobs.bind("inproc://jobs")
        jobs.rcvtimeo = 300
        source.connect("inproc://jobs")
        source.send(b"job")
        signal.raise_signal(signal.SIGALRM)
        try:
            return f"receives {jobs.recv().decode()}"
        except zmq.Again:
            return "receives nothing"
