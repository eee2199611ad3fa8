"""Messages of which an intermediary passes on a part.

Not known: what was decoded and encoded again; what is left out on purpose, as a topic may be.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from zlint.model import Op, Topology
from zlint.semantics.forwarding import origin
from zlint.semantics.messages import begins, checks_more, least_received, loses_topic

# Between these types the envelope, or the topic, has to travel with the message.
BROKERS = {("ROUTER", "DEALER"), ("DEALER", "ROUTER")}
FORWARDERS = BROKERS | {(source, target) for source in ("SUB", "XSUB") for target in ("PUB", "XPUB")}


@dataclass(frozen=True, slots=True)
class Part:
    """`send` is made of some frames of what `recv` took from another socket."""

    recv: Op
    send: Op


def parts(topology: Topology) -> tuple[Part, ...]:
    """Whole messages to one socket that are made of some frames of a message from another one."""
    return topology.once("parts", lambda: tuple(_parts(topology)))


def _parts(topology: Topology) -> Iterator[Part]:
    for send in topology.all_ops("send"):
        source = origin(topology, send)
        if source is None or not source.only or not send.only or source.only == send.only:
            continue
        pair = topology.socket(source.only).type, topology.socket(send.only).type
        if not _joined(topology, send) and _drops(topology, source, send, pair):
            yield Part(source, send)


def _joined(topology: Topology, send: Op) -> bool:
    """Is it, or may it be, one frame of a longer message?"""
    beside = (op for op in topology.all_ops("send") if send.only in op.sockets and op.function == send.function)
    return not begins(topology, send).certain or any(op.more.possible for op in beside)


def _drops(topology: Topology, source: Op, send: Op, pair: tuple[str | None, str | None]) -> bool:
    if pair in (("DEALER", "ROUTER"), ("ROUTER", "ROUTER")):
        return all(shape.most == 1 for shape in send.shapes)  # the ROUTER takes it for the address, and nothing is left
    if source.only is None or least_received(topology, topology.socket(source.only)) < 2:
        return False
    if source.codec == "multipart":
        each = all(frame.index is None and not frame.many for shape in send.shapes for frame in shape.items)
        part = loses_topic(topology, send) or _loses_envelope(topology, source, send, pair)
        return part or (each and pair in FORWARDERS)
    recvs = {op.span for op in topology.all_ops("recv") if source.only in op.sockets and op.function == source.function}
    if len(recvs) > 1:
        return _loses_envelope(topology, source, send, pair)
    return pair in FORWARDERS or not checks_more(topology, source)


def _loses_envelope(topology: Topology, source: Op, send: Op, pair: tuple[str | None, str | None]) -> bool:
    """Does the identity stay behind, although the way back relies on what the other side returns?"""
    first = any(frame.index in (0, None) for shape in send.shapes for frame in shape.items)
    if pair != ("ROUTER", "DEALER") or (first and any(shape.most != 1 for shape in send.shapes)):
        return False
    back = [origin(topology, op) for op in topology.all_ops("send") if source.only in op.sockets]
    return bool(back) and all(found is not None and found.only == send.only for found in back)
