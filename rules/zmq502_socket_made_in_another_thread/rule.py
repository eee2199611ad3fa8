"""ZMQ502: a socket is made in one thread and used only in another."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Op, Socket, Topology
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.overlap import TRAFFIC, surest, thread_of
from zlint.semantics.peers import thread_safe


def check(topology: Topology) -> Iterator[Diagnostic]:
    """Sockets with all traffic on threads that did not make them; two threads at one time are ZMQ501's business."""
    seen = set()
    for socket in topology.sockets:
        uses = [op for op in topology.ops_of(socket, *TRAFFIC) if not topology.in_tests(op)]
        if socket.span in seen or not socket.complete or any(map(thread_safe, socket.types)):
            continue
        if not uses or not all(_on_another(topology, socket, op) for op in uses) or surest(topology, socket):
            continue
        seen.add(socket.span)
        yield _finding(topology, socket, uses[0])


def _on_another(topology: Topology, socket: Socket, op: Op) -> bool:
    """Surely on a thread that the program starts, and that is not the one of the socket's maker."""
    mine = thread_of(topology, op.execution)
    makers = {thread_of(topology, maker).id for maker in topology.makers(op)}
    return op.only == socket.id and mine.kind == "thread" and mine.id not in makers


def _finding(topology: Topology, socket: Socket, use: Op) -> Diagnostic:
    thread, kind = thread_of(topology, use.execution), socket.type or "socket"
    started = [Label(thread.started, "the thread starts here")] if thread.started else []
    return RULE.at(
        socket.span,
        f"this {kind} is made here and used only by thread {thread.name}".rstrip(),
        Label(use.span, f"first used here, by {use.call}()"),
        *started,
        here="on the thread that makes it nobody uses it",
        help="make it in the function that the thread runs, and close it there",
    )


RULE = Rule(
    code="ZMQ502",
    name="socket-made-in-another-thread",
    summary="a socket is made in one thread and used only in another",
    severity="info",
    profile="pedantic",
    since="0.1.0",
    check=check,
)
