"""What the methods of a class store in an attribute of `self`, whether they were followed or not."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.static import facts as f
from zlint.static.link import lookup
from zlint.static.link.atoms import Class, Obj
from zlint.static.link.machine import Machine

Store = tuple[f.Function, f.Expr | None]


def pending(m: Machine, made: Obj, name: str, truth: bool) -> bool:
    """Does a method that has not been followed on this object store a constant of another truth?

    Not known: what code outside of the class stores."""
    if made.cls is None:
        return False
    return any(
        isinstance(value, f.Const) and bool(value.value) is not truth
        for method, value in _stores(m, made.cls).get(name, ())
        if (method, made) not in m.visited_on
    )


def _stores(m: Machine, cls: Class) -> dict[str, list[Store]]:
    known = m.stores.get(cls)
    if known is None:
        known = m.stores[cls] = {}
        for owner in lookup.linearised(m, cls):
            for method in owner.facts.methods.values():
                for name, value in _in(method.body):
                    known.setdefault(name, []).append((method, value))
    return known


def _in(body: f.Block) -> Iterator[tuple[str, f.Expr | None]]:
    for stmt in body:
        if isinstance(stmt, f.Assign):
            for target in stmt.targets:
                if isinstance(target, f.Attr) and isinstance(target.base, f.Name) and target.base.id == "self":
                    yield target.name, stmt.value
        for inner in _blocks(stmt):
            yield from _in(inner)


def _blocks(stmt: f.Stmt) -> Iterator[f.Block]:
    match stmt:
        case f.If() | f.While() | f.For():
            yield stmt.body
            yield stmt.orelse
        case f.With():
            yield stmt.body
        case f.Try():
            yield stmt.body
            yield from (handler.body for handler in stmt.handlers)
            yield stmt.orelse
            yield stmt.final
        case f.Match():
            yield from stmt.cases
