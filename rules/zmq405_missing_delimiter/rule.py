"""ZMQ405: a message reaches a REQ or REP without the empty delimiter, or with one too many."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Op, Socket, Topology, Tri
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.envelopes import Incoming, adds_delimiter, incoming
from zlint.semantics.messages import misread
from zlint.semantics.partners import partners
from zlint.semantics.parts import parts

LOCKSTEP = ("REQ", "REP")


def check(topology: Topology) -> Iterator[Diagnostic]:
    """What a cut-off part of a message lacks is ZMQ401's matter."""
    found: dict[object, Diagnostic] = {}
    cut = {part.send.id for part in parts(topology)}
    for socket in (each for each in topology.sockets if each.type in LOCKSTEP):
        for each in _dropped(topology, socket):
            send = each.message.origin
            if send.id not in cut and not (send.span in found and found[send.span].certainty.certain):
                found[send.span] = _missing(topology, send, socket, each.sure)
    for send in topology.all_ops("send"):
        if send.only and topology.socket(send.only).type in LOCKSTEP and adds_delimiter(topology, send):
            certainty = misread(topology, send)
            if certainty.possible:
                found.setdefault(send.span, _doubled(topology, send, certainty))
    yield from found.values()


def _dropped(topology: Topology, socket: Socket) -> Iterator[Incoming]:
    """Messages that the socket drops, however they are made, and that can be meant for no peer of another type."""
    arriving = incoming(topology, socket)
    delivered = {each.message.origin.id for each in arriving if each.parts is not None}
    for each in arriving:
        peers = partners(topology, topology.socket(each.message.sender))
        if each.message.origin.id not in delivered and all(peer.type in LOCKSTEP for peer, _ in peers):
            yield each


def _missing(topology: Topology, send: Op, socket: Socket, certainty: Tri) -> Diagnostic:
    sender = topology.socket(send.sockets[0])
    return RULE.at(
        send.span,
        f"what this {sender.type} sends {'has' if certainty.certain else 'may have'} no empty delimiter frame for the "
        f"{socket.type} that gets it",
        Label(socket.span, f"this {socket.type} drops the message without an error"),
        here="b'' is missing between address and data" if sender.type == "ROUTER" else "b'' is missing before the data",
        certainty=certainty,
        help=f"send_multipart([{'identity, ' if sender.type == 'ROUTER' else ''}b'', ...])",
    )


def _doubled(topology: Topology, send: Op, certainty: Tri) -> Diagnostic:
    sender = topology.socket(send.sockets[0])
    return RULE.at(
        send.span,
        f"the peer {'gets' if certainty.certain else 'may get'} an empty frame before the data of this {sender.type}",
        Label(sender.span, f"a {sender.type} adds the delimiter by itself, and takes it away"),
        here="this b'' arrives as data",
        certainty=certainty,
        help="send the data alone",
    )


RULE = Rule(
    code="ZMQ405",
    name="missing-delimiter",
    summary="a REQ or REP gets a message without the empty delimiter frame and drops it",
    severity="error",
    profile="default",
    since="0.1.0",
    check=check,
)
