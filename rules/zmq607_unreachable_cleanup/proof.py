"""Ctrl-C in recv() raises KeyboardInterrupt, which skips the close() behind the loop; finally is not skipped."""

import signal

import zmq

from zlint.prove import shown


def bad() -> str:
    context, sockets = zmq.Context(), list[zmq.Socket[bytes]]()
    interrupt_soon()
    try:
        serve(context, sockets)
    except KeyboardInterrupt:
        closed = sockets[0].closed
    return shown(f"behind Ctrl-C the socket is closed: {closed}", closed is False)


def serve(context: zmq.Context[zmq.Socket[bytes]], sockets: list[zmq.Socket[bytes]]) -> None:
    jobs = context.socket(zmq.PULL)
    sockets.append(jobs)
    jobs.bind("inproc://jobs")
    while True:
        print(jobs.recv())
    jobs.close()  # error: [unreachable-cleanup]


def good() -> str:
    context, sockets = zmq.Context(), list[zmq.Socket[bytes]]()
    interrupt_soon()
    try:
        serve_and_close(context, sockets)
    except KeyboardInterrupt:
        closed = sockets[0].closed
    return shown(f"with finally the socket is closed: {closed}", closed is True)


def serve_and_close(context: zmq.Context[zmq.Socket[bytes]], sockets: list[zmq.Socket[bytes]]) -> None:
    jobs = context.socket(zmq.PULL)
    sockets.append(jobs)
    try:
        jobs.bind("inproc://jobs")
        while True:
            print(jobs.recv())
    finally:
        jobs.close()


def interrupt_soon() -> None:
    signal.signal(signal.SIGALRM, signal.default_int_handler)
    signal.setitimer(signal.ITIMER_REAL, 0.2)
