"""ZMQ603: a thread waits on a context that another thread terminates, and does not expect it."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Execution, Op, Topology, Tri
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.handlers import escapes
from zlint.semantics.overlap import joined_before, thread_of
from zlint.semantics.patience import FOR_EVER, patience

TERMINATED = "zmq.ContextTerminated"
WAITS = ("recv", "poll", "proxy")


def check(topology: Topology) -> Iterator[Diagnostic]:
    """Waits on threads that are there when `term()` is called."""
    told: set[object] = set()
    ends = [op for op in topology.all_ops("term") if op.call == "term" and op.context is not None]
    for op in topology.all_ops(*WAITS) if ends else ():
        thread = thread_of(topology, op.execution)
        if thread.kind != "thread" or op.span in told or not _waits(topology, op):
            continue
        for end in ends:
            certainty = _is_ended(topology, op, thread, end)
            if certainty.possible:
                told.add(op.span)
                yield RULE.at(
                    op.span,
                    f"{op.call}() {'is' if certainty.certain else 'may be'} ended by term() in another thread, "
                    "and no handler expects it",
                    Label(end.span, "term() is called here, and waits until the thread has closed its sockets"),
                    *([Label(thread.started, "the thread starts here")] if thread.started else []),
                    here="zmq.ContextTerminated ends the thread",
                    certainty=certainty,
                    help="catch zmq.ContextTerminated, close the socket and return",
                )
                break


def _waits(topology: Topology, op: Op) -> bool:
    endless = op.kind == "proxy" or patience(topology, op) == FOR_EVER
    return endless and not (op.asyncio or op.stream) and escapes(topology, op, TERMINATED)


def _is_ended(topology: Topology, op: Op, thread: Execution, end: Op) -> Tri:
    """Is the thread surely there when the context is ended, and is that what ends it?"""
    other = thread_of(topology, end.execution)
    if any(socket.contexts != (end.context,) for socket in topology.sockets_of(op)) or not op.sockets:
        return Tri.NO
    if not topology.overlap(thread, other).certain or joined_before(topology, thread, end):
        return Tri.NO
    if any(
        set(each.sockets) & set(op.sockets) for each in topology.all_ops("close") if each.execution == end.execution
    ):
        return Tri.NO
    graph = topology.graph_of(op)
    if op.kind != "proxy" and graph is not None and any(label != "raise" for _, label in graph.exits):
        told = bool(op.until & topology.execution(end.execution).sets)
        return Tri.of(told and not _message(topology, op, end)) & Tri.MAYBE
    return Tri.YES


def _message(topology: Topology, op: Op, end: Op) -> bool:
    """Is the thread sent anything by the code that ends the context?"""
    peers = {peer.id for socket in topology.sockets_of(op) for peer, _ in topology.peers_of(socket)}
    return any(peers & set(each.sockets) for each in topology.all_ops("send") if each.execution == end.execution)


RULE = Rule(
    code="ZMQ603",
    name="termination-not-handled",
    summary="a thread waits on a context that another thread terminates and does not expect it",
    severity="warning",
    profile="default",
    since="0.1.0",
    check=check,
)
