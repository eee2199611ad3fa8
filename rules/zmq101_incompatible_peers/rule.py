"""ZMQ101: two sockets meet on one endpoint and their types cannot talk."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Link, Socket, Topology, Tri
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.peers import INPROC_OUTCOME, can_talk, indefinite, inproc_delivers, suitable

REFUSED = "over tcp and ipc connect() succeeds, the handshake is refused without an exception, nothing is delivered"
UNCHECKED = "inproc does not check types: connect() succeeds; measured for this pair: {}"


def check(topology: Topology) -> Iterator[Diagnostic]:
    seen = set()
    for link in topology.links:
        binder, connector = link.binder, link.connector
        clash = link.meets & ~can_talk(binder.types, connector.types)
        pair, together = (binder.span, connector.span), _together(topology, link)
        if not clash.certain or not together.possible or pair in seen or _has_a_partner(topology, link):
            continue
        seen.add(pair)
        meet = f"{'connects' if together.certain else 'may connect'} to {indefinite(binder.types)}"
        yield RULE.at(
            topology.op(link.connect).span,
            f"{indefinite(connector.types)} {meet} at {link.endpoint}, and these types cannot talk",
            Label(topology.op(link.bind).span, f"the {_types(binder)} binds it here"),
            *_made(topology, connector, link.connect),
            *_made(topology, binder, link.bind),
            certainty=together,
            note=_outcome(link),
            help=_advice(binder),
        )


def _advice(binder: Socket) -> str | None:
    return f"{indefinite(binder.types)} talks to {' or '.join(suitable(binder.type))}" if binder.type else None


def _has_a_partner(topology: Topology, link: Link) -> bool:
    """Does this connect also reach a binder it can talk to? Then programs take turns on one endpoint."""
    others = (other for other in topology.links if other.connect == link.connect and other.meets.possible)
    return any(can_talk(other.binder.types, other.connector.types).possible for other in others)


def _together(topology: Topology, link: Link) -> Tri:
    """inproc does not leave its process, and scripts of different folders need not belong to one system."""
    ends = (link.binder, link.connector)
    if len({topology.execution(socket.execution).process for socket in ends}) == 1:
        return Tri.YES
    folders = {socket.span.folder for socket in ends}
    return Tri.NO if link.endpoint.transport == "inproc" else Tri.MAYBE if len(folders) > 1 else Tri.YES


def _outcome(link: Link) -> str:
    if link.endpoint.transport != "inproc" or not link.binder.type or not link.connector.type:
        return REFUSED
    return UNCHECKED.format(INPROC_OUTCOME[inproc_delivers(link.binder.type, link.connector.type)])


def _made(topology: Topology, socket: Socket, attached: int) -> Iterator[Label]:
    """Where it comes from, unless that stands right beside."""
    if socket.via or any(op.function != topology.op(attached).function for op in topology.ops_of(socket, "open")):
        yield Label(socket.span, f"the {_types(socket)} is made here")


def _types(socket: Socket) -> str:
    return " or ".join(socket.types)


RULE = Rule(
    code="ZMQ101",
    name="incompatible-peers",
    summary="two sockets meet on one endpoint and their types cannot talk",
    severity="error",
    profile="default",
    since="0.1.0",
    check=check,
)
