"""ZMQ401: an intermediary passes on only a part of what it received."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Topology
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.messages import least_received
from zlint.semantics.parts import parts


def check(topology: Topology) -> Iterator[Diagnostic]:
    for part in parts(topology):
        origin, target = (topology.socket(op.sockets[0]) for op in (part.recv, part.send))
        ends, count = [each.type or "socket" for each in (origin, target)], least_received(topology, origin)
        yield RULE.at(
            part.send.span,
            f"only a part of each message from the {ends[0]} is passed on to the {ends[1]}",
            Label(part.recv.span, f"received here, {count} frames or more each" if count > 1 else "received here"),
            here="frames are missing, or become messages of their own",
            help="pass on all of it: send_multipart(recv_multipart())",
        )


RULE = Rule(
    code="ZMQ401",
    name="frames-dropped-in-forwarding",
    summary="an intermediary passes on only some frames of what it received",
    severity="error",
    profile="default",
    since="0.1.0",
    check=check,
)
