"""Loops: run twice, the second time with what the first brought; short ones over known elements turn by turn."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from zlint.static import facts as f
from zlint.static.link import branches, conditions, containers, ops, readings, shapes, targets, unreached, watched
from zlint.static.link.atoms import Bound, Class, Ctx, External, Function, Obj, Seq, Sock, Val
from zlint.static.link.dispatch import block, evaluate
from zlint.static.link.machine import Machine, State, merge

UNROLL = 8  # elements of a loop that is followed turn by turn
SHORT = 6  # statements of a body that is cheap enough for that whatever the elements
Way = Callable[[], State | None]


def run_while(m: Machine, s: f.While) -> None:
    endless = isinstance(s.test, f.Const) and bool(s.test.value)
    if m.frame.following and unreached.endless(s):
        unreached.note(m, m.span(s.at), m.frame.following)

    def turn() -> State | None:
        test = evaluate(m, s.test)
        watched.note(m, s.test)
        ops.mark(m, test, "tested")
        leaves = None if endless else m.state.copy()
        if leaves is not None:
            inside, m.state = m.state, leaves
            branches.assume(m, s.test, test, False)
            leaves, m.state = m.state, inside
            branches.assume(m, s.test, test, True)
        block(m, s.body)
        return leaves

    m.frame.endings.append(not endless)
    _loop(m, ("while", id(s)), turn, _on, s.orelse)
    m.frame.endings.pop()


def _on() -> State | None:
    """Behind a turn a loop begins another one, and is left from there."""
    return None


def _out(m: Machine) -> State | None:
    """What surely has an element is left behind a turn, and never before the first."""
    return m.state.copy() if m.state.alive else None


def _loop(m: Machine, key: Any, turn: Way, behind: Way, orelse: f.Block) -> None:
    """Run a loop's turn, and once more where the first brings news to it; join points close the circle."""
    head = -m.trace.number((key, m.execution, m.chain()))
    leaving = State(alive=False)
    frame, held = m.frame, m.state.locks
    frame.loops += 1
    frame.heads.append(head)
    m.trace.heads[head] = ops.heads(m)
    frame.breaks.append([])
    outside = m.turn
    for number in range(2):
        m.turn = f"{outside} {head}.{number}"
        m.trace.edge(m.state.front, head, m.execution)
        m.state.front = frozenset({(head, "next", None)})
        start = m.state.copy()
        frame.continues.append([])
        conditions.begin_turn(m)
        leaves = turn()
        m.turn = outside
        leaving = merge(leaving, leaves)
        for state in frame.continues.pop():
            m.state = merge(m.state, state)
        if m.state.alive:
            m.trace.edge(m.state.front, head, m.execution)
        leaving = merge(leaving, behind())
        m.state = merge(start, m.state if m.state.alive else None)
        if m.effort.learning or not _news(start, m.state):
            break
    frame.loops -= 1
    frame.heads.pop()
    m.state = leaving
    if m.state.alive:
        block(m, orelse)
    for state in frame.breaks.pop():
        m.state = merge(m.state, state)
    conditions.leave(m, held)


def _news(start: State, end: State) -> bool:
    """Does a loop's next turn begin with other values? Names that the first turn binds first count for nothing."""
    names = end.locals
    return start.fields != end.fields or any(names[name] != value for name, value in start.locals.items())


def run_for(m: Machine, s: f.For) -> None:
    iterable = evaluate(m, s.iterable)
    shapes.seen_whole(m, iterable)
    readings.note(m, "each", iterable, (), getattr(s.iterable, "at", (0, 0)))
    m.state.brisk = m.state.brisk and all(isinstance(atom, Obj | Seq) for atom in iterable)
    items = containers.elements(m, iterable)
    if items is not None and 0 < len(items) <= UNROLL and (len(s.body) <= SHORT or any(map(_telling, items))):
        _unrolled(m, s, items)
        return
    element = containers.element(m, iterable)
    sure = _has_one(m, iterable)

    def turn() -> State | None:
        leaves = None if sure else m.state.copy()
        ops.called(m, "next")
        targets.bind(m, s.target, element)
        block(m, s.body)
        return leaves

    m.frame.endings.append(True)
    _loop(m, ("for", id(s)), turn, partial(_out, m) if sure else _on, s.orelse)
    m.frame.endings.pop()


def _has_one(m: Machine, iterable: Val) -> bool:
    """Is there surely an element?"""
    found = containers.sequences(m, iterable)
    return len(found) == len(iterable) > 0 and all(any(not many for _, many in each.items) for each in found)


def _telling(item: Val) -> bool:
    return any(isinstance(atom, Sock | Ctx | Obj | Seq | Class | Function | Bound | External) for atom in item)


def _unrolled(m: Machine, s: f.For, items: list[Val]) -> None:
    frame = m.frame
    frame.breaks.append([])
    for item in items:
        frame.continues.append([])
        targets.bind(m, s.target, item)
        block(m, s.body)
        for state in frame.continues.pop():
            m.state = merge(m.state, state)
        if not m.state.alive:
            break
    if m.state.alive:
        block(m, s.orelse)
    for state in frame.breaks.pop():
        m.state = merge(m.state, state)
