"""Attributes that a constructor leaves None and that one execution fills later: where are they still None?

Told by marks among the locks of a path, as flags are. A thread that has asked the attribute for something has met it
filled: what stands behind that does not run while its filler still does what comes before. Asked in the first round,
so that the second can mark what comes before.
"""

from __future__ import annotations

from zlint.static.link import stores
from zlint.static.link.atoms import NONE, Obj, Val
from zlint.static.link.machine import Machine

MARKS = {"filled ": True, "unfilled ": False}


def asked(m: Machine, made: Obj, name: str) -> None:
    """Here the attribute is not None."""
    if m.execution.startswith("thread ") and stores.none_at_first(m, made, name):
        m.heap.awaited.add((made.cls, name))
        m.state.locks |= {f"filled {made.key}.{name}"}


def stored(m: Machine, made: Obj, name: str, value: Val) -> None:
    if (made.cls, name) in m.heap.awaited:
        mark = f"unfilled {made.key}.{name}"
        m.state.locks = m.state.locks | {mark} if value == NONE else m.state.locks - {mark}


def known(m: Machine, held: frozenset[str]) -> frozenset[tuple[str, bool]]:
    """The attributes that are filled where this is held, or not yet; of those that one execution alone stores."""
    found = ((key.removeprefix(mark), truth) for key in held for mark, truth in MARKS.items() if key.startswith(mark))
    return frozenset(each for each in found if len(m.writers[_field(each[0])]) == 1)


def _field(text: str) -> tuple[str, str]:
    key, _, name = text.rpartition(".")
    return key, name


def is_mark(key: str) -> bool:
    return key.startswith(tuple(MARKS))
