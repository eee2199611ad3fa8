"""A loop that receives from two sockets in turn reads the messages of the busy one at the pace of the quiet one."""

import threading
import time

import zmq

from zlint.prove import shown

Context = zmq.Context[zmq.Socket[bytes]]


def bad() -> str:
    context, seen = zmq.Context(), list[bytes]()
    with context, context.socket(zmq.PULL) as rare, context.socket(zmq.PULL) as frequent:
        rare.bind("inproc://rare")
        frequent.bind("inproc://frequent")
        begun, threads = time.monotonic(), started(context)
        while len(seen) < 4:
            seen.append(rare.recv())  # error: [one-recv-starves-another]
            seen.append(frequent.recv())
        waited = time.monotonic() - begun
        for thread in threads:
            thread.join()
    return shown(f"{seen}, though the frequent ones are there at once", seen[0] == b"rare" and waited > 0.5)


def good() -> str:
    context, seen = zmq.Context(), list[bytes]()
    with context, context.socket(zmq.PULL) as rare, context.socket(zmq.PULL) as frequent:
        rare.bind("inproc://rare")
        frequent.bind("inproc://frequent")
        threads, poller = started(context), zmq.Poller()
        poller.register(rare, zmq.POLLIN)
        poller.register(frequent, zmq.POLLIN)
        while len(seen) < 4:
            for socket, _ in poller.poll(5000):
                seen.append(socket.recv())
        for thread in threads:
            thread.join()
    return shown(f"with a Poller {seen}", seen[:2] == [b"frequent"] * 2)


def started(context: Context) -> list[threading.Thread]:
    threads = [
        threading.Thread(target=send_rarely, args=(context,)),
        threading.Thread(target=send_at_once, args=(context,)),
    ]
    for thread in threads:
        thread.start()
    return threads


def send_rarely(context: Context) -> None:
    with context.socket(zmq.PUSH) as socket:
        socket.connect("inproc://rare")
        for _ in range(2):
            time.sleep(0.3)
            socket.send(b"rare")


def send_at_once(context: Context) -> None:
    with context.socket(zmq.PUSH) as socket:
        socket.connect("inproc://frequent")
        for _ in range(2):
            socket.send(b"frequent")
