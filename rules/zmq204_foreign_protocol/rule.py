"""ZMQ204: a ZeroMQ socket is pointed at something that speaks another protocol."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Op, Topology, Tri
from zlint.rule import Diagnostic, Rule
from zlint.semantics.endpoints import faults, judged, said
from zlint.semantics.protocols import is_http, known_service, speak_zmtp


def check(topology: Topology) -> Iterator[Diagnostic]:
    seen = set()
    served = {known_service(endpoint) for op in topology.all_ops("bind") for endpoint in op.endpoints}
    for op in topology.all_ops("bind", "connect", "send"):
        found = _sent(topology, op) if op.kind == "send" else _url(op) or _service(topology, op, served)
        if found is None or op.span in seen or topology.only_in_tests(op):
            continue
        seen.add(op.span)
        yield found


def _url(op: Op) -> Diagnostic | None:
    found = faults(op, ("foreign-protocol",))
    if found is None:
        return None
    endpoint, why, certainty = found
    return RULE.at(
        op.span,
        said(endpoint, why, certainty),
        certainty=certainty,
        note=f"{op.kind} raises {why.errno}",
        help="ZeroMQ speaks to ZeroMQ only; use a client library of the other protocol",
    )


def _service(topology: Topology, op: Op, served: set[str | None]) -> Diagnostic | None:
    found = judged(op, known_service)
    if found is None or op.kind != "connect" or not speak_zmtp(topology, topology.sockets_of(op)) or op.span.in_tests:
        return None
    endpoint, service, _ = found
    if service in served:
        return None
    return RULE.at(
        op.span,
        f"'{endpoint}' may be a server of {service}, which does not speak ZeroMQ",
        certainty=Tri.MAYBE,
        note="connect succeeds, the handshake never does, nothing is delivered",
        help=f"use a client library of {service}, or another port for ZeroMQ",
    )


def _sent(topology: Topology, op: Op) -> Diagnostic | None:
    """A peer that is part of the program may well want such a text."""
    heads = [frame for shape in op.shapes for frame in shape.items[-1:]]
    if not heads or not all(map(is_http, heads)) or not speak_zmtp(topology, topology.sockets_of(op)):
        return None
    if any(topology.peers_of(socket) for socket in topology.sockets_of(op)):
        return None
    return RULE.at(
        op.span,
        "an HTTP message is sent on a ZeroMQ socket, which wraps it in frames that no HTTP peer understands",
        note="an HTTP peer reads the greeting of ZeroMQ instead of it and gives up",
        help="use an HTTP library, or a STREAM socket, which sends the bytes as they are",
    )


RULE = Rule(
    code="ZMQ204",
    name="foreign-protocol",
    summary="a ZeroMQ socket is pointed at something that speaks another protocol",
    severity="error",
    profile="default",
    since="0.1.0",
    check=check,
)
