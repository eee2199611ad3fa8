"""What a number is the product of, kept with the number. What comes of it by other arithmetic is no product."""

from __future__ import annotations

from dataclasses import replace

from zlint.model import Factor, Hole
from zlint.static import facts as f
from zlint.static.link import strings
from zlint.static.link.atoms import Const, Val


def product(e: f.Binary, left: Val, right: Val) -> Val:
    """`left * right`, with its factors where each side is one value."""
    made = strings.add(left, right, e.op)
    if len(left) != 1 or len(right) != 1:
        return made
    found = (*_of(e.left, left), *_of(e.right, right))
    return tuple(replace(atom, factors=found) if isinstance(atom, Const | Hole) else atom for atom in made)


def of(value: Val) -> tuple[Factor, ...]:
    """The factors of a value; none when it may be no product, or another one."""
    found = {atom.factors if isinstance(atom, Const | Hole) else () for atom in value}
    return found.pop() if len(found) == 1 else ()


def _of(written: f.Expr, value: Val) -> tuple[Factor, ...]:
    name = written.id if isinstance(written, f.Name) else written.name if isinstance(written, f.Attr) else ""
    constant = value[0].value if isinstance(value[0], Const) else None
    return of(value) or (Factor(name, constant if isinstance(constant, int | float) else None),)
