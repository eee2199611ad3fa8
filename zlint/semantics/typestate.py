"""What state an object can be in at each op of an `OpGraph`: a small forward fold, and questions to its result.

The caller gives the start states, `step` (the states after an op is left along an edge; none: the edge cannot be
taken) and `breaks` (the op is an error in this state; none is by default). An op that breaks has failed: it is left by
"raise" and "fault" edges only. Each state remembers the op that brought it about, so that a finding can name it.

Not known here: conditions. A way through the graph may contradict itself (one flag tested twice); `singled_out`
tells the ways for which that can be excluded from those for which it cannot.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from zlint.model import Edge, Op, OpGraph, Socket, Topology, Tri

State = TypeVar("State", bound=Hashable)

FAILED = ("raise", "fault")


@dataclass(frozen=True, slots=True)
class Held(Generic[State]):
    """A state, the op that brought it about and the label that op was left by (None: held from the start)."""

    state: State
    by: int | None = None
    label: str = "next"


@dataclass(frozen=True, slots=True)
class Node(Generic[State]):
    """An op that is reached in a state."""

    op: int
    held: Held[State]


@dataclass(frozen=True, slots=True)
class Ahead:
    """What lies ahead of a place. broken: ops that break for its state, in order. Other ways: it `ends`
    normally, `raises`, or meets one of the ops asked about (`meets`)."""

    broken: tuple[int, ...]
    ends: bool
    raises: bool
    meets: tuple[int, ...]


@dataclass(frozen=True)
class Fold(Generic[State]):
    """before: in which states each op can be reached, in order of discovery. after: where each node leads, by edge
    label. broken: the nodes at which the op breaks."""

    graph: OpGraph
    before: dict[int, tuple[Held[State], ...]]
    after: dict[Node[State], tuple[tuple[str, Node[State]], ...]]
    broken: frozenset[Node[State]]

    def breaking(self, op: int) -> tuple[Held[State], ...]:
        """The states in which an op is reached and breaks."""
        return tuple(held for held in self.before.get(op, ()) if Node(op, held) in self.broken)

    def verdict(self, op: int) -> Tri:
        """YES: it breaks on every way that reaches it, or some way that surely runs inevitably ends in its break."""
        answer = Tri.over(Tri.of(Node(op, held) in self.broken) for held in self.before.get(op, ()))
        return Tri.YES if answer is Tri.MAYBE and self._inevitable(op) else answer

    def singled_out(self, held: Held[State], target: int) -> bool:
        """Was this state brought about free of conditions that could contradict those on the way to the op `target`?

        So it is when the op that brought the state about has no rival: wherever it can run, no other op on this
        object that is `target` or leads on to it can run instead, and nothing failed in between.
        """
        if held.by is None or held.label in FAILED:
            return False
        sound = [h for h in self.before.get(held.by, ()) if Node(held.by, h) not in self.broken]
        ahead = self._leading_to(target)
        return len({h.state for h in sound}) == 1 and all(self._heirs(h, target, ahead) <= {held.by} for h in sound)

    def ahead(self, op: int, label: str, held: Held[State], stops: Iterable[int]) -> Ahead:
        """What follows when `op` was left by `label` and `held` came of it. stops: ops at which a way is given up."""
        stop, seen, broken, met = set(stops), set[Node[State]](), dict[int, None](), dict[int, None]()
        starts = [Node(edge.target, held) for edge in self.graph.edges.get(op, ()) if edge.label == label]
        # An op that can fail in several ways can always leave by one that is not caught: that says nothing of this one.
        handled = "caught" if label == "raise" else label
        translated = label == "raise" and (op, handled) in self.graph.raises
        if self.graph.repeats and (translated or (op, label) in self.graph.exits):
            starts += [Node(first, held) for first in self.graph.entry]
        ends, raises = (op, label) in self.graph.exits, handled != "fault" and (op, handled) in self.graph.raises
        while starts:
            node = starts.pop()
            if node in seen or node not in self.after:
                continue
            seen.add(node)
            if node in self.broken:
                if node.held == held:
                    broken[node.op] = None
                continue
            if node.op in stop:
                met[node.op] = None
                continue
            sound = [(kind, then) for kind, then in self.after[node] if kind not in FAILED]
            starts += [then for _, then in sound]
            ends = ends or any(at == node.op and kind not in FAILED for at, kind in self.graph.exits)
            raises = raises or any(at == node.op and kind not in FAILED for at, kind in self.graph.raises)
        return Ahead(tuple(sorted(broken)), ends, raises, tuple(sorted(met)))

    def _heirs(self, held: Held[State], target: int, ahead: set[Node[State]]) -> set[int]:
        """Ops that act when this state holds, so that another comes of it, and that are the target or lead on to it."""
        return {
            op
            for op, states in self.before.items()
            if held in states
            and Node(op, held) not in self.broken
            and any(then.held != held and (op == target or then in ahead) for _, then in self.after[Node(op, held)])
        }

    def _leading_to(self, target: int) -> set[Node[State]]:
        """The nodes of an op, and those from which it can still be reached."""
        found = {Node(target, held) for held in self.before.get(target, ())}
        origins: dict[Node[State], list[Node[State]]] = {}
        for node, after in self.after.items():
            for _, then in after:
                origins.setdefault(then, []).append(node)
        waiting = list(found)
        while waiting:
            new = [origin for origin in origins.get(waiting.pop(), ()) if origin not in found]
            found.update(new)
            waiting += new
        return found

    def _inevitable(self, target: int) -> bool:
        """Does an op that is reached in one state only lead to a break at `target`, whatever way is taken?"""
        exits = {op for op, label in self.graph.exits if label not in FAILED}
        ways: dict[Node[State], int] = {}
        origins: dict[Node[State], list[Node[State]]] = {}
        for node, after in self.after.items():
            sound = [then for label, then in after if label not in FAILED]
            ways[node] = len(sound) + (node.op in exits)
            for then in sound:
                origins.setdefault(then, []).append(node)
        doomed = {node for node in self.broken if node.op == target}
        waiting = list(doomed)
        while waiting:
            for origin in origins.get(waiting.pop(), ()):
                ways[origin] -= 1
                if not ways[origin] and origin not in doomed:
                    doomed.add(origin)
                    waiting.append(origin)
        return any(len({held.state for held in self.before[node.op]}) == 1 for node in doomed)


def _never(held: Held[Any], op: Op) -> bool:
    return False


def fold(
    graph: OpGraph,
    topology: Topology,
    start: Iterable[State],
    step: Callable[[State, Op, Edge], Iterable[State]],
    breaks: Callable[[Held[State], Op], bool] = _never,
    plain: Collection[State] = (),
) -> Fold[State]:
    """Run every way through the graph until nothing new comes up.

    plain: states of which nobody will ask what brought them about. One that every failure leads to is to be among them:
    else there are as many as the graph has ops, at each of its ops.
    """
    before: dict[int, dict[Held[State], None]] = {}
    after: dict[Node[State], tuple[tuple[str, Node[State]], ...]] = {}
    broken: set[Node[State]] = set()
    waiting = [Node(op, Held(state)) for op in graph.entry for state in start]
    while waiting:
        node = waiting.pop()
        if node in after:
            continue
        op = topology.op(node.op)
        before.setdefault(node.op, {})[node.held] = None
        failed = breaks(node.held, op)
        if failed:
            broken.add(node)
        after[node] = tuple(
            (edge.label, Node(edge.target, held_after(state, node.held, op, edge.label, plain)))
            for edge in _edges(graph, node.op)
            if not failed or edge.label in FAILED
            for state in ((node.held.state,) if failed else step(node.held.state, op, edge))
        )
        waiting.extend(then for _, then in after[node])
    return Fold(graph, {op: tuple(states) for op, states in before.items()}, after, frozenset(broken))


def slots(topology: Topology, suits: Callable[[Socket], bool]) -> tuple[tuple[Socket, ...], ...]:
    """What code names when it uses a socket: one socket, or an attribute that holds one socket after the other.

    Several sockets at one op count as such an attribute only if all suit and are called by one name; otherwise it
    is not known which of them the op acts on, and the op says nothing.
    """
    found: dict[tuple[str, ...], tuple[Socket, ...]] = {}
    for op in topology.all_ops("send", "recv"):
        sockets = topology.sockets_of(op)
        one_name = len(sockets) == 1 or len({socket.name or socket.id for socket in sockets}) == 1
        if sockets and one_name and all(suits(socket) for socket in sockets):
            found[op.sockets] = sockets
    return tuple(found.values())


def reachable(graph: OpGraph, start: int, stops: Iterable[int] = ()) -> frozenset[int]:
    """The ops that can come after `start`, in this run or a later one; no way goes on behind an op of `stops`."""
    seen: set[int] = set()
    stop = frozenset(stops)
    waiting = [edge.target for edge in _edges(graph, start)]
    while waiting:
        op = waiting.pop()
        if op not in seen:
            seen.add(op)
            waiting.extend(edge.target for edge in _edges(graph, op) if op not in stop)
    return frozenset(seen)


def at_one_place(op: Op, other: Op) -> bool:
    """The same op, or in a run the one of another turn."""
    return (op.kind, op.span, op.via) == (other.kind, other.span, other.via)


def _edges(graph: OpGraph, op: int) -> Iterator[Edge]:
    yield from graph.edges.get(op, ())
    if graph.repeats:
        labels = [label for at, label in graph.exits if at == op]
        labels += ["raise" for at, label in graph.raises if at == op and label == "caught"]  # told in other words
        for label in dict.fromkeys(labels):
            yield from (Edge(first, label) for first in graph.entry)


def held_after(state: State, held: Held[State], op: Op, label: str, plain: Collection[State] = ()) -> Held[State]:
    """A state that came of another one when this op was left."""
    if state in plain:
        return Held(state)
    return held if state == held.state else Held(state, op.id, label)
