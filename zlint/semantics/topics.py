"""Which topics publishers send, and which of them a subscription lets through: by how the first frame begins.

Source: truth.json `pubsub` (prefix of the first frame, byte by byte). A topic is known when the first frame is a
constant, or as far as the constant text that it begins with. Not known: what passes through a forwarder or another
program, and what of a publisher is done by code that is not seen; of such subscribers nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from zlint.model import Hole, Op, Socket, Template, Topology, Tri
from zlint.model.value import Option
from zlint.semantics.messages import begins
from zlint.semantics.options import PUBLISHERS

# As a template is written: "temp {value}", "{topic}:{body}".
GLUED = re.compile(r"(?:\{[^{}]+\}|[\w./-])+[ \t:|]+[^ ]*\{")
MANY = 8  # of so many alternatives the front end keeps no more
ENCODED = ("json", "pyobj", "serialized")


@dataclass(frozen=True, slots=True)
class Topic:
    """What the first frame of a message is, or (not `whole`) begins with. send: the op."""

    text: bytes
    whole: bool
    send: Op

    def matches(self, subscription: bytes) -> Tri:
        if self.text.startswith(subscription):
            return Tri.YES
        return Tri.of(not self.whole and subscription.startswith(self.text)) & Tri.MAYBE

    def __str__(self) -> str:
        return f"{self.text!r}" if self.whole else f"{self.text!r}..."


def glued(send: Op) -> Template | None:
    """A text that begins with a word and a separator, and goes on with what is not known: a topic and a body."""
    if send.codec not in ("bytes", "string"):
        return None
    values = [shape.items[0].value for shape in send.shapes if len(shape.items) == 1]
    templates = [each for value in values if value for each in value.options if isinstance(each, Template)]
    return next((each for each in templates if GLUED.match(str(each)) and isinstance(each.parts[-1], Hole)), None)


def subscriptions(op: Op) -> tuple[bytes, ...] | None:
    """The topics that a subscribe op can be for; None when one is not known."""
    if op.value is None or not op.value.known or not 0 < len(op.value.options) < MANY:
        return None
    return tuple(_bytes(each) for each in op.value.constants if isinstance(each, str | bytes))


def received_topics(topology: Topology, subscriber: Socket) -> tuple[Topic, ...] | None:
    """The topics that all publishers of a SUB send; None when there may be others."""
    return topology.once(("topics", subscriber.id), lambda: _received(topology, subscriber))


def _received(topology: Topology, subscriber: Socket) -> tuple[Topic, ...] | None:
    peers = topology.peers_of(subscriber)
    met = {link.connect for link in topology.links if link.connector.id == subscriber.id and link.meets.certain}
    connects = topology.ops_of(subscriber, "connect")
    if not connects or topology.ops_of(subscriber, "bind") or any(op.id not in met for op in connects):
        return None
    if not subscriber.complete or any(not sure.certain for _, sure in peers):
        return None
    found: list[Topic] = []
    for peer, _ in peers:
        sent = sent_topics(topology, peer)
        if sent is None:
            return None
        found += sent
    return tuple(found)


def sent_topics(topology: Topology, publisher: Socket) -> tuple[Topic, ...] | None:
    """The topics of a publisher's messages; None when one of them is not known, or it forwards what others send."""
    proxied = any(publisher.id in op.peers for op in topology.all_ops("proxy"))
    if publisher.type not in PUBLISHERS or not publisher.complete or proxied:
        return None
    found: list[Topic] = []
    for send in topology.ops_of(publisher, "send"):
        first = begins(topology, send)
        if first is Tri.NO:
            continue
        topics = list(_topics(send)) if first.certain and send.only else []
        if not topics or None in topics:
            return None
        found += [topic for topic in topics if topic is not None]
    return tuple(found)


def _topics(send: Op) -> Iterator[Topic | None]:
    """None stands for one that is not known."""
    for shape in send.shapes:
        frame = shape.items[0] if shape.items and send.codec not in ENCODED else None
        known = frame is not None and frame.kind == "data" and not frame.many
        options = frame.value.options if frame is not None and frame.value is not None and known else ()
        for option in options if 0 < len(options) < MANY else (None,):
            text = _beginning(option)
            yield Topic(text, not isinstance(option, Template), send) if text is not None else None


def _beginning(option: Option) -> bytes | None:
    """The text, as far as it is known from its beginning on; None when nothing of it is."""
    match option:
        case str() | bytes():
            return _bytes(option)
        case Template(parts=(str() as head, *_)):
            return _bytes(head)
        case _:
            return None


def _bytes(text: str | bytes) -> bytes:
    return text.encode() if isinstance(text, str) else text
