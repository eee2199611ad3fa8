"""What is empty until one execution fills it, an attribute that a constructor leaves None or a queue: who has met it
filled, and who may have filled it already?

A thread that has asked the attribute for something, or got something from the queue, has met it filled, which a mark
among the locks of its path tells. What stands behind that does not run while the one that made and fills it still does
what comes before. Attributes are learned in the first round. Not known: what code that is not seen puts into a queue.
"""

from __future__ import annotations

from zlint.static.link import stores
from zlint.static.link.atoms import NONE, Obj, Val
from zlint.static.link.growth import ELEMENT
from zlint.static.link.machine import Machine

MARK = "filled "


def asked(m: Machine, owners: Val, name: str) -> None:
    """Here the attribute is not None."""
    made = owners[0] if len(owners) == 1 else None
    if isinstance(made, Obj) and m.execution.startswith("thread ") and stores.none_at_first(m, made, name):
        m.heap.awaited.add((made.cls, name))
        _meet(m, made.key, name)


def stored(m: Machine, made: Obj, name: str, value: Val) -> None:
    if value != NONE and (made.cls, name) in m.heap.awaited:
        m.state.full |= {f"{made.key}.{name}"}


def new_queue(m: Machine, key: str) -> Obj:
    m.writers.setdefault((key, ELEMENT), set()).add(m.execution)
    return Obj(key, "queue")


def put(m: Machine, queue: Obj, value: Val) -> None:
    m.effort.activity += 1
    m.heap.store(queue.key, ELEMENT, value)
    m.writers.setdefault((queue.key, ELEMENT), set()).add(m.execution)
    m.state.full |= {f"{queue.key}.{ELEMENT}"}


def got(m: Machine, queue: Obj) -> None:
    if m.execution.startswith("thread "):
        _meet(m, queue.key, ELEMENT)


def _meet(m: Machine, key: str, name: str) -> None:
    m.heap.met.add((key, name))
    m.state.locks |= {f"{MARK}{key}.{name}"}


def known(m: Machine, execution: str, held: frozenset[str], full: frozenset[str]) -> frozenset[tuple[str, bool]]:
    """What is filled where this is held, and what this execution cannot have filled yet, of all that it makes and fills
    alone."""
    empty = (f"{key}.{name}" for key, name in m.heap.met if m.writers.get((key, name)) == {execution})
    return frozenset(
        [(key.removeprefix(MARK), True) for key in held if is_mark(key)]
        + [(key, False) for key in empty if key not in full]
    )


def is_mark(key: str) -> bool:
    return key.startswith(MARK)
