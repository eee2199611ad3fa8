"""ZMQ406: a reply leaves behind the address that the request came with."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Op, Socket, Topology, Tri
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.envelopes import ADDRESS, EMPTY, ENCODED, lost_address, parts_of, strange_address
from zlint.semantics.messages import begins

FIRST = {EMPTY: "the empty delimiter", ENCODED: "data", ADDRESS: "the address of another socket's peer"}


def check(topology: Topology) -> Iterator[Diagnostic]:
    """Messages of a ROUTER that begin with another frame than the address, and workers that drop the client's."""
    for send in topology.all_ops("send"):
        if send.only is None or not begins(topology, send).certain:
            continue
        socket = topology.socket(send.only)
        if socket.type == "ROUTER":
            yield from _router(topology, send, socket)
        elif socket.type in ("DEALER", "REQ"):
            yield from _worker(topology, send, socket)


def _router(topology: Topology, send: Op, socket: Socket) -> Iterator[Diagnostic]:
    made = parts_of(topology, send)
    recv = next((op for op in topology.ops_of(socket, "recv")), None)
    kinds = {parts[0].kind if parts else "" for parts in made}
    if recv is None or len(kinds) != 1 or _is_another_rules(send):
        return
    kind = kinds.pop()
    wrong = strange_address(topology, socket, made) if kind == ADDRESS else Tri.of(kind in FIRST)
    if wrong.possible:
        yield RULE.at(
            send.span,
            f"this ROUTER sends {FIRST[kind]} first, without the identity that the request came with",
            Label(recv.span, "received here, the identity first"),
            here="taken for an identity, dropped without an error",
            certainty=wrong,
            help="keep the frames before the data, and send them first",
        )


def _is_another_rules(send: Op) -> bool:
    """What is built without a received frame is ZMQ404's business, unless it is sent frame by frame."""
    frames = [frame for shape in send.shapes for frame in shape.items[:1]]
    return not send.more.possible and all(frame.source is None and not frame.codec for frame in frames)


def _worker(topology: Topology, send: Op, socket: Socket) -> Iterator[Diagnostic]:
    lost = lost_address(topology, send, socket)
    if lost is None:
        return
    router = topology.socket(lost.router)
    yield RULE.at(
        send.span,
        f"this {socket.type} answers without the client's address, which the ROUTER of the broker needs",
        Label(lost.request.span, "the request is passed on with the address here"),
        Label(router.span, "this ROUTER takes the first frame of a reply for the address"),
        here="dropped on the way back, without an error",
        certainty=lost.sure,
        help="send back all frames before the data, as they came",
    )


RULE = Rule(
    code="ZMQ406",
    name="reply-without-envelope",
    summary="a reply leaves behind the address that the request came with",
    severity="error",
    profile="default",
    since="0.1.0",
    check=check,
)
