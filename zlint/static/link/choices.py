"""Dispatch by constants: inside `if x in (A, B):`, behind `x == A` and `x == B` there is no other case left.

Names of constants outside the program count, too; two of them can be one value.
"""

from __future__ import annotations

from typing import Any

from zlint.static import facts as f
from zlint.static.link import containers, taint
from zlint.static.link.atoms import Const, External, Val
from zlint.static.link.dispatch import evaluate
from zlint.static.link.machine import Choices, Machine


def narrowed(m: Machine, test: f.Expr, holds: bool) -> Choices | None:
    """What names can still be equal to in a branch of this test; None: the branch cannot be taken."""
    match test:
        case f.Compare(left=f.Name(id=text) as name, op="in", right=right) if holds:
            known = frozenset(map(_constant, containers.elements(m, evaluate(m, right)) or [()]))
            return m.frame.choices if None in known else {**m.frame.choices, text: (_value(m, name), known)}
        case f.Compare(left=f.Name(id=text) as name, op="==" | "!=" as op, right=right) if text in m.frame.choices:
            value, rest = m.frame.choices[text]
            other = _constant(evaluate(m, right))
            if other is None or value != _value(m, name):
                return m.frame.choices
            if holds == (op == "=="):
                rest = frozenset({other}) if other in rest or any(isinstance(each, External) for each in rest) else rest
            else:
                rest = rest - {other}
            return {**m.frame.choices, text: (value, rest)} if rest else None
    return m.frame.choices


def _value(m: Machine, name: f.Name) -> Val:
    """The same before and behind a comparison."""
    return tuple(map(taint.unmarked, evaluate(m, name)))


def _constant(value: Val) -> Any:
    return value[0] if len(value) == 1 and isinstance(value[0], Const | External) else None
