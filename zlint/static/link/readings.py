"""What a program does with the outcome of `Poller.poll()`: a list of (socket, mask) pairs, or a dict made of it."""

from __future__ import annotations

from zlint.static import facts as f
from zlint.static.link.atoms import Polled, Sock, Val
from zlint.static.link.machine import Machine


def note(m: Machine, how: str, value: Val, asked: Val, at: f.At) -> None:
    """The outcome is read here, `asked` for these sockets; what an assert looks up may fail as the assert may."""
    if m.frame.asserting and how == "index":
        return
    socks = tuple(atom.id for atom in asked if isinstance(atom, Sock))
    for atom in value:
        if isinstance(atom, Polled) and atom.form in ("list", "dict") and len(socks) == len(asked):
            m.trace.facts_of(atom.op).setdefault("readings", {})[(f"{how} {atom.form}", socks, m.span(at))] = None
