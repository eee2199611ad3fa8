"""Clean-up behind a loop without an end: `close()`, `term()` and `destroy()`, there or in a function called there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from zlint.model import Span
from zlint.static import facts as f
from zlint.static.link.atoms import Bound, Ctx, Function, Obj, Sock, Val
from zlint.static.link.dispatch import evaluate
from zlint.static.link.handlers import blocks, statements
from zlint.static.link.machine import Machine

CLEANUP = frozenset({"close", "term", "destroy"})
Meaning = Callable[[f.Expr], Val]


def endless(loop: f.While) -> bool:
    """Nothing but an exception, or a return, leaves it."""
    return isinstance(loop.test, f.Const) and bool(loop.test.value) and not _breaks(loop.body)


def _breaks(body: f.Block) -> bool:
    """Is there a break that is not one of an inner loop?"""
    for stmt in body:
        match stmt:
            case f.Break():
                return True
            case f.While(orelse=orelse) | f.For(orelse=orelse) if _breaks(orelse):
                return True
            case f.If() | f.Try() | f.With() | f.Match() if any(map(_breaks, blocks(stmt))):
                return True
    return False


def note(m: Machine, loop: Span, rest: f.Block) -> None:
    """The statements behind such a loop."""
    for call in _calls(rest):
        span = m.span(call.at)
        for name, value in _cleaned(m, call):
            m.trace.unreached.setdefault(span, (loop, name, {}))[2].update(dict.fromkeys(value))


def _calls(body: f.Block) -> Iterator[f.Call]:
    for stmt in statements(body):
        match stmt:
            case f.Do(value=f.Call() as call) | f.Do(value=f.Await(value=f.Call() as call)):
                yield call


def _cleaned(m: Machine, call: f.Call) -> Iterator[tuple[str, Val]]:
    """What the call ends, itself or as the function that it calls."""
    if not isinstance(call.func, f.Name | f.Attr):
        return
    yield from _ended(call, partial(evaluate, m))
    for callee in evaluate(m, call.func):
        function, receiver = (callee.function, callee.receiver) if isinstance(callee, Bound) else (callee, None)
        if isinstance(function, Function):
            given = [(receiver,)] if receiver is not None else []
            given += [evaluate(m, arg) if isinstance(arg, f.Name | f.Attr) else () for arg in call.args]
            names = dict(zip((param.name for param in function.facts.params), given))
            for inner in _calls(function.facts.body):
                yield from _ended(inner, partial(_meant, m, names))


def _ended(call: f.Call, meaning: Meaning) -> Iterator[tuple[str, Val]]:
    match call.func:
        case f.Attr(base=f.Name() | f.Attr() as base, name=name) if name in CLEANUP:
            yield name, tuple(atom for atom in meaning(base) if isinstance(atom, Sock | Ctx))


def _meant(m: Machine, names: dict[str, Val], expr: f.Expr) -> Val:
    match expr:
        case f.Name(id=text):
            return names.get(text, ())
        case f.Attr(base=f.Name(id=text), name=name):
            return tuple(x for atom in names.get(text, ()) if isinstance(atom, Obj) for x in m.load(atom.key, name))
    return ()
