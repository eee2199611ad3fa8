"""ZMQ408: the receiver decodes by another codec than every sender encodes by."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Frame, Op, Socket, Topology, Tri
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.codecs import METHODS, decodes
from zlint.semantics.frames import received
from zlint.semantics.messages import begins


def check(topology: Topology) -> Iterator[Diagnostic]:
    """Receives that can decode nothing of all that linked peers send."""
    for recv in topology.all_ops("recv"):
        wanted = [(0, METHODS[recv.codec])] if recv.codec in METHODS else list(recv.decoded)
        socket = topology.socket(recv.only) if recv.only else None
        if socket is None or not wanted or not socket.complete or recv.span.in_tests:
            continue
        for index, codec in wanted:
            sent = list(_sent(topology, socket, index))
            if recv.codec not in METHODS and any(_text(op, frame) is not None for op, frame, _ in sent):
                continue  # a word that it may know, and look for first
            if sent and all(decodes(encoded, codec, _text(op, frame)) is Tri.NO for op, frame, encoded in sent):
                op, _, encoded = sent[0]
                yield RULE.at(
                    recv.span,
                    f"{_named(codec)} is decoded of what is sent as {_named(encoded) or 'other bytes'}",
                    Label(op.span, f"{op.call}() sends {_named(encoded) or 'this'}"),
                    here=f"{recv.call}() and what follows fail on every message",
                )


def _sent(topology: Topology, socket: Socket, index: int) -> Iterator[tuple[Op, Frame | None, str]]:
    """What can arrive as this frame, with what it is encoded by; "" for what is not known."""
    for peer, sure in topology.peers_of(socket):
        alike = peer.type and socket.type and received(peer.type, socket.type, 1) == 1  # no envelope between them
        for send in topology.ops_of(peer, "send"):
            first = sure.certain and peer.complete and alike and begins(topology, send) is Tri.YES
            for items in [shape.items for shape in send.shapes] or [()]:
                known = first and 0 <= index < len(items) and not any(frame.many for frame in items[: index + 1])
                yield (send, items[index], METHODS.get(send.codec, items[index].codec)) if known else (send, None, "")


def _text(send: Op, frame: Frame | None) -> str | bytes | None:
    """The frame, where it is a constant that is sent as it is."""
    options = frame.value.options if frame is not None and frame.value is not None else ()
    plain = send.codec in ("bytes", "string", "multipart") and len(options) == 1
    return options[0] if plain and isinstance(options[0], str | bytes) else None


def _named(codec: str) -> str:
    kind, _, size = codec.partition(" ")
    return f"a struct of {size} bytes" if size else kind


RULE = Rule(
    code="ZMQ408",
    name="codec-mismatch",
    summary="the receiver decodes by another codec than the sender encodes by",
    severity="warning",
    profile="default",
    since="0.1.0",
    check=check,
)
