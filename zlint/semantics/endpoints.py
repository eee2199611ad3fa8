"""What libzmq makes of an endpoint's text, for bind and for connect.

Source: truth.json `endpoints`; the order of the checks is that of libzmq's `socket_base_t::parse_uri`, `connect` and
`ip_resolver_t`. In a text with holes only that is judged which is wrong whatever the holes hold: a hole can hold
anything, also a host with its port, a whole endpoint, or nothing.

Not judged, because it depends on the machine or the build: whether an address or an undotted name is an interface,
IPv6 addresses without the IPV6 option, directories of ipc paths, transports that a build may lack, and what stands
behind `://` in udp, pgm, epgm, norm, ws, wss, tipc and vmci. `connect` to 0.0.0.0 works on Linux: no problem.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from zlint.model import Endpoint, Hole, Op, Span, Topology, Tri
from zlint.model.endpoint import Parts

T = TypeVar("T")
TRANSPORTS = ("tcp", "ipc", "inproc", "udp", "pgm", "epgm", "norm", "ws", "wss", "tipc", "vmci")
USUAL = ("tcp", "ipc", "inproc", "udp", "pgm", "epgm")
# Schemes of other protocols: no misspelling of a transport, so nothing is suggested for them.
PROTOCOLS = (
    *("amqp", "amqps", "ftp", "grpc", "http", "https", "kafka", "mongodb", "mqtt", "mqtts", "nats"),
    *("postgresql", "redis", "rediss", "ssh", "stomp"),
)
FOREIGN = (*PROTOCOLS, "file", "unix")

IPC_PATH_BYTES = 107
PORTS = 65536

_CONNECT_START = re.compile(r"[0-9A-Za-z\[:]")
_CONNECT_REFUSES = re.compile(r"[^0-9A-Za-z.\-:%;\[\]_*]")
_NO_HOST = re.compile(r"[\s/@,]")  # no address, interface or DNS name holds one of these
_DOTTED = re.compile(r"\d+\.\d+\.\d+\.\d+")
_BRACKETED = re.compile(r"\[[^\]]*:[^\]]*\]")
_OWN_NAME = re.compile(r"localhost(\..*)?|.*\.(local|localdomain|localhost)")
_DNS_NAME = re.compile(r"[0-9A-Za-z_-]+(\.[0-9A-Za-z_-]+)*\.[A-Za-z][0-9A-Za-z-]*")


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an endpoint is wrong.

    kind: "malformed" · "unknown-scheme" · "foreign-protocol" (a URL of one) · "port-range" (outside 0-65535) ·
    "trailing-text" (text around the port that libzmq skips) · "wildcard" (connect to `*` or port 0) · "remote-name"
    (bind to a DNS name) · "too-long".
    message: what holds of the endpoint, a clause without its subject ("has no port").
    errno: what bind or connect raises; None when the text is accepted and means something else, or nothing.
    """

    kind: str
    message: str
    errno: str | None = None


def problem(endpoint: Endpoint, op: str) -> Problem | None:
    """What is surely wrong with this endpoint in a "bind" or "connect"; None when nothing is known to be."""
    head = endpoint.parts[0] if endpoint.parts else ""
    if not isinstance(head, str):
        return None
    scheme, found, _ = head.partition("://")
    if not found:
        may_begin = any(f"{transport}://".startswith(head) for transport in TRANSPORTS)
        return None if may_begin and endpoint.literal is None else _without_scheme(head)
    address = _address(endpoint)
    if not scheme or not address:
        return Problem("malformed", "has no address" if scheme else "has no transport", "EINVAL")
    if scheme not in TRANSPORTS:
        return _unknown_scheme(scheme)
    if scheme == "ipc":
        return _ipc(address, op)
    if scheme == "tcp":
        return _tcp_connect(address) if op == "connect" else _tcp_bind(address)
    return None


def _address(endpoint: Endpoint) -> Parts:
    """What follows the scheme, which the first part is known to hold."""
    head, rest = endpoint.parts[0], endpoint.parts[1:]
    text = head.partition("://")[2] if isinstance(head, str) else ""
    return (text, *rest) if text else rest


def _literal(parts: Parts) -> str | None:
    return Endpoint(parts).literal


def _without_scheme(head: str) -> Problem:
    transport = head.partition(":")[0]
    if transport in TRANSPORTS and head != transport:
        return Problem("malformed", f"has no '://' behind '{transport}'", "EINVAL")
    return Problem("malformed", "has no transport, such as tcp://", "EINVAL")


