"""Two sockets on one endpoint: whether the handshake succeeds, and what arrives of a message in each direction."""

from __future__ import annotations

import time
from typing import Any

import zmq
from zmq.utils.monitor import recv_monitor_message

from tests.oracle.sockets import LONG, SHORT, Socket, endpoint, passes, received, sockets

NAMES = {"binder": b"BB", "connector": b"CC"}
NAMED = ("REQ", "REP", "DEALER", "ROUTER")  # types whose identity a peer sees
GOOD = zmq.EVENT_HANDSHAKE_SUCCEEDED
ENDS = (
    GOOD
    | zmq.EVENT_DISCONNECTED
    | zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL
    | zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL
    | zmq.EVENT_HANDSHAKE_FAILED_AUTH
)
GREETING = b"\xff"  # the first byte that a ZMTP peer sends


class End:
    """One of the two sockets. peer: the identity of the other, as far as it is known."""

    def __init__(self, socket: Socket, type: str, side: str, other: str) -> None:
        self.socket = socket
        self.type = type
        self.other = other
        named = other in NAMED and type != "STREAM"
        self.peer = NAMES["connector" if side == "binder" else "binder"] if named else None
        if type in NAMED:
            socket.routing_id = NAMES[side]
        if type == "ROUTER":
            socket.router_mandatory = 1
        if type == "SUB":
            socket.subscribe(b"")

    def prepare(self) -> None:
        """What comes before messages: an XSUB's subscription; a bound socket takes on its peer when it is used."""
        self.socket.poll(0)
        if self.type == "XSUB":
            self.socket.send(b"\x01")

    def message(self) -> list[bytes] | None:
        """A message for the other end, None as long as its identity is not known."""
        if self.type == "STREAM" and self.peer is None:
            self.peer = self._heard()
        if self.type not in ("ROUTER", "STREAM"):
            return [b"", b"hello"] if self.type == "DEALER" and self.other in ("REQ", "REP") else [b"hello"]
        if self.type == "STREAM":
            return [self.peer, b"hello"] if self.peer else None
        envelope = [b""] if self.other in ("REQ", "REP") else []
        return [self.peer or b"nobody", *envelope, b"hello"]

    def _heard(self) -> bytes | None:
        message = received(self.socket)
        return None if isinstance(message, str) else message[0]


def arrival(end: End, timeout: int) -> list[bytes] | str:
    """The next message that is no subscription, or the name of the error."""
    message = received(end.socket, timeout)
    while end.type == "XPUB" and message == [b"\x01"]:
        message = received(end.socket, timeout)
    return message


def passed(source: End, target: End, patience: int) -> int:
    """How many frames arrive of a message, 0 for nothing."""
    message = source.message()
    if message is None:
        return 0
    for _ in range(max(1, patience // SHORT) if source.type in ("PUB", "XPUB") else 1):
        try:
            source.socket.send_multipart(message)
        except zmq.ZMQError:
            return 0
        arrived = arrival(target, SHORT if source.type in ("PUB", "XPUB") else patience)
        if not isinstance(arrived, str):
            if target.type in ("ROUTER", "STREAM") and target.peer is None:
                target.peer = arrived[0]
            return len(arrived)
    return 0


def exchange(binder: End, connector: End, patience: int) -> dict[str, int]:
    """A message in each direction. A REQ speaks first, a REP last."""
    ways = {"to binder": (connector, binder), "to connector": (binder, connector)}
    first = "to connector" if binder.type == "REQ" or connector.type == "REP" else "to binder"
    order = sorted(ways, key=lambda way: way != first)
    return {way: passed(*ways[way], patience) for way in order}


def inproc(binder: str, connector: str) -> dict[str, int]:
    """Frames that arrive over inproc, 0 for nothing."""
    passes()
    with sockets(binder, connector) as (left, right):
        ends = End(left, binder, "binder", connector), End(right, connector, "connector", binder)
        name = endpoint("inproc")
        left.bind(name)
        right.connect(name)
        for end in ends:
            end.prepare()
        return exchange(*ends, SHORT)


def wire(binder: str, connector: str, transport: str) -> dict[str, Any]:
    """How the handshake ends over tcp or ipc, and the frames that arrive."""
    passes(transport)
    with sockets(binder, connector) as (left, right):
        ends = End(left, binder, "binder", connector), End(right, connector, "connector", binder)
        monitors = [end.socket.get_monitor_socket(ENDS) for end in ends]
        name = endpoint(transport)
        left.bind(name)
        right.connect(name)
        if "STREAM" in (binder, connector):
            handshake = _raw(ends)
        else:
            handshake = _handshake(monitors, ends)
        for end in ends:
            end.socket.disable_monitor()
        for monitor in monitors:
            monitor.close()
        if handshake == "raw bytes":
            return {"handshake": handshake}
        if handshake == "ok":
            for end in ends:
                end.prepare()
        return {"handshake": handshake, **exchange(*ends, LONG if handshake == "ok" else SHORT)}


def _handshake(monitors: list[Any], ends: tuple[End, End]) -> str:
    """Waits until both ends know. An idle bound socket takes new peers on only when it is used."""
    seen: list[int] = []
    stop = time.monotonic() + LONG / 1000
    waiting = list(monitors)
    while waiting and time.monotonic() < stop:
        for monitor in list(waiting):
            if monitor.poll(5):
                seen.append(recv_monitor_message(monitor)["event"])
                waiting.remove(monitor)
    if len(seen) < 2:
        return "no end"
    return "ok" if seen == [GOOD, GOOD] else "refused" if GOOD not in seen else "one-sided"


def _raw(ends: tuple[End, End]) -> str:
    """What a STREAM reads of its peer: the greeting of ZMTP, or messages of another STREAM."""
    left, right = ends
    if left.type == right.type:
        return "ok"
    stream = left if left.type == "STREAM" else right
    stop = time.monotonic() + LONG / 1000
    while time.monotonic() < stop:
        message = received(stream.socket)
        if not isinstance(message, str) and message[-1].startswith(GREETING):
            return "raw bytes"
    return "nothing read"
