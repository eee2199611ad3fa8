"""Variables by which one execution tells another to stop: what conditions in loops read and signal handlers store.

A variable is an attribute, a global, a local that nested functions share, an item of a dict, or an event. Not known:
what a function reads that a condition calls.
"""

from __future__ import annotations

from collections.abc import Iterator

from zlint.static import facts as f
from zlint.static.link import containers, ops
from zlint.static.link.atoms import Class, Const, Obj, Package
from zlint.static.link.dispatch import evaluate
from zlint.static.link.machine import Field, Frame, Machine

ASKS = frozenset({"is_set", "wait", "isSet"})
SET = "#set"  # of an event


def note(m: Machine, test: f.Expr) -> None:
    """A condition is looked at: in every loop around it."""
    heads = ops.heads(m)
    if heads:
        read = set(_read(m, test))
        for head in heads:
            m.trace.tested.setdefault(head, set()).update(read)


def shared_local(frame: Frame, text: str) -> Field:
    """The variable that a local is to the functions inside."""
    return (f"function {frame.module.path}:{frame.function.facts.qualname}", text)


def stored(m: Machine) -> dict[str, frozenset[str]]:
    """The variables that each execution stores, as far as conditions in loops read them."""
    found: dict[str, set[str]] = {}
    for field in {field for read in m.trace.tested.values() for field in read}:
        for execution in m.writers.get(field, ()):
            found.setdefault(execution, set()).add(_key(field))
    return {execution: frozenset(keys) for execution, keys in found.items()}


def read(m: Machine, heads: tuple[int, ...]) -> frozenset[str]:
    """The variables that conditions in these loops read."""
    return frozenset(_key(field) for head in heads for field in m.trace.tested.get(head, ()))


def _key(field: Field) -> str:
    return ".".join(field)


def _read(m: Machine, test: f.Expr) -> Iterator[Field]:
    match test:
        case f.Name(id=text):
            yield _named(m, text)
        case f.Attr(base=f.Name() | f.Attr() as base, name=text):
            for atom in evaluate(m, base):
                match atom:
                    case Obj(key=key) | Class(key=key):
                        yield (key, text)
                    case Package(module=module):
                        yield (module.key, text)
        case f.Item(base=f.Name() | f.Attr() as base, index=f.Const(value=str() as text)):
            yield from (
                (atom.key, key)
                for atom in evaluate(m, base)
                if isinstance(atom, Obj)
                for key in containers.keys((Const.of(text),))
            )
        case f.Call(func=f.Attr(base=f.Name() | f.Attr() as base, name=name)) if name in ASKS:
            yield from ((atom.key, SET) for atom in evaluate(m, base) if isinstance(atom, Obj))
        case f.Not(value=value):
            yield from _read(m, value)
        case f.Compare(left=left, right=right) | f.Logic(left=left, right=right):
            yield from _read(m, left)
            yield from _read(m, right)


def _named(m: Machine, text: str) -> Field:
    """The variable that a name means here."""
    frame: Frame | None = m.frame
    while frame is not None and frame.function.facts.name != "<module>":
        if text in frame.function.facts.locals and text not in frame.globals:
            return shared_local(frame, text)
        frame = frame.function.closure
    return (m.module.key, text)
