"""Except clauses as rules see them: what they catch, what they do with it, where control goes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from zlint.model import Handler
from zlint.semantics import pyzmq
from zlint.static import facts as f
from zlint.static.link.atoms import Class, External, Seq, Val
from zlint.static.link.dispatch import evaluate
from zlint.static.link.machine import Machine

CLEANUP = frozenset(
    {"close", "term", "destroy", "unbind", "disconnect", "unregister", "stop", "join", "cancel", "unlink"}
)
EXITS = frozenset({"exit", "_exit", "abort"})


def describe(m: Machine, clause: f.Except, around: f.Try, following: f.Block) -> Handler:
    """following: the statements behind the try, to which control falls from a clause that does not end."""
    caught = _names(evaluate(m, clause.type)) if clause.type is not None else ("BaseException",)
    return Handler(
        span=m.span(clause.at),
        catches=caught or ("unknown",),
        action=_ways_out(clause.body, following),
        silent=_silent(clause.body),
        inspects=clause.name is not None and any(_tests(stmt, clause.name) for stmt in statements(clause.body)),
        loops=any(frame.loops for frame in m.frames),
        cleanup=_is_cleanup(around.body),
        nested=m.frame.handling > 0,
        stays=m.frame.loops > 0 and _stays(clause.body, following),
        ends=next((frame.endings[-1] for frame in reversed(m.frames) if frame.endings), False),
    )


def _stays(body: f.Block, following: f.Block) -> bool:
    leaves = (f.Break, f.Return, f.Raise)
    behind = any(isinstance(stmt, leaves) or _action((stmt,)) == "leave" for stmt in statements(following))
    return not behind and all(_idle(stmt) for stmt in statements(body))


def _idle(stmt: f.Stmt) -> bool:
    """Does it only print, log or wait, or choose between such things?"""
    match stmt:
        case f.Continue() | f.If():
            return True
        case f.Do(value=f.Await(value=f.Call() as call)) | f.Do(value=f.Call() as call):
            return _method(call) in pyzmq.NEVER_FAIL
        case f.Do(value=value):
            return isinstance(value, f.Const)
        case _:
            return False


def _names(value: Val) -> tuple[str, ...]:
    found: list[str] = []
    for atom in value:
        match atom:
            case External(path=path):
                found.append(pyzmq.canonical(path))
            case Class():
                found.append(str(atom))
            case Seq():
                found.extend(_names(atom.element))
            case _:
                found.append(getattr(atom, "name", "unknown"))
    return tuple(dict.fromkeys(found))


def _silent(body: f.Block) -> bool:
    return all(
        isinstance(stmt, f.Continue) or (isinstance(stmt, f.Do) and isinstance(stmt.value, f.Const)) for stmt in body
    )


def _ways_out(body: f.Block, following: f.Block) -> str:
    action = _action(body)
    return _action(following) if action == "go on" and following else action


def _action(body: f.Block) -> str:
    """What the end of the block does on every way."""
    if not body:
        return "go on"
    last = body[-1]
    match last:
        case f.Raise():
            return "raise"
        case f.Return() | f.Break():
            return "leave"
        case f.Continue():
            return "retry"
        case f.Do(value=f.Call(func=f.Attr(name=name))) if name in EXITS:
            return "leave"
        case f.Do(value=f.Call(func=f.Name(id=name))) if name in EXITS:
            return "leave"
        case f.If() if last.orelse:
            ends = {_action(last.body), _action(last.orelse)}
            return ends.pop() if len(ends) == 1 else "go on"
        case _:
            return "go on"


def statements(body: f.Block) -> Iterator[f.Stmt]:
    """Those of inner blocks, too."""
    for stmt in body:
        yield stmt
        for inner in blocks(stmt):
            yield from statements(inner)


def blocks(stmt: f.Stmt) -> Iterable[f.Block]:
    match stmt:
        case f.If() | f.While() | f.For():
            return (stmt.body, stmt.orelse)
        case f.With():
            return (stmt.body,)
        case f.Match():
            return stmt.cases
        case f.Try():
            return (stmt.body, *(handler.body for handler in stmt.handlers), stmt.orelse, stmt.final)
        case _:
            return ()


def _tests(stmt: f.Stmt, name: str) -> bool:
    return isinstance(stmt, f.If | f.While) and _mentions(stmt.test, name)


def _mentions(expr: f.Expr, name: str) -> bool:
    match expr:
        case f.Name(id=text):
            return text == name
        case f.Attr(base=base):
            return _mentions(base, name)
        case f.Compare(left=left, right=right) | f.Logic(left=left, right=right):
            return _mentions(left, name) or _mentions(right, name)
        case f.Not(value=value):
            return _mentions(value, name)
        case f.Call(func=func, args=args):
            return _mentions(func, name) or any(_mentions(arg, name) for arg in args)
        case f.Opaque(parts=parts) | f.Sequence(items=parts):
            return any(_mentions(part, name) for part in parts)
        case _:
            return False


def _is_cleanup(body: f.Block) -> bool:
    """The try holds nothing but calls that end something."""
    calls = [_method(stmt.value) for stmt in statements(body) if isinstance(stmt, f.Do)]
    others = [stmt for stmt in statements(body) if not isinstance(stmt, f.Do | f.If | f.For | f.Delete)]
    return bool(calls) and not others and all(name in CLEANUP for name in calls)


def _method(expr: f.Expr) -> str:
    match expr:
        case f.Call(func=f.Attr(name=name)) | f.Call(func=f.Name(id=name)):
            return name
        case f.Await(value=value):
            return _method(value)
        case _:
            return ""
