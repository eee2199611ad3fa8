"""ZMQ401: an intermediary passes on only a part of what it received."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Op, Topology
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.forwarding import origin as origin_of
from zlint.semantics.messages import begins, checks_more, least_received, loses_topic

# Between these types the envelope, or the topic, has to travel with the message.
BROKERS = {("ROUTER", "DEALER"), ("DEALER", "ROUTER")}
FORWARDERS = BROKERS | {(source, target) for source in ("SUB", "XSUB") for target in ("PUB", "XPUB")}


def check(topology: Topology) -> Iterator[Diagnostic]:
    """Whole messages to one socket that are made of some frames of a message from another one."""
    for send in topology.all_ops("send"):
        source = origin_of(topology, send)
        if source is None or not source.only or not send.only or source.only == send.only:
            continue
        origin, target = topology.socket(source.only), topology.socket(send.only)
        if _joined(topology, send) or not _drops(topology, source, send, (origin.type, target.type)):
            continue
        ends, count = [each.type or "socket" for each in (origin, target)], least_received(topology, origin)
        yield RULE.at(
            send.span,
            f"only a part of each message from the {ends[0]} is passed on to the {ends[1]}",
            Label(source.span, f"received here, {count} frames or more each" if count > 1 else "received here"),
            here="frames are missing, or become messages of their own",
            help="pass on all of it: send_multipart(recv_multipart())",
        )


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
    back = [origin_of(topology, op) for op in topology.all_ops("send") if source.only in op.sockets]
    return bool(back) and all(found is not None and found.only == send.only for found in back)


RULE = Rule(
    code="ZMQ401",
    name="frames-dropped-in-forwarding",
    summary="an intermediary passes on only some frames of what it received",
    severity="error",
    profile="default",
    since="0.1.0",
    check=check,
)
