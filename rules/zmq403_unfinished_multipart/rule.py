"""ZMQ403: a message is begun with SNDMORE and never finished."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Topology
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.messages import shared_message, ways_on


def check(topology: Topology) -> Iterator[Diagnostic]:
    """Sends with SNDMORE behind which no last frame comes."""
    for send in topology.all_ops("send"):
        if not send.more.certain or shared_message(topology, send):
            continue
        ways = ways_on(topology, send)
        if not ways.abandoned.possible:
            continue
        frame = "this frame is" if ways.abandoned.certain else "this frame may be"
        yield RULE.at(
            send.span,
            f"{frame} sent with SNDMORE and no last frame follows",
            *(Label(end.span, "the message is still open here") for end in ways.left.values() if end.id != send.id),
            here="the message never leaves, and the next one is glued to it",
            certainty=ways.abandoned,
        )


RULE = Rule(
    code="ZMQ403",
    name="unfinished-multipart",
    summary="a message begun with SNDMORE is never finished",
    severity="error",
    profile="default",
    since="0.1.0",
    check=check,
)
