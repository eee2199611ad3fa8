"""ZMQ705: a queue without a limit."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Op, Socket, Span, Topology
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.direction import can_recv, can_send
from zlint.semantics.lockstep import is_lockstep
from zlint.semantics.settings import chosen_at

BOUNDLESS = 10_000_000  # messages; at 100 bytes each they fill a gigabyte
SIDES = {"SNDHWM": (can_send,), "RCVHWM": (can_recv,), "HWM": (can_send, can_recv)}


def check(topology: Topology) -> Iterator[Diagnostic]:
    """One finding for each place that takes a limit away, and for each socket the first such place."""
    seen: set[Span] = set()
    for socket in topology.sockets:
        options = [
            op for op in topology.ops_of(socket, "option") if op.only and _boundless(op) and _matters(op, socket)
        ]
        if not options or socket.span.in_tests or _only_inproc(topology, socket):
            continue
        first, *others = options
        place = chosen_at(topology, first)
        if place in seen:
            continue
        seen.add(place)
        queue = _queue(topology, first, socket)
        yield RULE.at(
            place,
            f"the {queue} queue of this {socket.type} has no limit and can grow until memory runs out",
            *(Label(op.span, f"{op.option} takes another limit away") for op in others[:2] if op.span != first.span),
            Label(socket.span, "the socket is created here"),
            here=f"{first.option} is {first.value}",
            help="leave the default of 1000 messages, or set a limit that fits into memory",
        )


def _queue(topology: Topology, op: Op, socket: Socket) -> str:
    """Which queue it is about; of both the one for sending, unless the program only receives."""
    receives = topology.ops_of(socket, "recv") and not topology.ops_of(socket, "send", "escape")
    return "receive" if op.option == "RCVHWM" or (op.option == "HWM" and receives) else "send"


def _boundless(op: Op) -> bool:
    values = op.value.options if op.option in SIDES and op.value else ()
    return bool(values) and all(isinstance(each, int) and (each == 0 or each >= BOUNDLESS) for each in values)


def _matters(op: Op, socket: Socket) -> bool:
    """Has it a queue on that side, and a protocol that lets it grow?"""
    kind = socket.type
    return kind is not None and not is_lockstep(kind) and any(can(kind) for can in SIDES[op.option or ""])


def _only_inproc(topology: Topology, socket: Socket) -> bool:
    """Control sockets within a process follow a protocol of their own; a socket that never attaches has no queue."""
    attaches = topology.ops_of(socket, "bind", "connect")
    return all(end.transport == "inproc" for op in attaches for end in op.endpoints)


RULE = Rule(
    code="ZMQ705",
    name="unbounded-queue",
    summary="HWM 0, or so large that it is no limit: a slow or absent receiver grows the process",
    severity="warning",
    profile="default",
    since="0.1.0",
    check=check,
)
