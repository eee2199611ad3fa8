"""ZMQ209: a transport that does not carry this type of socket, or that libzmq need not have."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Endpoint, Op, Topology, Tri
from zlint.rule import Diagnostic, Rule
from zlint.semantics.endpoints import judged
from zlint.semantics.peers import indefinite
from zlint.semantics.transports import CARRIES, NOT_IN_WHEELS, carries


def check(topology: Topology) -> Iterator[Diagnostic]:
    seen = set()
    for op in topology.all_ops("bind", "connect"):
        found = _mistyped(topology, op) or _lacking(topology, op)
        if found is None or op.span in seen or topology.only_in_tests(op):
            continue
        seen.add(op.span)
        yield found


def _mistyped(topology: Topology, op: Op) -> Diagnostic | None:
    types = sorted({name for socket in topology.sockets_of(op) for name in socket.types})

    def wrong(endpoint: Endpoint) -> str | None:
        return None if carries(endpoint.transport or "", types).possible else endpoint.transport

    found = judged(op, wrong)
    if found is None or any(not socket.types for socket in topology.sockets_of(op)):
        return None
    endpoint, transport, certainty = found
    return RULE.at(
        op.span,
        f"{transport} {'does' if certainty.certain else 'may be chosen, and does'} not carry {indefinite(types)}",
        here=f"the endpoint is '{endpoint}'",
        certainty=certainty,
        note=f"{op.kind} raises ENOCOMPATPROTO, or EPROTONOSUPPORT where libzmq is built without {transport}",
        help=f"{transport} is for {', '.join(CARRIES[transport])}; use tcp, ipc or inproc",
    )


def _lacking(topology: Topology, op: Op) -> Diagnostic | None:
    def lacks(endpoint: Endpoint) -> str | None:
        capability = NOT_IN_WHEELS.get(endpoint.transport or "")
        return None if capability is None or op.supported & {capability, "*"} else endpoint.transport

    found = judged(op, lacks)
    if found is None:
        return None
    endpoint, transport, _ = found
    return RULE.at(
        op.span,
        f"libzmq may lack {transport}, the wheels of pyzmq are built without it",
        here=f"the endpoint is '{endpoint}'",
        certainty=Tri.MAYBE,
        note=f"{op.kind} raises EPROTONOSUPPORT then",
        help=f"ask zmq.has({NOT_IN_WHEELS[transport]!r}) before",
    )


RULE = Rule(
    code="ZMQ209",
    name="transport-for-other-types",
    summary="a transport that does not carry this type of socket, or that libzmq need not have",
    severity="error",
    profile="default",
    since="0.1.0",
    check=check,
    raises=True,
)
