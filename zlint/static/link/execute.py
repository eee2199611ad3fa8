"""Statements, in order, along every path."""

from __future__ import annotations

from typing import Any

from zlint.model import Hole
from zlint.semantics import pyzmq
from zlint.static import facts as f
from zlint.static.link import (
    branches,
    calls,
    commands,
    conditions,
    containers,
    flow,
    growth,
    handlers,
    homes,
    lookup,
    loops,
    managers,
    mentions,
    ops,
    taint,
    targets,
)
from zlint.static.link.atoms import (
    NONE,
    Class,
    External,
    Function,
    Future,
    Imported,
    Message,
    Obj,
    Val,
    join,
    truth,
)
from zlint.static.link.dispatch import EXECUTORS, block, evaluate
from zlint.static.link.machine import Front, Machine, Region, State, merge


def _do(m: Machine, s: f.Do) -> None:
    ops.mark(m, evaluate(m, s.value), "ignored")
    ops.left_alone(m, s.value)


def _assign(m: Machine, s: f.Assign) -> None:
    if s.value is None:  # `name: Type` binds nothing
        return
    value = evaluate(m, s.value)
    ops.mark(m, value, "kept")
    for target in s.targets:
        if isinstance(target, f.Sequence) and any(isinstance(atom, Future) for atom in value):
            futures, value = value, calls.awaited(m, value, s.at)
            ops.unpacked(m, futures)
        targets.bind(m, target, value)


def _augment(m: Machine, s: f.Augment) -> None:
    old, added = evaluate(m, s.target), evaluate(m, s.value)
    for atom in growth.owned(m, old) if s.op == "+" else old:
        if isinstance(atom, Obj) and atom.kind == "list":
            growth.append(m, atom, containers.spread(m, added))
            return
    sequence = containers.concatenation(m, old, added)
    if s.op == "+" and sequence:
        targets.bind(m, s.target, sequence)
        return
    received = [atom for atom in (*old, *added) if isinstance(atom, Message)]
    if received:
        targets.bind(m, s.target, taint.merged(tuple(received))[:1])
    elif m.frame.loops or s.op not in "+-|":
        targets.bind(m, s.target, (Hole("value", f"{m.span(s.at)}<{m.trail}", "a value that changes in a loop"),))
    else:
        targets.bind(m, s.target, commands.added(m, old, added, s.op))


def _return(m: Machine, s: f.Return) -> None:
    value = evaluate(m, s.value) if s.value is not None else NONE
    ops.mark(m, value, "returned")
    homes.handed_out(m, value)
    if m.state.alive:
        m.frame.returns.append((value, m.state.copy()))
        m.state.alive = False


def _assert(m: Machine, s: f.Assert) -> None:
    """What is asserted holds from here on, even if it seems that it cannot: then something was not seen."""
    m.frame.asserting = True
    test = evaluate(m, s.test)
    m.frame.asserting = False
    ops.mark(m, test, "tested")
    if truth(test) is not True:
        flow.throw(m, "AssertionError", _failing(m.state.front))
    branches.assume(m, s.test, test, True)


def _failing(front: frozenset[Front]) -> frozenset[Front]:
    return frozenset((op, "fault" if label == "next" else label, error) for op, label, error in front)


def _raise(m: Machine, s: f.Raise) -> None:
    value = evaluate(m, s.value) if s.value is not None else ()
    names = [_error_name(atom) for atom in value] or [flow.FAULT]
    for name in dict.fromkeys(names):
        flow.throw(m, name, _failing(m.state.front))
    m.state.alive = False


def _error_name(atom: Any) -> str:
    match atom:
        case External(path=path):
            return pyzmq.canonical(path)
        case Class():
            return str(atom)
        case Obj(cls=Class() as cls):
            return str(cls)
        case _:
            return getattr(atom, "name", flow.FAULT)


def _delete(m: Machine, s: f.Delete) -> None:
    for target in s.targets:
        if isinstance(target, f.Name):
            m.state.locals.pop(target.id, None)
        elif isinstance(target, f.Attr):
            for atom in evaluate(m, target.base):
                if isinstance(atom, Obj):
                    m.state.fields[(lookup.own(m, atom), target.name)] = ()
        elif isinstance(target, f.Item):
            low, high = targets.bounds(m, target.index)
            for atom in growth.owned(m, evaluate(m, target.base)):
                if isinstance(atom, Obj) and atom.kind == "list":
                    growth.remove(m, atom, low, high)


def _break(m: Machine, s: f.Break) -> None:
    if m.frame.breaks:
        m.frame.breaks[-1].append(m.state.copy())
    m.state.alive = False


def _continue(m: Machine, s: f.Continue) -> None:
    if m.frame.continues:
        m.frame.continues[-1].append(m.state.copy())
    m.state.alive = False


def _with(m: Machine, s: f.With) -> None:
    _with_items(m, list(s.items), s.body)


