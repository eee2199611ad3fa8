"""Which call a context or a socket dies with: that of the function whose names alone hold it.

What is returned or yielded belongs to the caller, a socket's context with it. What is stored in an attribute, a global
name, a list or a dict, or is handed to code that is not seen, a decorator among it, dies with no call. Nor does what a
function within the function names, or whose method is taken as a value: who has that keeps it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from zlint.model import Span
from zlint.static import facts as f
from zlint.static.link.atoms import Ctx, Method, Partial, Seq, Sock, Val, join
from zlint.static.link.machine import Machine

PASSING = frozenset("staticmethod classmethod property contextmanager asynccontextmanager override".split())
TEMPORARY = ("poller ", "closing ", "socket ", "context ")  # what these hold dies with them, or belongs to it
Made = tuple[str, tuple[tuple[Span | None, Any], ...]]  # its id, and the calls in progress with their functions


def frames(m: Machine, key: str) -> Made:
    """The calls in progress where it is made."""
    return key, tuple((frame.site, frame.function.facts) for frame in m.frames)


def handed_out(m: Machine, value: Val) -> None:
    """The function that runs returns or yields this; a decorator that is not known may keep it."""
    facts = m.frame.function.facts
    keys = list(_ids(value))
    keys += [context for key in keys if key in m.trace.sockets for context in m.trace.sockets[key].contexts]
    for key in keys:
        owners = m.trace.handed_out.setdefault(key, set())
        owners.add(facts)
        if not all(isinstance(each, f.Name | f.Attr) and _name(each) in PASSING for each in facts.decorators):
            owners.add(None)


def lent(m: Machine, value: Val) -> None:
    """Something that is not followed may keep this."""
    for key in _ids(value):
        m.trace.handed_out.setdefault(key, set()).add(None)


def closed_over(m: Machine, names: frozenset[str]) -> None:
    """A function or class within the function that runs uses these names, for as long as it lives itself."""
    for name in sorted(names & m.frame.function.facts.locals):
        lent(m, m.frame.seen.get(name, ()))


def method_taken(m: Machine, value: Val) -> None:
    """An attribute that is read, and not called at once: a method keeps what it is of."""
    lent(m, tuple(atom.base for atom in value if isinstance(atom, Method)))


def _name(decorator: f.Name | f.Attr) -> str:
    return decorator.id if isinstance(decorator, f.Name) else decorator.name


def kept(m: Machine) -> frozenset[str]:
    """The ids of what more than names of functions hold."""
    found = {
        key
        for owner, fields in m.heap.objects.items()
        if not owner.startswith(TEMPORARY)
        for value in fields.values()
        for key in _ids(value)
    }
    return frozenset(found | {key for key, draft in m.trace.sockets.items() if draft.escapes})


def of(m: Machine, made: Made | None, held: frozenset[str]) -> tuple[Span, ...] | None:
    """The call chain to the function that it dies with."""
    if made is None or made[0] in held:
        return None
    key, calls = made
    returned = m.trace.handed_out.get(key, ())
    depth = len(calls) - 1
    while depth > 0 and calls[depth][1] in returned:
        depth -= 1
    if depth < 0 or None in returned or calls[depth][1] in returned or calls[depth][1].name == "<module>":
        return None
    return tuple(site for site, _ in calls[: depth + 1] if site is not None)


def _ids(value: Val) -> Iterator[str]:
    for atom in value:
        match atom:
            case Sock(id=key) | Ctx(id=key):
                yield key
            case Seq():
                yield from _ids(atom.element)
            case Partial(args=args):
                yield from _ids(join(*args.all))
