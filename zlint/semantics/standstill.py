"""Executions that wait for each other's messages for ever, whatever ways they take.

Each execution that owns ends of `channels` is an automaton: its sends and recvs on them, what it starts, and what may
follow what. Together they are explored from the start. As each channel has one writer and one reader, who runs first
makes no difference: one schedule stands for all, and only branches part the ways. A standstill counts when every way
ends in one, none goes round for ever, and at least two executions stand in a circle of recvs.

Bounds: `STATES` states, `QUEUED` messages in a channel; behind them nothing is said. Failures are not followed, and a
send never waits, nor does a join: that only makes more ways go on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from zlint.model import Op, OpGraph, Topology
from zlint.semantics import lockstep
from zlint.semantics.channels import channels, user
from zlint.semantics.lifetimes import BEGINS
from zlint.semantics.typestate import FAILED

STATES = 5000
QUEUED = 16
END, LATER = -1, -2  # in place of an op: it is over; it is not started


@dataclass(frozen=True, slots=True)
class Standstill:
    """waits: the recvs, each of a message that the execution of the next one would send, and the last of the first.
    steps: what was done before, in an order that is possible."""

    waits: tuple[Op, ...]
    steps: tuple[Op, ...]


@dataclass(frozen=True, slots=True)
class State:
    """at: the op that each execution has come to. queued: messages that wait at each socket. turns: of REQ and REP."""

    at: tuple[int, ...]
    queued: tuple[int, ...]
    turns: tuple[str, ...]


class Beyond(Exception):
    """A bound is hit, or an op fails."""


def standstills(topology: Topology) -> Iterator[Standstill]:
    pairs = channels(topology)
    owners = {key: user(topology, topology.socket(key)) or "" for key in pairs}
    for group in _groups(pairs, owners):
        found = _explore(Net(topology, pairs, owners, group))
        if found is not None:
            yield found


def _groups(pairs: dict[str, str], owners: dict[str, str]) -> Iterator[tuple[str, ...]]:
    """Executions that channels join."""
    left = dict.fromkeys(sorted(owners.values()))
    while left:
        group, waiting = dict[str, None](), [next(iter(left))]
        while waiting:
            each = waiting.pop()
            if each not in group:
                group[each] = None
                waiting += [owners[peer] for key, peer in pairs.items() if owners[key] == each]
        left = {each: None for each in left if each not in group}
        if len(group) > 1:
            yield tuple(sorted(group))


@dataclass(frozen=True)
class Net:
    """pairs: of sockets. owners: of sockets. group: the executions, in the order of `State.at`."""

    topology: Topology
    pairs: dict[str, str]
    owners: dict[str, str]
    group: tuple[str, ...]

    @cached_property
    def sockets(self) -> tuple[str, ...]:
        return tuple(key for key in sorted(self.pairs) if self.owners[key] in self.group)

    @cached_property
    def graphs(self) -> dict[str, OpGraph]:
        return {graph.execution: graph for graph in self.topology.graphs if graph.execution in self.group}

    @cached_property
    def started(self) -> frozenset[str]:
        """The executions that another one of the group starts."""
        return frozenset(
            peer for op in self.topology.all_ops(*BEGINS) if op.execution in self.group for peer in op.peers if peer
        )

    def first(self) -> Iterator[State]:
        types = [self.topology.socket(key).type or "" for key in self.sockets]
        turns = tuple(lockstep.start(each) if lockstep.is_lockstep(each) else "" for each in types)
        later = tuple(LATER for _ in self.group)
        states = [State(later, tuple(0 for _ in self.sockets), turns)]
        for number, execution in enumerate(self.group):
            if execution not in self.started:
                states = [each for state in states for each in self._entered(state, number)]
        yield from states

    def _entered(self, state: State, number: int) -> Iterator[State]:
        graph = self.graphs[self.group[number]]
        for place in self._visible(graph, graph.entry) or (END,):
            yield _moved(state, number, place)

    def _visible(self, graph: OpGraph, starts: tuple[int, ...]) -> tuple[int, ...]:
        """The next ops of the automaton from here on, and END."""
        found, seen, waiting = dict[int, None](), set[int](), list(starts)
        while waiting:
            number = waiting.pop()
            if number in seen:
                continue
            seen.add(number)
            if self._acts(self.topology.op(number)):
                found[number] = None
            else:
                waiting += [edge.target for edge in graph.edges.get(number, ()) if edge.label not in FAILED]
                found.update(dict.fromkeys([END] if _ends(graph, number) else []))
        return tuple(sorted(found))

    def _acts(self, op: Op) -> bool:
        if op.kind in BEGINS:
            return bool(set(op.peers) & set(self.group))
        return op.kind in ("send", "recv") and op.only in self.pairs

    def after(self, state: State) -> tuple[Op, tuple[State, ...]] | None:
        """The first step that can be done, and the states behind it; None: all stand still."""
        for number, place in enumerate(state.at):
            if place in (END, LATER) or not self._can(state, op := self.topology.op(place)):
                continue
            states = [self._done(state, op)]
            for begun in (each for each in self.group if op.kind in BEGINS and each in op.peers):
                index = self.group.index(begun)
                if state.at[index] != LATER:
                    raise Beyond
                states = [each for one in states for each in self._entered(one, index)]
            graph = self.graphs[op.execution]
            targets = tuple(edge.target for edge in graph.edges.get(place, ()) if edge.label not in FAILED)
            places = dict.fromkeys([*self._visible(graph, targets), *([END] if _ends(graph, place) else [])])
            return op, tuple(_moved(each, number, to) for each in states for to in places or (END,))
        return None

    def _can(self, state: State, op: Op) -> bool:
        if op.kind in BEGINS:
            return True
        index = self.sockets.index(op.sockets[0])
        kind = self.topology.socket(op.sockets[0]).type or ""
        if lockstep.is_lockstep(kind) and lockstep.step(kind, state.turns[index], op.kind) is None:
            raise Beyond
        return op.kind == "send" or state.queued[index] > 0

    def _done(self, state: State, op: Op) -> State:
        if op.kind in BEGINS:
            return state
        here = self.sockets.index(op.sockets[0])
        queued, turns, kind = list(state.queued), list(state.turns), self.topology.socket(op.sockets[0]).type or ""
        if lockstep.is_lockstep(kind):
            turns[here] = lockstep.step(kind, turns[here], op.kind) or ""
        at = here if op.kind == "recv" else self.sockets.index(self.pairs[op.sockets[0]])
        queued[at] += 1 if op.kind == "send" else -1
        if queued[at] > QUEUED:
            raise Beyond
        return replace(state, queued=tuple(queued), turns=tuple(turns))

    def circle(self, state: State) -> tuple[Op, ...]:
        """Recvs that wait for each other, when all stand still."""
        stands = {self.group[n]: self.topology.op(at) for n, at in enumerate(state.at) if at not in (END, LATER)}
        for first in stands:
            way, here = dict[str, None](), first
            while here in stands and here not in way:
                way[here] = None
                here = self.owners[self.pairs[stands[here].sockets[0]]]
            if here == first and len(way) > 1:
                return tuple(stands[each] for each in way)
        return ()


def _moved(state: State, number: int, place: int) -> State:
    return replace(state, at=(*state.at[:number], place, *state.at[number + 1 :]))


def _ends(graph: OpGraph, number: int) -> bool:
    return any(at == number and label not in FAILED for at, label in (*graph.exits, *graph.raises))


def _explore(net: Net) -> Standstill | None:
    """Depth first; a state that is met again on its own way goes round for ever."""
    found: Standstill | None = None
    done: set[State] = set()
    try:
        for start in net.first():
            way: dict[State, Op] = {}
            stack = [(start, False)]
            while stack:
                state, left = stack.pop()
                if left:
                    way.pop(state)
                    done.add(state)
                    continue
                if state in way:
                    return None
                if state in done:
                    continue
                step = net.after(state)
                if step is None:
                    if not (waits := net.circle(state)):
                        return None
                    found = found or Standstill(waits, tuple(way.values()))
                    done.add(state)
                    continue
                if len(done) + len(way) > STATES:
                    return None
                way[state] = step[0]
                stack += [(state, True), *((each, False) for each in step[1])]
    except Beyond:
        return None
    return found
