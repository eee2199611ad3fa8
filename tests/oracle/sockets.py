"""What the probes share: sockets that never block for long, errors by name, messages that arrive or do not."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import zmq

from tests.oracle import control
from zlint.prove import free_port, name_of

SHORT = 30  # ms in which what must not arrive does not
LONG = 2000  # ms in which what must arrive does
KEY = b"rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7"  # of CURVE

Socket = zmq.Socket[bytes]
_names = itertools.count()


@contextmanager
def sockets(*types: str, **options: Any) -> Iterator[list[Socket]]:
    """Sockets of one context, closed and terminated without waiting for anybody."""
    context = zmq.Context()
    made = [context.socket(getattr(zmq, each)) for each in types]
    for each in made:
        each.linger = 0
        each.rcvtimeo = each.sndtimeo = SHORT
        for name, value in options.items():
            each.set(getattr(zmq, name), value)
    try:
        yield made
    finally:
        context.destroy(linger=0)


def outcome(call: Callable[..., object], *arguments: Any) -> str:
    """ "ok" or the name of the error that the call raises."""
    try:
        call(*arguments)
    except zmq.ZMQError as error:
        return name_of(error)
    return "ok"


def received(socket: Socket, timeout: int = SHORT) -> list[bytes] | str:
    """The next message, or the name of the error."""
    socket.rcvtimeo = timeout
    try:
        return socket.recv_multipart()
    except zmq.ZMQError as error:
        return name_of(error)


def drained(socket: Socket, timeout: int = SHORT) -> list[list[bytes]]:
    """Every message until none comes in time."""
    messages = []
    while not isinstance(message := received(socket, timeout), str):
        messages.append(message)
    return messages


def endpoint(transport: str) -> str:
    """A name that nobody else uses."""
    if transport == "tcp":
        return f"tcp://127.0.0.1:{free_port()}"
    return f"{transport}://probe{next(_names)}"


def attach(binder: Socket, connector: Socket, transport: str = "inproc") -> str:
    name = endpoint(transport)
    binder.bind(name)
    connector.connect(name)
    return name


def wait_for(condition: Callable[[], object], what: str, seconds: float = 2.0) -> None:
    """A control: the condition comes to hold in time."""
    end = time.monotonic() + seconds
    while not condition():
        control(time.monotonic() < end, what)
        time.sleep(0.002)


def passes(transport: str = "inproc") -> None:
    """The control of most probes: a PUSH reaches a PULL."""
    with sockets("PULL", "PUSH") as (binder, connector):
        attach(binder, connector, transport)
        connector.send(b"control")
        control(received(binder, LONG) == [b"control"], f"PUSH reaches PULL over {transport}")
