"""Can two uses of one socket happen at the same time, on different threads?

Built on what orders threads: a use before `start` is over when the thread begins, one behind `join` (an op of kind
"join" that names the execution) comes when it has ended, and a lock held at both keeps them apart.

Not known: events, queues and barriers by which threads take turns. Of a thread that is joined somewhere, with no op
that says where, only traffic of its starter counts, as MAYBE. Code that is called from outside is taken to run on
another thread than one its own object has started, unless that thread calls it too.
"""

from __future__ import annotations

from dataclasses import replace

from zlint.model import Execution, Op, Socket, Topology, Tri
from zlint.semantics.typestate import reachable

TRAFFIC = ("send", "recv", "poll", "proxy")


def clash(topology: Topology, socket: Socket, use: Op, other: Op) -> Tri:
    """Can `use`, on a thread that the program starts, run while `other` does?"""
    mine, theirs = thread_of(topology, use.execution), thread_of(topology, other.execution)
    if mine.kind != "thread" or use.locks & other.locks or "exit" in (mine.kind, theirs.kind):
        return Tri.NO
    if use.objects and other.objects and not set(use.objects) & set(other.objects):
        return Tri.NO  # each has an object of its own
    if mine.id != theirs.id and all(each.execution in topology.makers(each) for each in (use, other)):
        return Tri.NO  # each makes what it uses
    made_here = mine.id in {thread_of(topology, maker).id for maker in topology.makers(use)}
    if mine.id == theirs.id:
        return Tri.NO if socket.many or made_here else topology.overlap(mine, theirs)
    if socket.many and not made_here and (mine.owner is None or mine.owner != theirs.owner):
        return Tri.NO
    if not topology.overlap(mine, theirs).certain or _apart(topology, socket, mine, theirs, other):
        return Tri.NO
    if theirs.kind == "thread" and _apart(topology, socket, theirs, mine, use):
        return Tri.NO
    if theirs.kind == "library" and theirs.id != mine.parent:
        return _from_outside(topology.ops_of(socket), mine, theirs, use, other)
    if mine.joined and not any(mine.id in op.peers for op in topology.all_ops("join")):
        return Tri.of(other.kind in TRAFFIC) & Tri.MAYBE
    return Tri.YES


def thread_of(topology: Topology, execution: str) -> Execution:
    """The execution whose thread runs this one."""
    return topology.execution(topology.thread_of(topology.execution(execution)))


def _apart(topology: Topology, socket: Socket, mine: Execution, theirs: Execution, other: Op) -> bool:
    """Does `other` surely run before the thread starts, or after it was waited for?"""
    begun = [op for op in topology.all_ops("start") if theirs.kind == "thread" and theirs.id in op.peers]
    starts = [op for op in topology.all_ops("start") if mine.id in op.peers]
    near = [(start, at) for start in starts for at in (*begun, other) if start.execution == at.execution]
    return bool(near) and not any(
        start.id == at.id
        or at.id in _during(topology, socket, mine, start)
        or (at in begun and start.id in _during(topology, socket, theirs, at))
        for start, at in near
    )


def _during(topology: Topology, socket: Socket, thread: Execution, start: Op) -> frozenset[int]:
    """What can follow the start until the thread is waited for, or the socket is made anew."""
    graph = topology.graph_of(start)
    stops = [op.id for op in topology.all_ops("join") if thread.id in op.peers]
    stops += [op.id for op in topology.ops_of(socket, "open")]
    return reachable(replace(graph, repeats=False), start.id, stops) if graph else frozenset()


def _from_outside(socket_ops: tuple[Op, ...], mine: Execution, theirs: Execution, use: Op, other: Op) -> Tri:
    if theirs.owner is None or mine.owner != theirs.owner or theirs.constructs:
        return Tri.NO
    if mine.joined and other.kind == "close":
        return Tri.NO
    if any(op.span == other.span and op.execution == use.execution for op in socket_ops):
        return Tri.NO
    return Tri.of(use.kind in TRAFFIC and other.kind in TRAFFIC) | Tri.MAYBE
