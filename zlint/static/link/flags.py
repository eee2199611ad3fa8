"""Flags that tell the roles of one class apart: attributes that only constructors set, and what a path knows of them.

Told by marks among the locks of a path, which only last where all ways that meet bear them. What holds of an object's
flag in one execution holds in all others.
"""

from __future__ import annotations

from zlint.static import facts as f
from zlint.static.link import stores
from zlint.static.link.atoms import Obj
from zlint.static.link.dispatch import evaluate
from zlint.static.link.machine import Machine

MARKS = {"if ": True, "unless ": False}


def assume(m: Machine, test: f.Expr, holds: bool) -> None:
    """From here on a path is one on which the test came out so."""
    match test:
        case f.Not(value=inner):
            assume(m, inner, not holds)
        case f.Logic(op=op, left=left, right=right) if holds == (op == "and"):
            assume(m, left, holds)
            assume(m, right, holds)
        case f.Attr(base=f.Name() as base, name=name):
            for atom in evaluate(m, base):
                if isinstance(atom, Obj) and stores.only_constructed(m, atom, name):
                    m.state.locks |= {f"{'if ' if holds else 'unless '}{atom.key}.{name}"}


def known(held: frozenset[str]) -> frozenset[tuple[str, bool]]:
    """The flags that surely hold, or do not, where this is held."""
    return frozenset(
        (key.removeprefix(mark), truth) for key in held for mark, truth in MARKS.items() if key.startswith(mark)
    )


def is_mark(key: str) -> bool:
    return key.startswith(tuple(MARKS))