def _unknown_scheme(scheme: str) -> Problem:
    message = f"has the unknown transport '{scheme}'"
    meant = scheme.strip().lower()
    if meant in PROTOCOLS:
        return Problem("foreign-protocol", f"is a URL of '{meant}', which is no transport", "EPROTONOSUPPORT")
    near = [meant] if meant in TRANSPORTS else difflib.get_close_matches(meant, USUAL, n=1)
    if near and meant not in FOREIGN:
        message += f", did you mean '{near[0]}'"
    return Problem("unknown-scheme", message, "EPROTONOSUPPORT")


def _ipc(address: Parts, op: str) -> Problem | None:
    known = "".join(part for part in address if isinstance(part, str))
    if len(known.encode(errors="replace")) > IPC_PATH_BYTES:
        return Problem("too-long", f"has a path of more than {IPC_PATH_BYTES} bytes", "ENAMETOOLONG")
    literal = _literal(address)
    if literal == "@":
        return Problem("malformed", "has an abstract name without a name", "EINVAL")
    if literal == "*" and op == "connect":
        return Problem("wildcard", "names a path that only bind can choose")
    return None


def _tcp_connect(address: Parts) -> Problem | None:
    literal = _literal(address)
    if literal is not None and ":" not in literal:
        return _no_port()
    refused = _refused_by_connect(address)
    if refused == "*":
        return Problem("wildcard", "names no host to connect to, '*' is for bind", "EINVAL")
    if refused is not None:
        return Problem("malformed", f"has the character {refused!r}, which connect refuses", "EINVAL")
    port = _port(address)
    if port is None:
        return None
    if _BRACKETED.fullmatch(literal or ""):
        return Problem("malformed", "has no port behind ']'")
    return _connect_port(port) or _connect_host(_literal(_host(address)))


def _connect_host(host: str | None) -> Problem | None:
    return Problem("malformed", "has no host") if host == "" else _bad_number(host, None)


def _refused_by_connect(address: Parts) -> str | None:
    """The first character that connect allows nowhere, or not at the beginning."""
    head = address[0]
    if isinstance(head, str) and not _CONNECT_START.match(head):
        return head[0]
    found = (_CONNECT_REFUSES.search(part) for part in address if isinstance(part, str))
    return next((odd.group() for odd in found if odd), None)


def _connect_port(port: str) -> Problem | None:
    if not port:
        return _no_port()
    if port == "*":
        return Problem("wildcard", "names no port to connect to, '*' is for bind", "EINVAL")
    if port[0] not in "0123456789":
        return Problem("malformed", f"has the port '{port}', which is no number", "EINVAL")
    number = _number(port)
    if number == 0:
        return Problem("wildcard", "names port 0, which nobody can bind")
    if number >= PORTS:
        return _out_of_range(port, None)
    return _trailing(port)


def _tcp_bind(address: Parts) -> Problem | None:
    literal = _literal(address)
    if literal is not None and ";" in literal:
        source, _, target = literal.rpartition(";")
        if ":" not in source:
            return Problem("malformed", "has no port in its source address", "EINVAL")
        return _tcp_bind((target,)) if target else _no_port()
    port = _port(address)
    if port is None and literal is not None:
        return _no_port()
    if _BRACKETED.fullmatch(literal or ""):
        return Problem("malformed", "has no port behind ']'", "EINVAL" if _number(port or "") == 0 else "ENODEV")
    if port is not None and (wrong := _bind_port(port)):
        return wrong
    return _bind_host(_literal(_host(address)) if port is not None else _known_host(address))


def _bind_port(port: str) -> Problem | None:
    if port in ("*", "0"):
        return None
    if not port:
        return _no_port()
    number = _number(port)
    if number % PORTS == 0:
        if number:
            return _out_of_range(port, "EINVAL")
        return Problem("malformed", f"has the port '{port}', which is no number", "EINVAL")
    return _out_of_range(port, None) if not 0 <= number < PORTS else _trailing(port)


def _bind_host(host: str | None) -> Problem | None:
    if host is None:
        return None
    if not host:
        return Problem("malformed", "has no host", "ENODEV")
    if odd := _NO_HOST.search(host):
        return Problem("malformed", f"has the character {odd.group()!r} in its host", "ENODEV")
    if _DNS_NAME.fullmatch(host) and not _OWN_NAME.fullmatch(host):
        return Problem("remote-name", f"names the host '{host}', which is no interface of this machine", "ENODEV")
    return _bad_number(host, "ENODEV")


