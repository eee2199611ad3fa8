"""What the methods of a class store in an attribute of `self`, whether they were followed or not."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.static import facts as f
from zlint.static.link import handlers, lookup
from zlint.static.link.atoms import Class, Obj
from zlint.static.link.machine import Machine

Store = tuple[f.Function, f.Expr | None]


def pending(m: Machine, made: Obj, name: str, truth: bool) -> bool:
    """Can a method that has not been followed on this object yet store a constant of another truth?

    Not known: what code outside of the class stores. A constructor that has not run on an object never will."""
    if made.cls is None:
        return False
    return any(
        isinstance(value, f.Const) and bool(value.value) is not truth
        for method, value in _stores(m, made.cls).get(name, ())
        if method.name != "__init__" and (method, made) not in m.visited_on
    )


def only_constructed(m: Machine, made: Obj, name: str) -> bool:
    """Is the attribute set by constructors alone?"""
    found = _stores(m, made.cls).get(name, ()) if made.cls is not None else ()
    return bool(found) and all(method.name == "__init__" for method, _ in found)


def none_at_first(m: Machine, made: Obj, name: str) -> bool:
    """Does a constructor store None there, and nobody else of the class?"""
    found = _stores(m, made.cls).get(name, ()) if made.cls is not None else ()
    empty = [method for method, value in found if isinstance(value, f.Const) and value.value is None]
    return bool(empty) and all(method.name == "__init__" for method in empty)


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
    for stmt in handlers.statements(body):
        match stmt:
            case f.Assign(targets=targets, value=value):
                yield from ((name, value) for target in targets if (name := _of_self(target)))


def _of_self(target: f.Expr) -> str:
    match target:
        case f.Attr(base=f.Name(id="self"), name=name):
            return name
        case _:
            return ""
