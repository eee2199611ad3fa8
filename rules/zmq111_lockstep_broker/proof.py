"""A broker of REP and REQ takes no request before the one before is answered; ROUTER and DEALER pass on both."""

import threading
from collections.abc import Callable
from contextlib import suppress

import zmq

from zlint.prove import shown


def bad() -> str:
    reached = requests_that_arrive(relay)
    return shown(f"of two requests, none answered yet, {reached} reaches the service", reached == 1)


def requests_that_arrive(broker: Callable[[zmq.Context[zmq.Socket[bytes]]], None]) -> int:
    context = zmq.Context()
    thread = threading.Thread(target=broker, args=(context,))
    thread.start()
    waiting: list[list[bytes]] = []
    with context.socket(zmq.ROUTER) as service, context.socket(zmq.REQ) as one, context.socket(zmq.REQ) as other:
        service.bind("inproc://service")
        for client in (one, other):
            client.linger = 0
            client.connect("inproc://broker")
            client.send(b"work")
        while service.poll(300):
            waiting.append(service.recv_multipart())
        for request in waiting:
            service.send_multipart(request)
        while service.poll(300):
            service.send_multipart(service.recv_multipart())
    context.term()
    thread.join(5)
    return len(waiting)


def relay(context: zmq.Context[zmq.Socket[bytes]]) -> None:
    with context.socket(zmq.REP) as front, context.socket(zmq.REQ) as back:
        front.bind("inproc://broker")
        back.linger = 0
        back.connect("inproc://service")
        try:
            while True:
                back.send_multipart(front.recv_multipart())  # error: [lockstep-broker]
                front.send_multipart(back.recv_multipart())
        except zmq.ContextTerminated:
            pass


def good() -> str:
    reached = requests_that_arrive(proxy)
    return shown(f"through ROUTER and DEALER {reached} reach it", reached == 2)


def proxy(context: zmq.Context[zmq.Socket[bytes]]) -> None:
    with context.socket(zmq.ROUTER) as front, context.socket(zmq.DEALER) as back:
        front.bind("inproc://broker")
        back.linger = 0
        back.connect("inproc://service")
        with suppress(zmq.ContextTerminated):
            zmq.proxy(front, back)
