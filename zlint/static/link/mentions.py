"""Names of pyzmq that are outdated, where they are used, and which of them a file asks for before it does."""

from __future__ import annotations

from typing import Any

from zlint.model import Mention
from zlint.semantics.outdated import outdated
from zlint.static import facts as f
from zlint.static.link import flow
from zlint.static.link.atoms import Const, External, Sock, Val
from zlint.static.link.machine import Machine

MISSING = frozenset({"ImportError", "ModuleNotFoundError", "AttributeError", "Exception", "BaseException"})


def of_name(m: Machine, name: f.Name, value: Val) -> None:
    """A name that was imported as it is called."""
    for atom in value:
        if isinstance(atom, External) and atom.path.startswith("zmq.") and atom.path.endswith(f".{name.id}"):
            _note(m, atom.path, name.at)


def of_attribute(m: Machine, base: Val, name: str, at: f.At) -> None:
    """`base.name`, called or not."""
    for atom in base:
        if isinstance(atom, Sock):
            _note(m, f"Socket.{name}", at)
        elif isinstance(atom, External) and (atom.path == "zmq" or atom.path.startswith("zmq.")):
            _note(m, f"{atom.path}.{name}", at)


def _note(m: Machine, path: str, at: f.At) -> None:
    known = outdated(path)
    if known is not None and at != (0, 0):
        if any(MISSING & set(handler.catches) for handler in flow.guards(m)[:1]):
            m.trace.asked.add((m.module.path, known.name))
        m.trace.mentions[Mention(known.name, m.span(at))] = None


def imported(m: Machine, path: str) -> None:
    """An import in a `try`, or in its handler, that takes something else where there is no such name."""
    known = outdated(path)
    tried = m.frame.handling or any(MISSING & set(handler.catches) for handler in flow.guards(m)[:1])
    if known is not None and tried:
        m.trace.asked.add((m.module.path, known.name))


def asked(m: Machine, base: Any, names: Val) -> None:
    """`hasattr(base, names)`."""
    for atom in names:
        if isinstance(base, External) and isinstance(atom, Const) and isinstance(atom.value, str):
            known = outdated(f"{base.path}.{atom.value}")
            if known is not None:
                m.trace.asked.add((m.module.path, known.name))
