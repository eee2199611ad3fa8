"""An experiment three times: an option set before the socket is attached, after it, and never."""

from __future__ import annotations

import contextlib
import os
import socket as plain
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.oracle import control
from tests.oracle.sockets import LONG, Socket, endpoint, sockets, wait_for
from zlint.prove import free_port


@dataclass(frozen=True)
class Moment:
    """When the options are set. An experiment calls `before` just before it attaches a socket and `after` behind."""

    options: dict[str, Any]
    when: str

    def before(self, socket: Socket) -> None:
        self._set(socket, "early")

    def after(self, socket: Socket) -> None:
        self._set(socket, "late")

    def _set(self, socket: Socket, when: str) -> None:
        for name, value in self.options.items() if when == self.when else ():
            setattr(socket, name.lower(), value)


Experiment = Callable[[Moment], object]


def late(experiment: Experiment, options: dict[str, Any]) -> str:
    """ "live" or "dead". The control: early and never are not the same; then late is like one of them."""
    early, after, never = (experiment(Moment(options, when)) for when in ("early", "late", "never"))
    control(early != never, f"early and never differ, both are {early!r}")
    return "live" if after == early else "dead" if after == never else f"{early!r}, {after!r}, {never!r}"


@contextmanager
def joined(
    moment: Moment, tested: str, other: str, side: str, transport: str = "inproc", **options: Any
) -> Iterator[tuple[Socket, Socket]]:
    """The socket under test, attached by "bind" or "connect" with its option, and a peer that has the other side."""
    with sockets(tested, other, **options) as (socket, peer):
        name = endpoint(transport)
        if side == "connect":
            peer.bind(name)
        moment.before(socket)
        (socket.bind if side == "bind" else socket.connect)(name)
        moment.after(socket)
        if side == "bind":
            peer.connect(name)
        yield socket, peer


@contextmanager
def raw_peer(moment: Moment, tested: str, side: str, **options: Any) -> Iterator[tuple[Socket, plain.socket]]:
    """The socket under test and a plain tcp connection to it."""
    with sockets(tested, **options) as (socket,), plain.socket() as listener:
        port = free_port()
        if side == "connect":
            listener.bind(("127.0.0.1", port))
            listener.listen()
            listener.settimeout(LONG / 1000)
        moment.before(socket)
        (socket.bind if side == "bind" else socket.connect)(f"tcp://127.0.0.1:{port}")
        moment.after(socket)
        connection = listener.accept()[0] if side == "connect" else plain.create_connection(("127.0.0.1", port), 2)
        with connection:
            connection.settimeout(0.6)
            yield socket, connection


def greeting(mechanism: bytes = b"NULL") -> bytes:
    """What a peer of ZMTP 3 sends first: signature, version, mechanism, padding."""
    return b"\xff" + bytes(8) + b"\x7f\x03\x00" + mechanism.ljust(20, b"\0") + bytes(32)


def ready(type: bytes) -> bytes:
    """The command that ends the handshake."""
    body = b"\x05READY\x0bSocket-Type" + struct.pack(">I", len(type)) + type
    return b"\x04" + bytes([len(body)]) + body


def read(connection: plain.socket, size: int) -> bytes:
    """Up to `size` bytes; fewer when the connection ends or says nothing more in time."""
    data = b""
    try:
        while len(data) < size and (more := connection.recv(size - len(data))):
            data += more
    except (TimeoutError, ConnectionError):
        pass
    return data


def is_closed(connection: plain.socket) -> bool:
    """Does libzmq close it in time?"""
    end = time.monotonic() + 0.6
    try:
        while time.monotonic() < end:
            if not connection.recv(4096):
                return True
    except TimeoutError:
        return False
    except ConnectionError:
        return True
    return False


def kernel(matches: Callable[[plain.socket], bool], level: int, name: int, size: int = 0) -> int | bytes:
    """An option of the tcp socket of libzmq that matches, as the kernel has it."""
    found: list[int | bytes] = []

    def look() -> bool:
        for entry in _descriptors():
            with plain.socket(fileno=os.dup(entry)) as copy, contextlib.suppress(OSError):
                if matches(copy):
                    found.append(copy.getsockopt(level, name, size) if size else copy.getsockopt(level, name))
        return bool(found)

    wait_for(look, "libzmq has a descriptor for the connection")
    return found[0]


def _descriptors() -> list[int]:
    """The sockets of this process."""
    found = []
    for entry in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):
            if str(entry.readlink()).startswith("socket:"):
                found.append(int(entry.name))
    return found
