"""Can two uses of one socket happen at the same time, on different threads?

Built on what orders threads: a use before `start` is over when the thread begins, one behind `join` (an op of kind
"join" that names the execution) comes when it has ended, and a lock held at both, events by which they take turns, or
an attribute or queue that one still has to fill and the other has met filled, keep them apart.

Not known: barriers and conditions by which threads take turns, and queues behind their first item. Of a thread that is
joined somewhere, with no op that says where, only traffic of its starter counts, as MAYBE. Code that is called from
outside is taken to run on another thread than one its own object has started, unless that thread calls it too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import product

from zlint.model import Execution, Op, Socket, Topology, Tri
from zlint.semantics.typestate import reachable

TRAFFIC = ("send", "recv", "poll", "proxy")
SET_UP = ("bind", "connect", "unbind", "disconnect", "option", "subscribe", "unsubscribe")
CONSTANT = ("LAST_ENDPOINT", "TYPE", "RCVMORE")  # reads of what no other thread changes


@dataclass(frozen=True, slots=True)
class Clash:
    """Two uses of a socket that can happen at the same time; `use` is on a thread that the program starts."""

    socket: Socket
    use: Op
    other: Op
    certainty: Tri


def surest(topology: Topology, socket: Socket) -> Clash | None:
    """The surest pair of uses that can happen at one time; of several the one with the weightier uses."""
    ops = topology.ops_of(socket, *TRAFFIC, *SET_UP, "close")
    uses = [op for op in ops if op.only and not _constant(op)]
    on_threads = _distinct(op for op in uses if thread_of(topology, op.execution).kind == "thread")
    pairs = [Clash(socket, use, other, clash(topology, socket, use, other)) for use, other in product(on_threads, uses)]
    alone = len({maker for _, maker in socket.made}) == 1  # else each maker may keep to its own
    found = [pair for pair in pairs if pair.certainty.certain or (alone and pair.certainty.possible)]
    return max(found, key=_order) if found else None


def _order(pair: Clash) -> tuple[int, int, int]:
    return pair.certainty.value, _weight(pair.use), _weight(pair.other)


def _distinct(uses: Iterable[Op]) -> list[Op]:
    """Uses that differ in what decides about overlap; where in its thread a use stands is not among it."""
    return list({(op.execution, op.kind, op.locks, op.turns): op for op in reversed(list(uses))}.values())


def _weight(op: Op) -> int:
    return 2 if op.kind in TRAFFIC else int(op.kind != "close")


def _constant(op: Op) -> bool:
    return op.kind == "option" and op.value is None and op.option in CONSTANT


def clash(topology: Topology, socket: Socket, use: Op, other: Op) -> Tri:
    """Can `use`, on a thread that the program starts, run while `other` does?"""
    mine, theirs = thread_of(topology, use.execution), thread_of(topology, other.execution)
    if mine.kind != "thread" or _kept_apart(use, other) or "exit" in (mine.kind, theirs.kind):
        return Tri.NO
    if _never_with(topology, mine, other) or _never_with(topology, theirs, use) or _of_two_kinds(topology, use, other):
        return Tri.NO
    if _still_made(topology, socket, use) or _still_made(topology, socket, other):
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
    if joined_before(topology, mine, other) or joined_before(topology, theirs, use):
        return Tri.NO
    if theirs.kind == "thread" and _apart(topology, socket, theirs, mine, use):
        return Tri.NO
    if theirs.kind == "library" and theirs.id != mine.parent:
        return _from_outside(topology.ops_of(socket), mine, theirs, use, other)
    if mine.joined and not topology.naming("join", mine):
        return Tri.of(other.kind in TRAFFIC) & Tri.MAYBE
    return Tri.YES


def _of_two_kinds(topology: Topology, use: Op, other: Op) -> bool:
    """Is one of them awaited and the other not, on a socket of which either kind of context is made in turn?"""
    kinds = {topology.context(key).kind for key in topology.socket(use.sockets[0]).contexts}
    return use.asyncio != other.asyncio and {use.kind, other.kind} <= set(TRAFFIC) and len(kinds) > 1


def _never_with(topology: Topology, thread: Execution, op: Op) -> bool:
    """Is the thread only started by objects of a role that never does the op?"""
    starts = topology.naming("start", thread)
    return bool(starts) and all(_exclude(start, op) for start in starts)


def _still_made(topology: Topology, socket: Socket, op: Op) -> bool:
    """Is it set up where it is made, before it is used or another thread is started?"""
    return op.kind in SET_UP and topology.once(("made", socket.id, op.id), lambda: _near_open(topology, socket, op))


def _near_open(topology: Topology, socket: Socket, op: Op) -> bool:
    graph = topology.graph_of(op)
    if graph is None:
        return False
    kinds = ("start", *TRAFFIC)
    stops = [number for number in graph.ops if topology.op(number).kind in kinds]
    opens = [made.id for made in topology.ops_of(socket, "open") if made.execution == op.execution]
    return any(op.id in reachable(replace(graph, repeats=False), made, stops) for made in opens)


def _kept_apart(use: Op, other: Op) -> bool:
    turns = {use.execution, "*"} & other.turns or {other.execution, "*"} & use.turns
    before = any((attribute, not full) in other.filled for attribute, full in use.filled)
    return bool(use.locks & other.locks or turns or before or _exclude(use, other))


def _exclude(first: Op, second: Op) -> bool:
    """Is one of them only done by objects of a role that the other never has?"""
    return any((flag, not holds) in second.when for flag, holds in first.when)


def thread_of(topology: Topology, execution: str) -> Execution:
    """The execution whose thread runs this one."""
    return topology.execution(topology.thread_of(topology.execution(execution)))


def _apart(topology: Topology, socket: Socket, mine: Execution, theirs: Execution, other: Op) -> bool:
    """Does `other` surely run before the thread starts, or after it was waited for?"""
    begun = topology.naming("start", theirs) if theirs.kind == "thread" else ()
    starts = topology.naming("start", mine)
    near = [(start, at) for start in starts for at in (*begun, other) if start.execution == at.execution]
    return bool(near) and not any(
        start.id == at.id
        or at.id in _during(topology, socket, mine, start)
        or (at in begun and start.id in _during(topology, socket, theirs, at))
        for start, at in near
    )


def joined_before(topology: Topology, thread: Execution, op: Op) -> bool:
    """Does every way to the op lead by a place where the thread is waited for?"""
    joins = {each.id for each in topology.naming("join", thread) if each.execution == op.execution}
    graph = topology.graph_of(op)
    if graph is None or not joins:
        return False
    starts = [number for number in graph.entry if number not in joins]
    single = replace(graph, repeats=False)
    return op.id not in starts and not any(op.id in reachable(single, number, joins) for number in starts)


def _during(topology: Topology, socket: Socket, thread: Execution, start: Op) -> frozenset[int]:
    """What can follow the start until the thread is waited for, or the socket is made anew."""
    graph = topology.graph_of(start)
    stops = [op.id for op in topology.naming("join", thread)]
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
