"""What a project says of itself that its text does not tell. A front end takes it as known.

Files are named as spans name them, functions by their qualified names in them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from zlint.model.tri import Tri

Place = tuple[str, str]  # file, and a function or the line of a call in it; "" for all of the file


@dataclass(frozen=True, slots=True)
class Wrapper:
    """What a call does that is not followed.

    returns: the type of a socket that it makes and returns. bind, connect: the endpoint it gives that; a number means
    an argument. send: it sends so many frames on the socket of its object. recv: it receives a message there.
    """

    returns: str = ""
    bind: str | int | None = None
    connect: str | int | None = None
    send: int | None = None
    recv: bool = False


@dataclass(frozen=True, slots=True)
class Hints:
    """values: what unknowns are, by the file they are used in ("" for any) and the name that they have in endpoints.
    bind, connect: what endpoints are that a function, or what it calls, gives to sockets. type: of sockets it makes.
    calls: what calls do, by the dotted names of functions. together: scripts that run at one time, and with no others.
    hosts: further names of the machine that all runs on.
    """

    values: Mapping[Place, tuple[str, ...]] = field(default_factory=dict)
    bind: Mapping[Place, tuple[str, ...]] = field(default_factory=dict)
    connect: Mapping[Place, tuple[str, ...]] = field(default_factory=dict)
    type: Mapping[Place, tuple[str, ...]] = field(default_factory=dict)
    calls: Mapping[str, Wrapper] = field(default_factory=dict)
    together: tuple[frozenset[str], ...] = ()
    hosts: frozenset[str] = frozenset()

    def value(self, files: Sequence[str], names: frozenset[str]) -> tuple[str, ...]:
        """What an unknown of these names is, used on behalf of these files; nothing when that is not said."""
        known = (self.values.get((place, name)) for place in (*files, "") for name in sorted(names))
        return next(filter(None, known), ())

    def run_together(self, one: str, other: str) -> Tri | None:
        """Do two scripts run at one time? None when neither is spoken of."""
        groups = [group for group in self.together if one in group or other in group]
        return Tri.of(any({one, other} <= group for group in groups)) if groups else None


NO_HINTS = Hints()
