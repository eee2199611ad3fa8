"""A receive with RCVTIMEO raises zmq.Again when nothing is there yet, and ends the thread it runs in."""

import threading

import zmq

from zlint.prove import shown


def bad() -> str:
    died: list[str] = []
    threading.excepthook = lambda args: died.append(args.exc_type.__name__)
    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    thread.join(3)
    return shown(f"the thread is alive: {thread.is_alive()}, it died of {died}", died == ["Again"])


def listen() -> None:
    with zmq.Context() as context, context.socket(zmq.PULL) as socket:
        socket.bind("inproc://feed")
        socket.rcvtimeo = 50
        while True:
            print(socket.recv())  # error: [again-not-handled]


def good() -> str:
    received: list[bytes] = []
    thread = threading.Thread(target=listen_on, args=(received,), daemon=True)
    thread.start()
    thread.join(3)
    return shown(f"handled, the thread goes on and receives {received}", received == [b"late"])


def listen_on(received: list[bytes]) -> None:
    with zmq.Context() as context, context.socket(zmq.PULL) as socket, context.socket(zmq.PUSH) as source:
        socket.bind("inproc://feed")
        source.connect("inproc://feed")
        socket.rcvtimeo = 50
        while not received:
            try:
                received.append(socket.recv())
            except zmq.Again:
                source.send(b"late")
