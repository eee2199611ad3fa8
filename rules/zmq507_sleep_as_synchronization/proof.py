"""A subscriber that takes longer than the publisher's sleep gets nothing, and nothing is raised.

The control waits for the subscription, which an XPUB receives: the same subscriber gets the message.
"""

import threading
import time

import zmq

from zlint.prove import shown

ADDRESS = "ipc://news"


def bad() -> str:
    with zmq.Context() as context, context.socket(zmq.PUB) as publisher:
        publisher.bind(ADDRESS)
        got: list[bool] = []
        reader = threading.Thread(target=subscribe, args=(context, got))
        reader.start()
        time.sleep(0.1)  # error: [sleep-as-synchronization]
        publisher.send(b"news")
        reader.join()
        return shown(f"a subscriber, late by 0.4 s, has a message: {got[0]}", got == [False])


def good() -> str:
    with zmq.Context() as context, context.socket(zmq.XPUB) as publisher:
        publisher.bind(ADDRESS)
        publisher.rcvtimeo = 5000
        got: list[bool] = []
        reader = threading.Thread(target=subscribe, args=(context, got))
        reader.start()
        subscription = publisher.recv()
        publisher.send(b"news")
        reader.join()
        return shown(f"after {subscription!r} has come, the same subscriber has one: {got[0]}", got == [True])


def subscribe(context: zmq.Context[zmq.Socket[bytes]], got: list[bool]) -> None:
    time.sleep(0.4)
    with context.socket(zmq.SUB) as subscriber:
        subscriber.subscribe(b"")
        subscriber.connect(ADDRESS)
        got.append(subscriber.poll(700) != 0)
