"""ZMQ205: the two ends of an inproc endpoint belong to different contexts."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Link, Socket, Topology, Tri
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.partners import apart


def check(topology: Topology) -> Iterator[Diagnostic]:
    seen = set()
    for link in topology.links:
        pair = (link.binder.span, link.connector.span)
        if not apart(link) or not link.meets.certain or pair in seen or _has_a_partner(topology, link):
            continue
        if _process(topology, link.binder) != _process(topology, link.connector):
            continue
        seen.add(pair)
        certainty = Tri.of(_root(topology, link.binder) == _root(topology, link.connector)) | Tri.MAYBE
        yield RULE.at(
            topology.op(link.connect).span,
            f"{link.endpoint} {'is' if certainty.certain else 'may be'} bound in another context",
            Label(topology.op(link.bind).span, "bound here"),
            *_contexts(topology, link.connector, "the connecting socket belongs to this context"),
            *_contexts(topology, link.binder, "the bound socket belongs to this context"),
            here="connected here",
            certainty=certainty,
            note="connect and send succeed, nothing is delivered",
            help="make both sockets from one context",
        )


def _has_a_partner(topology: Topology, link: Link) -> bool:
    """Does this connect, on some call of its function, also find the name in its own context?"""
    here = topology.op(link.connect).span
    others = (other for other in topology.links if topology.op(other.connect).span == here)
    return any(other.meets.possible and not apart(other) for other in others)


def _process(topology: Topology, socket: Socket) -> str:
    return topology.execution(socket.execution).process


def _root(topology: Topology, socket: Socket) -> str:
    """The execution that all others of this program come from."""
    return topology.root(socket.execution).id


def _contexts(topology: Topology, socket: Socket, message: str) -> tuple[Label, ...]:
    return tuple(Label(topology.context(key).span, message) for key in socket.contexts)


RULE = Rule(
    code="ZMQ205",
    name="inproc-across-contexts",
    summary="the two ends of an inproc endpoint belong to different contexts",
    severity="error",
    profile="default",
    since="0.1.0",
    check=check,
)
