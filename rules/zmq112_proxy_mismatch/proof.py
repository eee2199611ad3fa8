"""XSUB with PUB forwards nothing, and REP with REQ ends with EFSM after one request."""

import contextlib
import queue
import threading
from collections.abc import Callable

import zmq

from zlint.prove import name_of, shown

Context = zmq.Context[zmq.Socket[bytes]]


def bad() -> str:
    arrived, ends, context = published(without_subscriptions), queue.SimpleQueue[str](), zmq.Context()
    threading.Thread(target=one_at_a_time, args=(context, ends)).start()
    with context.socket(zmq.REQ) as client, context.socket(zmq.REP) as service:
        client.linger = 0
        client.connect("inproc://clients")
        service.connect("inproc://services")
        client.send(b"work")
        asked = service.poll(2000)
        end = ends.get(timeout=5)
    context.term()
    observed = f"XSUB|PUB: {arrived} of 20 messages arrive; REP|REQ: {asked} request arrives, then it ends with {end}"
    return shown(observed, (arrived, end) == (0, "EFSM"))


def without_subscriptions(context: Context) -> None:
    with context.socket(zmq.XSUB) as publishers, context.socket(zmq.PUB) as subscribers:
        publishers.bind("inproc://publishers")
        subscribers.bind("inproc://subscribers")
        with contextlib.suppress(zmq.ContextTerminated):
            zmq.proxy(publishers, subscribers)  # error: [proxy-mismatch]


def one_at_a_time(context: Context, ends: queue.SimpleQueue[str]) -> None:
    with context.socket(zmq.REP) as clients, context.socket(zmq.REQ) as services:
        clients.bind("inproc://clients")
        services.bind("inproc://services")
        try:
            zmq.proxy(clients, services)  # error: [proxy-mismatch]
        except zmq.ZMQError as error:
            ends.put(name_of(error))


def published(forward: Callable[[Context], None]) -> int:
    """How many of twenty messages get through."""
    received, context = 0, zmq.Context()
    thread = threading.Thread(target=forward, args=(context,))
    thread.start()
    with context.socket(zmq.PUB) as publisher, context.socket(zmq.SUB) as subscriber:
        publisher.connect("inproc://publishers")
        subscriber.connect("inproc://subscribers")
        subscriber.subscribe(b"")
        for _ in range(20):
            publisher.send(b"news")
            if subscriber.poll(30):
                subscriber.recv()
                received += 1
    context.term()
    thread.join(5)
    return received


def good() -> str:
    arrived = published(with_subscriptions)
    return shown(f"XSUB|XPUB: {arrived} of 20 messages arrive", arrived > 0)


def with_subscriptions(context: Context) -> None:
    with context.socket(zmq.XSUB) as publishers, context.socket(zmq.XPUB) as subscribers:
        publishers.bind("inproc://publishers")
        subscribers.bind("inproc://subscribers")
        with contextlib.suppress(zmq.ContextTerminated):
            zmq.proxy(publishers, subscribers)
