"""Whether an option has an effect when it is set after bind or connect: every option whose `late` the table claims."""

from __future__ import annotations

import socket as plain
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import zmq
from zmq.utils.monitor import recv_monitor_message

from tests.oracle import NotAsked
from tests.oracle.moments import Moment, greeting, is_closed, joined, kernel, late, raw_peer, read, ready
from tests.oracle.sockets import KEY, LONG, Socket, drained, endpoint, outcome, received, sockets
from zlint.prove import free_port, name_of

SIDES = ("bind", "connect")


def identity(moment: Moment, side: str) -> object:
    with joined(moment, "DEALER", "ROUTER", side) as (socket, peer):
        socket.poll(0)
        socket.send(b"x")
        message = received(peer, LONG)
        return message[0] == b"me"


def subscription(moment: Moment, side: str) -> object:
    with joined(moment, "SUB", "PUB", side) as (socket, peer):
        return _published(peer, socket)


def unsubscription(moment: Moment, side: str) -> object:
    with sockets("SUB", "PUB") as (socket, peer):
        socket.subscribe(b"a")
        name = endpoint("inproc")
        if side == "connect":
            peer.bind(name)
        moment.before(socket)
        (socket.bind if side == "bind" else socket.connect)(name)
        moment.after(socket)
        if side == "bind":
            peer.connect(name)
        return _published(peer, socket)


def _published(publisher: Socket, subscriber: Socket) -> object:
    for each in (subscriber, publisher):
        each.poll(0)
    publisher.send(b"a")
    return received(subscriber)


def inverted(moment: Moment) -> object:
    with sockets("PUB", "SUB") as (publisher, subscriber):
        name = endpoint("inproc")
        for each, attach in ((publisher, publisher.bind), (subscriber, subscriber.connect)):
            moment.before(each)
            attach(name)
            moment.after(each)
        subscriber.subscribe(b"a")
        return _published(publisher, subscriber)


def tcp_option(moment: Moment, side: str, level: int, name: int, keepalive: int = -1) -> object:
    with raw_peer(moment, "PULL", side, TCP_KEEPALIVE=keepalive) as (_, connection):
        read(connection, 10)  # libzmq has set its options when it sends its greeting
        mine = connection.getsockname()
        return kernel(lambda each: each.getpeername() == mine, level, name)


def backlog(moment: Moment) -> object:
    with sockets("PULL") as (socket,):
        port = free_port()
        moment.before(socket)
        socket.bind(f"tcp://127.0.0.1:{port}")
        moment.after(socket)
        info = kernel(lambda each: each.getsockname() == ("127.0.0.1", port), plain.IPPROTO_TCP, plain.TCP_INFO, 32)
        assert isinstance(info, bytes)
        return int.from_bytes(info[28:32], "little")  # tcpi_sacked: of a listener, its backlog


