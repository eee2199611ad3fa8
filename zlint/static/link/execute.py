"""Statements, in order, along every path."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from zlint.model import Hole
from zlint.static import facts as f
from zlint.static.link import calls, containers, flow, handlers, lookup, shapes, strings
from zlint.static.link.atoms import (
    NONE,
    Bound,
    Class,
    Ctx,
    External,
    Function,
    Future,
    Imported,
    Message,
    Obj,
    Polled,
    Seq,
    Sock,
    Val,
    join,
    truth,
)
from zlint.static.link.evaluate import evaluate
from zlint.static.link.machine import Machine, Region, State, merge

UNROLL = 8  # elements of a loop that is followed turn by turn
SHORT = 6  # statements of a body that is cheap enough for that whatever the elements


def block(m: Machine, body: f.Block) -> None:
    for stmt in body:
        if not m.state.alive:
            return
        EXECUTORS[type(stmt)](m, stmt)


def _do(m: Machine, s: f.Do) -> None:
    mark(m, evaluate(m, s.value), "ignored")


def mark(m: Machine, value: Val, result: str) -> None:
    """Write down what becomes of an op's result, unless it was awaited already."""
    for atom in value:
        if isinstance(atom, Future):
            m.trace.ops[atom.op].facts.setdefault("result", result)
        elif isinstance(atom, Message | Polled) and atom.op in m.trace.ops:
            facts = m.trace.ops[atom.op].facts
            if not facts.get("asyncio"):
                facts["result"] = result


def _assign(m: Machine, s: f.Assign) -> None:
    if s.value is None:  # `name: Type` binds nothing
        return
    value = evaluate(m, s.value)
    mark(m, value, "kept")
    for target in s.targets:
        if isinstance(target, f.Sequence) and any(isinstance(atom, Future) for atom in value):
            value = calls.awaited(m, value, s.at)
        lookup.bind(m, target, value)


def _augment(m: Machine, s: f.Augment) -> None:
    old, added = evaluate(m, s.target), evaluate(m, s.value)
    for atom in old:
        if isinstance(atom, Obj) and atom.kind == "list":
            containers.append(m, atom, containers.spread(m, added))
            return
    sequence = containers.concatenation(m, old, added)
    if s.op == "+" and sequence:
        lookup.bind(m, s.target, sequence)
        return
    received = [atom for atom in (*old, *added) if isinstance(atom, Message)]
    if received:
        lookup.bind(m, s.target, (Message(received[0].op, "derived"),))
    elif m.frame.loops or s.op not in "+-|":
        lookup.bind(m, s.target, (Hole("value", f"{m.span(s.at)}", "a value that changes in a loop"),))
    else:
        lookup.bind(m, s.target, strings.add(old, added, s.op))


def _return(m: Machine, s: f.Return) -> None:
    value = evaluate(m, s.value) if s.value is not None else NONE
    mark(m, value, "returned")
    if m.state.alive:
        m.frame.returns.append((value, m.state.copy()))
        m.state.alive = False


def _raise(m: Machine, s: f.Raise) -> None:
    value = evaluate(m, s.value) if s.value is not None else ()
    names = [_error_name(atom) for atom in value] or [flow.FAULT]
    front = frozenset((op, "fault" if label == "next" else label, error) for op, label, error in m.state.front)
    for name in dict.fromkeys(names):
        flow.throw(m, name, front)
    m.state.alive = False


def _error_name(atom: Any) -> str:
    match atom:
        case External(path=path):
            return handlers.canonical(path)
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


def _break(m: Machine, s: f.Break) -> None:
    if m.frame.breaks:
        m.frame.breaks[-1].append(m.state.copy())
    m.state.alive = False


def _continue(m: Machine, s: f.Continue) -> None:
    if m.frame.continues:
        m.frame.continues[-1].append(m.state.copy())
    m.state.alive = False


