"""ZMQ109: a PAIR is used over tcp between machines."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Endpoint, Op, Topology
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.endpoints import judged
from zlint.semantics.exposure import local


def check(topology: Topology) -> Iterator[Diagnostic]:
    """One finding for the sockets that meet, at the bind."""
    seen, met = set(), {op for link in topology.links for op in _ends(topology, link.bind, link.connect)}
    for op in topology.all_ops("bind", "connect"):
        found = judged(op, _open)
        if found is None or op.span in seen or topology.in_tests(op):
            continue
        if op.id in met or not op.sockets or any(socket.type != "PAIR" for socket in topology.sockets_of(op)):
            continue
        seen.add(op.span)
        endpoint, transport, certainty = found
        yield RULE.at(
            op.span,
            f"a PAIR {'is' if certainty.certain else 'may be'} open to other machines over {transport}, at {endpoint}",
            *(Label(topology.op(each).span, "its peer connects here") for each in _connects(topology, op)),
            certainty=certainty,
            note="a peer that comes back can be refused, and a second one always is, both without an error",
            help="PAIR is for two threads over inproc; between nodes use DEALER and ROUTER, or REQ and REP",
        )


def _open(endpoint: Endpoint) -> str | None:
    """The transport, when another machine can be at the other end."""
    return endpoint.transport if endpoint.transport == "tcp" and not local(endpoint) else None


def _ends(topology: Topology, bind: int, connect: int) -> Iterator[int]:
    """The connect, when the bind tells of both."""
    if judged(topology.op(bind), _open) and not topology.op(bind).span.in_tests:
        yield connect


def _connects(topology: Topology, op: Op) -> list[int]:
    return [link.connect for link in topology.links if link.bind == op.id]


RULE = Rule(
    code="ZMQ109",
    name="pair-across-network",
    summary="a PAIR is used over tcp between machines",
    severity="warning",
    profile="default",
    since="0.1.0",
    check=check,
)
