"""Types of sockets that a program tests for: an unknown that is compared with a type can be of that type.

Only what is given a socket beside types that are known counts, so a test alone says of no socket what it is.
"""

from __future__ import annotations

from zlint.model import Hole
from zlint.semantics import peers
from zlint.static import facts as f
from zlint.static.link.atoms import Val
from zlint.static.link.dispatch import evaluate
from zlint.static.link.machine import Machine


def note(m: Machine, test: f.Expr) -> None:
    """A condition is met."""
    match test:
        case f.Logic(left=left, right=right):
            note(m, left)
            note(m, right)
        case f.Not(value=value):
            note(m, value)
        case f.Compare(left=left, right=right):
            items = right.items if isinstance(right, f.Sequence) else (right,)
            found = [item.name for item in items if isinstance(item, f.Attr) and item.name in peers.TYPES]
            for atom in evaluate(m, left) if found else ():
                if isinstance(atom, Hole):
                    m.trace.asked_types.setdefault(atom.key, {}).update(dict.fromkeys(map(peers.canonical, found)))


def types(m: Machine, value: Val) -> list[str]:
    """What the unknowns among these can be."""
    keys = [atom.key for atom in value if isinstance(atom, Hole)]
    return [name for key in keys for name in m.trace.asked_types.get(key, ())]
