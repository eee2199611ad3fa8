"""Calls of one of several, of which it is not known which: a name, an attribute or a table that holds more than one.

What is followed is followed from one state each, so that the ops of one do not stand behind those of another. What is
not followed counts as called in any case.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from zlint.static.link.atoms import Bound, Class, Function, Obj, Partial, Val, join
from zlint.static.link.machine import Machine, State, merge

FOLLOWED = (Function, Bound, Class, Partial, Obj)


def one_of(m: Machine, atoms: Sequence[Any], do: Callable[[Any], Val]) -> Val:
    followed = [atom for atom in atoms if isinstance(atom, FOLLOWED)]
    if len(followed) < 2:
        return join((), *map(do, atoms))
    found = [do(atom) for atom in atoms if not isinstance(atom, FOLLOWED)]
    before, end = m.state, None
    for atom in followed:
        m.state = before.copy()
        found.append(do(atom))
        end = merge(end, m.state)
    before.take(end if end is not None else State(alive=False))
    m.state = before
    return join(*found)
