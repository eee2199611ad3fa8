"""ZMQ802: a socket is bound on all interfaces, and whoever connects is let in."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Endpoint, Op, Socket, Span, Topology, Tri
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.admission import asks_for_credentials
from zlint.semantics.direction import can_recv, can_send
from zlint.semantics.endpoints import judged
from zlint.semantics.exposure import everywhere, instead, least_exposed
from zlint.semantics.loading import misused


def check(topology: Topology) -> Iterator[Diagnostic]:
    """One finding for each place that binds.

    A socket that runs what it gets has that as its finding (ZMQ801, ZMQ806), a PAIR that it is no loopback (ZMQ109).
    """
    seen: set[Span] = set()
    worse = _running(topology)
    for op in topology.all_ops("bind"):
        found = judged(op, _open)
        if found is None or op.only is None or op.span in seen or op.span.in_examples or topology.in_tests(op):
            continue
        socket = topology.socket(op.only)
        if socket.type == "PAIR" or socket.id in worse or asks_for_credentials(topology, socket):
            continue
        if _chosen(topology, socket, op):
            continue
        seen.add(op.span)
        endpoint, _, certainty = found
        certainty = certainty if socket.complete else certainty & Tri.MAYBE
        yield RULE.at(
            op.span,
            f"{endpoint} {'is' if certainty.certain else 'may be'} open to the network, and no peer is asked who it is",
            Label(socket.span, "the socket is created here"),
            here=f"any host that reaches this machine can {_what(socket)}",
            certainty=certainty,
            help="bind to 127.0.0.1 or to one interface, or set CURVE_SERVER and start an authenticator",
        )


def _running(topology: Topology) -> set[str]:
    """The sockets that run what they get, and those that pass it on to one that does."""
    found: set[str] = set()
    for recv in map(topology.op, misused(topology)):
        least = least_exposed(topology, recv)
        found.update(recv.sockets, least.at.sockets if least and least.at else ())
    return found


def _open(endpoint: Endpoint) -> bool | None:
    return everywhere(endpoint) or None


def _chosen(topology: Topology, socket: Socket, op: Op) -> bool:
    """Is it one of two ways, and the other is not open? Then whoever runs the program or calls the function chooses."""
    others = topology.ops_of(socket, "bind", "connect")
    return any(instead(topology, op, each) for each in others if judged(each, _open) is None)


def _what(socket: Socket) -> str:
    kind = socket.type
    if kind in ("PUB", "XPUB"):
        return "subscribe"
    ways = [way for way, can in (("send to it", can_recv), ("take its messages", can_send)) if kind and can(kind)]
    return " and ".join(ways) or "connect"


RULE = Rule(
    code="ZMQ802",
    name="open-to-the-network",
    summary="a socket is bound on all interfaces with neither CURVE nor PLAIN",
    severity="warning",
    profile="default",
    since="0.1.0",
    check=check,
)
