"""Received data that reaches a dangerous call."""

from __future__ import annotations

from typing import Any

from zlint.model import Hole, Sink, Template
from zlint.semantics import pyzmq, sinks
from zlint.static import facts as f
from zlint.static.link import containers, taint
from zlint.static.link.atoms import Arguments, Const, External, Message, Val, truth
from zlint.static.link.machine import Machine

DISPATCH = "getattr "  # begins the key of an attribute whose name is not known


def note(m: Machine, path: str, args: Arguments, at: f.At) -> None:
    """Look at a call of `path`."""
    if path in pyzmq.UNSAFE_LOADERS:
        _load(m, path, args, at)
    elif path in sinks.SHELL:
        add(m, "command", path, taint.sources(args.get(0) or ()), at)
    elif path in sinks.PROCESS:
        add(m, "command", path, _command(m, args), at)
    elif path in sinks.OPEN and writes(args.get(1, "mode")):
        add(m, "path", path, taint.sources(args.get(0, "file") or ()), at)
    elif path in sinks.IMPORT:
        add(m, "module", path, taint.sources(_unprefixed(args.get(0, "name") or ())), at)


def add(m: Machine, kind: str, path: str, sources: tuple[int, ...], at: f.At) -> None:
    """Data of these receives reaches the call."""
    if not sources:
        return
    span = m.span(at)
    key = (path, span, m.execution)
    old = m.trace.sinks.get(key)
    merged = tuple(dict.fromkeys((*(old.sources if old else ()), *sources)))
    m.trace.sinks[key] = Sink(path, span, merged, m.execution, m.chain(), kind)


def _load(m: Machine, path: str, args: Arguments, at: f.At) -> None:
    safe = path == "yaml.load" and any(
        isinstance(atom, External) and "Safe" in atom.path for value in args.all for atom in value
    )
    if not safe:
        messages = (atom for value in args.all for atom in value if isinstance(atom, Message))
        sources = (atom.op for atom in messages if not taint.is_verified(m, atom.op))
        add(m, "code", path, tuple(dict.fromkeys(sources)), at)


def _command(m: Machine, args: Arguments) -> tuple[int, ...]:
    """By a shell the whole of it runs; without one it is the program that matters."""
    given = args.get(0, "args") or ()
    if truth(args.get(None, "shell") or ()) is True:
        return taint.sources(given)
    first = [item[0] for item in (containers.elements(m, (atom,)) for atom in given) if item]
    whole = tuple(atom for atom in given if isinstance(atom, Message))
    return taint.sources((*whole, *(atom for value in first for atom in value)))


def writes(mode: Val | None) -> bool:
    """Is a file opened for writing, for sure?"""
    texts = [atom.value for atom in mode or () if isinstance(atom, Const)]
    return bool(texts) and all(isinstance(text, str) and sinks.WRITES & set(text) for text in texts)


def _unprefixed(names: Val) -> Val:
    """A constant in front of a name leaves a few to choose from."""
    return tuple(atom for atom in names if not _prefixed(atom))


def _prefixed(atom: Any) -> bool:
    match atom:
        case Template(parts=(str(), *_)):
            return True
        case Message(part=part):
            return part.startswith(taint.PREFIX)
        case _:
            return False


def dispatched(m: Machine, names: Val, at: f.At) -> Val:
    """`getattr(x, name)` with a name that was received: what it gives, which matters once it is called."""
    sources = taint.sources(_unprefixed(names))
    if not sources:
        return ()
    key = f"{DISPATCH}{m.span(at)}"
    known = m.trace.dispatches.setdefault(key, {})
    known.update((source, at) for source in sources)
    return (Hole("attribute", key, "an attribute whose name is received"),)


def called(m: Machine, atom: Hole) -> None:
    """An unknown is called: an attribute whose name was received?"""
    for source, at in m.trace.dispatches.get(atom.key, {}).items():
        add(m, "attribute", "getattr", (source,), at)


def answers(path: str, args: Arguments) -> Val:
    """What a call tells of received data: that it matches, that it is a number, or that its signature is right."""
    given = tuple(atom for value in args.all for atom in value if isinstance(atom, Message))
    if given and path in sinks.VERIFIES:
        return taint.verified(given)
    return taint.compared(given, (), True) if path in sinks.MATCHES or _is_number(path, args) else ()


def _is_number(path: str, args: Arguments) -> bool:
    types = args.get(1) or ()
    names = {atom.path for atom in types if isinstance(atom, External)}
    return path == "isinstance" and bool(types) and len(names) == len(types) and names <= sinks.NUMBERS