def _if(m: Machine, s: f.If) -> None:
    test = evaluate(m, s.test)
    mark(m, test, "tested")
    decided = truth(test) if stable(m, s.test) else None
    if decided is not None:
        block(m, s.body if decided else s.orelse)
        return
    before = m.state.copy()
    _assume(m, s.test, test, True)
    block(m, s.body)
    then = m.state
    m.state = before
    _assume(m, s.test, test, False)
    block(m, s.orelse)
    m.state = merge(then, m.state)


def _assume(m: Machine, test: f.Expr, value: Val, holds: bool) -> None:
    """What a branch knows: whether the poll before it was ready, and which value a tested name has."""
    polled = {atom.op: atom.sense for atom in value if isinstance(atom, Polled)}
    if polled:
        m.state.front = frozenset(
            (op, ("ready" if polled[op] == holds else "idle") if op in polled and label == "next" else label, error)
            for op, label, error in m.state.front
        )
    match test:
        case f.Name(id=text) if text in m.state.locals:
            kept = tuple(atom for atom in m.state.locals[text] if truth((atom,)) is not (not holds))
            m.state.locals[text] = kept or m.state.locals[text]
        case f.Not(value=inner):
            _assume(m, inner, (), not holds)
        case f.Compare(left=f.Name(id=text), op="is" | "is not" as op, right=f.Const(value=None)):
            wants_none = (op == "is") == holds
            old = m.state.locals.get(text, ())
            kept = tuple(atom for atom in old if (atom == NONE[0]) == wants_none)
            if kept:
                m.state.locals[text] = kept


def stable(m: Machine, test: f.Expr) -> bool:
    """False when a tested attribute also holds another truth at another time: then it does not decide a branch."""
    match test:
        case f.Attr() if m.effort.learning:
            return False  # what others store is not known yet
        case f.Attr(base=base, name=name):
            for atom in evaluate(m, base):
                key = atom.key if isinstance(atom, Obj) else f"class {atom}" if isinstance(atom, Class) else None
                if key is not None:
                    ever = m.heap.load(key, name)
                    if ever and truth(ever) is None:
                        return False
            return True
        case f.Name(id=text):
            return text in m.frame.function.facts.locals or truth(m.heap.load(m.module.key, text) or NONE) is not None
        case f.Not(value=value):
            return stable(m, value)
        case f.Compare(left=left, op=op, right=right):
            if op in ("is", "is not", "==", "!=") and isinstance(left, f.Attr):
                return _settled(m, left)
            return stable(m, left) and stable(m, right)
        case f.Logic(left=left, right=right):
            return stable(m, left) and stable(m, right)
        case _:
            return True


def _settled(m: Machine, attr: f.Attr) -> bool:
    """The attribute only ever holds one thing."""
    return not m.effort.learning and all(
        len(m.heap.load(atom.key, attr.name)) <= 1 for atom in evaluate(m, attr.base) if isinstance(atom, Obj)
    )


def _while(m: Machine, s: f.While) -> None:
    endless = isinstance(s.test, f.Const) and bool(s.test.value)

    def turn() -> State | None:
        test = evaluate(m, s.test)
        mark(m, test, "tested")
        leaves = None if endless else m.state.copy()
        if leaves is not None:
            inside, m.state = m.state, leaves
            _assume(m, s.test, test, False)
            leaves, m.state = m.state, inside
            _assume(m, s.test, test, True)
        block(m, s.body)
        return leaves

    _loop(m, ("while", id(s)), turn, s.orelse)


def _loop(m: Machine, key: Any, turn: Callable[[], State | None], orelse: f.Block) -> None:
    """Run a loop's turn twice, the second time with what the first brought; join points close the circle."""
    head = -m.trace.number((key, m.execution, m.chain()))
    leaving: State | None = None
    frame = m.frame
    frame.loops += 1
    frame.breaks.append([])
    for _ in range(2):
        m.trace.edge(m.state.front, head, m.execution)
        m.state.front = frozenset({(head, "next", None)})
        start = m.state.copy()
        frame.continues.append([])
        leaves = turn()
        leaving = merge(leaving, leaves) if leaves is not None else leaving
        for state in frame.continues.pop():
            m.state = merge(m.state, state)
        if m.state.alive:
            m.trace.edge(m.state.front, head, m.execution)
        m.state = merge(start, m.state if m.state.alive else None)
    frame.loops -= 1
    m.state = leaving if leaving is not None else State(alive=False)
    if m.state.alive:
        block(m, orelse)
    for state in frame.breaks.pop():
        m.state = merge(m.state, state)


