"""term() in one thread raises ContextTerminated in another that waits, and a thread that does not expect it dies."""

import threading

import zmq

from zlint.prove import shown


def bad() -> str:
    died: list[str] = []
    threading.excepthook = lambda args: died.append(args.exc_type.__name__)
    context, ready = zmq.Context(), threading.Event()
    thread = threading.Thread(target=work, args=(context, ready))
    thread.start()
    ready.wait(3)
    context.term()
    thread.join(3)
    return shown(f"the thread died of {died}", died == ["ContextTerminated"])


def work(context: zmq.Context[zmq.Socket[bytes]], ready: threading.Event) -> None:
    jobs = context.socket(zmq.PULL)
    jobs.bind("inproc://jobs")
    ready.set()
    while True:
        print(jobs.recv())  # error: [termination-not-handled]


def good() -> str:
    ended: list[str] = []
    context, ready = zmq.Context(), threading.Event()
    thread = threading.Thread(target=work_until_the_end, args=(context, ready, ended))
    thread.start()
    ready.wait(3)
    context.term()
    thread.join(3)
    return shown(f"the thread {ended[0]}, and term() returns", ended == ["closes its socket"])


def work_until_the_end(context: zmq.Context[zmq.Socket[bytes]], ready: threading.Event, ended: list[str]) -> None:
    jobs = context.socket(zmq.PULL)
    jobs.bind("inproc://jobs")
    ready.set()
    while True:
        try:
            print(jobs.recv())
        except zmq.ContextTerminated:
            ended.append("closes its socket")
            jobs.close()
            return
