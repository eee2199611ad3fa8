"""ZMQ407: the sender's frames and the receiver's names differ in number.

A recorder does not see how a result is unpacked, so nothing is said of a run.
"""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Op, Topology, Tri
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.messages import Arrival, Size, arrivals

# Which of a peer's messages arrives here is a matter of topics or of addresses.
SELECTIVE_RECEIVERS, SELECTIVE_SENDERS = ("SUB", "XSUB"), ("ROUTER",)


def check(topology: Topology) -> Iterator[Diagnostic]:
    """Unpacked messages that none, or not all, of the linked peers' sends fit."""
    for recv in topology.all_ops("recv"):
        if recv.only is None or recv.unpack is None or recv.codec != "multipart":
            continue
        socket = topology.socket(recv.only)
        coming = arrivals(topology, socket)
        answers = [arrival.size.fits(*recv.unpack) for arrival in coming]
        wrong = [each for each, fits in zip(coming, answers) if fits is Tri.NO and each.sure.certain]
        if not wrong or Tri.MAYBE in answers:
            continue
        mismatch = ~Tri.over(answers)
        if not mismatch.certain and (_guarded(recv) or _selective(topology, recv, wrong)):
            continue
        yield RULE.at(
            recv.span,
            f"{Size(*recv.unpack)} {'are' if mismatch.certain else 'may be'} unpacked from messages of {wrong[0].size}",
            *(Label(arrival.send.span, f"arrives as {arrival.size}") for arrival in wrong[:3]),
            here="ValueError for each such message",
            certainty=mismatch,
            severity=None if mismatch.certain else "warning",
        )


def _guarded(recv: Op) -> bool:
    """Is a message of another size expected: is the whole list looked at, or the ValueError caught?"""
    return recv.whole or any("ValueError" in handler.catches for handler in recv.handlers)


def _selective(topology: Topology, recv: Op, wrong: list[Arrival]) -> bool:
    receives = any(socket.type in SELECTIVE_RECEIVERS for socket in topology.sockets_of(recv))
    senders = (socket.type for arrival in wrong for socket in topology.sockets_of(arrival.send))
    return receives or any(sender in SELECTIVE_SENDERS for sender in senders)


RULE = Rule(
    code="ZMQ407",
    name="frame-count-mismatch",
    summary="the receiver unpacks another number of frames than the sender sends",
    severity="error",
    profile="default",
    since="0.1.0",
    check=check,
)