def reachable_by_ipv6(moment: Moment) -> object:
    try:
        with plain.socket(plain.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError as error:
        raise NotAsked("no IPv6 on loopback") from error
    with sockets("PULL") as (socket,):
        port = free_port()
        moment.before(socket)
        socket.bind(f"tcp://*:{port}")
        moment.after(socket)
        with plain.socket(plain.AF_INET6) as client:
            return client.connect_ex(("::1", port)) == 0


def bound_to_device(moment: Moment) -> object:
    with sockets("PULL") as (socket,):
        moment.before(socket)
        bound = outcome(socket.bind, endpoint("tcp"))
        moment.after(socket)
        return bound


def linger(moment: Moment) -> object:
    context = zmq.Context()
    socket = context.socket(zmq.PUSH)
    moment.before(socket)
    socket.connect(endpoint("tcp"))
    moment.after(socket)
    socket.send(b"x")
    socket.close()
    thread = threading.Thread(target=context.term, daemon=True)
    thread.start()
    thread.join(0.4)
    return thread.is_alive()


def retries(moment: Moment, few: int, **base: int) -> object:
    """Is there more than a few tries to reach a port that nobody has bound, in 400 ms?"""
    with sockets("PUSH") as (socket,):
        for name, value in base.items():
            setattr(socket, name.lower(), value)
        monitor = socket.get_monitor_socket(zmq.EVENT_CONNECT_RETRIED)
        moment.before(socket)
        socket.connect(endpoint("tcp"))
        moment.after(socket)
        end, count = time.monotonic() + 0.4, 0
        while (left := end - time.monotonic()) > 0:
            if monitor.poll(int(left * 1000)):
                recv_monitor_message(monitor)
                count += 1
        socket.disable_monitor()
        monitor.close()
        return count > few


def large_message(moment: Moment, side: str) -> object:
    with joined(moment, "PULL", "PUSH", side, "tcp") as (socket, peer):
        peer.sndtimeo = LONG
        peer.send(bytes(1000))
        return isinstance(received(socket, 300), str)


def capacity(moment: Moment, tested: str, other: str, side: str) -> object:
    with joined(moment, tested, other, side) as (socket, peer):
        sender = socket if tested == "PUSH" else peer
        count = 0
        while count < 3000 and outcome(sender.send, b"x", zmq.NOBLOCK) == "ok":
            count += 1
        return count


def waits(moment: Moment, type: str, call: Callable[[Socket], object], side: str) -> object:
    """Does a call on a socket without a peer wait longer than the option says?"""
    with sockets(type, RCVTIMEO=400, SNDTIMEO=400) as (socket,):
        if side == "connect":
            socket.immediate = 1
        moment.before(socket)
        (socket.bind if side == "bind" else socket.connect)(endpoint("tcp"))
        moment.after(socket)
        began = time.monotonic()
        outcome(call, socket)
        return time.monotonic() - began > 0.3


def sent(moment: Moment, type: str, side: str, message: list[bytes]) -> object:
    with sockets(type) as (socket,):
        moment.before(socket)
        (socket.bind if side == "bind" else socket.connect)(endpoint("tcp"))
        moment.after(socket)
        return outcome(socket.send_multipart, message, zmq.NOBLOCK)


def second_subscription(moment: Moment) -> object:
    with sockets("XPUB", "SUB", "SUB") as (socket, first, second):
        name = endpoint("inproc")
        moment.before(socket)
        socket.bind(name)
        moment.after(socket)
        for each in (first, second):
            each.connect(name)
            each.subscribe(b"a")
        return len(drained(socket))


def manual(moment: Moment) -> object:
    with joined(moment, "XPUB", "SUB", "bind") as (socket, peer):
        peer.subscribe(b"a")
        return _published(socket, peer)


def welcome(moment: Moment) -> object:
    with joined(moment, "XPUB", "SUB", "bind") as (socket, peer):
        peer.subscribe(b"")
        socket.poll(0)
        return received(peer)


def dropped(moment: Moment) -> object:
    with joined(moment, "PUB", "SUB", "bind", SNDHWM=5, RCVHWM=5) as (socket, peer):
        peer.subscribe(b"")
        socket.poll(0)
        return {outcome(socket.send, b"x", zmq.NOBLOCK) for _ in range(50)}


def raw_text(moment: Moment) -> object:
    with raw_peer(moment, "ROUTER", "bind") as (socket, connection):
        connection.sendall(b"GET / HTTP/1.0\r\n\r\n")
        message = received(socket, 300)
        return not isinstance(message, str)


def notified(moment: Moment) -> object:
    with raw_peer(moment, "STREAM", "bind") as (socket, _):
        return isinstance(received(socket, 300), str)


def mechanism(moment: Moment, side: str) -> object:
    """What the socket's greeting says of security."""
    with raw_peer(moment, "PULL", side) as (_, connection):
        connection.sendall(greeting())
        return read(connection, 32)[12:32].rstrip(b"\0")


def heartbeat(moment: Moment, side: str, **base: int) -> object:
    """The first ping with its TTL, None when none comes."""
    with raw_peer(moment, "PULL", side, **base) as (_, connection):
        connection.sendall(greeting() + ready(b"PUSH"))
        data = read(connection, 150)
        at = data.find(b"\x04PING")
        return data[at + 5 : at + 7] if at >= 0 else None


def unanswered_ping(moment: Moment, side: str) -> object:
    with raw_peer(moment, "PULL", side, HEARTBEAT_IVL=50) as (_, connection):
        connection.sendall(greeting() + ready(b"PUSH"))
        return is_closed(connection)


def silent_peer(moment: Moment, side: str) -> object:
    with raw_peer(moment, "PULL", side) as (_, connection):
        return is_closed(connection)


def probed(moment: Moment, side: str) -> object:
    with joined(moment, "DEALER", "ROUTER", side, "tcp") as (socket, peer):
        socket.poll(100)
        return isinstance(received(peer, 200), str)


def envelope(moment: Moment, side: str) -> object:
    with joined(moment, "REQ", "ROUTER", side) as (socket, peer):
        socket.poll(0)
        socket.send(b"x")
        return len(received(peer, LONG))


def sends_twice(moment: Moment, side: str) -> object:
    with joined(moment, "REQ", "ROUTER", side) as (socket, _):
        socket.poll(0)
        socket.send(b"x")
        return outcome(socket.send, b"y")


def conflated(moment: Moment, side: str) -> object:
    with joined(moment, "PULL", "PUSH", side, "tcp") as (socket, peer):
        for number in range(5):
            peer.sndtimeo = LONG
            peer.send(b"%d" % number)
        time.sleep(0.15)
        return len(drained(socket, 100))


def handed_over(moment: Moment) -> object:
    """Two peers of one identity: is the second one heard?"""
    with sockets("ROUTER", "DEALER", "DEALER") as (socket, first, second):
        name = endpoint("tcp")
        moment.before(socket)
        socket.bind(name)
        for each in (first, second):
            each.routing_id = b"same"
            each.connect(name)
            each.send(b"hello")
            heard = received(socket, LONG if each is first else 300)
            if each is first:
                moment.after(socket)
        return isinstance(heard, str)


def named_peer(moment: Moment) -> object:
    with joined(moment, "ROUTER", "DEALER", "connect", "tcp") as (socket, _):
        socket.router_mandatory = 1
        return outcome(socket.send_multipart, [b"peer", b"x"])


def metadata(moment: Moment) -> object:
    with joined(moment, "PUSH", "PULL", "connect", "tcp") as (socket, peer):
        socket.sndtimeo = peer.rcvtimeo = LONG
        socket.send(b"x")
        try:
            return peer.recv(copy=False).get("X-key")
        except zmq.ZMQError as error:
            return name_of(error)


SOCKET, IP, TCP = plain.SOL_SOCKET, plain.IPPROTO_IP, plain.IPPROTO_TCP
PEER = [b"peer", b"x"]

# Option, its value, and an experiment for each side on which it says something.
EXPERIMENTS: list[tuple[str, Any, Callable[..., object], tuple[str, ...]]] = [
    ("ROUTING_ID", b"me", identity, SIDES),
    ("SUBSCRIBE", b"a", subscription, SIDES),
    ("UNSUBSCRIBE", b"a", unsubscription, SIDES),
    ("SNDBUF", 20000, partial(tcp_option, level=SOCKET, name=plain.SO_SNDBUF), SIDES),
    ("RCVBUF", 20000, partial(tcp_option, level=SOCKET, name=plain.SO_RCVBUF), SIDES),
    ("TOS", 32, partial(tcp_option, level=IP, name=plain.IP_TOS), SIDES),
    ("TCP_MAXRT", 7000, partial(tcp_option, level=TCP, name=plain.TCP_USER_TIMEOUT), SIDES),
    ("TCP_KEEPALIVE", 1, partial(tcp_option, level=SOCKET, name=plain.SO_KEEPALIVE), SIDES),
    ("TCP_KEEPALIVE_CNT", 3, partial(tcp_option, level=TCP, name=plain.TCP_KEEPCNT, keepalive=1), SIDES),
    ("TCP_KEEPALIVE_IDLE", 77, partial(tcp_option, level=TCP, name=plain.TCP_KEEPIDLE, keepalive=1), SIDES),
    ("TCP_KEEPALIVE_INTVL", 78, partial(tcp_option, level=TCP, name=plain.TCP_KEEPINTVL, keepalive=1), SIDES),
    ("LINGER", 0, linger, ()),
    ("RECONNECT_IVL", 10, partial(retries, few=8), ()),
    ("RECONNECT_IVL_MAX", 1000, partial(retries, few=8, RECONNECT_IVL=20), ()),
    ("RECONNECT_STOP", 1, partial(retries, few=1, RECONNECT_IVL=20), ()),
    ("BACKLOG", 7, backlog, ()),
    ("MAXMSGSIZE", 100, large_message, SIDES),
    ("SNDHWM", 5, partial(capacity, tested="PUSH", other="PULL"), SIDES),
    ("RCVHWM", 5, partial(capacity, tested="PULL", other="PUSH"), SIDES),
    ("HWM", 5, partial(capacity, tested="PUSH", other="PULL"), SIDES),
    ("RCVTIMEO", 20, partial(waits, type="PULL", call=lambda socket: socket.recv()), SIDES),
    ("SNDTIMEO", 20, partial(waits, type="PUSH", call=lambda socket: socket.send(b"x")), SIDES),
    ("ROUTER_MANDATORY", 1, partial(sent, type="ROUTER", message=PEER), SIDES),
    ("IMMEDIATE", 1, partial(sent, type="PUSH", side="connect", message=[b"x"]), ()),
    ("XPUB_VERBOSE", 1, second_subscription, ()),
    ("XPUB_MANUAL", 1, manual, ()),
    ("XPUB_WELCOME_MSG", b"welcome", welcome, ()),
    ("XPUB_NODROP", 1, dropped, ()),
    ("ROUTER_RAW", 1, raw_text, ()),
    ("STREAM_NOTIFY", 0, notified, ()),
    ("IPV6", 1, reachable_by_ipv6, ()),
    ("PLAIN_SERVER", 1, partial(mechanism, side="bind"), ()),
    ("CURVE_SERVER", 1, partial(mechanism, side="bind"), ()),
    ("PLAIN_USERNAME", b"user", partial(mechanism, side="connect"), ()),
    ("PLAIN_PASSWORD", b"word", partial(mechanism, side="connect"), ()),
    ("CURVE_PUBLICKEY", KEY, partial(mechanism, side="connect"), ()),
    ("CURVE_SECRETKEY", KEY, partial(mechanism, side="connect"), ()),
    ("CURVE_SERVERKEY", KEY, partial(mechanism, side="connect"), ()),
    ("HEARTBEAT_IVL", 50, heartbeat, SIDES),
    ("HEARTBEAT_TTL", 1000, partial(heartbeat, HEARTBEAT_IVL=50), SIDES),
    ("HEARTBEAT_TIMEOUT", 9000, unanswered_ping, SIDES),
    ("HANDSHAKE_IVL", 100, silent_peer, SIDES),
    ("TCP_ACCEPT_FILTER", b"10.0.0.0/8", partial(silent_peer, side="bind"), ()),
    ("BINDTODEVICE", b"nosuchdevice", bound_to_device, ()),
    ("PROBE_ROUTER", 1, probed, SIDES),
    ("REQ_CORRELATE", 1, envelope, SIDES),
    ("REQ_RELAXED", 1, sends_twice, SIDES),
    ("CONFLATE", 1, conflated, SIDES),
    ("ROUTER_HANDOVER", 1, handed_over, ()),
    ("CONNECT_ROUTING_ID", b"peer", named_peer, ()),
    ("INVERT_MATCHING", 1, inverted, ()),
    ("METADATA", b"X-key:v", metadata, ()),
]

PROBES = {
    question: partial(late, experiment, {option: value})
    for option, value, by_side, sides in EXPERIMENTS
    for question, experiment in (
        [(f"{option} after {side}", partial(by_side, side=side)) for side in sides] or [(option, partial(by_side))]
    )
}
