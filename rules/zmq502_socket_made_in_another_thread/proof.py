"""A socket that is made before Thread.start() works in the thread, so libzmq does not tell whose it is.

The hand-over is legal: this shows that nothing speaks against it, and nothing against a second user either.
"""

import threading

import zmq

from zlint.prove import shown


def work(socket: "zmq.Socket[bytes]") -> None:
    socket.send(b"done")
    socket.close()


def make_and_work(context: "zmq.Context[zmq.Socket[bytes]]") -> None:
    with context.socket(zmq.PUSH) as socket:
        socket.connect("inproc://results")
        socket.send(b"done")


def bad() -> str:
    with zmq.Context() as context, context.socket(zmq.PULL) as results:
        results.bind("inproc://results")
        results.rcvtimeo = 2000
        socket = context.socket(zmq.PUSH)  # error: [socket-made-in-another-thread]
        socket.connect("inproc://results")
        thread = threading.Thread(target=work, args=(socket,))
        thread.start()
        result = results.recv()
        thread.join()
        return shown(f"{result!r} arrives from a socket that another thread made, without an error", result == b"done")


def good() -> str:
    with zmq.Context() as context, context.socket(zmq.PULL) as results:
        results.bind("inproc://results")
        results.rcvtimeo = 2000
        thread = threading.Thread(target=make_and_work, args=(context,))
        thread.start()
        result = results.recv()
        thread.join()
        return shown(f"{result!r} arrives from a socket that lives in one thread", result == b"done")
