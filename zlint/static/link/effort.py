"""How much is followed: what a call that does nothing to ZeroMQ was worth the last time, and limits on work.

A function is *active* when its run, calls included, writes down an op, socket, context or execution, or does to an
unknown what is done to sockets. The first round learns which are, and runs each call once for all that it can be
told apart by; the second follows only active functions and takes the value of the others from memory. A function
that costs too much in one execution is not entered again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from zlint.model import Hole, Template
from zlint.static import facts as f
from zlint.static.link.atoms import (
    Arguments,
    Bound,
    Const,
    Ctx,
    Function,
    Message,
    Obj,
    Partial,
    Pending,
    Seq,
    Sock,
    Val,
    join,
)

RUNS = 2  # of an inert call in one round, then its value is remembered
DEAR = 5  # runs of a function below one execution, then one that costs too much is not entered again
SMALL = 12  # statements of a function whose value may well depend on plain arguments: those often make texts
COST = 500  # expressions evaluated in one function, below one execution
# What is done to sockets and to little else.
TELLING = frozenset(
    "socket send recv send_multipart recv_multipart send_string recv_string send_json recv_json send_pyobj recv_pyobj "
    "bind connect bind_to_random_port setsockopt setsockopt_string subscribe on_recv register".split()
)

Key = tuple[Any, ...]


@dataclass(slots=True)
class Effort:
    """activity: grows with all that is written down. active: functions, over all rounds; makers: those that return what
    they make, another one for each call. values: of calls of this round; known: what a function ever gave.
    learning: this is the first round. gave: what calls that write down nothing gave in it. run_on: functions with the
    objects that they have been run on, over all rounds: what they store there is known."""

    activity: int = 0
    learning: bool = True
    active: set[f.Function] = field(default_factory=set)
    makers: set[f.Function] = field(default_factory=set)
    values: dict[Key, tuple[int, Val]] = field(default_factory=dict)
    known: dict[f.Function, Val] = field(default_factory=dict)
    gave: dict[Key, Val] = field(default_factory=dict)
    run_on: set[Key] = field(default_factory=set)
    cost: dict[tuple[str, f.Function], tuple[int, int]] = field(default_factory=dict)

    def next_round(self) -> None:
        self.learning = not self.known and not self.active
        self.gave = {key: value for key, (_, value) in self.values.items() if key[0] not in self.active}
        self.values.clear()
        self.cost.clear()

    def remembered(self, key: Key, facts: f.Function) -> Val | None:
        """The value of a call that need not be followed again."""
        runs, value = self.values.get(key, (0, ()))
        if runs >= RUNS or (runs and self.learning):
            return value
        if self.learning or facts in self.active or key[:2] not in self.run_on or len(facts.body) <= SMALL:
            return None
        return self.known[facts]

    def before(self, key: Key) -> Val | None:
        """What a call gave in the first round that there is nothing left for, if it wrote down nothing."""
        return self.gave.get(key, self.gave.get(key[:3]))

    def note(self, key: Key, facts: f.Function, value: Val, *, inert: bool, fresh: bool) -> None:
        """A call has been followed. fresh: its value is or holds a socket that it made."""
        if not inert:
            self.active.add(facts)
        self.known[facts] = join(self.known.get(facts, ()), value)
        self.run_on.add(key[:2])
        if inert or (self.learning and not fresh):
            runs, old = self.values.get(key, (0, ()))
            self.values[key] = (runs + 1, join(old, value))

    def exhausted(self, execution: str, facts: f.Function) -> bool:
        runs, cost = self.cost.get((execution, facts), (0, 0))
        return runs >= DEAR and cost > COST

    def charge(self, execution: str, facts: f.Function, steps: int) -> None:
        runs, cost = self.cost.get((execution, facts), (0, 0))
        self.cost[(execution, facts)] = (runs + 1, cost + steps)


def key(function: Function, receiver: Any, args: Arguments) -> Key:
    """A call, told apart by what can matter: unknown texts do so for small functions."""
    if len(function.facts.body) <= SMALL:
        return (function.facts, receiver, args)
    return (function.facts, receiver, tuple(tuple(filter(_matters, value)) for value in args.all))


def _matters(atom: Any) -> bool:
    return isinstance(atom, Sock | Ctx | Obj | Seq | Function | Bound | Partial | Message | Const)


def makes(value: Val) -> bool:
    """An object, or a list of them, may be new with each call."""
    return any(isinstance(atom, Obj | Seq | Pending | Function | Bound) for atom in value)


def keys(atom: Any) -> Iterator[str]:
    """Of what is told apart by the calls that led to it: objects, unknowns, texts with unknowns."""
    match atom:
        case Obj(kind="instance", key=key) | Hole(key=key):
            yield key
        case Template(parts=parts):
            yield from (part.key for part in parts if isinstance(part, Hole))
