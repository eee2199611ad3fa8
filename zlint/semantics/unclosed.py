"""Sockets that nobody closes, made where that happens again and again.

A socket that only names of a function hold is forgotten when that returns; one of an object, with the object. Source:
TRUTH.md, "unclosed socket GC": CPython closes what is collected, with a ResourceWarning. A reference cycle or a
traceback keeps it for longer.

Not known: how often code outside calls a function. One that serves in a loop is taken to be called once, like a script.
"""

from __future__ import annotations

from dataclasses import replace

from zlint.model import Op, OpGraph, Socket, Span, Topology
from zlint.semantics.closed import CLOSES_SOCKETS
from zlint.semantics.hanging import within
from zlint.semantics.typestate import FAILED, reachable

TURN, CALL, OBJECT = "each turn of a loop", "each call", "each object"


def forgotten(topology: Topology, socket: Socket) -> str | None:
    """How often a socket is made that is never closed: TURN, CALL, OBJECT; None: once, or it is closed."""
    if socket.collected:  # in a run
        alike = [each for each in topology.sockets if each.collected and each.span == socket.span]
        return TURN if len(alike) > 1 else None
    if not socket.complete or not socket.contexts or _closed(topology, socket):
        return None
    found = [_made_by(topology, socket, opened) for opened in topology.ops_of(socket, "open")]
    return None if None in found else next(iter(found), None)


def _made_by(topology: Topology, socket: Socket, opened: Op) -> str | None:
    graph = topology.graph_of(opened)
    if graph is None or opened.call != "socket":
        return None
    if opened.home is not None:
        return _made_by_a_call(topology, socket, graph, opened, opened.home)
    return OBJECT if _made_for_an_object(topology, socket, opened) else None


def _closed(topology: Topology, socket: Socket) -> bool:
    """Does anything close it, or may it do so?"""
    used = topology.ops_of(socket)
    if any(op.kind in ("close", "escape", "suspend") or op.stream for op in used):
        return True
    if any(socket.id in op.peers for op in topology.all_ops("proxy")):
        return True
    if any(socket.id in each.sockets or set(socket.contexts) & set(each.contexts) for each in topology.unreached):
        return True
    ends = (op for op in topology.all_ops("term") if op.call in CLOSES_SOCKETS)
    return any(op.context is None or op.context in socket.contexts for op in ends)


def _made_by_a_call(
    topology: Topology, socket: Socket, graph: OpGraph, opened: Op, home: tuple[Span, ...]
) -> str | None:
    """How often it is made by the call with which it dies. A context that ends in that is another rule's matter."""
    single = replace(graph, repeats=False)
    behind = reachable(single, opened.id)
    used = topology.ops_of(socket)
    ended = any(op.context in socket.contexts and within(op, home) for op in topology.all_ops("term"))
    if ended or any(op.execution != opened.execution or not within(op, home) for op in used):
        return None
    if not _returns(topology, graph, behind | {opened.id}, home):
        return None
    if opened.id in behind:
        return TURN
    serves = any(op.id in reachable(single, op.id) for op in used)
    return CALL if not serves and _called_often(topology, opened, used) else None


def _called_often(topology: Topology, opened: Op, used: tuple[Op, ...]) -> bool:
    """Is it an event's handler, a method that code outside calls, or a function that returns what it has received?
    Other functions may be where a program begins."""
    execution = topology.execution(opened.execution)
    if execution.kind != "library" or execution.parent is not None:
        return execution.kind == "callback"
    return execution.owner is not None or any(op.kind == "recv" and op.result == "returned" for op in used)


def _returns(topology: Topology, graph: OpGraph, behind: frozenset[int], home: tuple[Span, ...]) -> bool:
    """Does the call come to its end, when all goes well?"""
    ends = any(number in behind and label not in FAILED for number, label in graph.exits)
    return ends or any(not within(topology.op(number), home) for number in behind)


def _made_for_an_object(topology: Topology, socket: Socket, opened: Op) -> bool:
    """Is it an attribute of objects that only code outside makes?"""
    if not socket.name.startswith("self.") or any(op.context in socket.contexts for op in topology.all_ops("term")):
        return False
    alike = [op for op in topology.all_ops("open") if op.span == opened.span]
    makers = [topology.execution(op.execution) for op in alike]
    outside = all(maker.kind == "library" and maker.constructs for maker in makers)
    return outside and not any(topology.ops_of(each, "close") for op in alike for each in topology.sockets_of(op))
