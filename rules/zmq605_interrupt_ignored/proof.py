"""A signal handler that only sets a flag does not wake recv(): the flag is read when the next message comes."""

import signal
import threading
import time
from types import FrameType

import zmq

from zlint.prove import shown


class Stopped:
    """When the signal came and when the loop ended."""

    def __init__(self) -> None:
        self.running = True
        self.came = 0.0
        signal.signal(signal.SIGALRM, self.stop)
        signal.setitimer(signal.ITIMER_REAL, 0.1)

    def stop(self, number: int, frame: FrameType | None) -> None:
        self.running = False
        self.came = time.monotonic()

    def late(self) -> float:
        return time.monotonic() - self.came


def bad() -> str:
    with zmq.Context() as context, context.socket(zmq.PULL) as jobs:
        jobs.bind("inproc://jobs")
        thread = threading.Thread(target=send_later, args=(context,))
        thread.start()
        loop = Stopped()
        while loop.running:
            jobs.recv()  # error: [interrupt-ignored]
        late = loop.late()
        thread.join()
    return shown("the loop ends with the message that comes 0.5 s after the signal", late > 0.3)


def send_later(context: zmq.Context[zmq.Socket[bytes]]) -> None:
    with context.socket(zmq.PUSH) as source:
        source.connect("inproc://jobs")
        time.sleep(0.6)
        source.send(b"job")


def good() -> str:
    with zmq.Context() as context, context.socket(zmq.PULL) as jobs:
        jobs.bind("inproc://jobs")
        loop = Stopped()
        while loop.running:
            if jobs.poll(50):
                jobs.recv()
        late = loop.late()
    return shown("with a timeout of 50 ms the loop ends at once", late < 0.3)
