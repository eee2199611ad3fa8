"""ZMQ709: a high-water mark is a multiple of the parts per message."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zlint.model import Factor, Op, Socket, Span, Topology, Tri
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.messages import Size, arrivals, begins, size

SENDS, RECEIVES = ("SNDHWM", "HWM"), ("RCVHWM", "HWM")
WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
PARTS = frozenset({"part", "parts", "nparts"})
FRAMES = frozenset({"frame", "frames", "nframes"})  # of a video, too


def check(topology: Topology) -> Iterator[Diagnostic]:
    """One finding for each place that sets such a mark."""
    seen: set[Span] = set()
    for socket in topology.sockets:
        for op in topology.ops_of(socket, "option"):
            if op.option not in {*SENDS, *RECEIVES} or op.span in seen:
                continue
            for factor, certainty in _parts(topology, socket, op):
                seen.add(op.span)
                yield RULE.at(
                    op.span,
                    f"{op.option} is multiplied by {factor.name}, but it counts whole messages, not their parts",
                    Label(socket.span, "the socket is created here"),
                    here=f"room for {factor.value} times as many messages",
                    certainty=certainty,
                    help=f"leave {factor.name} out",
                )


def _parts(topology: Topology, socket: Socket, op: Op) -> Iterator[tuple[Factor, Tri]]:
    """The factor that says how many parts a message has: by its name, and by the messages where they are known."""
    sizes = {each for each in _sizes(topology, socket, op.option) if each.most is not None}
    for factor in op.factors:
        words = {word.lower() for word in WORD.findall(factor.name)}
        if words.isdisjoint(PARTS | FRAMES if sizes else PARTS):
            continue
        if isinstance(factor.value, int) and factor.value > 1 and sizes <= {Size(factor.value, factor.value)}:
            yield factor, Tri.of(bool(sizes) and op.only is not None) | Tri.MAYBE
            return


def _sizes(topology: Topology, socket: Socket, option: str | None) -> Iterator[Size]:
    """Of the messages that wait in this queue, as far as they are known."""
    if option in SENDS:
        yield from (size(topology, op) for op in topology.ops_of(socket, "send") if begins(topology, op).possible)
    if option in RECEIVES:
        yield from (arrival.size for arrival in arrivals(topology, socket))


RULE = Rule(
    code="ZMQ709",
    name="hwm-miscounted",
    summary="a high-water mark is multiplied by the parts per message, but it counts messages",
    severity="info",
    profile="pedantic",
    since="0.1.0",
    check=check,
)
