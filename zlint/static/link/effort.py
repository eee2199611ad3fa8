"""How much is followed: what a call that does nothing to ZeroMQ was worth the last time, and limits on work.

A function that writes down no op, socket, context or execution is *inert* for the arguments it was given; after a
few such runs its value is taken from memory. A function that costs too much in one execution is not entered again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from zlint.static import facts as f
from zlint.static.link.atoms import Arguments, Bound, Ctx, Function, Message, Obj, Partial, Seq, Sock, Val, join

INERT_RUNS = 3  # then a larger function's value is remembered
SMALL_RUNS = 24  # the same for a small one, whose value may depend on its arguments
SMALL = 12  # statements
COST = 40_000  # expressions evaluated in one function, below one execution

Key = tuple[Any, ...]


@dataclass(slots=True)
class Effort:
    """activity: grows with all that is written down. inert: runs without any, and their value."""

    activity: int = 0
    inert: dict[Key, tuple[int, Val]] = field(default_factory=dict)
    cost: dict[tuple[str, f.Function], int] = field(default_factory=dict)

    def remembered(self, key: Key, facts: f.Function) -> Val | None:
        """The value of a call that need not be followed again."""
        runs, value = self.inert.get(key, (0, ()))
        limit = SMALL_RUNS if len(facts.body) <= SMALL else INERT_RUNS
        return value if runs >= limit else None

    def note(self, key: Key, value: Val) -> None:
        runs, old = self.inert.get(key, (0, ()))
        self.inert[key] = (runs + 1, join(old, value))

    def exhausted(self, execution: str, facts: f.Function) -> bool:
        return self.cost.get((execution, facts), 0) > COST

    def charge(self, execution: str, facts: f.Function, steps: int) -> None:
        self.cost[(execution, facts)] = self.cost.get((execution, facts), 0) + steps


def key(function: Function, receiver: Any, args: Arguments) -> Key:
    """A call, told apart by what can matter: plain data does not."""
    return (function.facts, receiver, tuple(tuple(filter(_matters, value)) for value in args.all))


def _matters(atom: Any) -> bool:
    return isinstance(atom, Sock | Ctx | Obj | Seq | Function | Bound | Partial | Message)
