"""ZMQ404: a ROUTER sends a message that does not begin with a peer's identity."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Frames, Op, Topology, Tri
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.envelopes import IDENTITIES
from zlint.semantics.messages import SINGLE, begins


def check(topology: Topology) -> Iterator[Diagnostic]:
    """Messages of a ROUTER that are one frame, or whose first frame cannot be an identity."""
    for send in topology.all_ops("send"):
        if send.only is None or topology.socket(send.only).type != "ROUTER" or send.more.possible:
            continue
        if not begins(topology, send).certain or _raw(topology, send) or _forwards(topology, send):
            continue
        faults = {_fault(topology, send, shape) for shape in _shapes(send)}
        if len(faults) != 1 or (fault := faults.pop()) is None:
            continue
        what, certainty = fault
        yield RULE.at(
            send.span,
            f"this ROUTER {'sends' if certainty.certain else 'may send'} {what}",
            Label(topology.socket(send.only).span, "a ROUTER takes the first frame for the peer's identity"),
            here="dropped without an error",
            certainty=certainty,
            help="send_multipart([identity, ...]) with the identity that came with the request",
        )


def _shapes(send: Op) -> tuple[Frames | None, ...]:
    return send.shapes or ((None,) if send.codec in SINGLE else ())


def _fault(topology: Topology, send: Op, shape: Frames | None) -> tuple[str, Tri] | None:
    if shape is None or shape.most in (0, 1):
        return "a message of one frame, which it takes for the identity", Tri.YES
    first = shape.items[0]
    if first.many or first.kind != "data" or first.value is None:
        return None
    if first.empty:
        return "a message that begins with the empty delimiter", Tri.YES
    named = [op.value for op in topology.all_ops("option") if op.option in IDENTITIES and op.value]
    if not first.value.known or not all(value.known for value in named):
        return None
    identities = {_as_bytes(constant) for value in named for constant in value.constants}
    linked = any(sure.certain for _, sure in topology.peers_of(topology.socket(send.sockets[0])))
    if not linked or identities & {_as_bytes(constant) for constant in first.value.constants}:
        return None
    return f"a message to {first.value}, an identity that no peer sets", Tri.MAYBE


def _as_bytes(constant: object) -> object:
    return constant.encode() if isinstance(constant, str) else constant


def _raw(topology: Topology, send: Op) -> bool:
    return any(op.option == "ROUTER_RAW" and send.only in op.sockets for op in topology.all_ops("option"))


def _forwards(topology: Topology, send: Op) -> bool:
    """A frame from another broker's socket is ZMQ401's business."""
    frames = [frame for shape in send.shapes for frame in shape.items if frame.kind == "received"]
    origins = {topology.op(frame.source).only for frame in frames if frame.source is not None} - {None, send.only}
    return any(topology.socket(origin).type in ("DEALER", "ROUTER") for origin in origins if origin)


RULE = Rule(
    code="ZMQ404",
    name="router-without-identity",
    summary="a ROUTER sends a message that does not begin with a peer's identity",
    severity="error",
    profile="default",
    since="0.1.0",
    check=check,
)