def _with_items(m: Machine, items: list[tuple[f.Expr, f.Expr | None]], body: f.Block) -> None:
    if not items:
        block(m, body)
        return
    (expr, target), *rest = items
    manager = evaluate(m, expr)

    def inside(value: Val) -> None:
        if target is not None:
            targets.bind(m, target, value)
        _with_items(m, rest, body)

    managers.enter(m, manager, expr, inside)


def _try(m: Machine, s: f.Try) -> None:
    frame = m.frame
    kinds = [handlers.describe(m, handler, s, frame.following) for handler in s.handlers]
    guard = Region([(kind.catches, kind) for kind in kinds], [None] * len(kinds))
    final = Region([], [], catch_all=True)
    returned = len(frame.returns)
    if s.final:
        frame.regions.append(final)
    frame.regions.append(guard)
    start = m.state.copy()
    block(m, s.body)
    frame.regions.pop()
    if m.state.alive:
        block(m, s.orelse)
    end: State | None = m.state if m.state.alive else None
    for handler, entry in zip(s.handlers, guard.entries):
        # What is not followed can fail too: a handler is never taken for unreachable.
        m.state = entry if entry is not None else start.copy()
        if handler.name:
            m.state.locals[handler.name] = (Hole("error", f"error {m.span(handler.at)}", "an exception"),)
        frame.handling += 1
        conditions.enter(m)
        block(m, handler.body)
        frame.handling -= 1
        end = merge(end, m.state if m.state.alive else None)
    m.state = end if end is not None else State(alive=False)
    if s.final:
        frame.regions.pop()
        _finally(m, s.final, final, returned)


def _finally(m: Machine, final: f.Block, region: Region, returned: int) -> None:
    """The final block runs on the normal way, on every return, and on the way of an exception."""
    frame = m.frame
    if m.state.alive:
        block(m, final)
    normal = m.state
    leaving = frame.returns[returned:]
    if leaving:
        m.state = State(alive=False)
        for _, state in leaving:
            m.state = merge(m.state, state)
        block(m, final)
        value = join(*(value for value, _ in leaving))
        del frame.returns[returned:]
        if m.state.alive:
            frame.returns.append((value, m.state))
    if region.passing is not None:
        m.state = region.passing
        m.trace.detour += 1
        block(m, final)
        m.trace.detour -= 1
        if m.state.alive:
            flow.throw(m, flow.FAULT, frozenset((op, "fault", error) for op, _, error in m.state.front))
    m.state = normal


def _def(m: Machine, s: f.Def) -> None:
    frame = m.frame
    closure = frame if frame.function.facts.name != "<module>" else None
    made = Function(s.function, m.module, closure)
    if closure is not None:
        m.closures[s.function] = made
        homes.closed_over(m, s.function.names)
    targets.bind(m, f.Name(s.function.name, s.function.at), (made,))
    for decorator in s.function.decorators:
        evaluate(m, decorator)


def _class(m: Machine, s: f.ClassDef) -> None:
    frame = m.frame
    closure = frame if frame.function.facts.name != "<module>" else None
    cls = Class(s.cls, m.module, closure)
    if closure is not None:
        homes.closed_over(m, s.cls.names)
    for stmt in s.cls.body:
        if isinstance(stmt, f.Assign) and stmt.value is not None:
            value = evaluate(m, stmt.value)
            for target in stmt.targets:
                if isinstance(target, f.Name):
                    value = targets.named(value, target.id)
                    targets.note(m, value, target.id)
                    m.store(cls.key, target.id, value)
        elif isinstance(stmt, f.ClassDef):
            m.store(cls.key, stmt.cls.name, (Class(stmt.cls, m.module, closure),))
    targets.bind(m, f.Name(s.cls.name, s.cls.at), (cls,))


def _import(m: Machine, s: f.Import) -> None:
    mentions.imported(m, s.module if s.name is None else f"{s.module}.{s.name}")
    if m.frame.function.facts.name == "<module>" or s.name == "*":
        return
    text = s.alias or s.name or s.module.partition(".")[0]
    m.state.locals[text] = m.frame.seen[text] = (Imported(m.module, s),)


def _global(m: Machine, s: f.Global) -> None:
    closure = m.frame.function.closure
    if not any(name in frame.function.facts.locals for name in s.names for frame in _enclosing(closure)):
        m.frame.globals = m.frame.globals | frozenset(s.names)


def _enclosing(closure: Any) -> list[Any]:
    found = []
    while closure is not None:
        found.append(closure)
        closure = closure.function.closure
    return found


EXECUTORS |= {
    f.Do: _do,
    f.Assign: _assign,
    f.Augment: _augment,
    f.Return: _return,
    f.Assert: _assert,
    f.Raise: _raise,
    f.Delete: _delete,
    f.Break: _break,
    f.Continue: _continue,
    f.If: branches.branch,
    f.While: loops.run_while,
    f.For: loops.run_for,
    f.With: _with,
    f.Try: _try,
    f.Match: branches.match,
    f.Def: _def,
    f.ClassDef: _class,
    f.Import: _import,
    f.Global: _global,
}