def _for(m: Machine, s: f.For) -> None:
    iterable = evaluate(m, s.iterable)
    shapes.seen_whole(m, iterable)
    items = containers.elements(m, iterable)
    if items is not None and 0 < len(items) <= UNROLL and (len(s.body) <= SHORT or any(map(_telling, items))):
        _unrolled(m, s, items)
        return
    element = containers.element(m, iterable)

    def turn() -> State | None:
        leaves = m.state.copy()
        lookup.bind(m, s.target, element)
        block(m, s.body)
        return leaves

    _loop(m, ("for", id(s)), turn, s.orelse)


def _telling(item: Val) -> bool:
    return any(isinstance(atom, Sock | Ctx | Obj | Seq | Class | Function | Bound | External) for atom in item)


def _unrolled(m: Machine, s: f.For, items: list[Val]) -> None:
    frame = m.frame
    frame.breaks.append([])
    for item in items:
        frame.continues.append([])
        lookup.bind(m, s.target, item)
        block(m, s.body)
        for state in frame.continues.pop():
            m.state = merge(m.state, state)
        if not m.state.alive:
            break
    if m.state.alive:
        block(m, s.orelse)
    for state in frame.breaks.pop():
        m.state = merge(m.state, state)


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
            lookup.bind(m, target, value)
        _with_items(m, rest, body)

    from zlint.static.link import managers

    managers.enter(m, manager, expr, inside)


def _try(m: Machine, s: f.Try) -> None:
    frame = m.frame
    kinds = [handlers.describe(m, handler, s) for handler in s.handlers]
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
        block(m, handler.body)
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


def _match(m: Machine, s: f.Match) -> None:
    evaluate(m, s.subject)
    before = m.state
    end: State | None = before.copy()
    for case in s.cases:
        m.state = before.copy()
        block(m, case)
        end = merge(end, m.state if m.state.alive else None)
    m.state = end if end is not None else State(alive=False)


def _def(m: Machine, s: f.Def) -> None:
    frame = m.frame
    closure = frame if frame.function.facts.name != "<module>" else None
    made = Function(s.function, m.module, closure)
    if closure is not None:
        m.closures[s.function] = made
    lookup.bind(m, f.Name(s.function.name, s.function.at), (made,))
    for decorator in s.function.decorators:
        evaluate(m, decorator)


def _class(m: Machine, s: f.ClassDef) -> None:
    frame = m.frame
    closure = frame if frame.function.facts.name != "<module>" else None
    cls = Class(s.cls, m.module, closure)
    for stmt in s.cls.body:
        if isinstance(stmt, f.Assign) and stmt.value is not None:
            value = evaluate(m, stmt.value)
            for target in stmt.targets:
                if isinstance(target, f.Name):
                    value = lookup.named(value, target.id)
                    lookup.note(m, value, target.id)
                    m.store(f"class {cls}", target.id, value)
        elif isinstance(stmt, f.ClassDef):
            m.store(f"class {cls}", stmt.cls.name, (Class(stmt.cls, m.module, closure),))
    lookup.bind(m, f.Name(s.cls.name, s.cls.at), (cls,))


def _import(m: Machine, s: f.Import) -> None:
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


EXECUTORS: dict[type, Callable[[Machine, Any], None]] = {
    f.Do: _do,
    f.Assign: _assign,
    f.Augment: _augment,
    f.Return: _return,
    f.Raise: _raise,
    f.Delete: _delete,
    f.Break: _break,
    f.Continue: _continue,
    f.If: _if,
    f.While: _while,
    f.For: _for,
    f.With: _with,
    f.Try: _try,
    f.Match: _match,
    f.Def: _def,
    f.ClassDef: _class,
    f.Import: _import,
    f.Global: _global,
}
