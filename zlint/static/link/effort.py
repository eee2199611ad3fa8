"""How much is followed: what a call that does nothing to ZeroMQ was worth the last time, and limits on work.

A function is *active* when its run, calls included, writes down an op other than a pause, a socket, context or
execution, or does to an unknown what is done to sockets. The first round learns which are, and runs each call once for
all that it can be told apart by; the second follows only active functions and takes the value of the others from
memory. A function that stores nothing and gives the same whatever it is given is `settled`: it is not followed again.
One that costs too much in one execution is not entered again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from zlint.model import Hole, Template
from zlint.static import facts as f
from zlint.static.link.atoms import (
    Arguments,
    Bound,
    Const,
    Ctx,
    External,
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

ENOUGH = 3  # runs with different arguments that tell that a function gives the same each time
DEAR = 5  # runs of a function below one execution, then one that costs too much is not entered again
SMALL = 12  # statements of a function whose value may well depend on plain arguments: those often make texts
COST = 500  # expressions evaluated in one function, below one execution
# What is done to sockets and to little else.
TELLING = frozenset(
    "socket send recv send_multipart recv_multipart send_string recv_string send_json recv_json send_pyobj recv_pyobj "
    "bind connect bind_to_random_port setsockopt setsockopt_string subscribe on_recv register".split()
)

Key = tuple[Any, ...]
Pause = tuple[Function, str, f.At]


@dataclass(slots=True)
class Settled:
    """What a function gave in all its runs. outline: that, without what is another one for each call; None: it
    differed, or something was stored. value: of the run at `site`."""

    runs: int
    outline: Key | None
    value: Val
    site: str


@dataclass(slots=True)
class Effort:
    """activity: grows with all that is written down. active: functions, over all rounds; makers: those that return what
    they make, another one for each call. values: of calls of this round; known: what a function ever gave.
    told: what is called unseen in this round, and where something waits, in order; inside: that of a function that was
    followed and is not active. gave: what calls that write down nothing gave in the first round. run_on: functions with
    the objects that they have been run on, over all rounds: what they store there is known. learning: this is the
    first round."""

    activity: int = 0
    learning: bool = True
    active: set[f.Function] = field(default_factory=set)
    makers: set[f.Function] = field(default_factory=set)
    values: dict[Key, Val] = field(default_factory=dict)
    known: dict[f.Function, Val] = field(default_factory=dict)
    settled: dict[f.Function, Settled] = field(default_factory=dict)
    told: list[str | Pause] = field(default_factory=list)
    inside: dict[f.Function, tuple[str | Pause, ...]] = field(default_factory=dict)
    gave: dict[Key, Val] = field(default_factory=dict)
    run_on: set[Key] = field(default_factory=set)
    cost: dict[tuple[str, f.Function], tuple[int, int]] = field(default_factory=dict)

    @property
    def waiting(self) -> set[f.Function]:
        """Functions that only wait: whoever calls them may well do so for what was started."""
        return {facts for facts, told in self.inside.items() if not all(isinstance(each, str) for each in told)}

    def next_round(self) -> None:
        self.learning = not self.known and not self.active
        self.gave = {key: value for key, value in self.values.items() if key[0] not in self.active}
        self.values.clear()
        self.told.clear()
        self.cost.clear()

    def remembered(self, key: Key, facts: f.Function, args: Arguments, site: str, trail: str) -> Val | None:
        """The value of a call that need not be followed again."""
        if key in self.values:
            return self.values[key]
        if facts in self.active:
            return None
        known = self.settled.get(facts)
        if known is not None and known.outline is not None and known.runs >= ENOUGH and _plain(args):
            return tuple(_made_here(atom, known.site, f"{site}<{trail}") for atom in known.value)
        if self.learning or len(facts.body) <= SMALL or _received(args) or key[:2] not in self.run_on:
            return None
        return self.known[facts]

    def compare(self, facts: f.Function, value: Val, site: str, stored: Iterable[str]) -> None:
        """A call has been followed that wrote nothing down. stored: the objects that it stored something in."""
        known = self.settled.get(facts)
        if known is not None and known.outline is None:
            return
        outline = _outline(value, site)
        if outline is not None and not all(site in key for key in stored):
            outline = None
        if known is None:
            self.settled[facts] = Settled(1, outline, value, site)
        elif known.outline == outline:
            known.runs += 1
        else:
            known.outline = None

    def tell(self, facts: f.Function, start: int) -> None:
        """A function was followed for the first time: what is told since `start` is what it does."""
        if facts not in self.inside:
            self.inside[facts] = tuple(dict.fromkeys(self.told[start:]))

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
            self.values[key] = join(self.values.get(key, ()), value)

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


def _plain(args: Arguments) -> bool:
    """A function can do nothing with them but look at them."""
    return all(isinstance(atom, Const) or not _matters(atom) for value in args.all for atom in value)


def _received(args: Arguments) -> bool:
    """What a function makes of what was received is received, too."""
    return any(isinstance(atom, Message) for value in args.all for atom in value)


def _outline(value: Val, site: str) -> Key | None:
    """None: it holds more than constants and unknowns."""
    parts: list[Any] = []
    for atom in value:
        match atom:
            case Hole(key=key, name=name) if f"<{site}" in key:
                parts.append((name, key.partition("<")[0]))
            case Hole() | Const() | External():
                parts.append(atom)
            case _:
                return None
    return tuple(parts)


def _made_here(atom: Any, there: str, here: str) -> Any:
    if isinstance(atom, Hole) and f"<{there}" in atom.key:
        return replace(atom, key=f"{atom.key.partition('<')[0]}<{here}")
    return atom


def carries(atom: Any) -> bool:
    """Is a function that is given this worth following, whatever it is?"""
    match atom:
        case Sock() | Ctx() | Message():
            return True
        case Seq():
            return any(carries(inner) for inner in atom.element)
        case Obj(kind="stream" | "poller"):
            return True
    return False


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