def _bad_number(host: str | None, errno: str | None) -> Problem | None:
    if host is None or not _DOTTED.fullmatch(host) or all(int(part) < 256 for part in host.split(".")):
        return None
    return Problem("malformed", f"has the host '{host}', which is no ip address", errno)


def _port(address: Parts) -> str | None:
    """The port when it is known whatever the holes hold: what follows the last colon, with no hole behind it."""
    last = address[-1]
    if not isinstance(last, str) or ":" not in last.rpartition(";")[2]:
        return None
    return last.rpartition(":")[2]


def _host(address: Parts) -> Parts:
    """What stands before the last colon, and behind the source address if there is one."""
    host = Endpoint(("tcp://", *address)).host_port[0]
    literal = _literal(host)
    return host if literal is None else (literal.rpartition(";")[2],) if literal else ()


def _known_host(address: Parts) -> str | None:
    """The host when a colon and then a hole follow it."""
    head = address[0]
    return head[:-1] if isinstance(head, str) and head.endswith(":") and len(head) > 1 else None


def _number(port: str) -> int:
    """What C's atoi reads."""
    found = re.match(r"\s*([+-]?[0-9]+)", port)
    return int(found.group(1)) if found else 0


def _no_port() -> Problem:
    return Problem("malformed", "has no port", "EINVAL")


def _out_of_range(port: str, errno: str | None) -> Problem:
    meant = f", libzmq takes it for {_number(port) % PORTS}" if errno is None and _number(port) % PORTS else ""
    return Problem("port-range", f"has the port {port}, outside 0-65535{meant}", errno)


def _trailing(port: str) -> Problem | None:
    if re.fullmatch(r"[0-9]+", port):
        return None
    return Problem("trailing-text", f"has the port {port!r}, libzmq takes it for {_number(port)}")


def wrong_places(topology: Topology, kinds: tuple[str, ...], *ops: str) -> Iterator[tuple[Op, Endpoint, Problem, Tri]]:
    """Binds and connects with a problem of these kinds, one for each place; not those that only a test calls so."""
    seen: set[Span] = set()
    for op in topology.all_ops(*ops):
        found = faults(op, kinds)
        if found is not None and found[1].kind == "remote-name" and _literal(found[0].host_port[0]) in topology.hosts:
            continue
        if found is not None and op.span not in seen and not topology.only_in_tests(op):
            seen.add(op.span)
            yield op, *found


def said(endpoint: Endpoint, why: Problem, certainty: Tri) -> str:
    """In words: "the endpoint 'tcp://localhost' has no port"."""
    claim = f"'{endpoint}'" if certainty.certain else f"may be '{endpoint}', which"
    return f"the endpoint {claim} {why.message}"


def faults(op: Op, kinds: tuple[str, ...]) -> tuple[Endpoint, Problem, Tri] | None:
    """What is wrong with the endpoint of a bind or connect, of these kinds; how surely: see `judged`."""

    def wrong(endpoint: Endpoint) -> Problem | None:
        found = problem(endpoint, op.kind)
        return found if found is not None and found.kind in kinds else None

    return judged(op, wrong)


def judged(op: Op, wrong: Callable[[Endpoint], T | None]) -> tuple[Endpoint, T, Tri] | None:
    """The first endpoint of a bind or connect of which something is wrong, what, and how surely.

    YES: with every alternative. MAYBE: with the default of a setting (environment, command line) that whoever runs
    the program can leave alone. A parameter's default that only some callers keep tells nothing.
    """
    found = [(endpoint, wrong(endpoint)) for endpoint in op.endpoints]
    bad = [(endpoint, what) for endpoint, what in found if what is not None]
    if not bad:
        return None
    good = [endpoint for endpoint, what in found if what is None]
    if not good:
        return (*bad[0], Tri.YES)
    return (*bad[0], Tri.MAYBE) if all(map(_setting, good)) else None


def _setting(endpoint: Endpoint) -> bool:
    holes = [part for part in endpoint.parts if isinstance(part, Hole)]
    return bool(holes) and all(hole.key.startswith(("environ:", "argument ")) for hole in holes)
