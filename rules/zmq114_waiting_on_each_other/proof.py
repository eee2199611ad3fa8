"""Two threads that each receive before they send stand still; one of them that sends first sets them going."""

import threading

import zmq

from zlint.prove import shown


def bad() -> str:
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context.instance()
    left = threading.Thread(target=receive_first, args=(context,), daemon=True)
    right = threading.Thread(target=receive_too, args=(context,), daemon=True)
    left.start()
    right.start()
    left.join(0.5)
    right.join(0.5)
    waiting = [thread.is_alive() for thread in (left, right)]
    return shown(f"half a second later both still wait: {waiting}", waiting == [True, True])


def receive_first(context: zmq.Context[zmq.Socket[bytes]]) -> None:
    socket = context.socket(zmq.PAIR)
    socket.bind("inproc://talk")
    socket.send(b"to " + socket.recv())  # error: [waiting-on-each-other]


def receive_too(context: zmq.Context[zmq.Socket[bytes]]) -> None:
    socket = context.socket(zmq.PAIR)
    socket.connect("inproc://talk")
    socket.send(b"to " + socket.recv())


def good() -> str:
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context.instance()
    thread = threading.Thread(target=answer, args=(context,), daemon=True)
    thread.start()
    socket = context.socket(zmq.PAIR)
    socket.connect("inproc://good talk")
    socket.send(b"hello")
    reply = socket.recv()
    return shown(f"the one that sends first gets {reply!r}", reply == b"to hello")


def answer(context: zmq.Context[zmq.Socket[bytes]]) -> None:
    socket = context.socket(zmq.PAIR)
    socket.bind("inproc://good talk")
    socket.send(b"to " + socket.recv())
