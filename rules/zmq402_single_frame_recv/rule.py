"""ZMQ402: one frame is received of messages that have several."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Op, Socket, Topology, Tri
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.messages import SINGLE, Size, arrivals, checks_more, least_received, takes_further_frames
from zlint.semantics.parts import parts


def check(topology: Topology) -> Iterator[Diagnostic]:
    """A lone recv() where every message has two frames or more, and nobody asks for RCVMORE.

    Where the frame is all that is passed on, that is the fault, and ZMQ401 reports it.
    """
    passed_on = {part.recv.id for part in parts(topology)}
    for recv in topology.all_ops("recv"):
        if recv.only is None or recv.codec not in SINGLE or recv.id in passed_on or topology.in_tests(recv):
            continue
        socket = topology.socket(recv.only)
        least = least_received(topology, socket)
        if recv.unpack is not None:
            yield _taken_for_a_list(topology, recv, Size(*recv.unpack), Tri.of(least > 1) | Tri.MAYBE)
            continue
        if least < 2 or takes_further_frames(topology, recv) or checks_more(topology, recv):
            continue
        yield RULE.at(
            recv.span,
            f"{recv.call}() takes one frame of messages that have {least} or more on this {socket.type or 'socket'}",
            *_senders(topology, socket),
            here="the next receive returns the rest of the same message",
            help="receive whole messages with recv_multipart()",
        )


def _taken_for_a_list(topology: Topology, recv: Op, names: Size, certainty: Tri) -> Diagnostic:
    return RULE.at(
        recv.span,
        f"{recv.call}() takes one frame, and its bytes are unpacked as if they were {names}",
        *_senders(topology, topology.socket(recv.sockets[0])),
        here="the names hold single bytes, or ValueError is raised",
        certainty=certainty,
        help="receive whole messages with recv_multipart()",
    )


def _senders(topology: Topology, socket: Socket) -> Iterator[Label]:
    if socket.type == "ROUTER":
        yield Label(socket.span, "a ROUTER puts the sender's identity before every message")
    for arrival in arrivals(topology, socket)[:2]:
        yield Label(arrival.send.span, f"arrives as {arrival.size}")


RULE = Rule(
    code="ZMQ402",
    name="single-frame-recv",
    summary="recv() takes one frame of messages that have several; everything after is shifted",
    severity="error",
    profile="default",
    since="0.1.0",
    check=check,
)
