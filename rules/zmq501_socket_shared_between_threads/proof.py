"""Two threads that send on one socket at the same time crash the process or mix up frames, within a few tries."""

import threading

import zmq

from zlint.prove import End, ended, shown

TRIES = 12
MESSAGES = 40_000


def bad() -> str:
    ends: list[End] = []
    while len(ends) < TRIES and not any(end.observed or end.crashed for end in ends):
        ends.append(ended(shared))
    last = ends[-1]
    return shown(f"try {len(ends)}: {last.observed or last.how}", bool(last.observed or last.crashed))


def fill(sender: zmq.Socket[bytes], tag: bytes) -> None:
    for _ in range(MESSAGES):
        sender.send_multipart([tag, b"and", tag])  # error: [socket-shared-between-threads]


def shared() -> str:
    with zmq.Context() as context, context.socket(zmq.PUSH) as sender, context.socket(zmq.PULL) as receiver:
        sender.hwm = receiver.hwm = 0
        sender.bind("inproc://messages")
        receiver.connect("inproc://messages")
        first = threading.Thread(target=fill, args=(sender, b"one"), daemon=True)
        second = threading.Thread(target=fill, args=(sender, b"two"), daemon=True)
        first.start()
        second.start()
        first.join(10)
        second.join(10)
        whole = {(b"one", b"and", b"one"), (b"two", b"and", b"two")}
        received = [tuple(receiver.recv_multipart()) for _ in range(2 * MESSAGES) if receiver.poll(200)]
        broken = sum(message not in whole for message in received)
        return shown(f"{broken} broken, {len(received)} of {2 * MESSAGES} received", broken > 0)


def good() -> str:
    with zmq.Context() as context, context.socket(zmq.PULL) as receiver:
        receiver.hwm = 0
        receiver.bind("inproc://messages")
        threads = [threading.Thread(target=fill_own, args=(context, tag), daemon=True) for tag in (b"one", b"two")]
        for thread in threads:
            thread.start()
        whole = {(b"one", b"and", b"one"), (b"two", b"and", b"two")}
        received = [tuple(receiver.recv_multipart()) for _ in range(2 * MESSAGES) if receiver.poll(2000)]
        for thread in threads:
            thread.join(10)
        intact = sum(message in whole for message in received)
        return shown(f"a socket for each thread: {intact} of {2 * MESSAGES} intact", intact == 2 * MESSAGES)


def fill_own(context: zmq.Context[zmq.Socket[bytes]], tag: bytes) -> None:
    with context.socket(zmq.PUSH) as sender:
        sender.hwm = 0
        sender.connect("inproc://messages")
        for _ in range(MESSAGES):
            sender.send_multipart([tag, b"and", tag])
