"""Names that pyzmq deprecates or has removed, and what stands in their place.

Source: pyzmq 27.3.0, its warnings, docstrings and changelog. "Socket.x" is a method or property of sockets; the name of
a module stands for all that is in it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Outdated:
    """instead: in words. same: the name that takes its place and means the same, None where more has to change."""

    name: str
    instead: str
    same: str | None = None
    removed: bool = False


OUTDATED = {
    each.name: each
    for each in (
        Outdated("zmq.XREQ", "zmq.DEALER", "DEALER"),
        Outdated("zmq.XREP", "zmq.ROUTER", "ROUTER"),
        Outdated("zmq.UPSTREAM", "zmq.PULL", "PULL", removed=True),
        Outdated("zmq.DOWNSTREAM", "zmq.PUSH", "PUSH", removed=True),
        Outdated("zmq.IPV4ONLY", "zmq.IPV6 with the opposite value"),
        Outdated("zmq.device", "zmq.proxy(frontend, backend)"),
        Outdated("zmq.Stopwatch", "time.monotonic()"),
        Outdated("zmq.asyncio.install", "asyncio alone: no loop of its own is needed"),
        Outdated("zmq.asyncio.ZMQEventLoop", "asyncio alone: no loop of its own is needed"),
        Outdated("zmq.auth.ioloop", "zmq.auth.asyncio"),
        Outdated("zmq.core", "zmq itself", removed=True),
        Outdated("zmq.eventloop.future", "zmq.asyncio"),
        Outdated("zmq.eventloop.ioloop", "tornado.ioloop or asyncio"),
        Outdated("zmq.eventloop.minitornado", "tornado", removed=True),
        Outdated("zmq.utils.strtypes", "the methods of str and bytes"),
        Outdated("Socket.getsockopt_unicode", "getsockopt_string()", "getsockopt_string"),
        Outdated("Socket.recv_unicode", "recv_string()", "recv_string"),
        Outdated("Socket.send_unicode", "send_string()", "send_string"),
        Outdated("Socket.setsockopt_unicode", "setsockopt_string()", "setsockopt_string"),
        Outdated("Socket.socket_type", "type", "type"),
    )
}


def outdated(path: str) -> Outdated | None:
    """What a dotted name is, or is part of, that is outdated."""
    parts = path.split(".")
    names = (".".join(parts[:length]) for length in range(2, len(parts) + 1))
    return next((OUTDATED[name] for name in names if name in OUTDATED), None)
